"""How much medicine a trip needs: what will be taken, and what to bring so that a delay does no harm."""

from __future__ import annotations

import datetime
import math
from fractions import Fraction
from typing import NamedTuple, Optional

LONGEST_TRIP = 366  # days
MOST_A_DAY = 20  # tablets; more is a slip of the pen
MOST_ML_A_DAY = 200
WEEK = 7  # spare days; facts/travel_supply: at least a week, or as much again for a shorter trip


class Supply(NamedTuple):
    """What a trip needs.

    Attributes:
        days: that the trip lasts, as given.
        per_day: tablets or millilitres a day.
        needed: whole tablets (or millilitres) that will be taken.
        spare_days: that the reserve lasts.
        recommended: whole tablets to bring, reserve included.
    """

    days: float
    per_day: float
    needed: int
    spare_days: int
    recommended: int


def work_out(days: float, per_day: float) -> Supply:
    """The supply for a trip.

    Raises:
        ValueError: days or tablets a day that no trip has.
    """
    if not is_trip(days) or not is_daily(per_day, MOST_ML_A_DAY):
        raise ValueError(f"{days} days with {per_day} a day is no trip")
    whole_days = math.ceil(days)
    each = Fraction(str(per_day))  # 0.1 + 0.2 may not cost anybody a tablet
    spare = min(WEEK, whole_days)
    return Supply(days, per_day, math.ceil(whole_days * each), spare, math.ceil((whole_days + spare) * each))


def is_trip(days: float) -> bool:
    """Whether a trip can last so many days."""
    return 0 < days <= LONGEST_TRIP


def is_daily(per_day: float, most: float = MOST_A_DAY) -> bool:
    """Whether somebody can take so many tablets a day."""
    return 0 < per_day <= most


def is_tablet(strength_mg: float) -> bool:
    """Whether a baclofen tablet can be of that strength."""
    return 1 <= strength_mg <= 50


def runs_out_on(left: float, per_day: float, today: datetime.date) -> datetime.date:
    """The first day for which what is left is not enough, where a whole day's doses are taken from today on."""
    return today + datetime.timedelta(days=math.floor(Fraction(str(left)) / Fraction(str(per_day))))


def spoken(number: Optional[float]) -> str:
    """A figure as it is said: 4, 4.5."""
    if number is None:
        return ""
    return str(int(number)) if number == int(number) else f"{number:g}"
