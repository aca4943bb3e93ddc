"""Figures as people write them: "one and a half, three times a day", "10 nights", "from the 3rd to the 17th", "15 mg and all I have is 5s".

Number words become digits by text2num, dates are read by python-dateutil; what is left are the few phrases that people use of medicines.
Of a range the larger figure is taken: for a supply that errs on the side of enough.
"""

from __future__ import annotations

import datetime
import re
from typing import List, NamedTuple, Optional

from dateutil import parser as dates
from text_to_num import alpha2digit

HALF = "+0.5"  # stands in for "and a half" until the number before it is in digits
LONGEST = 366  # days that a date without its year may lie ahead

_N = r"(?:(?<![\d.])\d+(?:\.\d+)?(?!\d|\.\d))"
_TO = r"(?:\s*(?:-|–|to|or)\s*)"
_RANGE = rf"(?:{_N}{_TO})?(?P<n>{_N})"
_UNIT = r"(?:tablets?|tabs?|pills?|capsules?|of them|of those|of these|doses?|x|×)"
_A_DAY = r"(?:(?:a|per|each|every|in a|/) ?(?:day|24 ?h(?:ou)?rs?)|daily|p/?d\b)"
_TIMES_WORDS = {"once": 1.0, "twice": 2.0, "thrice": 3.0, "od": 1.0, "bd": 2.0, "bid": 2.0, "tds": 3.0, "tid": 3.0, "qds": 4.0, "qid": 4.0}  # fmt: skip
_TIMES = rf"(?:(?P<times>{_N}) ?(?:x|×|times?) ?{_A_DAY}|(?P<word>once|twice|thrice) ?(?:{_A_DAY})|(?P<latin>\b(?:od|bd|bid|tds|tid|qds|qid)\b)|every (?P<hours>{_N}) ?h(?:ou)?rs?)"
_SPAN = {"day": 1.0, "night": 1.0, "week": 7.0, "wk": 7.0, "fortnight": 14.0, "month": 31.0}
_WHEN = r"(?:in the |at |before |with |after |for |first thing|at )(?:the )?(?:morning|breakfast|noon|midday|lunch(?:time)?|afternoon|tea(?:time)?|dinner|supper|evening|night(?:time)?|bed(?:time)?)"

_DAYS = re.compile(rf"(?:{_N} ?(?:day|night|week|wk|month)?s?{_TO})?(?P<n>{_N}) ?-?(?P<unit>day|night|week|wk|fortnight|month)s?\b(?P<half> {re.escape(HALF)})?(?! supply)", re.IGNORECASE)  # fmt: skip
_DOSE_TIMES = re.compile(rf"(?:(?P<count>{_N}) ?(?:{_UNIT})?,? ?(?:of (?:the |my )?)?)?(?:(?P<mg>{_N}) ?(?P<unit>mgs?|milligrams?|mls?)\b ?(?:{_UNIT})?,? ?)?{_TIMES}", re.IGNORECASE)  # fmt: skip
_EACH_DAY = re.compile(
    rf"{_RANGE} ?(?:{_UNIT} |(?:of the |of my )?(?:5|10|15|20|25)s )?(?:in total |altogether )?{_A_DAY}", re.IGNORECASE
)
_MG_EACH_DAY = re.compile(
    rf"(?:(?P<count>{_N}) ?(?:x|×|{_UNIT} of|of (?:the|my))? ?)?(?P<n>{_N}) ?(?:mgs?|milligrams?) ?(?:in total |altogether )?{_A_DAY}",
    re.IGNORECASE,
)
_AT_TIMES = re.compile(rf"(?P<n>{_N}) ?(?:{_UNIT} ?)?{_WHEN}", re.IGNORECASE)
_TIMES_PLAIN = r"\d|once|twice|thrice|every"
_STRENGTH = re.compile(
    rf"\b(?P<a>{_N}) ?-?(?:mgs?|milligrams?) ?(?:{_UNIT})"
    rf"|(?:{_UNIT}|ones|strength|have is|have are|got (?:is|are)|only have|comes? in|they'?re|they are|each)(?: are| is| of)?(?: only| just| the| all| in)*"
    rf" (?P<b>{_N})(?:s\b| ?(?:mgs?|milligrams?)\b(?! ?(?:{_A_DAY}|{_TIMES_PLAIN})))|\b(?P<c>5|10|15|20|25)s\b",
    re.IGNORECASE,
)
_LEFT = re.compile(rf"(?P<n>{_N}) ?(?:{_UNIT} )?(?:left|remaining|in (?:the|my) (?:box|bottle|packet|pack|strip)|still)\b|(?:have|got|only) (?:about |only |just )?(?P<m>{_N}) (?:{_UNIT})(?! ?(?:{_A_DAY}|{_TIMES_PLAIN}|\d))", re.IGNORECASE)  # fmt: skip
_ORDINALS = re.compile(
    r"(?:(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)(?: of)?(?: (?P<m1>[a-z]{3,9}))?)|(?:(?P<m3>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* (?P<d3>\d{1,2})(?:st|nd|rd|th)?)|(?P<d4>\d{1,2}) (?P<m4>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\b",
    re.IGNORECASE,
)
_BARE = re.compile(rf"^\W*(?:(?:it'?s|its|about|around|say|maybe|make it|call it|no|sorry|just|only|actually|erm?|um+|ok|i take|i have|he has|she has|they have)\W+)*-?{_RANGE}\W*(?:{_UNIT}|mgs?|mls?|days?|nights?)?\W*(?:please|thanks|actually|then|sorry|altogether|in total)?\W*$", re.IGNORECASE)  # fmt: skip


class Figures(NamedTuple):
    """What a message gives of a person's own figures; None where it gives none.

    Attributes:
        days: of a stay or trip; nights count one day more.
        per_day: tablets, or millilitres where `liquid`.
        mg_per_day: where milligrams were said in place of tablets.
        strength_mg: of one tablet.
        left: tablets still there.
        liquid: the figures are of a liquid.
        bare: a number that says nothing of what it is.
    """

    days: Optional[float] = None
    per_day: Optional[float] = None
    mg_per_day: Optional[float] = None
    strength_mg: Optional[float] = None
    left: Optional[float] = None
    liquid: bool = False
    bare: Optional[float] = None

    @property
    def any(self) -> bool:
        """Whether anything was read."""
        return self != Figures()


def in_digits(text: str) -> str:
    """The text in lower case with its numbers in digits, halves as decimals."""
    words = re.sub(r"[’']", "'", text.lower())
    words = re.sub(r"\b(?:minus|negative) (?=\d|one|two)", "-", words)
    words = re.sub(r"½", " and a half", words)
    words = re.sub(r"\s+(?:and|n|&) (?:a )?half\b", f" {HALF}", words)
    words = alpha2digit(words, "en")
    words = re.sub(r"\b(?:a )?couple(?: of)?\b", "2", words)
    words = re.sub(r"\b(?<!and )(?:a |one )?half(?: a| of a)?(?= (?:tablet|tab|pill|day)|$)", "0.5", words)
    words = re.sub(
        r"(?<!no )(?<!the )(?<!this )(?<!that )(?<!which )(?<!each )(?<!last )\bone\b(?! (?:another|more thing))",
        "1",
        words,
    )
    words = re.sub(r"\btwo\b", "2", words)
    words = re.sub(r"\b(?:a|1) (?=(?:week|fortnight|month|day trip|night)\b)", "1 ", words)
    words = re.sub(r"\b(?<!1 )(?<!\d )fortnight\b", "1 fortnight", words)
    words = re.sub(r"\b(?:a )?long weekend\b", "4 days", words)
    words = re.sub(r"\b(?:a |the )?weekend\b", "3 days", words)
    words = re.sub(rf"\b(\d+) {re.escape(HALF)}", lambda match: f"{float(match[1]) + 0.5}", words)
    words = re.sub(r"\b(\d+) 1/2\b", lambda match: f"{float(match[1]) + 0.5}", words)
    return re.sub(r"(?<=\d),(?=\d{3}\b)", "", words)


def read_figures(text: str, today: Optional[datetime.date] = None) -> Figures:
    """Every figure that a message gives.

    Args:
        text: as it was written.
        today: what dates without a year are counted from; the day it is where it is not given.
    """
    words = in_digits(text)
    strength = _strength(words)
    liquid = bool(re.search(r"\bmls?\b|millilit|\bliquid\b|\bsyrup\b|\bsolution\b|\bspoons?(?:ful)?s?\b", words))
    per_day, mg_per_day = _per_day(words)
    if per_day is None and mg_per_day is not None and strength:
        per_day = mg_per_day / strength
    days = _days(words, today or datetime.date.today())
    left = _LEFT.search(words)
    bare = _BARE.match(words)
    signed = -float(bare["n"]) if bare and re.match(r"^\W*-", words) else (float(bare["n"]) if bare else None)
    only_bare = signed if days is None and per_day is None and mg_per_day is None and strength is None else None
    return Figures(
        days, per_day, mg_per_day, strength, float(left["n"] or left["m"]) if left else None, liquid, only_bare
    )


def _strength(words: str) -> Optional[float]:
    match = _STRENGTH.search(words)
    return float(match["a"] or match["b"] or match["c"]) if match else None


def _per_day(words: str) -> tuple[Optional[float], Optional[float]]:
    """Tablets (or millilitres) a day, and milligrams a day."""
    tablets: List[float] = []
    milligrams: List[float] = []
    for match in _DOSE_TIMES.finditer(words):
        times = _times(match)
        unit = (match["unit"] or "").lower()
        if unit.startswith("m") and not unit.startswith("ml"):
            milligrams.append(float(match["count"] or 1) * float(match["mg"]) * times)
        elif unit.startswith("ml"):
            tablets.append(float(match["mg"]) * times)
        else:
            tablets.append(float(match["count"] or 1) * times)
    if tablets or milligrams:
        return (max(tablets) if tablets else None), (max(milligrams) if milligrams else None)
    each = _MG_EACH_DAY.search(words)
    if each:
        return None, float(each["count"] or 1) * float(each["n"])
    at = [float(match["n"]) for match in _AT_TIMES.finditer(words)]
    if len(at) >= 2:
        return sum(at), None
    whole = _EACH_DAY.search(words)
    return (float(whole["n"]) if whole else None), None


def _times(match: re.Match) -> float:
    if match["hours"]:
        return 24.0 / max(float(match["hours"]), 0.5)
    if match["times"]:
        return float(match["times"])
    return _TIMES_WORDS[(match["word"] or match["latin"]).lower()]


def _days(words: str, today: datetime.date) -> Optional[float]:
    spans = []
    for match in _DAYS.finditer(words):
        behind = words[match.end() : match.end() + 12]
        if re.match(r"\s*(?:ago|old|before|early)\b", behind):
            continue
        count = float(match["n"]) + (0.5 if match["half"] else 0.0)
        spans.append(count * _SPAN[match["unit"].lower()] + (1.0 if match["unit"].lower() == "night" else 0.0))
    if spans:
        return max(spans)
    named = [_date(match, today) for match in _ORDINALS.finditer(words)]
    if len(named) >= 2 and named[0] and named[1]:
        first, last = named[0], named[1]
        while last < first:
            last = _a_month_later(last)
        return float((last - first).days + 1)
    return None


def _date(match: re.Match, today: datetime.date) -> Optional[datetime.date]:
    day = match["d1"] or match["d3"] or match["d4"]
    month = match["m1"] or match["m3"] or match["m4"]
    try:
        if month and re.match(r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", month):
            found = dates.parse(f"{day} {month[:3]}", default=datetime.datetime.combine(today, datetime.time())).date()
        else:
            found = today.replace(day=int(day))
        while found < today and (today - found).days < LONGEST:
            found = _a_month_later(found) if not month else found.replace(year=found.year + 1)
    except (ValueError, OverflowError):
        return None  # the 31st of a short month, or 29 February of the next year
    return found


def _a_month_later(day: datetime.date) -> datetime.date:
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return day.replace(year=year, month=month, day=min(day.day, 28) if month == 2 else min(day.day, 30))


_FIGURE_WORDS = frozenset(
    "a an the and or of in at for to per each every no not sorry actually i it its it's call make say about around roughly maybe then ok okay yes just only"
    " is are was take takes taking have has i'm im we we're he she they away off gone day days daily night nights week weeks fortnight month months weekend long"
    " tablet tablets tab tabs pill pills dose doses capsule capsules mg mgs ml mls milligram milligrams time times once twice thrice half quarter couple hour hours"
    " morning lunch lunchtime noon midday afternoon evening dinner supper tea teatime breakfast bed bedtime x od bd bid tds tid qds qid please thanks baclofen them one two with left remaining what about how many if only still got".split()
)  # fmt: skip


def only_figures(text: str) -> bool:
    """Whether a message holds figures and nothing else: an answer to "how many?"."""
    words = re.findall(r"[a-z']+|\d+", in_digits(text))
    return any(word.isdigit() for word in words) and all(
        word.isdigit() or word in _FIGURE_WORDS or word.rstrip("s").isdigit() for word in words
    )
