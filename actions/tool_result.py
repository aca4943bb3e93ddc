"""What every tool that ends a form shares: it was left, or it has a result that rests on a vetted answer."""

from __future__ import annotations

import re
from abc import abstractmethod
from typing import Any, Dict, List, Optional, Tuple

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.asked import person_of
from actions.base import Events, ReplyingAction, say
from actions.names import CANCELLED, LAST_QUESTION, LAST_TOPIC, LAST_VERSION, TOLD_MORE, UNSURE_TURNS
from actions.stores import knowledge_store
from actions.texts import warnings_for
from knowledge.people import Person
from knowledge.phrasebook import phrasebook
from knowledge.store import KnowledgeStore, NotServable, Served
from knowledge.topic_ids import overview_of
from replies import reply as replies
from replies.reply import Reply


class VettedResult(ReplyingAction):
    """Says a tool's result; the warning signs, sources and review of the answer that it rests on are in its payload."""

    topic: str

    def __init__(self, store: Optional[KnowledgeStore] = None) -> None:
        self._store = store or knowledge_store()

    @abstractmethod
    def worked(self, tracker: Tracker, person: Person) -> Tuple[str, Dict[str, Any]]:
        """The result in words, filled, and as the reply contract has it."""

    def more(self, person: Person) -> Optional[str]:
        """What there is beside the result, filled, for the payload; None where there is nothing."""
        return None

    def question(self, tracker: Tracker) -> str:
        """The full id of the question whose answer the result rests on."""
        return overview_of(self.topic)

    async def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """The result, that there is no answer to rest it on, or that the tool was left."""
        person = person_of(tracker)
        if tracker.get_slot(CANCELLED):
            return [*say(dispatcher, tracker, left(self.topic, person)), SlotSet(CANCELLED, False)]
        question = self.question(tracker)
        try:
            served = self._store.answer(question, person)
        except NotServable:
            made = replies.not_servable(self.topic, self._store.title(question), person)
            return [*say(dispatcher, tracker, made), SlotSet(LAST_QUESTION, question), SlotSet(LAST_VERSION, None)]
        text, result = self.worked(tracker, person)
        text = once(text, tracker, person)
        made = resting_on(served, text, result, warnings_for(self._store, served, person), self.more(person))
        # "Tell me more" and "where does that come from" are about the answer that it rests on.
        return [*say(dispatcher, tracker, made), SlotSet(LAST_TOPIC, self.topic), SlotSet(LAST_QUESTION, question),
                SlotSet(LAST_VERSION, served.version), SlotSet(TOLD_MORE, False), SlotSet(UNSURE_TURNS, 0)]  # fmt: skip


def once(text: str, tracker: Tracker, person: Person) -> str:
    """A result; only its first sentence where this conversation has heard the very same."""
    heard = any(event.get("event") == "bot" and text in (event.get("text") or "") for event in tracker.events)
    if not heard:
        return text
    first = re.split(r"(?<=[.!?])\s+", text)[0]
    return phrasebook().say("said_before", person.region, person.route, first=first)


def resting_on(
    served: Served, text: str, result: Dict[str, Any], warnings: List[str], more: Optional[str] = None
) -> Reply:
    """A tool's result with the sources and review of the answer that it rests on."""
    parts = {"answer": text, "safety": None, "more": more, "help": warnings}
    made = replies.tool(served.topic, text, result, served.question, parts=parts, **replies.origin_of(served))
    return Reply(made.payload, made.said, replies.line_of_origin(served.sources, served.review))


def left(topic: str, person: Person) -> Reply:
    """That a tool was left."""
    return replies.tool(topic, phrasebook().say("tool_left", person.region), {})
