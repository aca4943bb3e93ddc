"""Warning sets as they are stored and as they are read out: what to do, and behind it the signs, the most urgent first."""

from __future__ import annotations

from typing import Any, Callable, Dict, Iterable, List

from knowledge.people import Person
from knowledge.schema import URGENCIES, Sign, WarningSet

ORAL, PUMP = "oral", "pump"


def stored_editions(chosen: WarningSet, signs: Dict[str, Sign]) -> Dict[str, List[Dict[str, str]]]:
    """Every edition of a set with its signs' words and urgencies written out, by its name."""
    people = {"oral": (None, False), "oral_child": (None, True), "pump": (PUMP, False), "pump_child": (PUMP, True)}
    return {
        name: [
            {"words": signs[one].words, "urgency": signs[one].urgency_for(route, is_child)}
            for one in chosen.edition(route, is_child)
        ]
        for name, (route, is_child) in people.items()
    }


def together(sets: Iterable[Dict[str, Any]], person: Person, fill: Callable[[str], str]) -> List[str]:
    """Stored sets for one person, filled: a paragraph for each thing to do with its signs as a list below it, the most urgent first, and behind
    the first paragraph what helps now. What two sets say alike is said once."""
    route = PUMP if person.route == PUMP else ORAL
    name = f"{route}_child" if person.is_child else route
    heads: Dict[str, str] = {}
    signs: Dict[str, List[str]] = {}
    first_aid: List[str] = []
    for one in sets:
        heads.update(one["actions"][route])
        for sign in one["editions"][name]:
            listed = signs.setdefault(sign["urgency"], [])
            listed += [sign["words"]] if sign["words"] not in listed else []
        first_aid += [one["first_aid"]] if one["first_aid"] and one["first_aid"] not in first_aid else []
    listed_under: Dict[str, List[str]] = {}  # by head: with a pump "now" and "today" are one and the same call
    for urgency in (one for one in URGENCIES if one in heads and signs.get(one)):
        under = listed_under.setdefault(heads[urgency], [])
        under += [words for words in signs[urgency] if words not in under]
    found = ["\n".join([head, *(f"- {words}" for words in under)]) for head, under in listed_under.items()]
    return [fill(text) for text in [*found[:1], *first_aid, *found[1:]]]
