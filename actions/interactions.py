"""Baclofen with another medicine: what is known of those that a message names."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional, Sequence

from rasa_sdk import Tracker

from actions import replies
from actions.asked import region_of
from actions.wording import wording
from knowledge.medicines_schema import MedicineClass
from knowledge.store import KnowledgeStore
from tools.medicines import Found, content, find_medicines, sources

TOPIC = "interactions"


def reply_for(tracker: Tracker, store: KnowledgeStore) -> Optional[replies.Reply]:
    """What is known of the medicines that the latest message names; None where it names none, or the list may not be shown."""
    if not store.may_show(json.loads(content().review.json())):
        return None
    found = find_medicines(tracker.latest_message.get("text") or "")
    if not found:
        return None
    groups = _by_group(found)
    parts = [_said_of(group, named) for group, named in groups]
    parts += [wording("medicine_unsure", said=one.said, means=one.name) for one in found if not one.sure]
    unknown = [one.said for one in found if one.group is None]
    if unknown:
        parts.append(wording("medicine_unknown", names=_listed(unknown)))
    parts.append(wording("medicine_tail"))
    ids = dict.fromkeys(source for group, _ in groups for source in group.sources)
    if ids:
        listed = "; ".join(replies.source_words(sources()[one].dict()) for one in ids)
        parts.append(wording("sources_line", sources=listed))
    parts.append(replies.review_line(json.loads(content().review.json())))
    buttons = [{"title": one.name, "payload": f"Can I take baclofen with {one.name}?"} for one in found if not one.sure]
    made = replies.tool(TOPIC, "\n\n".join(part.strip() for part in parts), result(found), region_of(tracker))
    return made._replace(buttons=buttons)


def unlisted(tracker: Tracker) -> List[str]:
    """Medicines of the latest message that nothing is known of, for the content team."""
    return [one.said for one in find_medicines(tracker.latest_message.get("text") or "") if one.group is None]


def result(found: Sequence[Found]) -> Dict[str, Any]:
    """The figures of the reply contract."""
    severity = {group.id: group.severity for group in content().classes}
    return {
        "medicines": [
            {
                "said": one.said,
                "name": one.name,
                "class": one.group,
                "severity": severity.get(one.group or ""),
                "sure": one.sure,
            }
            for one in found
        ]
    }


def _by_group(found: Sequence[Found]) -> List[tuple[MedicineClass, List[Found]]]:
    groups = {group.id: group for group in content().classes}
    order = list(dict.fromkeys(one.group for one in found if one.group))
    return [(groups[name], [one for one in found if one.group == name]) for name in order]


def _said_of(group: MedicineClass, named: Sequence[Found]) -> str:
    names = _listed([one.name for one in named])
    head = wording(f"medicine_{group.severity}", names=names[0].upper() + names[1:], group=group.name)
    return f"{head.strip()} {group.effect} {group.advice}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
