"""What there is beside the last answer, for one who asks: more of it, and its warning signs."""

from __future__ import annotations

from typing import Optional

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.asked import person_of
from actions.base import Events, ReplyingAction, options_for, say
from actions.names import LAST_QUESTION, TOLD_MORE
from actions.stores import knowledge_store
from actions.texts import warnings_for
from knowledge.people import Person
from knowledge.phrasebook import phrasebook
from knowledge.schema import OTHER_REGION
from knowledge.store import KnowledgeStore, NotServable, Served
from knowledge.topic_ids import OUT_OF_SCOPE, topic_of_question
from replies import reply as replies
from replies.reply import Reply


class _BesideTheLastAnswer(ReplyingAction):
    """Says something of the answer that was given last."""

    def __init__(self, store: Optional[KnowledgeStore] = None) -> None:
        self._store = store or knowledge_store()

    def _last(self, tracker: Tracker) -> Optional[Served]:
        question = tracker.get_slot(LAST_QUESTION)
        try:
            return self._store.answer(question, person_of(tracker)) if question else None
        except NotServable:
            return None


class ActionTellMore(_BesideTheLastAnswer):
    """Tells what there is more of the last answer; then offers what people ask next."""

    def name(self) -> str:
        """As the rules call it."""
        return "action_tell_more"

    async def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """More where there is some that was not told yet."""
        served, person = self._last(tracker), person_of(tracker)
        if served is None:
            text = phrasebook().say("nothing_asked_yet", person.region, person.route)
            return say(dispatcher, tracker, replies.conversation(OUT_OF_SCOPE, text))
        asks = self._store.asks(served.related)
        if served.more and not tracker.get_slot(TOLD_MORE):
            text = phrasebook().fill(served.more, person.region, person.route)
            made = replies.part_of_answer(served, text, warnings_for(self._store, served, person), asks)
            return [*say(dispatcher, tracker, made), SlotSet(TOLD_MORE, True)]
        text = phrasebook().say("no_more_but" if asks else "no_more", person.region, person.route)
        made = replies.conversation(served.topic, text)
        return say(dispatcher, tracker, made.with_options(options_for(asks)) if asks else made)


class ActionHelpSigns(_BesideTheLastAnswer):
    """Tells when to get help, for the last answer."""

    def name(self) -> str:
        """As the rules call it."""
        return "action_help_signs"

    async def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """The warning sets of the last answer; the emergency number where there are none."""
        served, person = self._last(tracker), person_of(tracker)
        lines = warnings_for(self._store, served, person) if served else []
        if served is None or not lines:
            return say(dispatcher, tracker, self._none(served, person))
        asks = self._store.asks(served.related)
        return say(dispatcher, tracker, replies.part_of_answer(served, "\n".join(lines), lines, asks))

    @staticmethod
    def _none(served: Optional[Served], person: Person) -> Reply:
        topic = topic_of_question(served.question) if served else OUT_OF_SCOPE
        return replies.conversation(topic, phrasebook().say("no_help_signs", person.region, person.route))


class ActionRegion(ReplyingAction):
    """Takes note of the country that a person named by itself."""

    def name(self) -> str:
        """As the rules call it."""
        return "action_region"

    async def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Gives the one number; to one in another country than those offered, the further ones to press."""
        person, book = person_of(tracker), phrasebook()
        noted = replies.conversation("help", book.say("region_noted", person.region, person.route))
        if person.region == OTHER_REGION:
            noted = noted.with_options(replies.region_options(further=True), book.say("ask_country"))
        return say(dispatcher, tracker, noted)
