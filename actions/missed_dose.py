"""A missed dose: what the form reads, and the general rule for the gap that a person names. Two doses at once are never part of it."""

from __future__ import annotations

import re
from typing import Any, Dict, Optional, Tuple

from rasa_sdk import Tracker

from actions.asked import person_of
from actions.tool_form import ToolForm
from actions.tool_result import VettedResult
from actions.wording import wording
from knowledge.store import Person
from tools.missed_dose import MOST_HOURS, Rule, read_times, rule_for, spoken_hours

TOPIC = "missed_dose"
LATE, TO_NEXT, WHO = "missed_hours_late", "missed_next_hours", "missed_who"
ADULT, CHILD = "adult", "child"
MOST_WORDS = 8  # of an answer to "for whom?"; a longer message that says "I" asks something else

_ADULT = re.compile(
    r"\b(?:adult|grown[- ]?up|me|myself|i|i'm|i've|my (?:dose|tablet|own|husband|wife|partner|mum|mom|mam|mother|dad|father|nan|gran\w*|sister|brother|aunt\w*|uncle))\b",
    re.IGNORECASE,
)


class ValidateMissedDoseForm(ToolForm):
    """Reads when the next dose is due, and for whom."""

    topic = TOPIC

    def name(self) -> str:
        """As Rasa calls it."""
        return "validate_missed_dose_form"

    def read(self, text: str, requested: Optional[str], tracker: Tracker) -> Dict[str, Any]:
        """Hours, and an adult or a child; a bare figure is what was asked for."""
        times = read_times(text)
        to_next = times.bare if requested == TO_NEXT and times.to_next is None else times.to_next
        who = who_for(text, person_of(tracker)) if requested != WHO or len(text.split()) <= MOST_WORDS else None
        found = {LATE: times.late, TO_NEXT: to_next, WHO: who}
        read = {name: value for name, value in found.items() if value is not None}
        only_who = set(read) == {WHO} and requested != WHO
        return {} if requested and only_who else read  # "can I drink?" speaks of "I", and tells the form nothing

    def on_opening(self, read: Dict[str, Any]) -> Dict[str, Any]:
        """Another dose has hours of its own, unless the message corrects them."""
        return {LATE: None} if TO_NEXT in read else {LATE: None, TO_NEXT: None, WHO: None}

    def missing(self, known: Dict[str, Any]) -> Optional[str]:
        """When the next is due, then for whom."""
        return next((name for name in (TO_NEXT, WHO) if known.get(name) is None), None)

    def nonsense(self, slot: str, value: Any) -> Optional[str]:
        """Gaps that can't be."""
        wrong = slot == TO_NEXT and not 0 <= value <= MOST_HOURS
        return "utter_nonsense_missed_next_hours" if wrong else None


class ActionMissedDose(VettedResult):
    """Says which general rule goes with the gap."""

    topic = TOPIC

    def name(self) -> str:
        """As the rules call it."""
        return "action_missed_dose"

    def worked(self, tracker: Tracker, person: Person) -> Tuple[str, Dict[str, Any]]:
        """The rule, and what always holds."""
        to_next, late = float(tracker.get_slot(TO_NEXT)), tracker.get_slot(LATE)
        child = tracker.get_slot(WHO) == CHILD
        rule = rule_for(to_next, child)
        parts = [in_words(rule, to_next, child), wording("missed_always")]
        if person.audience == "pregnant":
            parts.append(wording("missed_pregnant"))
        result = {"hours_late": late, "hours_to_next": to_next, "for": CHILD if child else ADULT, "rule": rule.says}
        return "\n\n".join(part.strip() for part in parts), result


def who_for(text: str, person: Person) -> Optional[str]:
    """Whom a message is about: a child where the conversation says so, an adult where its words do; None where nothing tells."""
    if person.audience == CHILD:
        return CHILD
    return ADULT if person.audience or _ADULT.search(text) else None


def in_words(rule: Rule, to_next: float, child: bool) -> str:
    """The rule in words."""
    name = f"missed_{CHILD if child else ADULT}_{rule.says}"
    return wording(name, hours=spoken_hours(to_next), gap=spoken_hours(rule.hours))
