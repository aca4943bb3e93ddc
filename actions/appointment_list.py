"""My questions for the appointment: what a person asked, what was answered and what was not, as a list to print. Read from the conversation
and kept nowhere else."""

from __future__ import annotations

import re
from typing import Any, Dict, List, NamedTuple, Optional

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import replies
from actions.asked import FORGET_BEFORE, RED_FLAG, person_of, region_of
from actions.base import Events, ReplyingAction
from actions.review_queue import UNSURE_INTENT
from actions.stores import knowledge_store
from actions.wording import wording
from knowledge.store import KnowledgeStore, NotServable, Person
from knowledge.topic_ids import ASK, OUT_OF_SCOPE, USE, topic_ids, topic_of_intent

TOPIC = "monitoring"  # what to tell the doctor
MOST = 20  # entries, the newest
LONGEST = 160  # characters of a question


class Entry(NamedTuple):
    """One thing that the person wrote.

    Attributes:
        topic: what was answered; None where nothing was.
        danger: whether it told of danger.
    """

    asked: str
    topic: Optional[str] = None
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
        region, entries = region_of(tracker), entries_of(tracker.events, tracker.get_slot(FORGET_BEFORE) or 0.0)
        if not entries:
            replies.say(dispatcher, tracker, replies.tool(TOPIC, wording("list_empty"), {"questions": []}, region))
            return []
        questions = [self._question(one, person_of(tracker)) for one in entries]
        lines = [wording("list_head").strip(), *(_line(number, one) for number, one in enumerate(questions, start=1))]
        text = "\n".join([*lines, "", wording("list_tail").strip()])
        replies.say(dispatcher, tracker, replies.tool(TOPIC, text, {"questions": questions}, region))
        return []

    def _question(self, entry: Entry, person: Person) -> Dict[str, Any]:
        try:
            served = self._store.answer(entry.topic, person) if entry.topic else None
        except NotServable:
            served = None
        return {
            "asked": entry.asked,
            "danger": entry.danger,
            "topic": entry.topic if served else None,
            "title": served.title if served else None,
            "answered": served is not None,
            "said": _first_sentences(served.short) if served else None,
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
    asked = re.sub(r"[{}]", "", " ".join(event["text"].split()))  # what people wrote holds no placeholders
    asked = asked if len(asked) <= LONGEST else asked[: LONGEST - 1].rstrip() + "…"
    if intent == RED_FLAG:
        danger = (parsed.get("red_flags") or {}).get("kind") == "danger"
        return Entry(asked, danger=True) if danger else None
    if intent.startswith((ASK, USE)) and topic_of_intent(intent) in topic_ids():
        return Entry(asked, topic_of_intent(intent))
    return Entry(asked) if intent in (UNSURE_INTENT, OUT_OF_SCOPE) and not in_a_form else None


def _line(number: int, question: Dict[str, Any]) -> str:
    if question["danger"]:
        return f"{number}. {wording('list_danger', asked=question['asked']).strip()}"
    name = "list_answered" if question["answered"] else "list_open"
    values = {key: str(question[key]) for key in ("asked", "title", "said")}
    return wording(name, number=str(number), **values).rstrip()


def _first_sentences(text: str, most: int = 2) -> str:
    return " ".join(re.split(r"(?<=[.!?])\s+", text.strip())[:most])
