"""What every tool's form shares: it reads a message's figures, takes corrections, is left on request, and lets other questions through."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, Dict, List, Optional

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecutionRejected, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.types import DomainDict

from actions import replies
from actions.asked import RED_FLAG, person_of, region_of
from actions.stores import knowledge_store
from knowledge.store import KnowledgeStore, NotServable, StoreUnavailable
from knowledge.tools import cancels, does_not_know

CANCELLED, ASIDES = "tool_cancelled", "tool_asides"
REQUESTED = "requested_slot"
MOST_ASIDES = 2  # other questions in a row, after which nobody is waiting for the tool any more


class ToolForm(FormValidationAction):
    """Fills a form's slots from what people write.

    Rasa calls it when the form opens and with every message while it is open. What tells nothing that the form wants is handed back: another
    rule answers it, and the form waits.
    """

    topic: str  # whose tool it is
    opens_with_answer = False  # whether the topic's vetted answer is said before the first question

    def __init__(self, store: Optional[KnowledgeStore] = None) -> None:
        self._store = store or knowledge_store()

    @abstractmethod
    def read(self, text: str, requested: Optional[str], tracker: Tracker) -> Dict[str, Any]:
        """The slots that a message fills."""

    @abstractmethod
    def missing(self, known: Dict[str, Any]) -> Optional[str]:
        """The slot to ask for next, None where all is known."""

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
        if is_open and cancels(text):
            return [SlotSet(CANCELLED, True), SlotSet(REQUESTED, None)]
        read = self.read(text, requested if is_open else None, tracker)
        if is_open and not read:
            if not does_not_know(text):
                return [ActionExecutionRejected(self.form_name())]
            unknown = self.unknown(str(requested))
            if unknown is None:
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
        if missing and not is_open and self.opens_with_answer:
            self._say_answer(dispatcher, tracker)
        # The first event tells Rasa that the form took the message.
        return [
            SlotSet(CANCELLED, False),
            SlotSet(ASIDES, 0),
            *(SlotSet(name, value) for name, value in filled.items()),
            SlotSet(REQUESTED, missing),
        ]

    def _say_answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        try:
            served = self._store.answer(self.topic, person_of(tracker))
        except (NotServable, StoreUnavailable):
            return  # the question stands by itself
        replies.say(dispatcher, tracker, replies.first_answer(tracker, served, region_of(tracker), offers=False))

    def remembers(self) -> List[str]:
        """Slots that the form may use though it never asks for them."""
        return []


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
