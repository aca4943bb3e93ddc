"""My questions for the appointment: what a person asked, what was answered and what was not, as a list to print. Read from the conversation
and kept nowhere else."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.asked import QUESTIONS, RED_FLAG, person_of
from actions.base import Events, ReplyingAction, say
from actions.names import FORGET_BEFORE
from actions.review_queue import UNSURE_INTENT
from actions.stores import knowledge_store
from actions.texts import first_sentence
from knowledge.people import Person
from knowledge.phrasebook import phrasebook
from knowledge.store import KnowledgeStore, NotServable
from knowledge.topic_ids import ASK, OUT_OF_SCOPE, USE, is_question, overview_of, topic_ids, topic_of_intent
from replies import reply as replies

TOPIC = "monitoring"  # what to tell the doctor
MOST = 20  # entries, the newest
LONGEST = 160  # characters of a question


class Entry(NamedTuple):
    """One thing that the person wrote.

    Attributes:
        question: full id of what was answered; None where nothing was.
        danger: whether it told of danger.
    """

    asked: str
    question: Optional[str] = None
    danger: bool = False


class ActionMakeList(ReplyingAction):
    """Says the list."""

    def __init__(self, store: Optional[KnowledgeStore] = None) -> None:
        self._store = store or knowledge_store()

    def name(self) -> str:
        """As the rules call it."""
        return "action_make_list"

    async def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """The list, or that there is nothing to put on it."""
        entries, book = entries_of(tracker.events, tracker.get_slot(FORGET_BEFORE) or 0.0), phrasebook()
        person = person_of(tracker)
        if not entries:
            return say(dispatcher, tracker, replies.tool(TOPIC, book.say("list_empty"), {"questions": []}))
        questions = [self._question(one, person) for one in entries]
        lines = [book.say("list_head"), *(_line(number, one, person) for number, one in enumerate(questions, start=1))]
        text = "\n".join([*lines, "", book.say("list_tail")])
        return say(dispatcher, tracker, replies.tool(TOPIC, text, {"questions": questions}))

    def _question(self, entry: Entry, person: Person) -> Dict[str, Any]:
        try:
            served = self._store.answer(entry.question, person) if entry.question else None
        except NotServable:
            served = None
        return {
            "asked": entry.asked,
            "danger": entry.danger,
            "question": entry.question if served else None,
            "topic": served.topic if served else None,
            "answered": served is not None,
            "said": first_sentence(served, person) if served else None,
        }


def entries_of(events: List[Dict[str, Any]], since: float = 0.0) -> List[Entry]:
    """The person's own questions, oldest first, each once, from `since` (seconds since 1970) on; answers to a tool's questions and small talk are none."""
    entries: Dict[str, Entry] = {}
    in_a_form = False
    for event in events:
        if event.get("event") == "active_loop":
            in_a_form = bool(event.get("name"))
        if event.get("event") != "user" or not event.get("text") or (event.get("timestamp") or since) < since:
            continue
        entry = _entry(event, in_a_form)
        if entry:
            entries.setdefault(entry.asked.lower(), entry)
    return list(entries.values())[-MOST:]


def _entry(event: Dict[str, Any], in_a_form: bool) -> Optional[Entry]:
    parsed = event.get("parse_data") or {}
    intent = (parsed.get("intent") or {}).get("name") or ""
    asked = " ".join(event["text"].split())
    asked = asked if len(asked) <= LONGEST else asked[: LONGEST - 1].rstrip() + "…"
    if intent == RED_FLAG:
        danger = (parsed.get("red_flags") or {}).get("kind") == "danger"
        return Entry(asked, danger=True) if danger else None
    if intent.startswith((ASK, USE)) and topic_of_intent(intent) in topic_ids():
        named = [one for one in parsed.get(QUESTIONS) or [] if is_question(one)]
        return Entry(asked, named[0] if named else overview_of(topic_of_intent(intent)))
    return Entry(asked) if intent in (UNSURE_INTENT, OUT_OF_SCOPE) and not in_a_form else None


def _line(number: int, question: Dict[str, Any], person: Person) -> str:
    name = "list_danger" if question["danger"] else "list_answered" if question["answered"] else "list_open"
    values = {"asked": question["asked"], "said": question["said"] or ""}
    return phrasebook().say(name, person.region, person.route, number=str(number), **values)
