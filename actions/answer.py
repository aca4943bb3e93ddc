"""Answering questions from the store: the one that was asked, first and alone."""

from __future__ import annotations

import re
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import daily_total, interactions, side_effects
from actions.asked import asked_questions, asked_topic, likely_questions, person_of
from actions.base import Events, ReplyingAction, options_for, say
from actions.names import (
    LAST_QUESTION,
    LAST_TOPIC,
    LAST_VERSION,
    REGION_ASKED,
    SAID,
    TOLD_MORE,
    UNSURE_QUESTION,
    UNSURE_TURNS,
)
from actions.review_queue import label, note
from actions.stores import knowledge_store
from actions.texts import first_sentence, warnings_for
from knowledge.people import Person
from knowledge.phrasebook import phrasebook
from knowledge.store import KnowledgeStore, NotServable, Served
from knowledge.topic_ids import overview_of, topic_of_question
from replies import reply as replies
from replies.reply import Reply
from review.models import NO_ANSWER
from review.store import ReviewStore, review_store
from tools.medicines import asks_of_a_medicine

ANSWERED = 2  # questions of one message; a further one is offered
RELATED = 3  # questions below an answer
SURE = 0.5  # share of a question below which the next likeliest ones stand there first
RIVAL = 0.1  # share from which another question may be what was meant
# Without the country these two have no number at all; the emergency numbers are few enough to be told, and "your clinic or a pharmacist" needs none.
_NUMBERLESS = re.compile(r"\{(?:poison|crisis)\}")


class Answered(NamedTuple):
    """One reply and what was looked up for it; None where nothing was."""

    reply: Reply
    served: Optional[Served] = None


class ActionAnswerTopic(ReplyingAction):
    """Answers each question of a message with its vetted text, or says that there is none."""

    def __init__(self, store: Optional[KnowledgeStore] = None, queue: Optional[ReviewStore] = None) -> None:
        self._store = store or knowledge_store()
        self._queue = queue or review_store()

    def name(self) -> str:
        """As the rules call it."""
        return "action_answer_topic"

    async def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Looks the questions up for this person and says the answers in the order asked; offers a third."""
        questions = asked_questions(tracker) or [overview_of(asked_topic(tracker))]
        label(self._queue, tracker, questions[0])
        said = dict(tracker.get_slot(SAID) or {})
        answers = [self._answer(one, tracker, said) for one in questions[:ANSWERED]]
        further = options_for(self._store.asks(questions[ANSWERED:]))
        made = [one.reply for one in answers]
        made[-1] = made[-1].with_options(further) if further else made[-1]
        asked_where, events = self._region(tracker, answers)
        made[-1] = made[-1].with_options(asked_where, phrasebook().say("ask_region")) if asked_where else made[-1]
        shown = [one.served for one in answers if one.served]
        last = shown[-1].question if shown else questions[:ANSWERED][-1]
        return [
            *say(dispatcher, tracker, *made), *events,
            SlotSet(LAST_QUESTION, last), SlotSet(LAST_TOPIC, topic_of_question(last)),
            SlotSet(LAST_VERSION, shown[-1].version if shown else None), SlotSet(SAID, said),
            SlotSet(TOLD_MORE, False), SlotSet(UNSURE_TURNS, 0), SlotSet(UNSURE_QUESTION, None),
        ]  # fmt: skip

    def _answer(self, question: str, tracker: Tracker, said: Dict[str, str]) -> Answered:
        """The reply to one question; `said` is what this conversation has heard already, and is added to."""
        person = person_of(tracker)
        worked = self._worked_out(question, tracker, person)
        if worked:
            return Answered(worked)
        try:
            served = self._store.answer(question, person)
        except NotServable:
            note(self._queue, NO_ANSWER, [question], tracker)
            title = self._store.title(question)
            return Answered(replies.not_servable(topic_of_question(question), title, person))
        asks = self._store.asks([*_may_be_meant(question, tracker), *served.related][:RELATED])
        help_lines = warnings_for(self._store, served, person)
        again = said.get(question) == served.answer
        said[question] = served.answer
        if again:
            text = phrasebook().say("said_before", person.region, person.route, first=first_sentence(served, person))
            return Answered(replies.part_of_answer(served, text, help_lines, asks), served)
        made = replies.answer(served, person, help_lines, asks)
        text = tracker.latest_message.get("text") or ""
        if topic_of_question(question) == daily_total.TOPIC:
            made = daily_total.with_total(text, made, person)
        return Answered(side_effects.with_figures(text, question, made, self._store), served)

    def _worked_out(self, question: str, tracker: Tracker, person: Person) -> Optional[Reply]:
        """What is told of the medicines that a message names; None where it names none or asks something else: "which painkiller can I take, I'm on a
        statin too" is answered by no medicine that it names."""
        if topic_of_question(question) != interactions.TOPIC or not asks_of_a_medicine(question):
            return None
        text = tracker.latest_message.get("text") or ""
        beside = question if len(asked_questions(tracker)) > 1 else None
        worked = interactions.reply_for(text, person, self._store, beside)
        for name in interactions.unlisted(text) if worked else []:
            note(self._queue, NO_ANSWER, [question, name.lower()], tracker)
        return worked

    def _region(self, tracker: Tracker, answers: List[Answered]) -> Tuple[List[Dict[str, str]], List[Dict[str, Any]]]:
        """The countries to choose from, asked once, where a line was just named that has no number until the country is known."""
        numberless = any(
            one.served and _NUMBERLESS.search(f"{one.served.answer} {one.served.safety or ''}") for one in answers
        )
        if person_of(tracker).region or tracker.get_slot(REGION_ASKED) or not numberless:
            return [], []
        return replies.region_options(), [SlotSet(REGION_ASKED, True)]


def _may_be_meant(question: str, tracker: Tracker) -> List[str]:
    """The other questions that the message may well ask, where it does not surely ask this one."""
    if question in likely_questions(tracker, 1, SURE):
        return []
    return [one for one in likely_questions(tracker, RELATED, RIVAL) if one != question]
