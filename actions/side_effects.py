"""Is it a side effect? What the labels say of the effects that a message names, and the form that asks for one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Dict, List, Optional, Sequence, Tuple

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.asked import person_of
from actions.base import Events, ReplyingAction, say
from actions.names import CANCELLED, LAST_QUESTION, LAST_TOPIC, LAST_VERSION, UNSURE_TURNS
from actions.review_queue import UNSURE_INTENT, note
from actions.stores import knowledge_store
from actions.texts import filled_warnings
from actions.tool_form import ToolForm
from actions.tool_result import left, once
from knowledge.effects_schema import Effect
from knowledge.people import Person
from knowledge.phrasebook import phrasebook
from knowledge.store import KnowledgeStore, NotServable, Row
from knowledge.topic_ids import overview_of
from replies import reply as replies
from replies.reply import Reply
from review.models import NO_ANSWER
from review.store import ReviewStore, review_store
from tools.effects import find_effects

TOPIC, SAID = "side_effects", "effect_said"
_HOW_OFTEN = re.compile(
    r"\bhow (?:common|often|likely|many)|\b(?:per ?cent|percentage|chance|odds|probability|frequen\w+)\b|%|\bside[- ]?effects?\b",
    re.IGNORECASE,
)
# What an effect that is on no list is taken for; a message of another intent asks something else.
ANSWERS = (
    "ask_side_effects",
    "use_side_effects",
    "ask_serious_side_effects",
    "ask_other_conditions",
    "out_of_scope",
    UNSURE_INTENT,
)
MOST_SAID = 200  # characters of an unknown effect that are kept and said again


def reply_for(text: str, person: Person, store: KnowledgeStore) -> Optional[Reply]:
    """What the labels say of the effects that a message names; None where it names none, or nothing of them may be shown."""
    found = _shown(find_effects(text), store)
    return _reply([_said_of(row.content) for row in found], found, [], person, store) if found else None


def with_figures(text: str, question: str, answer: Reply, store: KnowledgeStore) -> Reply:
    """An effect's own answer with the label's figures before it, where the message asks how common it is."""
    if not _HOW_OFTEN.search(text):
        return answer
    found = [row for row in _shown(find_effects(text), store) if row.content["question"] == question]
    lines = tuple(_figure_of(row.content) for row in found)
    if not lines:
        return answer
    parts = answer.payload["parts"]
    with_lines = {**parts, "answer": "\n\n".join([*lines, parts["answer"]])}
    return replace(answer, said=(*lines, *answer.said), payload={**answer.payload, "parts": with_lines})


class ValidateSideEffectsForm(ToolForm):
    """Reads what the person has noticed."""

    topic = TOPIC

    def name(self) -> str:
        """As Rasa calls it."""
        return "validate_side_effects_form"

    def read(self, text: str, requested: Optional[str], tracker: Tracker) -> Dict[str, Any]:
        """The message itself where it names an effect, or answers what was asked and asks nothing else."""
        if find_effects(text):
            return {SAID: text[:MOST_SAID]}
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        return {SAID: text[:MOST_SAID]} if requested and text.strip() and intent in ANSWERS else {}

    def on_opening(self, read: Dict[str, Any]) -> Dict[str, Any]:
        """Another effect than last time."""
        return {SAID: None}

    def missing(self, known: Dict[str, Any]) -> Optional[str]:
        """The one thing to ask."""
        return None if known.get(SAID) else SAID


class ActionSideEffects(ReplyingAction):
    """Says how common it is, what helps and when to call."""

    def __init__(self, store: Optional[KnowledgeStore] = None, queue: Optional[ReviewStore] = None) -> None:
        self._store = store or knowledge_store()
        self._queue = queue or review_store()

    def name(self) -> str:
        """As the rules call it."""
        return "action_side_effects"

    async def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """What is known of the effect, that nothing is, or that it was left."""
        person, said = person_of(tracker), tracker.get_slot(SAID)
        if tracker.get_slot(CANCELLED) or not said:
            return [*say(dispatcher, tracker, left(TOPIC, person)), SlotSet(CANCELLED, False)]
        made = reply_for(said, person, self._store)
        if made is None:
            note(self._queue, NO_ANSWER, [TOPIC], tracker)
            unknown = phrasebook().say("effect_unknown", person.region, person.route, said=said.strip())
            made = _reply([unknown], [], [said], person, self._store)
        made = _once(made, tracker, person)
        return [
            *say(dispatcher, tracker, made),
            SlotSet(LAST_TOPIC, TOPIC), SlotSet(LAST_QUESTION, made.payload.get("question")), SlotSet(LAST_VERSION, None),
            SlotSet(UNSURE_TURNS, 0), SlotSet(SAID, None),
        ]  # fmt: skip


def _once(made: Reply, tracker: Tracker, person: Person) -> Reply:
    """A reply, in short where this conversation has heard it."""
    said = once(made.said[0], tracker, person)
    return replace(made, said=(said,), payload={**made.payload, "parts": {**made.payload["parts"], "answer": said}})


def _shown(found: Sequence[Effect], store: KnowledgeStore) -> List[Row]:
    """The effects that may be shown, as the store holds them."""
    rows = []
    for effect in found:
        try:
            rows.append(store.effect(effect.id))
        except NotServable:
            continue
    return rows


def _reply(
    texts: Sequence[str], found: Sequence[Row], unknown: Sequence[str], person: Person, store: KnowledgeStore
) -> Reply:
    book = phrasebook()
    said = "\n\n".join([*texts, book.say("effect_tail")])
    warnings = filled_warnings(store, [name for row in found for name in row.content["help"]], person)
    question = found[0].content["question"] if found else overview_of(TOPIC)
    sources = {source["id"]: source for row in found for source in row.content["sources"]}
    listed = list(sources.values())
    about = {"sources": replies.sources_of(listed), "review": replies.review_of(found[0].review)} if found else {}
    more = " ".join(rest for row in found for rest in [_how_often(row.content)[1]] if rest) or None
    parts = {"answer": said, "safety": None, "more": more, "help": warnings}
    made = replies.tool(
        TOPIC, said, {"effects": _result(found), "unknown": list(unknown)}, question, parts=parts, **about
    )
    return replace(made, origin=replies.line_of_origin(listed, found[0].review)) if found else made


def _said_of(effect: Dict[str, Any]) -> str:
    values = {"effect": effect["name"], "how_often": _how_often(effect)[0], "helps": effect["helps"]}
    return phrasebook().say("effect_said", source=_label(effect), **values)


def _how_often(effect: Dict[str, Any]) -> Tuple[str, str]:
    """How common it is, and what else is said of that."""
    first, _, rest = effect["how_often"].partition(". ")
    return first, rest


def _figure_of(effect: Dict[str, Any]) -> str:
    return phrasebook().say(
        "effect_figure", effect=effect["name"], how_often=effect["how_often"], source=_label(effect)
    )


def _label(effect: Dict[str, Any]) -> str:
    """The publisher of the label that the figure is from."""
    return next(str(one["publisher"]) for one in effect["sources"] if one["id"] == effect["source"])


def _result(found: Sequence[Row]) -> List[Dict[str, Any]]:
    return [
        {
            "id": row.id,
            "topic": row.content["topic"] or TOPIC,
            "low_percent": row.content["low_percent"],
            "high_percent": row.content["high_percent"],
            "source": row.content["source"],
        }
        for row in found
    ]
