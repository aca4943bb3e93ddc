"""What every tool that ends a form shares: it was left, or it has a result that rests on its topic's vetted answer."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, Dict, Optional, Tuple

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import replies
from actions.asked import person_of, region_of
from actions.base import SHORT, SHOWN, Events, ReplyingAction
from actions.stores import knowledge_store
from actions.tool_form import CANCELLED
from actions.wording import wording
from knowledge.store import KnowledgeStore, NotServable, Person


class VettedResult(ReplyingAction):
    """Says a tool's result with the warning signs, sources and review of its topic's answer."""

    topic: str

    def __init__(self, store: Optional[KnowledgeStore] = None) -> None:
        self._store = store or knowledge_store()

    @abstractmethod
    def worked(self, tracker: Tracker, person: Person) -> Tuple[str, Dict[str, Any]]:
        """The result in words, and as the reply contract has it."""

    async def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """The result, that there is no answer to rest it on, or that the tool was left."""
        region = region_of(tracker)
        if tracker.get_slot(CANCELLED):
            replies.say(dispatcher, tracker, replies.tool(self.topic, wording("tool_left"), {}, region))
            return [SlotSet(CANCELLED, False)]
        person = person_of(tracker)
        try:
            served = self._store.answer(self.topic, person)
        except NotServable:
            title = self._store.titles().get(self.topic, {}).get("title", self.topic)
            replies.say(dispatcher, tracker, replies.not_servable(self.topic, title, region))
            return [SlotSet("last_topic", self.topic), SlotSet("last_version", None)]
        replies.say(dispatcher, tracker, replies.tool_from(served, *self.worked(tracker, person), region))
        # "Tell me more" and "where does that come from" are about the answer that it rests on.
        return [SlotSet("last_topic", self.topic), SlotSet("last_version", served.version), SlotSet(SHOWN, SHORT),
                SlotSet("unsure_turns", 0)]  # fmt: skip
