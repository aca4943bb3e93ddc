"""Answering questions from the store."""

from __future__ import annotations

from typing import Optional, Tuple

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import daily_total, interactions, replies
from actions.asked import asked_topics, person_of, region_of
from actions.base import Events, ReplyingAction
from actions.review_queue import label, note
from actions.stores import knowledge_store
from knowledge.store import KnowledgeStore, NotServable
from review.models import NO_ANSWER
from review.store import ReviewStore, review_store


class ActionAnswerTopic(ReplyingAction):
    """Answers each question of a message with its vetted text, or says that there is none."""

    def __init__(self, store: Optional[KnowledgeStore] = None, queue: Optional[ReviewStore] = None) -> None:
        self._store = store or knowledge_store()
        self._queue = queue or review_store()

    def name(self) -> str:
        """As the rules call it."""
        return "action_answer_topic"

    async def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Looks each topic up for this person and says them in the order asked."""
        version = topic = None
        topics = asked_topics(tracker)
        label(self._queue, tracker, topics[0])
        for number, topic in enumerate(topics):
            reply, version = self._reply(topic, tracker)
            replies.say(dispatcher, tracker, reply._replace(follows=number > 0))
        return [SlotSet("last_topic", topic), SlotSet("last_version", version), SlotSet("unsure_turns", 0),
                SlotSet("unsure_question", None)]  # fmt: skip

    def _reply(self, topic: str, tracker: Tracker) -> Tuple[replies.Reply, Optional[str]]:
        """What to say on one topic, and the version of the text that is shown."""
        region = region_of(tracker)
        worked = interactions.reply_for(tracker, self._store) if topic == interactions.TOPIC else None
        if worked:
            for name in interactions.unlisted(tracker):
                note(self._queue, NO_ANSWER, [topic, name.lower()], tracker)
            return worked, None
        try:
            served = self._store.answer(topic, person_of(tracker))
        except NotServable:
            note(self._queue, NO_ANSWER, [topic], tracker)
            title = self._store.titles().get(topic, {}).get("title", topic)
            return replies.not_servable(topic, title, region), None
        total = (
            daily_total.with_total(tracker.latest_message.get("text") or "", served, region)
            if topic == daily_total.TOPIC
            else None
        )
        return total or replies.answer(served, region), served.version
