"""A missed dose: how late it is, when the next one is due, and which general rule goes with that."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, Optional

from tools.figures import in_digits

ADULT_CLOSE_HOURS = 2.0  # less than this to the next dose: leave the missed one out. Source: NHS-take
CHILD_GAP_HOURS = 4.0  # at least this much before the next dose. Source: M4C
MOST_HOURS = 24.0  # to the next dose; nobody takes tablets further apart
MANY_HOURS = 12.0  # so late that more than one dose may be missing: it is taken two to four times a day

_N = r"(?:(?<![\d.])\d{1,6}(?:\.\d{1,4})?)"
_LOW = rf"(?:(?P<low>{_N}) ?(?:-|–|to|or) ?)?"
_SPAN = (
    rf"(?:{_LOW}(?P<h>{_N}) ?-?(?:hours?|hrs?|h)\b(?P<half> \+0\.5)?(?:,? (?:and )?(?P<m>{_N}) ?(?:minutes?|mins?|m)\b)?"
    rf"|(?P<only>{_N}) ?(?:minutes?|mins?)\b)"
)
_CLOCK = r"(?P<clock>\d{1,2}(?:[:.]\d\d)? ?(?:am|pm|a\.m\.?|p\.m\.?|o'?clock)?|noon|midday|midnight)(?!\d| ?(?:hours?|hrs?|min|mg|tab|dose|a day|more))"
_LATE = re.compile(rf"{_SPAN} ?(?:late|ago|overdue|behind|past|after (?:i|it|he|she) )|(?:late|overdue|behind|missed it|forgot it)(?: by| for)? (?:about |around |nearly )?{_SPAN.replace('?P<', '?P<b_')}", re.IGNORECASE)  # fmt: skip
_NEXT_CUE = r"(?:next|another|following|due|until|till|til|before)"
_NEXT = re.compile(
    rf"{_NEXT_CUE}[^.?!;]{{0,40}}?(?:in|within|is|'s|only|just|about|around|nearly|less than|under|for) {_SPAN}(?! ?(?:late|ago|overdue|past))"
    rf"|{_SPAN.replace('?P<', '?P<b_')} ?(?:until|till|til|before|to go|to the|to my|to his|to her|away|off|from now|left)\b"
    rf"|\b(?:in|for|another) (?:about |around |another |only |just )?{_SPAN.replace('?P<', '?P<c_')}",
    re.IGNORECASE,
)
_NOW = re.compile(
    rf"(?:it'?s|it is|time is|now|already)(?: now| about| nearly| almost| just| gone| around| currently)* {_CLOCK}",
    re.IGNORECASE,
)
_NEXT_AT = re.compile(rf"next[^.?!;]{{0,30}}? (?:at |is |by )?{_CLOCK}", re.IGNORECASE)
_DUE_AT = re.compile(
    rf"(?:was|were|due|meant|supposed|should have|should've|usually|normally|missed|forgot|skipped)[^.?!;]{{0,30}}? (?:at |my |his |her |the )(?:about )?{_CLOCK}",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"^\W*(?:(?:in|about|around|maybe|say|it'?s|its|is|due|only|just|no|sorry|roughly|another|at least|nearly)\W+)*(?:{_SPAN}|(?P<number>{_N}))\W*(?:time|please|i think|or so|ish|now)?\W*$",
    re.IGNORECASE,
)
_NAMED = {"noon": 12.0, "midday": 12.0, "midnight": 0.0}


class Times(NamedTuple):
    """Hours that a message gives; None where it gives none.

    Attributes:
        late: since the missed dose was due.
        to_next: until the next dose is due; of a range the shorter, as the cautious one.
        bare: of which the message does not say what it is.
    """

    late: Optional[float] = None
    to_next: Optional[float] = None
    bare: Optional[float] = None


class Rule(NamedTuple):
    """The general rule for a gap, never a decision for a person.

    Attributes:
        says: `take` it when remembered, `leave_out`, or `ask` first.
        hours: the gap that the rule turns on.
    """

    says: Literal["take", "leave_out", "ask"]
    hours: float


def rule_for(to_next: float, child: bool) -> Rule:
    """Which half of the general rule goes with so many hours to the next dose.

    Raises:
        ValueError: a gap below zero.
    """
    if to_next < 0:
        raise ValueError("the next dose can't be due in the past")
    if child:
        return Rule("take" if to_next >= CHILD_GAP_HOURS else "ask", CHILD_GAP_HOURS)
    return Rule("take" if to_next >= ADULT_CLOSE_HOURS else "leave_out", ADULT_CLOSE_HOURS)


def read_times(text: str) -> Times:
    """How late a dose is and when the next is due, as a message says it in hours or by the clock."""
    words = _in_hours(text)
    now, due, coming = (_clock(pattern.search(words)) for pattern in (_NOW, _DUE_AT, _NEXT_AT))
    late = _hours(_LATE.search(words))
    to_next = _hours(_NEXT.search(words), shortest=True)
    if late is None and now and due:
        late = _between(due, now)
    if to_next is None and now and coming:
        to_next = _between(now, coming)
    bare = _BARE.match(words) if late is None and to_next is None else None
    if bare and bare["number"]:
        return Times(bare=-float(bare["number"]) if words.strip().startswith("-") else float(bare["number"]))
    return Times(late, to_next, _hours(bare, shortest=True))


def spoken_hours(hours: float) -> str:
    """Hours in words: "3 hours", "45 minutes", "1 hour and 30 minutes"."""
    minutes = round(hours * 60)
    whole, rest = divmod(minutes, 60)
    parts = [f"{whole} hour{'' if whole == 1 else 's'}"] if whole else []
    parts += [f"{rest} minutes"] if rest or not whole else []
    return " and ".join(parts)


def _in_hours(text: str) -> str:
    """In digits, with "an hour", "half an hour" and the like as numbers."""
    words = in_digits(text)
    words = re.sub(r"\b(?:0\.5|half)(?: of)? (?:an? |1 )?(?:hour|hr)\b", "0.5 hours", words)
    words = re.sub(r"\b(?:a )?quarter (?:of )?(?:an? |1 )?(?:hour|hr)\b", "0.25 hours", words)
    words = re.sub(r"\b(?:3|three) quarters (?:of )?(?:an? |1 )?(?:hour|hr)\b", "0.75 hours", words)
    words = re.sub(r"\b(next|last|this|that|missed) 1\b", r"\1 one", words)
    words = re.sub(r"(?<=due in )(\d+(?:\.\d+)?)(?=\W*$)", r"\1 hours", words)
    return re.sub(r"\ban (?=hour|hr)", "1 ", words)


def _hours(match: Optional[re.Match], shortest: bool = False) -> Optional[float]:
    if match is None:
        return None
    found = {name.removeprefix("b_").removeprefix("c_"): value for name, value in match.groupdict().items() if value}
    if "only" in found:
        return float(found["only"]) / 60
    if "h" not in found:
        return None
    hours = float(found["low"] if shortest and "low" in found else found["h"])
    return hours + (0.5 if "half" in found else 0.0) + float(found.get("m", 0)) / 60


def _clock(match: Optional[re.Match]) -> Optional[tuple[float, bool]]:
    """A time of day in hours since midnight, and whether it says which half of the day."""
    if match is None:
        return None
    said = match["clock"].lower()
    if said in _NAMED:
        return _NAMED[said], True
    digits = re.match(r"(\d{1,2})(?:[:.](\d\d))?", said)
    assert digits is not None
    hour, minute = int(digits[1]), int(digits[2] or 0)
    if hour > 24 or minute > 59:
        return None
    half = re.search(r"([ap])\.?m", said)
    if half:
        return hour % 12 + (12 if half[1] == "p" else 0) + minute / 60, True
    return hour % 24 + minute / 60, hour > 12


def _between(earlier: tuple[float, bool], later: tuple[float, bool]) -> float:
    """Hours from one time of day to the next such time; where a half of the day is not said, the nearest."""
    day = 24.0 if earlier[1] and later[1] else 12.0
    return round((later[0] - earlier[0]) % day, 4)
