"""A missed dose: how late it is, when the next one is due, and which general rule goes with that."""

from __future__ import annotations

import re
from typing import Any, Dict, Literal, NamedTuple, Optional, Sequence

from knowledge.medicine import medicine
from tools.clock import Clocks, after, hours_until, next_of, read_clocks
from tools.figures import in_digits

_N = r"(?:(?<![\d.])\d{1,6}(?:\.\d{1,4})?)"
_LOW = rf"(?:(?P<low>{_N}) ?(?:-|–|to|or) ?)?"
_SPAN = (
    rf"(?:{_LOW}(?P<h>{_N}) ?-?(?:hours?|hrs?|h)\b(?P<half> \+0\.5)?(?:,? (?:and )?(?P<m>{_N}) ?(?:minutes?|mins?|m)\b)?"
    rf"|(?P<only>{_N}) ?(?:minutes?|mins?)\b)"
)
_LATE = re.compile(rf"{_SPAN} ?(?:late|ago|overdue|behind|past|after (?:i|it|he|she) )|(?:late|overdue|behind|missed it|forgot it)(?: by| for)? (?:about |around |nearly )?{_SPAN.replace('?P<', '?P<b_')}", re.IGNORECASE)  # fmt: skip
_NEXT_CUE = r"(?:next|another|following|due|until|till|til|before)"
_NEXT = re.compile(
    rf"{_NEXT_CUE}[^.?!;]{{0,40}}?(?:in|within|is|'s|only|just|about|around|nearly|less than|under|for) {_SPAN}(?! ?(?:late|ago|overdue|past))"
    rf"|{_SPAN.replace('?P<', '?P<b_')} ?(?:until|till|til|before|to go|to the|to my|to his|to her|away|off|from now|left)\b"
    rf"|\b(?:in|for|another) (?:about |around |another |only |just )?{_SPAN.replace('?P<', '?P<c_')}",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"^\W*(?:(?:in|about|around|maybe|say|it'?s|is|due|only|just|no|sorry|roughly|another|at least|nearly)\W+){{0,8}}(?:{_SPAN}|(?P<number>{_N}))\W*(?:time|please|i think|or so|ish|now)?\W*$",
    re.IGNORECASE,
)


class Times(NamedTuple):
    """Hours that a message gives; None where it gives none.

    Attributes:
        late: since the missed dose was due.
        to_next: until the next dose is due; of a range the shorter, as the cautious one.
        bare: of which the message does not say what it is.
        clocks: the times of day that it names.
    """

    late: Optional[float] = None
    to_next: Optional[float] = None
    bare: Optional[float] = None
    clocks: Clocks = Clocks()

    @property
    def any(self) -> bool:
        """Whether anything was read."""
        return self != Times()


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
    rules = medicine().missed_dose
    if child:
        gap = rules.child.leave_at_least_hours_before_next
        return Rule("take" if to_next >= gap else "ask", gap)
    close = rules.adult.skip_when_less_than_hours_to_next
    return Rule("take" if to_next >= close else "leave_out", close)


def read_times(text: str) -> Times:
    """How late a dose is and when the next is due, as a message says it in hours or by the clock."""
    words, clocks = _in_hours(text), read_clocks(text)
    late, to_next = _hours(_LATE.search(words)), _hours(_NEXT.search(words), shortest=True)
    bare = _BARE.match(words) if late is None and to_next is None and clocks == Clocks() else None
    if bare and bare["number"]:
        return Times(bare=-float(bare["number"]) if words.strip().startswith("-") else float(bare["number"]))
    return _by_the_clock(Times(late, to_next, _hours(bare, shortest=True), clocks))


def told_together(newest_first: Sequence[Times]) -> Times:
    """What several messages give together: of each figure the newest, hours by the clock where they were told in bits.

    A time of day that nothing is said of is when the next dose is due: that is what is asked for first.
    """
    late: Optional[float] = None
    known: Dict[str, Any] = {}
    for times in newest_first:
        late = times.late if late is None and not _by_clock_alone(times) else late
        clocks = times.clocks
        own = {
            "now": clocks.now,
            "due_at": clocks.due_at,
            "next_at": clocks.next_at or clocks.bare,
            "usual": clocks.usual,
        }
        for name, value in own.items():
            if value:
                known.setdefault(name, value)
        if times.to_next is not None:
            if not (known.keys() & {"next_at", "usual"}):
                return Times(late, times.to_next, None, Clocks(**known))
            break  # hours told earlier than a time of day hold no more
    return _by_the_clock(Times(late, None, None, Clocks(**known)))


def _by_clock_alone(times: Times) -> bool:
    return bool(times.clocks.now and times.clocks.due_at)


def _by_the_clock(times: Times) -> Times:
    """The same, with the hours that follow from its times of day."""
    late, to_next, clocks = times.late, times.to_next, times.clocks
    now = clocks.now
    if late is None and now and clocks.due_at:
        late = hours_until(clocks.due_at, now)
    if now is None and clocks.due_at and late is not None:
        now = after(clocks.due_at, late)
    coming = clocks.next_at or (next_of(now, clocks.usual) if now and clocks.usual else None)
    if to_next is None and now and coming:
        to_next = hours_until(now, coming)
    return times._replace(late=late, to_next=to_next)


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
