"""Before you stop: what the form reads, and what to take to the prescriber. One who has stopped already never gets here: the screen escalates."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

from rasa_sdk import Tracker

from actions.tool_form import ToolForm
from actions.tool_result import VettedResult
from knowledge.people import Person
from knowledge.phrasebook import phrasebook
from knowledge.questions_to_ask import questions_to_ask
from tools.stopping import mg_a_day, still_takes_it, taken_for
from tools.travel_supply import spoken

TOPIC = "stopping"
STOPPED, TAKEN_FOR, MG = "stopping_has_stopped", "stopping_taken_for", "stopping_mg_per_day"
SHOWN = 2  # questions that are said; all of them are in the payload
NOT_KNOWN, MG_NOT_KNOWN = "not known", 0.0


class ValidateStoppingForm(ToolForm):
    """Reads whether it is still taken, for how long, and how much."""

    topic = TOPIC
    yes_or_no = frozenset({STOPPED})

    def name(self) -> str:
        """As Rasa calls it."""
        return "validate_stopping_form"

    def read(self, text: str, requested: Optional[str], tracker: Tracker) -> Dict[str, Any]:
        """What a message tells; that something was stopped is no matter of the form's (`dangers` in tools.yml)."""
        figures = mg_a_day(text)
        if figures is None and requested == MG:
            figures = _bare_mg(text)
        found: Dict[str, Any] = {TAKEN_FOR: taken_for(text) if requested or figures else None, MG: figures}
        if requested == STOPPED and still_takes_it(text):
            found[STOPPED] = False
        return {name: value for name, value in found.items() if value is not None}

    def on_opening(self, read: Dict[str, Any]) -> Dict[str, Any]:
        """Asked anew each time: much may have changed."""
        return {STOPPED: None, TAKEN_FOR: None, MG: None}

    def missing(self, known: Dict[str, Any]) -> Optional[str]:
        """Whether it was stopped comes first: it may be urgent."""
        return next((name for name in (STOPPED, TAKEN_FOR, MG) if known.get(name) is None), None)

    def unknown(self, slot: str) -> Any:
        """Only whether it was stopped has to be known."""
        return {TAKEN_FOR: NOT_KNOWN, MG: MG_NOT_KNOWN}.get(slot)


class ActionStopping(VettedResult):
    """How a step-down works, and a list to take to the prescriber."""

    topic = TOPIC

    def name(self) -> str:
        """As the rules call it."""
        return "action_stopping"

    def worked(self, tracker: Tracker, person: Person) -> Tuple[str, Dict[str, Any]]:
        """What was told, and what to ask."""
        said = tracker.get_slot(TAKEN_FOR)
        milligrams = tracker.get_slot(MG) or None
        known_for = said if said and said != NOT_KNOWN else None
        asks = questions_to_ask(person)
        first = _first(asks, questions_to_ask(Person()))
        text = "\n\n".join([phrasebook().say("stopping_how"), *_tells(known_for, milligrams), _listed(first)])
        return text, {"stopped": False, "taken_for": known_for, "mg_per_day": milligrams, "questions": asks}

    def more(self, person: Person) -> Optional[str]:
        """Every question."""
        return _listed(questions_to_ask(person))


def _tells(known_for: Optional[str], milligrams: Optional[float]) -> List[str]:
    book = phrasebook()
    told = []
    if known_for:
        name = "stopping_told_for" if known_for[:1].isdigit() or known_for.startswith("a ") else "stopping_told_since"
        told.append(book.say(name, span=known_for))
    told += [book.say("stopping_told_mg", mg=spoken(milligrams))] if milligrams else []
    return [book.say("stopping_tell", told=", ".join(told))] if told else []


def _first(asks: List[str], of_everybody: List[str]) -> List[str]:
    """The questions that are said: one that this person alone has to ask, then the most important."""
    own = [one for one in asks if one not in of_everybody][:1]
    return [*own, *[one for one in asks if one in of_everybody]][:SHOWN]


def _listed(asks: List[str]) -> str:
    book = phrasebook()
    return "\n".join([book.say("stopping_ask"), *(book.say("stopping_question", question=one) for one in asks)])


def _bare_mg(text: str) -> Optional[float]:
    return (
        mg_a_day(f"{text.strip().rstrip('.')} mg") if text.strip().rstrip(".").replace(".", "", 1).isdigit() else None
    )
