"""Times of day in a message, and what each is: the time now, when the next dose is due, when the missed one was. "half past seven", "8 in the
morning", "22.15", "noon". A message may leave out which half of the day it means; then the nearest reading counts. No clock of ours is asked.
"""

from __future__ import annotations

import re
from typing import List, NamedTuple, Optional, Tuple

from tools.figures import in_digits

DAY, FACE = 24.0, 12.0  # hours
NEAR = 80  # characters around a time of day that say what it is


class Clock(NamedTuple):
    """A time of day.

    Attributes:
        hours: since midnight, 0 to 24; on the clock's face, 0 to 12, where `sure` is false.
        sure: whether the message says which half of the day it is.
    """

    hours: float
    sure: bool


class Clocks(NamedTuple):
    """The times of day of a message; None where it gives none. The last counts where it gives several of one kind.

    Attributes:
        bare: one of which the message does not say what it is.
        usual: when doses are taken, in the order told; empty unless there are at least two.
    """

    now: Optional[Clock] = None
    next_at: Optional[Clock] = None
    due_at: Optional[Clock] = None
    bare: Optional[Clock] = None
    usual: Tuple[Clock, ...] = ()


_COUNTS = re.compile(
    r" ?(?:-|–|or|to)? ?\d*(?:\.\d+)? ?(?:hours?|hrs?|h|mins?|minutes?|mgs?|milligrams?|mls?|mcg|micrograms?|%|tab\w*|pills?|doses?|caps\w*|days?|nights|weeks?|months?"
    r"|years?|times?|x|of|a day|more|late|to go|together|at once|stone|kg)\b|[.:]\d|/\d",
    re.IGNORECASE,
)
_HALF_OF_DAY = (
    r"(?: ?(?P<m>[ap])\.?m\b\.?)?(?: ?o'? ?clock)?(?: ?ish)?"
    r"(?: (?:in the |at |this |tomorrow |yesterday |on the )?(?P<part>morning|afternoon|evening|tonight|night|midday|tomorrow morning|tomorrow evening))?"
)
_CLOCK = re.compile(
    r"(?<![\d.:/£$-])(?:"
    r"(?P<half>half(?: past)? (?P<half_h>\d{1,2})(?!\d))"
    r"|(?P<off>(?:a )?quarter|\d{1,2}(?: ?min(?:ute)?s?)?) (?P<way>past|to|til|till) (?P<off_h>\d{1,2}(?!\d)|noon|midday|midnight)"
    r"|(?:12 ?)?(?P<named>noon|midday|midnight)"
    r"|(?P<h2>\d{1,2})[:.](?P<min>[0-5]\d)(?!\d)(?: ?hrs\b)?"
    r"|(?P<h3>\d{1,2}) (?P<min3>[0-5][05])(?!\d)(?= ?(?:[ap]\.?m\b|in the|at night|$|[,.?!;]| now))"
    r"|(?P<h4>\d{1,2})(?P<min4>[0-5]\d)(?!\d)(?: ?hrs\b)?"
    r"|(?P<h>\d{1,2})(?!\d)"
    rf"){_HALF_OF_DAY}",
    re.IGNORECASE,
)
_NAMED = {"noon": 12.0, "midday": 12.0, "midnight": 0.0}
_MORNING, _NIGHT = ("morning", "tomorrow morning"), ("night", "tonight")
_LATE_EVENING = 6  # o'clock, from which "at night" is before midnight

_PUT = r"(?: (?:now|about|around|nearly|almost|just|gone|already|only|currently|like|exactly|past|after|coming up to|getting on for|here|the|a|is|it'?s)){0,6}"
_NOW_BEFORE = re.compile(
    rf"\b(?:it'?s|it is|(?:the )?time(?: here| now)?(?: is|'s)|(?:the )?clock (?:says|shows|reads)|(?:right )?now(?: is|'?s)?(?: at)?|just gone|already|currently){_PUT},? $",
    re.IGNORECASE,
)
_NOW_AFTER = re.compile(r"^ ?(?:right |just )?(?:now|here|at the moment|already|currently)\b(?! (?:is|its?|it's)\b)", re.IGNORECASE)  # fmt: skip
_NEXT = re.compile(
    r"\b(?:next|nxt|following|another(?! hour)|wait(?:ing)?|until|till|til)\b|\b(?:is|'s|are|not|again) due\b",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"\b(?:was|were|wasn'?t|meant|supposed|should(?: have|'?ve| of)|miss(?:ed|ing)?|forg[eo]t(?:ten)?|skip(?:ped)?|overdue|late (?:with|for|on))\b",
    re.IGNORECASE,
)
_USUAL = re.compile(r"\b(?:takes?|taking|have|has|usual(?:ly)?|normally|always|times? (?:is|are)|doses? (?:is|are)|every ?day|daily)\b", re.IGNORECASE)  # fmt: skip
_DUE_ANYHOW = re.compile(r"\b(?:due|my|the|his|her|their)(?: at| about| around)* $", re.IGNORECASE)
_GOES_ON = re.compile(r"^\W*(?:(?:and|then|or|at|plus|&)\W+)*$", re.IGNORECASE)
_CORRECTS = re.compile(r"^\W*(?=(?:\w+\W+)?(?:no|sorry|mean|meant|actually|wait|rather|make)\b)(?:(?:no|sorry|i|mean|meant|actually|wait|rather|not|it'?s|is|make|that|at)\W+)+$", re.IGNORECASE)  # fmt: skip
_SENTENCE = re.compile(r"[.;?!\n]")
_NO_THINGS = ("its", "is", "as", "was", "this", "plus", "yes", "thanks", "sometimes", "always")
_CUED = re.compile(
    r"(?:\b(?:at|by|is|'s|are|its|it's|now|next|until|till|til|gone|about|around|nearly|my|the|his|her|one|dose|tablet|pill|say|maybe|before|already|due|for)|'s),? ?$",
    re.IGNORECASE,
)


def read_clocks(text: str) -> Clocks:
    """Every time of day of a message by what it is."""
    words = _plain(text)
    found: List[Tuple[str, Clock]] = []
    matches = [
        (match, clock)
        for match in _CLOCK.finditer(words)
        if (_says_so(match) or not _COUNTS.match(words, match.end())) and (clock := _clock(match)) is not None
    ]
    end, kind = 0, ""
    for number, (match, clock) in enumerate(matches):
        behind = words[match.end() : matches[number + 1][0].start() if number + 1 < len(matches) else len(words)][:NEAR]
        before = words[max(end, match.start() - NEAR) : match.start()]
        is_plain = match["h"] is not None and not _says_so(match)
        said = _kind(before, behind, kind)
        if said and is_plain and not _may_be_a_clock(before, behind, said):
            continue
        if not said and is_plain:
            continue
        kind, end = said, match.end()
        found.append((kind or "bare", clock))
    return _sorted(found)


def hours_until(now: Clock, later: Clock) -> float:
    """Hours from one time of day to the next such time; where a half of the day is not said, the nearest: less than 12."""
    return round((later.hours - now.hours) % (DAY if now.sure and later.sure else FACE), 4)


def after(clock: Clock, hours: float) -> Clock:
    """The time of day so many hours later."""
    return Clock((clock.hours + hours) % DAY, clock.sure)


def next_of(now: Clock, usual: Tuple[Clock, ...]) -> Clock:
    """Which of the times of day comes next after now; one that is now does not."""
    return min(usual, key=lambda one: hours_until(now, one) or DAY)


def _plain(text: str) -> str:
    words = re.sub(r"\b([ap])\.m\b\.?", r"\1m", in_digits(text))
    words = re.sub(r"\b(\d{1,2})([ap])\b(?! )", r"\1\2m", words)
    words = re.sub(r"\b(?:an? )?quarter\b", "quarter", words)
    words = re.sub(r"\b(half(?: past)?|past|to|till?) 1\b", r"\1 1", words)
    return re.sub(
        r"(\b(?:next|last|this|that|missed|other|morning|evening|night|afternoon|o'?clock)|\d[ap]m) 1\b",
        r"\1 one",
        words,
    )


def _sorted(found: List[Tuple[str, Clock]]) -> Clocks:
    def last(kind: str) -> Optional[Clock]:
        return next((clock for one, clock in reversed(found) if one == kind), None)

    usual = tuple(clock for kind, clock in found if kind in ("usual", "due"))
    several = usual if len([kind for kind, _ in found if kind == "usual"]) > 1 else ()
    only = last("usual") if not several else None
    return Clocks(last("now"), last("next"), last("due") or only, last("bare"), several)


def _says_so(match: re.Match) -> bool:
    """Whether the words themselves say that it is a time of day."""
    return bool(
        match["m"] or match["part"] or match["named"] or match["off"] or "clock" in match[0] or "ish" in match[0]
    )


def _kind(before: str, behind: str, last: str) -> str:
    """What a time of day is, by the words around it; empty where they do not say."""
    if _NOW_AFTER.match(behind):
        return "now"
    if last and (_GOES_ON.match(before) or _CORRECTS.match(before)):
        return last
    sentence = _SENTENCE.split(before)[-1]
    coming, due, usual = _last(_NEXT, sentence), _last(_DUE, sentence), _last(_USUAL, sentence)
    if _NOW_BEFORE.search(before) and not (coming >= 0 and re.search(r"(?:next|nxt|one|dose|tablet|pill),? (?:it'?s|it is|is) $", sentence)):  # fmt: skip
        return "now"
    if coming > due:
        return "next"
    if due >= 0 and due > usual:
        return "due"
    if usual >= 0:
        return "usual"
    if _DUE_ANYHOW.search(sentence):
        return "due"
    return "due" if due >= 0 else ""


def _last(pattern: re.Pattern, words: str) -> int:
    return max((match.start() for match in pattern.finditer(words)), default=-1)


def _may_be_a_clock(before: str, behind: str, kind: str) -> bool:
    """Whether a number without "am" or the like stands where a time of day stands; "my 2 brothers" is none."""
    if not before.strip() and kind != "now":
        return False
    if not (_CUED.search(before) or _GOES_ON.match(before) or _CORRECTS.match(before) or _NOW_AFTER.match(behind)):
        return False
    things = re.match(r" ([a-z]+s)\b", behind)
    if things and things[1] not in _NO_THINGS:
        return False
    return kind in ("now", "next") or bool(re.search(r"\bat (?:about |around )?$|[,&] $|\band $", before))


def _clock(match: re.Match) -> Optional[Clock]:
    named = match["named"] or (match["off_h"] if (match["off_h"] or "") in _NAMED else None)
    shift = 0.0
    if match["half"]:
        shift = 0.5
    elif match["off"]:
        minutes = 15.0 if "quarter" in match["off"] else float(re.sub(r"\D", "", match["off"]))
        if minutes >= 30 or minutes % 5:
            return None
        shift = minutes / 60 if match["way"] == "past" else -minutes / 60
    if named:
        return Clock((_NAMED[named.lower()] + shift) % DAY, True)
    digits = match["half_h"] or match["off_h"] or match["h2"] or match["h3"] or match["h4"] or match["h"]
    hour, minute = int(digits), int(match["min"] or match["min3"] or match["min4"] or 0)
    if hour > DAY or minute > 59:
        return None
    written_for_24 = hour > FACE or (hour == 0) or (digits.startswith("0") and len(digits) == 2)
    part = (match["part"] or "").lower()
    if match["m"] and hour <= FACE:
        hour = hour % 12 + (12 if match["m"].lower() == "p" else 0)
    elif part and hour <= FACE:
        hour = hour % 12 + (12 if _is_past_noon(hour % 12, part) else 0)
    elif not written_for_24:
        return Clock((hour % 12 + minute / 60 + shift) % FACE, False)
    return Clock((hour + minute / 60 + shift) % DAY, True)


def _is_past_noon(hour: int, part: str) -> bool:
    if part in _MORNING:
        return False
    return hour >= _LATE_EVENING if part in _NIGHT else True
