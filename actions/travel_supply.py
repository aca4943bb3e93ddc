"""How much to pack: the form's figures, and the worked result."""

from __future__ import annotations

import datetime
from typing import Any, Dict, List, Optional

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import replies
from actions.asked import person_of, region_of
from actions.base import Events, ReplyingAction
from actions.tool_form import CANCELLED, ToolForm
from actions.wording import wording
from tools.daily_dose import daily_limit_mg
from tools.figures import read_figures
from tools.travel_supply import (
    MOST_A_DAY,
    MOST_ML_A_DAY,
    Supply,
    is_daily,
    is_tablet,
    is_trip,
    runs_out_on,
    spoken,
    work_out,
)

TOPIC = "travel_supply"
DAYS, PER_DAY, MG, STRENGTH, LEFT, LIQUID = "trip_days", "trip_per_day", "trip_mg_per_day", "trip_strength_mg", "trip_left", "trip_liquid"  # fmt: skip


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
        """The trip's figures; a bare number is what was asked for."""
        figures = read_figures(text)
        found: Dict[str, Any] = {
            DAYS: figures.days, PER_DAY: figures.per_day, MG: figures.mg_per_day, STRENGTH: figures.strength_mg, LEFT: figures.left,
        }  # fmt: skip
        if figures.bare is not None and requested:
            found[requested] = figures.bare
        if figures.left is not None and requested == PER_DAY and figures.per_day is None:
            found[PER_DAY], found[LEFT] = figures.left, None  # "I have 3 tablets" answers how many are taken
        if requested == PER_DAY and found[PER_DAY] is not None and figures.mg_per_day is None:
            found[MG] = None
        read = {name: value for name, value in found.items() if value is not None}
        if read and figures.liquid:
            read[LIQUID] = True
        strength = read.get(STRENGTH) or tracker.get_slot(STRENGTH)
        milligrams = read.get(MG) or (tracker.get_slot(MG) if PER_DAY not in read else None)
        if milligrams and strength and is_tablet(strength) and PER_DAY not in read:
            read[PER_DAY] = milligrams / strength
        elif MG in read and PER_DAY not in read:
            read[PER_DAY] = None  # other milligrams than before: the tablets have to be worked out anew
        return read

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
        if slot == PER_DAY and not is_daily(
            value, MOST_ML_A_DAY if value % 5 == 0 and value > MOST_A_DAY else MOST_A_DAY
        ):
            return "utter_nonsense_trip_per_day"
        if slot == STRENGTH and not is_tablet(value):
            return "utter_nonsense_trip_strength_mg"
        return None


class ActionTravelSupply(ReplyingAction):
    """Says what the trip needs and what to bring, step by step."""

    def name(self) -> str:
        """As the rules call it."""
        return "action_travel_supply"

    async def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """The result, or that the sum was left."""
        region = region_of(tracker)
        if tracker.get_slot(CANCELLED):
            replies.say(dispatcher, tracker, replies.tool(TOPIC, wording("tool_left"), {}, region))
            return [SlotSet(CANCELLED, False), SlotSet(DAYS, None)]
        supply = work_out(float(tracker.get_slot(DAYS)), float(tracker.get_slot(PER_DAY)))
        strength, left = tracker.get_slot(STRENGTH), tracker.get_slot(LEFT)
        runs_out = runs_out_on(float(left), supply.per_day, datetime.date.today()) if left is not None else None
        text = worked(supply, strength, left, runs_out, bool(tracker.get_slot(LIQUID)))
        if person_of(tracker).route:
            text = f"{wording('trip_pump').strip()}\n\n{text}"
        replies.say(dispatcher, tracker, replies.tool(TOPIC, text, result(supply, strength, runs_out), region))
        return [
            SlotSet("last_topic", TOPIC),
            SlotSet("last_version", None),
            SlotSet("unsure_turns", 0),
            SlotSet(MG, None),
        ]


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


def worked(
    supply: Supply, strength: Optional[float], left: Optional[float], runs_out: Optional[datetime.date], liquid: bool
) -> str:
    """The sum in words."""
    unit = "ml" if liquid else (f"tablets of {spoken(strength)} mg" if strength else "tablets")
    parts = [
        wording(
            "trip_sum", days=spoken(supply.days), per_day=spoken(supply.per_day), unit=unit, needed=str(supply.needed),
            spare_days=str(supply.spare_days), recommended=str(supply.recommended),
        )
    ]  # fmt: skip
    if runs_out is not None and left is not None:
        day = f"{runs_out:%A} {runs_out.day} {runs_out:%B}"
        enough = left >= supply.recommended
        parts.append(wording("trip_left_enough" if enough else "trip_left_short", left=spoken(left), unit=unit, day=day,
                             more=str(max(0, supply.recommended - int(left)))))  # fmt: skip
    if strength and not liquid and supply.per_day * strength > daily_limit_mg():
        parts.append(wording("above_usual_most", mg=spoken(supply.per_day * strength)))
    parts += [wording("trip_carry"), wording("trip_time_zones")]
    return "\n\n".join(part.strip() for part in parts)
