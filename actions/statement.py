"""Somebody tells something and asks nothing: one human line, and what they may want to know about it, to press."""

from __future__ import annotations

from typing import Optional

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.asked import likely_questions, person_of
from actions.base import Events, ReplyingAction, options_for, say
from actions.stores import knowledge_store
from knowledge.phrasebook import phrasebook
from knowledge.store import KnowledgeStore
from replies import reply as replies

TOPIC = "help"  # what can be asked
OFFERED = 2
AT_LEAST = 0.02  # share of the whole: of less, nothing in the message speaks


class ActionStatement(ReplyingAction):
    """Answers nothing that was not asked; a trouble that is only told is one press away from its answer."""

    def __init__(self, store: Optional[KnowledgeStore] = None) -> None:
        self._store = store or knowledge_store()

    def name(self) -> str:
        """As the rules call it."""
        return "action_statement"

    async def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Says the line, with the likeliest questions where there are any."""
        person, book = person_of(tracker), phrasebook()
        asks = self._store.asks(likely_questions(tracker, OFFERED, AT_LEAST))
        made = replies.conversation(TOPIC, book.say("told_offer" if asks else "told", person.region, person.route))
        return say(dispatcher, tracker, made.with_options(options_for(asks)) if asks else made)
