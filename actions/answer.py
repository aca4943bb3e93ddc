"""Answering a question from the store."""

from __future__ import annotations

from typing import Optional

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import replies
from actions.asked import asked_topic, person_of, region_of
from actions.base import Events, ReplyingAction
from actions.stores import knowledge_store
from knowledge.store import KnowledgeStore, NotServable


class ActionAnswerTopic(ReplyingAction):
    """Answers one question with its vetted text, or says that there is none."""

    def __init__(self, store: Optional[KnowledgeStore] = None) -> None:
        self._store = store or knowledge_store()

    def name(self) -> str:
        """As the rules call it."""
        return "action_answer_topic"

    async def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Looks the topic up for this person and says it."""
        topic, region = asked_topic(tracker), region_of(tracker)
        try:
            served = self._store.answer(topic, person_of(tracker))
        except NotServable:
            title = self._store.titles().get(topic, {}).get("title", topic)
            replies.say(dispatcher, tracker, replies.not_servable(topic, title, region))
            return [SlotSet("last_topic", topic), SlotSet("last_version", None), SlotSet("unsure_turns", 0)]
        replies.say(dispatcher, tracker, replies.answer(served, region))
        return [SlotSet("last_topic", topic), SlotSet("last_version", served.version), SlotSet("unsure_turns", 0)]
