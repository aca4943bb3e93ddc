"""Answering questions from the store."""

from __future__ import annotations

from typing import Optional, Tuple

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import daily_total, interactions, replies, side_effects
from actions.asked import asked_topics, person_of, region_of
from actions.base import ALL, FULL, SHORT, SHOWN, Events, ReplyingAction
from actions.review_queue import label, note
from actions.stores import knowledge_store
from knowledge.follow_ups import asks_for_more
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
        version = topic = shown = None
        topics = asked_topics(tracker)
        label(self._queue, tracker, topics[0])
        for number, topic in enumerate(topics):
            reply, version, shown = self._reply(topic, tracker)
            replies.say(dispatcher, tracker, reply._replace(follows=number > 0))
        return [SlotSet("last_topic", topic), SlotSet("last_version", version), SlotSet(SHOWN, shown), SlotSet("unsure_turns", 0),
                SlotSet("unsure_question", None)]  # fmt: skip

    def _reply(self, topic: str, tracker: Tracker) -> Tuple[replies.Reply, Optional[str], Optional[str]]:
        """What to say on one topic, the version of the text that is shown, and how much of it."""
        region, text = region_of(tracker), tracker.latest_message.get("text") or ""
        asks_more = asks_for_more(text) and topic == tracker.get_slot("last_topic")
        worked = None if asks_more else self._worked_out(topic, tracker)
        if worked:
            return worked, None, None
        try:
            served = self._store.answer(topic, person_of(tracker))
        except NotServable:
            note(self._queue, NO_ANSWER, [topic], tracker)
            title = self._store.titles().get(topic, {}).get("title", topic)
            return replies.not_servable(topic, title, region), None, None
        if asks_more and tracker.get_slot(SHOWN) == SHORT:
            return replies.answer(served, region), served.version, FULL
        if asks_more:
            left = served if tracker.get_slot(SHOWN) == FULL else served._replace(more=None)
            return replies.more(left, region), served.version, ALL
        answer = replies.first_answer(tracker, served, region)
        total = daily_total.with_total(text, answer, region) if topic == daily_total.TOPIC else None
        shown = SHORT if replies.is_short(tracker) else FULL
        return total or side_effects.with_figures(text, served, answer), served.version, shown

    def _worked_out(self, topic: str, tracker: Tracker) -> Optional[replies.Reply]:
        """What a tool without questions of its own makes of the message; None where it has nothing to work with."""
        if topic == interactions.TOPIC:
            worked = interactions.reply_for(tracker, self._store)
            for name in interactions.unlisted(tracker) if worked else []:
                note(self._queue, NO_ANSWER, [topic, name.lower()], tracker)
            return worked
        if topic == side_effects.TOPIC and not person_of(tracker).route:
            return side_effects.reply_for(tracker.latest_message.get("text") or "", self._store, region_of(tracker))
        return None
