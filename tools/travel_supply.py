"""How much medicine a trip needs: what will be taken, and what to bring so that a delay does no harm."""

from __future__ import annotations

import datetime
import math
import re
from fractions import Fraction
from typing import NamedTuple, Optional

from knowledge.medicine import medicine
from tools.daily_dose import OWN


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


_TRIP = re.compile(
    r"\b(?:hol(?:iday|liday|idays|s)|hoilday\w*|vacation\w*|trips?|travel\w*|away|abroad|overseas|cruise|fly(?:ing)?|flights?|journey|visit(?:ing)?|honeymoon|camping|festival"
    r"|going to|go to|off (?:to|for|on)|pack(?:ing)?|hotel|stay(?:ing)? (?:with|at|in)|back (?:on|home)|leaving)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^\W*(?:(?:so|and|then|ok|okay|right|well|sorry|please|but|now|tell me|can you (?:tell me|work out)|altogether)\W+)*(?:work (?:it|that|this) out|what(?:'s| is| does) (?:that|it|this)(?: come to| in (?:total|tablets|all))?"
    rf"|how (?:many|much)(?: (?:tablets?|tabs?|pills?|boxes|packs?|ml|of them|{OWN}|is|are|do|does|will|would|should|must|shall|can|i|we|he|she|they|that|this|it|then|need|needed|pack|bring|take|carry|order|come|make|be|to|with|me|us|him|her|in|all|total|altogether|for|the|my|our|whole|trip|holiday|time|journey|along|at|\d+(?: a day)?))*)"
    r"(?:\W+(?:please|then|thanks|exactly|again|at (?:\d+)(?: (?:tablets?|pills?))? a day))*\W*$",
    re.IGNORECASE,
)
_PUT_AS_A_QUESTION = re.compile(r"^\W*(?:(?:and|so|but|or|ok)\W+)*(?:can|could|should|may|would|is|are|does|do|what if|if|how about)\b", re.IGNORECASE)  # fmt: skip


def speaks_of_a_trip(text: str) -> bool:
    """Whether a message is about being away."""
    return bool(_TRIP.search(text))


def asks_how_many(text: str) -> bool:
    """Whether a whole message asks for the sum of what was told before: "so how many is that"."""
    return bool(_ASKS.match(text))


def told_in(text: str) -> str:
    """A message without what it only asks about: "can I take 6 a day?" tells no figures."""
    return ", ".join(
        one
        for one in re.split(r"(?<=[.?!;])\s+|,\s+", text)
        if not _PUT_AS_A_QUESTION.match(one) or speaks_of_a_trip(one)
    )


def work_out(days: float, per_day: float) -> Supply:
    """The supply for a trip.

    Raises:
        ValueError: days or tablets a day that no trip has.
    """
    if not is_trip(days) or not is_daily(per_day, medicine().bounds.ml_a_day):
        raise ValueError(f"{days} days with {per_day} a day is no trip")
    whole_days = math.ceil(days)
    each = Fraction(str(per_day))  # 0.1 + 0.2 may not cost anybody a tablet
    spare = min(medicine().travel.spare_days, whole_days)
    return Supply(days, per_day, math.ceil(whole_days * each), spare, math.ceil((whole_days + spare) * each))


def is_trip(days: float) -> bool:
    """Whether a trip can last so many days."""
    return 0 < days <= medicine().bounds.trip_days


def is_daily(per_day: float, most: Optional[float] = None) -> bool:
    """Whether somebody can take so many tablets a day."""
    return 0 < per_day <= (most or medicine().bounds.tablets_a_day)


def is_tablet(strength_mg: float) -> bool:
    """Whether a tablet can be of that strength."""
    bounds = medicine().bounds.tablet_mg
    return bounds.least <= strength_mg <= bounds.most


def runs_out_on(left: float, per_day: float, today: datetime.date) -> datetime.date:
    """The first day for which what is left is not enough, where a whole day's doses are taken from today on."""
    return today + datetime.timedelta(days=math.floor(Fraction(str(left)) / Fraction(str(per_day))))


def spoken(number: Optional[float]) -> str:
    """A figure as it is said: 4, 4.5."""
    if number is None:
        return ""
    return str(int(number)) if number == int(number) else f"{number:g}"
