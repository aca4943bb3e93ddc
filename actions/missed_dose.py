"""A missed dose: what the form reads, and the general rule for the gap that a person names. Two doses at once are never part of it."""

from __future__ import annotations

import re
from typing import Any, Dict, List, Optional, Tuple

from rasa_sdk import Tracker

from actions.asked import person_of
from actions.tool_form import ToolForm, said_before
from actions.tool_result import VettedResult
from knowledge.medicine import medicine
from knowledge.people import Person
from knowledge.phrasebook import phrasebook
from knowledge.tools import openings
from tools.clock import FACE, Clock, Clocks
from tools.missed_dose import Rule, Times, read_times, rule_for, spoken_hours, told_together

TOPIC = "missed_dose"
LATE, TO_NEXT, WHO = "missed_hours_late", "missed_next_hours", "missed_who"
NOW = "missed_now"  # asked for where a time of day was told; no slot: what it fills are the hours
STILL_NOW = 30 * 60.0  # seconds for which the time that somebody told is the time now
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
        times = _as_asked(read_times(text), requested)
        told = told_together([times, *(read_times(one) for one in _told(tracker, requested, times))])
        to_next = times.bare if requested == TO_NEXT and not _by_clock(times) else None
        if to_next is None and (times.any or not requested):
            to_next = told.to_next
        about = text if requested else " ".join([*_of_a_missed_dose(tracker), text])
        who = who_for(about, person_of(tracker)) if requested != WHO or len(text.split()) <= MOST_WORDS else None
        found = {LATE: told.late if times.any else None, TO_NEXT: to_next, WHO: who}
        read = {name: value for name, value in found.items() if value is not None}
        only_who = set(read) == {WHO} and requested != WHO
        return {} if requested and only_who else read  # "can I drink?" speaks of "I", and tells the form nothing

    def understands(self, text: str, requested: str) -> bool:
        """A time of day is, also where it tells no hours yet."""
        return super().understands(text, requested) or _by_clock(read_times(text))

    def question(self, missing: str, text: str, tracker: Tracker) -> str:
        """The time now, where all that is known of the next dose is a time of day."""
        times = _as_asked(read_times(text), tracker.get_slot("requested_slot") and TO_NEXT)
        told = told_together([times, *(read_times(one) for one in _told(tracker, TO_NEXT, times))]).clocks
        return NOW if missing == TO_NEXT and (told.next_at or told.usual) and not told.now else missing

    def on_opening(self, read: Dict[str, Any]) -> Dict[str, Any]:
        """Another dose has hours of its own, unless the message corrects them."""
        return {LATE: None} if TO_NEXT in read else {LATE: None, TO_NEXT: None, WHO: None}

    def missing(self, known: Dict[str, Any]) -> Optional[str]:
        """When the next is due, then for whom."""
        return next((name for name in (TO_NEXT, WHO) if known.get(name) is None), None)

    def nonsense(self, slot: str, value: Any) -> Optional[str]:
        """Gaps that can't be."""
        wrong = slot == TO_NEXT and not 0 <= value <= medicine().bounds.hours_to_next_dose
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
        book = phrasebook()
        always = "missed_pregnant" if "pregnant" in person.audiences else "missed_always"
        parts = [in_words(rule, to_next, child), book.say(always, person.region, person.route)]
        result = {"hours_late": late, "hours_to_next": to_next, "for": CHILD if child else ADULT, "rule": rule.says}
        return "\n\n".join(parts), result


def _as_asked(times: Times, requested: Optional[str]) -> Times:
    """What a message gives, a figure by itself taken for what was asked for."""
    if requested == NOW and times.clocks.now is None:
        clock = times.clocks.bare or (
            Clock(times.bare, False) if times.bare is not None and 0 <= times.bare <= FACE else None
        )
        return Times(times.late, times.to_next, None, times.clocks._replace(now=clock, bare=None)) if clock else times
    if requested == TO_NEXT and times.clocks.bare and not times.clocks.next_at:
        return times._replace(clocks=times.clocks._replace(next_at=times.clocks.bare, bare=None))
    return times


def _by_clock(times: Times) -> bool:
    return times.clocks != Clocks()


def _told(tracker: Tracker, requested: Optional[str], latest: Times) -> List[str]:
    """Earlier messages whose times still hold, newest first; another dose, of which nothing is told yet, has times of its own."""
    since = None if requested or latest.any else "action_missed_dose"
    return [one["text"] for one in said_before(tracker, STILL_NOW, since)]


def _of_a_missed_dose(tracker: Tracker) -> List[str]:
    """Earlier messages that tell of a missed dose: they say whose it is."""
    return [
        one["text"]
        for one in said_before(tracker, STILL_NOW, "action_missed_dose")
        if openings()[TOPIC].only_where.search(one["text"])
    ]


def who_for(text: str, person: Person) -> Optional[str]:
    """Whom a message is about: a child where the conversation says so, an adult where its words do; None where nothing tells."""
    if person.is_child:
        return CHILD
    return ADULT if person.audiences or _ADULT.search(text) else None


def in_words(rule: Rule, to_next: float, child: bool) -> str:
    """The rule in words."""
    name = f"missed_{CHILD if child else ADULT}_{rule.says}"
    return phrasebook().say(name, hours=spoken_hours(to_next), gap=spoken_hours(rule.hours))
