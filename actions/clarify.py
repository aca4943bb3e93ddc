"""Asking back when the question was not understood."""

from __future__ import annotations

from typing import Optional

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import replies
from actions.asked import likely_topics, region_of
from actions.base import Events, ReplyingAction
from actions.review_queue import note
from actions.stores import knowledge_store
from knowledge.languages import line_for
from knowledge.store import KnowledgeStore
from review.models import UNSURE
from review.store import ReviewStore, review_store

OFFERED = 3
UNSURE_TURNS = 2  # after as many in a row the way out is offered in place of another guess


class ActionClarify(ReplyingAction):
    """Offers the likeliest topics as buttons; the second time in a row, a plain way out. What is then chosen labels the question."""

    def __init__(self, store: Optional[KnowledgeStore] = None, queue: Optional[ReviewStore] = None) -> None:
        self._store = store or knowledge_store()
        self._queue = queue or review_store()

    def name(self) -> str:
        """As the rules call it."""
        return "action_clarify"

    async def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Says the one or the other, and counts."""
        line = line_for(tracker.latest_message.get("text") or "")
        if line:
            replies.say(dispatcher, tracker, replies.other_language(line, region_of(tracker)))
            return []
        turns = int(tracker.get_slot("unsure_turns") or 0) + 1
        likely = likely_topics(tracker, OFFERED)
        noted = SlotSet("unsure_question", note(self._queue, UNSURE, likely, tracker))
        offered = replies.buttons_of(likely, self._store.titles())
        if turns >= UNSURE_TURNS or not offered:
            replies.say(dispatcher, tracker, replies.still_unsure(region_of(tracker)))
            return [SlotSet("unsure_turns", 0), noted]
        replies.say(dispatcher, tracker, replies.did_you_mean(offered, region_of(tracker)))
        return [SlotSet("unsure_turns", turns), noted]
