"""How much to pack: the form's figures, and the worked result."""

from __future__ import annotations

import datetime
import re
from typing import Any, Dict, List, Optional, Tuple

from rasa_sdk import Tracker

from actions.daily_total import above_most
from actions.tool_form import ToolForm, said_before
from actions.tool_result import VettedResult
from knowledge.medicine import medicine
from knowledge.people import Person
from knowledge.phrasebook import phrasebook
from knowledge.topic_ids import topic_of_intent
from tools.figures import Figures, days_between, only_figures, read_figures
from tools.travel_supply import (
    Supply,
    is_daily,
    is_tablet,
    is_trip,
    runs_out_on,
    speaks_of_a_trip,
    spoken,
    told_in,
    work_out,
)

TOPIC = "travel_supply"
QUESTION = "travel_supply/how_much"
DAYS, PER_DAY, MG, STRENGTH, LEFT, LIQUID = "trip_days", "trip_per_day", "trip_mg_per_day", "trip_strength_mg", "trip_left", "trip_liquid"  # fmt: skip
UNTIL = "trip_until"  # asked for where only the first day was told; no slot: what it fills are the days
ACTION = "action_travel_supply"


def today() -> datetime.date:
    """The day that dates without a month and "until Friday" are counted from."""
    return datetime.date.today()


class ValidateTravelSupplyForm(ToolForm):
    """Reads days, tablets a day, strength and what is left."""

    topic = TOPIC

    def name(self) -> str:
        """As Rasa calls it."""
        return "validate_travel_supply_form"

    def remembers(self) -> List[str]:
        """Milligrams are only asked about where they were said."""
        return [MG, STRENGTH, LEFT, LIQUID]

    def read(self, text: str, requested: Optional[str], tracker: Tracker) -> Dict[str, Any]:
        """The trip's figures; a bare number is what was asked for. When the form opens, what was told before it counts too."""
        own = read_figures(text, today())
        figures = own if requested else _with_what_was_told(own, tracker)
        found: Dict[str, Any] = {
            DAYS: _days(figures, tracker), PER_DAY: figures.per_day, MG: figures.mg_per_day, STRENGTH: figures.strength_mg, LEFT: figures.left,
        }  # fmt: skip
        if figures.bare is not None and requested:
            in_mg = requested == PER_DAY and re.search(r"\d ?(?:mg|milli)", text, re.IGNORECASE)
            found[MG if in_mg else DAYS if requested == UNTIL else requested] = figures.bare
        if figures.left is not None and requested == PER_DAY and figures.per_day is None:
            found[PER_DAY], found[LEFT] = figures.left, None  # "I have 3 tablets" answers how many are taken
        if requested == PER_DAY and found[PER_DAY] is not None and figures.mg_per_day is None:
            found[MG] = None
        read = {name: value for name, value in found.items() if value is not None}
        if read and figures.liquid:
            read[LIQUID] = True
        if read and not requested and not own.any:
            read = {DAYS: None, LEFT: None, **read}  # a new trip, told before
        strength = read.get(STRENGTH) or tracker.get_slot(STRENGTH)
        milligrams = read.get(MG) or (tracker.get_slot(MG) if PER_DAY not in read else None)
        if milligrams and strength and is_tablet(strength) and PER_DAY not in read:
            read[PER_DAY] = milligrams / strength
        elif MG in read and PER_DAY not in read:
            read[PER_DAY] = None  # other milligrams than before: the tablets have to be worked out anew
        return read

    def question(self, missing: str, text: str, tracker: Tracker) -> str:
        """The last day, where only the first was told."""
        latest = read_figures(text, today())
        starts = latest.starts or _starts(tracker)
        return UNTIL if missing == DAYS and starts and not (latest.until or latest.days) else missing

    def understands(self, text: str, requested: str) -> bool:
        """A first day is, also where it tells no length yet."""
        return only_figures(text) or read_figures(text, today()).starts is not None

    def on_opening(self, read: Dict[str, Any]) -> Dict[str, Any]:
        """A new trip has days of its own, unless the message only corrects another figure."""
        return {} if read else {DAYS: None, LEFT: None}

    def missing(self, known: Dict[str, Any]) -> Optional[str]:
        """Days first, then how much is taken."""
        if known.get(DAYS) is None:
            return DAYS
        if known.get(PER_DAY) is None:
            return STRENGTH if known.get(MG) else PER_DAY
        return None

    def nonsense(self, slot: str, value: Any) -> Optional[str]:
        """Trips and doses that nobody has."""
        if slot == DAYS and not is_trip(value):
            return "utter_nonsense_trip_days"
        bounds = medicine().bounds
        is_liquid = value % 5 == 0 and value > bounds.tablets_a_day
        if slot == PER_DAY and not is_daily(value, bounds.ml_a_day if is_liquid else bounds.tablets_a_day):
            return "utter_nonsense_trip_per_day"
        if slot == STRENGTH and not is_tablet(value):
            return "utter_nonsense_trip_strength_mg"
        return None


class ActionTravelSupply(VettedResult):
    """Says what the trip needs and what to bring, step by step."""

    topic = TOPIC

    def name(self) -> str:
        """As the rules call it."""
        return "action_travel_supply"

    def question(self, tracker: Tracker) -> str:
        """How much to bring."""
        return QUESTION

    def worked(self, tracker: Tracker, person: Person) -> Tuple[str, Dict[str, Any]]:
        """The sum in words and figures."""
        supply = work_out(float(tracker.get_slot(DAYS)), float(tracker.get_slot(PER_DAY)))
        strength, left = tracker.get_slot(STRENGTH), tracker.get_slot(LEFT)
        runs_out = runs_out_on(float(left), supply.per_day, datetime.date.today()) if left is not None else None
        text = in_words(supply, strength, left, runs_out, bool(tracker.get_slot(LIQUID)), person)
        return text, result(supply, strength, runs_out)


def _with_what_was_told(own: Figures, tracker: Tracker) -> Figures:
    """A message's figures, and those of the messages before it, back to the last sum: of each the newest."""
    known = own._asdict()
    for event in said_before(tracker, since=ACTION):
        said = told_in(event["text"])
        told = read_figures(said, today())
        if known["days"] is None and known["until"] is None and _is_of_a_trip(event):
            known.update(days=told.days, until=told.until)
            known["starts"] = known["starts"] or told.starts
        if known["starts"] is None and known["days"] is None and _is_of_a_trip(event):
            known["starts"] = told.starts
        if known["per_day"] is None and known["mg_per_day"] is None:
            known.update(per_day=told.per_day, mg_per_day=told.mg_per_day)
        known["strength_mg"] = known["strength_mg"] or told.strength_mg
        known["left"] = told.left if known["left"] is None else known["left"]
        known["liquid"] = known["liquid"] or (told.liquid and told.per_day is not None)
    return Figures(**known)


def _is_of_a_trip(event: Dict[str, Any]) -> bool:
    """Whether the days of an earlier message are those of a trip: "for 3 months" says as well how long it has been taken."""
    intent = ((event.get("parse_data") or {}).get("intent") or {}).get("name") or ""
    return topic_of_intent(intent) == TOPIC or speaks_of_a_trip(event["text"]) or only_figures(event["text"])


def _days(figures: Figures, tracker: Tracker) -> Optional[float]:
    """The days of a trip: as told, or from its first day, today where none was told, to its last."""
    if figures.days is not None or figures.until is None:
        return figures.days
    first = figures.starts or _starts(tracker) or today()
    return days_between(first, figures.until) if first <= figures.until else None


def _starts(tracker: Tracker) -> Optional[datetime.date]:
    """The first day that was told before the latest message."""
    days = (read_figures(one["text"], today()).starts for one in said_before(tracker, since=ACTION))
    return next((day for day in days if day), None)


def result(supply: Supply, strength: Optional[float], runs_out: Optional[datetime.date]) -> Dict[str, Any]:
    """The figures of the reply contract."""
    return {
        "days": supply.days,
        "per_day": supply.per_day,
        "strength_mg": strength,
        "needed": supply.needed,
        "recommended": supply.recommended,
        "runs_out_on": runs_out.isoformat() if runs_out else None,
    }


def in_words(
    supply: Supply,
    strength: Optional[float],
    left: Optional[float],
    runs_out: Optional[datetime.date],
    liquid: bool,
    person: Person,
) -> str:
    """The sum in words."""
    book = phrasebook()
    unit = book.say("unit_ml") if liquid else book.say("unit_tablets")
    if strength and not liquid:
        unit = book.say("unit_tablets_of", mg=spoken(strength))
    parts = [book.say("trip_pump", person.region, person.route)] if person.route else []
    parts.append(
        book.say(
            "trip_sum", days=spoken(supply.days), per_day=spoken(supply.per_day), unit=unit, needed=str(supply.needed),
            spare_days=str(supply.spare_days), recommended=str(supply.recommended),
        )
    )  # fmt: skip
    if runs_out is not None and left is not None:
        day = f"{runs_out:%A} {runs_out.day} {runs_out:%B}"
        name = "trip_left_enough" if left >= supply.recommended else "trip_left_short"
        more = str(max(0, supply.recommended - int(left)))
        parts.append(book.say(name, person.region, person.route, left=spoken(left), day=day, more=more))
    if strength and not liquid:
        over = above_most(supply.per_day * strength, person, "trip_above_usual_most")
        if over:
            return "\n\n".join([*parts, *over])  # what has to be checked comes instead of how to carry it
    return "\n\n".join([*parts, book.say("trip_carry")])
