"""Asking back when the question was not understood."""

from __future__ import annotations

from typing import Optional

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.asked import likely_questions, person_of
from actions.base import Events, ReplyingAction, options_for, say
from actions.names import UNSURE_QUESTION, UNSURE_TURNS
from actions.review_queue import note
from actions.stores import knowledge_store
from knowledge.languages import line_for
from knowledge.phrasebook import phrasebook
from knowledge.store import KnowledgeStore
from knowledge.topic_ids import OUT_OF_SCOPE, topic_of_question
from replies import reply as replies
from review.models import UNSURE
from review.store import ReviewStore, review_store

OFFERED = 3
MOST_UNSURE = 2  # after as many in a row the way out is offered in place of another guess


class ActionClarify(ReplyingAction):
    """Offers the likeliest questions as buttons; the second time in a row, a plain way out. What is then chosen labels the question."""

    def __init__(self, store: Optional[KnowledgeStore] = None, queue: Optional[ReviewStore] = None) -> None:
        self._store = store or knowledge_store()
        self._queue = queue or review_store()

    def name(self) -> str:
        """As the rules call it."""
        return "action_clarify"

    async def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Says the one or the other, and counts."""
        person, book = person_of(tracker), phrasebook()
        line = line_for(tracker.latest_message.get("text") or "")
        if line:
            said = (book.fill(line, person.region), book.say("only_english", person.region))
            return say(dispatcher, tracker, replies.conversation(OUT_OF_SCOPE, *said))
        turns = int(tracker.get_slot(UNSURE_TURNS) or 0) + 1
        likely = likely_questions(tracker, OFFERED)
        noted = SlotSet(UNSURE_QUESTION, note(self._queue, UNSURE, likely, tracker))
        asks = self._store.asks(likely)
        if turns >= MOST_UNSURE or not asks:
            made = replies.conversation(OUT_OF_SCOPE, book.say("still_unsure", person.region, person.route))
            return [*say(dispatcher, tracker, made), SlotSet(UNSURE_TURNS, 0), noted]
        made = replies.conversation(topic_of_question(next(iter(asks))), book.say("did_you_mean", person.region))
        return [*say(dispatcher, tracker, made.with_options(options_for(asks))), SlotSet(UNSURE_TURNS, turns), noted]
