"""What every tool's form shares: it reads a message's figures, takes corrections, is left on request, and lets other questions through."""

from __future__ import annotations

import re
from abc import abstractmethod
from typing import Any, Dict, FrozenSet, List, Optional

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecutionRejected, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.types import DomainDict

from actions.asked import RED_FLAG, asked_questions, person_of
from actions.base import say
from actions.names import ASIDES, CANCELLED, FORGET_BEFORE
from actions.names import SAID as SAID_BEFORE
from actions.stores import knowledge_store
from actions.texts import warnings_for
from knowledge.store import KnowledgeStore, NotServable, StoreUnavailable
from knowledge.tools import cancels, does_not_know
from knowledge.topic_ids import overview_of, topic_of_question
from replies import reply as replies
from tools.figures import only_figures

REQUESTED = "requested_slot"
REMEMBERED = 6  # messages before the latest whose figures count
_NO = re.compile(
    r"^\W*(?:no+|nope|nah|nothing|none|no(?:,? thank(?:s| you))|not (?:really|today|interested)|i'?d rather not(?: say)?|i (?:did ?n'?t|never) (?:ask|asked) (?:for |about )?(?:that|this|it))\W*$",
    re.IGNORECASE,
)
MOST_ASIDES = 2  # other questions in a row, after which nobody is waiting for the tool any more


class ToolForm(FormValidationAction):
    """Fills a form's slots from what people write.

    Rasa calls it when the form opens and with every message while it is open. What tells nothing that the form wants is handed back: another
    rule answers it, and the form waits.
    """

    topic: str  # whose tool it is
    yes_or_no: FrozenSet[str] = (
        frozenset()
    )  # slots whose question a plain "no" answers; to any other it leaves the tool

    def __init__(self, store: Optional[KnowledgeStore] = None) -> None:
        self._store = store or knowledge_store()

    @abstractmethod
    def read(self, text: str, requested: Optional[str], tracker: Tracker) -> Dict[str, Any]:
        """The slots that a message fills."""

    @abstractmethod
    def missing(self, known: Dict[str, Any]) -> Optional[str]:
        """The slot to ask for next, None where all is known."""

    def understands(self, text: str, requested: str) -> bool:
        """Whether a message that fills no slot is still meant for the tool."""
        return only_figures(text)

    def question(self, missing: str, text: str, tracker: Tracker) -> str:
        """What is asked for, so that a missing slot can be filled: the slot itself, or what the figures told so far still need."""
        return missing

    def nonsense(self, slot: str, value: Any) -> Optional[str]:
        """The response that says why a value can't be, None where it can."""
        return None

    def on_opening(self, read: Dict[str, Any]) -> Dict[str, Any]:
        """Slots to set when the form opens, before those that its first message fills."""
        return {}

    def unknown(self, slot: str) -> Any:
        """What fills a slot when the person does not know; None where it is asked again, with help."""
        return None

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> List[Dict[str, Any]]:
        """Events for the form: what was filled, what to ask next, or that the message is none of its business."""
        text, requested = tracker.latest_message.get("text") or "", tracker.get_slot(REQUESTED)
        is_open = (tracker.active_loop or {}).get("name") == self.form_name() and requested is not None
        intent = (tracker.latest_message.get("intent") or {}).get("name") or ""
        if is_open and intent == RED_FLAG:
            return [ActionExecutionRejected(self.form_name())]  # never an answer, whatever figures are in it
        if is_open and _was_handed_back(tracker):
            return _after_another_question(tracker, requested)
        if is_open and (cancels(text) or (requested not in self.yes_or_no and _NO.match(text))):
            return [SlotSet(CANCELLED, True), SlotSet(REQUESTED, None)]
        read = self.read(text, requested if is_open else None, tracker)
        if is_open and not read:
            understood = self.understands(text, str(requested))
            if not understood and not does_not_know(text):
                return [ActionExecutionRejected(self.form_name())]
            unknown = self.unknown(str(requested))
            if understood:
                pass  # asked again, as it is
            elif unknown is None:
                dispatcher.utter_message(response=f"utter_help_{requested}")
            else:
                read = {str(requested): unknown}
        filled = {**({} if is_open else self.on_opening(read)), **read}
        for slot, value in list(filled.items()):
            wrong = self.nonsense(slot, value) if value is not None else None
            if wrong:
                dispatcher.utter_message(response=wrong)
                filled[slot] = None
        names = [*filled, *self.domain_slots(domain)]
        known = {name: filled.get(name, tracker.get_slot(name)) for name in names}
        missing = self.missing({**{name: tracker.get_slot(name) for name in self.remembers()}, **known})
        told = self._say_answer(dispatcher, tracker) if missing and not is_open else []
        # The first event tells Rasa that the form took the message.
        return [
            SlotSet(CANCELLED, False),
            SlotSet(ASIDES, 0),
            *(SlotSet(name, value) for name, value in filled.items()),
            *told,
            SlotSet(REQUESTED, self.question(missing, text, tracker) if missing else None),
        ]

    def _say_answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> List[Dict[str, Any]]:
        """The answer to what was asked, so that whoever wants no sum has it all the same; nothing where this conversation has heard it. Answers what
        is to be remembered."""
        heard = dict(tracker.get_slot(SAID_BEFORE) or {})
        asked = [one for one in asked_questions(tracker) if topic_of_question(one) == self.topic]
        try:
            person = person_of(tracker)
            served = self._store.answer((asked or [overview_of(self.topic)])[0], person)
            asks, warnings = self._store.asks(served.related), warnings_for(self._store, served, person)
        except (NotServable, StoreUnavailable):
            return []  # the question stands by itself
        if heard.get(served.question) == served.answer:
            return []
        hinted = say(dispatcher, tracker, replies.answer(served, person, warnings, asks))
        return [*hinted, SlotSet(SAID_BEFORE, {**heard, served.question: served.answer})]

    def remembers(self) -> List[str]:
        """Slots that the form may use though it never asks for them."""
        return []


def said_before(tracker: Tracker, seconds: Optional[float] = None, since: Optional[str] = None) -> List[Dict[str, Any]]:
    """The person's messages before the latest, newest first, as events.

    Args:
        seconds: how long before the latest one at most.
        since: an action; what was said before it ran last is left out.
    """
    events = list(tracker.events)
    forgotten = tracker.get_slot(FORGET_BEFORE) or 0.0
    found: List[Dict[str, Any]] = []
    for event in reversed(events):
        if since and event.get("event") == "action" and event.get("name") == since:
            break
        if event.get("event") == "user" and event.get("text") and (event.get("timestamp") or forgotten) >= forgotten:
            found.append(event)
    if found and found[0]["text"] == tracker.latest_message.get("text"):
        latest = found.pop(0).get("timestamp")
    else:
        latest = None
    if seconds is not None and latest is not None:
        found = [one for one in found if latest - (one.get("timestamp") or latest) <= seconds]
    return found[:REMEMBERED]


def _after_another_question(tracker: Tracker, requested: Optional[str]) -> List[Dict[str, Any]]:
    """Another question was answered: the tool asks again, or is left where others go on and on."""
    asides = int(tracker.get_slot(ASIDES) or 0) + 1
    left = asides >= MOST_ASIDES
    return [
        SlotSet(CANCELLED, left),
        SlotSet(ASIDES, 0 if left else asides),
        SlotSet(REQUESTED, None if left else requested),
    ]


def _was_handed_back(tracker: Tracker) -> bool:
    """Whether the form has already let the latest message through."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action_execution_rejected":
            return True
    return False
