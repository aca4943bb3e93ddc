"""Together with another medicine: what is known of those that a message names."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional, Sequence

from actions.texts import filled_warnings
from knowledge.people import Person, fitting_variant
from knowledge.phrasebook import phrasebook
from knowledge.store import KnowledgeStore, NotServable, Row
from replies import reply as replies
from replies.reply import Reply
from tools.medicines import Found, asked_of, content, find_medicines

TOPIC = "interactions"
MOST_CLASSES = 3  # told of in one reply


class _Class(NamedTuple):
    """A class of medicines and those of it that were named."""

    row: Row
    named: List[Found]


def reply_for(text: str, person: Person, store: KnowledgeStore, beside: Optional[str] = None) -> Optional[Reply]:
    """What is known of the medicines that a message names; None where it names none, or nothing of them may be shown.

    Args:
        beside: the question that is answered, where the message asks others too: only the medicines that it is about are told of, as far as some are.
    """
    found = find_medicines(text)
    found = [one for one in found if beside and asked_of(one) == beside] or found
    classes = _by_class(found, store)
    unknown = [one.said for one in found if one.group is None]
    if not classes and not unknown:
        return None
    book = phrasebook()
    shown = [fitting_variant(one.row.content["variants"], person) or one.row.content for one in classes]
    said = [_capital(book.fill(one["answer"], person.region, person.route, name=_listed([named.name for named in of.named])))
            for one, of in zip(shown, classes, strict=True)]  # fmt: skip
    said += [book.say("medicine_unsure", said=one.said, means=one.name) for one in found if not one.sure]
    if unknown:
        said.append(book.say("medicine_unknown", names=_listed(unknown)))
    warnings = filled_warnings(store, [name for one in shown for name in one["help"]], person)
    made = replies.tool(
        TOPIC,
        "\n\n".join(said),
        _result(found, classes),
        classes[0].row.content["question"] if classes else content().otherwise,
        parts={"answer": "\n\n".join(said), "safety": None, "more": None, "help": warnings},
        **_origin(classes),
    )
    options = [
        {"title": one.name, "payload": book.say("medicine_option", other=one.name)} for one in found if not one.sure
    ]
    sources = [source for one in classes for source in one.row.content["sources"]]
    origin = replies.line_of_origin(sources, _least_checked(classes)) if classes else None
    whole = Reply(made.payload, tuple(said), origin)
    return whole.with_options(options) if options else whole


def unlisted(text: str) -> List[str]:
    """Medicines of a message that nothing is known of, for the content team."""
    return [one.said for one in find_medicines(text) if one.group is None]


def _by_class(found: Sequence[Found], store: KnowledgeStore) -> List[_Class]:
    """The classes named, in that order; those that may not be shown are left out."""
    classes = []
    for group in dict.fromkeys(one.group for one in found if one.group):
        try:
            classes.append(_Class(store.medicines(group), [one for one in found if one.group == group]))
        except NotServable:
            continue
    return classes[:MOST_CLASSES]


def _result(found: Sequence[Found], classes: Sequence[_Class]) -> Dict[str, Any]:
    severity = {one.row.id: one.row.content["severity"] for one in classes}
    return {
        "medicines": [
            {"said": one.said, "name": one.name, "class": one.group, "severity": severity.get(one.group or ""), "sure": one.sure}
            for one in found
        ]
    }  # fmt: skip


def _origin(classes: Sequence[_Class]) -> Dict[str, Any]:
    if not classes:
        return {}
    sources = {source["id"]: source for one in classes for source in one.row.content["sources"]}
    return {
        "sources": replies.sources_of(list(sources.values())),
        "review": replies.review_of(_least_checked(classes)),
    }


def _least_checked(classes: Sequence[_Class]) -> Dict[str, Any]:
    """The review of the class that was checked least."""
    return min((one.row.review for one in classes), key=lambda review: review["status"] == "approved")


def _listed(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return phrasebook().say("list_and", first=", ".join(names[:-1]), last=names[-1])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
