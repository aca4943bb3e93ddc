"""Replies as the reply contract has them (schema 2, docs/reply-contract.md): the parts of what is said, and whatever belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Dict, List, Optional, Sequence, Tuple

from knowledge.people import Person
from knowledge.phrasebook import phrasebook
from knowledge.store import Served

SCHEMA = 2  # of the reply contract
ANSWER, ESCALATION, CHECK, TOOL, CONVERSATION, UNAVAILABLE = (
    "answer",
    "escalation",
    "check",
    "tool",
    "conversation",
    "unavailable",
)
Option = Dict[str, str]  # title, payload


@dataclass(frozen=True)
class Origin:
    """Where a text comes from and whether it was signed: one line on channels that carry text alone.

    Attributes:
        publishers: of its sources, the strongest first, each once.
        reviewed: whether a clinician has signed it.
    """

    publishers: Tuple[str, ...]
    reviewed: bool


@dataclass(frozen=True)
class Reply:
    """One thing to say.

    Attributes:
        payload: the contract's object, complete.
        said: the paragraphs that are said aloud, in order, filled.
        origin: None where nothing vetted is said.
        options: short answers to press.
        reminder: what stands before it while an emergency is open.
    """

    payload: Dict[str, Any]
    said: Tuple[str, ...]
    origin: Optional[Origin] = None
    options: Tuple[Option, ...] = field(default=())
    reminder: Optional[str] = None

    def with_options(self, options: Sequence[Option], line: Optional[str] = None) -> Reply:
        """The same with short answers to press, and a line that asks for one."""
        said = (*self.said, line) if line else self.said
        together = (*self.options, *options)
        return replace(self, said=said, options=together, payload={**self.payload, "options": list(together)})


def payload(kind: str, topic: Optional[str] = None, level: str = "none", **more: Any) -> Dict[str, Any]:
    """The object that every message carries."""
    made: Dict[str, Any] = {"schema": SCHEMA, "type": kind, "level": level}
    if topic:
        made["topic"] = topic
    return {**made, **more}


def answer(served: Served, person: Person, warnings: Sequence[str], asks: Dict[str, str]) -> Reply:
    """A vetted answer: what it says and its line of safety; the rest is in the payload.

    Args:
        warnings: its warning sets for this person, filled.
        asks: the wording of its related questions, by their ids.
    """
    book = phrasebook()

    def filled(text: Optional[str]) -> Optional[str]:
        return book.fill(text, person.region, person.route) if text else None

    parts: Dict[str, Any] = {
        "answer": filled(served.answer),
        "safety": filled(served.safety),
        "more": filled(served.more),
        "help": list(warnings),
    }
    return Reply(
        payload(
            ANSWER, served.topic, question=served.question, parts=parts, related=related(asks), **origin_of(served)
        ),
        tuple(one for one in (parts["answer"], parts["safety"]) if one),
        line_of_origin(served.sources, served.review),
    )


def part_of_answer(served: Served, said: str, warnings: Sequence[str], asks: Dict[str, str]) -> Reply:
    """Something else of a vetted answer than its first words: what there is more of it, or its first words again.

    Args:
        said: filled.
    """
    parts = {"answer": said, "safety": None, "more": None, "help": list(warnings)}
    return Reply(
        payload(
            ANSWER, served.topic, question=served.question, parts=parts, related=related(asks), **origin_of(served)
        ),
        (said,),
        line_of_origin(served.sources, served.review),
    )


def origin_of(served: Served) -> Dict[str, Any]:
    """Who checked an answer and where it comes from, as the contract lists it."""
    return {
        "answer_id": served.answer_id,
        "version": served.version,
        "review": review_of(served.review),
        "sources": sources_of(served.sources),
    }


def review_of(review: Dict[str, Any]) -> Dict[str, Any]:
    """A review as the contract lists it."""
    return {key: review.get(key) for key in ("status", "by", "on", "due")}


def sources_of(sources: Sequence[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """Sources as the contract lists them."""
    keys = ("id", "title", "publisher", "year", "url", "checked")
    return [{key: source.get(key) for key in keys} for source in sources]


def related(asks: Dict[str, str]) -> List[Dict[str, str]]:
    """Related questions as the contract lists them."""
    return [{"question": question, "text": text} for question, text in asks.items()]


def line_of_origin(sources: Sequence[Dict[str, Any]], review: Dict[str, Any]) -> Origin:
    """The same in short, for one line."""
    named = (source["publisher"].partition(",")[0].strip() for source in sources)
    return Origin(tuple(dict.fromkeys(named)), review["status"] == "approved")


def tool(topic: str, text: str, result: Dict[str, Any], question: Optional[str] = None, **more: Any) -> Reply:
    """What a tool worked out or asks, with its figures."""
    about = {"question": question} if question else {}
    return Reply(payload(TOOL, topic, result=result, **about, **more), (text,))


def conversation(topic: str, *said: str, **more: Any) -> Reply:
    """Something said about the conversation itself."""
    return Reply(payload(CONVERSATION, topic, **more), tuple(said))


def region_options(further: bool = False) -> List[Option]:
    """The places to choose from where the person's is not known: the few likely ones and "another country".

    Args:
        further: those that stand behind "another country".
    """
    book = phrasebook()
    places = book.further_places() if further else book.likely_places()
    return [{"title": place, "payload": book.say("region_option", place=place)} for place in places.values()]


def not_servable(topic: str, title: str, person: Person) -> Reply:
    """There is no answer that may be shown: says so, and whom to ask."""
    text = phrasebook().say("no_reviewed_answer", person.region, person.route, title=title)
    return Reply(payload(UNAVAILABLE, topic), (text,))
