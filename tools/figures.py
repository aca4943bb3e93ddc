"""Figures as people write them: "one and a half, three times a day", "10 nights", "from the 3rd to the 17th", "15 mg and all I have is 5s".

Number words become digits by text2num, dates are read by python-dateutil; what is left are the few phrases that people use of medicines.
Of a range the larger figure is taken: for a supply that errs on the side of enough.
"""

from __future__ import annotations

import calendar
import datetime
import re
from typing import List, NamedTuple, Optional, Tuple

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
_SPAN = {"day": 1.0, "night": 1.0, "week": 7.0, "wk": 7.0, "fortnight": 14.0, "month": 31.0, "mnth": 31.0, "mont": 31.0}
_SPANS = "day|night|week|wk|fortnight|month|mnth|mont"
_WHEN = r"(?:in the |at |before |with |after |for |first thing|at )(?:the )?(?:morning|breakfast|noon|midday|lunch(?:time)?|afternoon|tea(?:time)?|dinner|supper|evening|night(?:time)?|bed(?:time)?)"

_DAYS = re.compile(rf"(?:{_N} ?(?:day|night|week|wk|month)?s?{_TO})?(?P<n>{_N}) ?-?(?P<unit>{_SPANS})s?\b(?P<half> {re.escape(HALF)})?(?! supply)", re.IGNORECASE)  # fmt: skip
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
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = r"(?:mon(?:day)?|tues?(?:day)?|wed(?:s|nesday)?|thur?s?(?:day)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DAY_OF_MONTH = rf"(?:\d{{1,2}}(?:st|nd|rd|th)(?: of)?(?: (?:{_MONTHS})[a-z]*)?|\d{{1,2}} (?:{_MONTHS})[a-z]*|(?:{_MONTHS})[a-z]* \d{{1,2}}(?:st|nd|rd|th)?)"
_ANY_DAY = rf"(?:(?:next |following |this |coming )?{_WEEKDAY}(?:,? (?:the )?{_DAY_OF_MONTH})?|{_DAY_OF_MONTH}|today|tomorrow|(?:the )?end of (?:the |this )?month)"
_FROM = re.compile(
    rf"\b(?:from|start(?:ing|s)?|leav(?:e|ing)|fly(?:ing)?(?: out)?|go(?:ing)?(?: away)?|off|away|out|depart\w*|begin\w*)(?: on| from)? (?:the )?(?P<day>{_ANY_DAY})\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    rf"\b(?:until|till|til|to|through|thru|back|home|return\w*|ends?|ending)(?: on| again| by)?(?: the)? (?P<day>{_ANY_DAY})\b",
    re.IGNORECASE,
)
_DASHED = re.compile(rf"\b(?P<from>{_WEEKDAY}) ?(?:-|–) ?(?P<day>{_WEEKDAY})\b", re.IGNORECASE)
_CORRECTION = re.compile(
    r"\b(?:no,? (?:sorry|wait|actually|i mean|i meant|make (?:it|that))|sorry,?(?: no,?)?(?: i (?:mean|meant))?|i (?:mean|meant)|actually|scratch that|correction|make (?:it|that)|rather)\b",
    re.IGNORECASE,
)
_PLAN = re.compile(
    rf"^\W*(?:(?:i take|it'?s)\W+)?(?P<n>{_N}(?:\W+(?:(?:and|then|\+|plus)\W+)?{_N}){{1,4}})\W*(?:(?:a|per|each|every) day|daily)?\W*$",
    re.IGNORECASE,
)
_BARE = re.compile(rf"^\W*(?:(?:it'?s|about|around|say|maybe|make it|call it|no|sorry|just|only|actually|erm?|um+|ok|i take|i have|he has|she has|they have)\W+){{0,8}}-?{_RANGE}\W*(?:{_UNIT}|mgs?|mls?|days?|nights?)?\W*(?:please|thanks|actually|then|sorry|altogether|in total)?\W*$", re.IGNORECASE)  # fmt: skip


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
        starts, until: first and last day, where a message names one.
    """

    days: Optional[float] = None
    per_day: Optional[float] = None
    mg_per_day: Optional[float] = None
    strength_mg: Optional[float] = None
    left: Optional[float] = None
    liquid: bool = False
    bare: Optional[float] = None
    starts: Optional[datetime.date] = None
    until: Optional[datetime.date] = None

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
    words = re.sub(r"\b(?:a|1) (?=(?:week|fortnight|month|mont|mnth|day trip|night)\b)", "1 ", words)
    words = re.sub(r"\b(?<!1 )(?<!\d )fortnight\b", "1 fortnight", words)
    words = re.sub(r"\b(?:a )?long weekend\b", "4 days", words)
    words = re.sub(r"\b(?:a |the )?weekend\b", "3 days", words)
    words = re.sub(rf"\b(\d+) {re.escape(HALF)}", lambda match: f"{float(match[1]) + 0.5}", words)
    words = re.sub(r"\b(\d+) 1/2\b", lambda match: f"{float(match[1]) + 0.5}", words)
    return re.sub(r"(?<=\d),(?=\d{3}\b)", "", words)


def read_figures(text: str, today: Optional[datetime.date] = None) -> Figures:
    """Every figure that a message gives; what is behind "no, sorry" or "I mean" takes the place of what is before it.

    Args:
        text: as it was written.
        today: what dates without a year are counted from; the day it is where it is not given.
    """
    words = re.sub(
        rf"\b(?:not|instead of|rather than) (?:for )?{_N}(?: ?(?:{_SPANS})s?)?\b(?! ?(?:more|left))",
        " ",
        in_digits(text),
    )
    parts = [part for part in _CORRECTION.split(words) if part.strip(" ,.;!?")]
    read = [_read(part, today or datetime.date.today()) for part in parts]
    if len(read) > 1 and sum(one.any for one in read) > 1:
        return _corrected(read)
    return _read(_CORRECTION.sub(" ", words) if len(read) > 1 else words, today or datetime.date.today())


def days_between(first: datetime.date, last: datetime.date) -> float:
    """Days from one day to another, both counted."""
    return float((last - first).days + 1)


def _corrected(read: List[Figures]) -> Figures:
    """The figures of several parts of a message, the later ones instead of the earlier."""
    known = read[0]._asdict()
    for one in read[1:]:
        said = {name: value for name, value in one._asdict().items() if value not in (None, False)}
        if "mg_per_day" in said and "per_day" not in said:
            known["per_day"] = None
        elif "per_day" in said:
            known["mg_per_day"] = None
        if "bare" in said:
            of = next((name for name in ("days", "per_day", "strength_mg") if known[name] is not None), "bare")
            said[of] = said.pop("bare")
        known.update(said)
    return Figures(**known)


def _read(words: str, today: datetime.date) -> Figures:
    strength = _strength(words)
    liquid = bool(re.search(r"\bmls?\b|millilit|\bliquid\b|\bsyrup\b|\bsolution\b|\bspoons?(?:ful)?s?\b", words))
    per_day, mg_per_day = _per_day(words)
    if per_day is None and mg_per_day is not None and strength:
        per_day = mg_per_day / strength
    starts, until = _dates(words, today)
    days = _days(words, today)
    if days is None and starts and until:
        days = days_between(starts, until)
    left = _LEFT.search(words)
    bare = _BARE.match(words)
    signed = -float(bare["n"]) if bare and re.match(r"^\W*-", words) else (float(bare["n"]) if bare else None)
    only_bare = signed if days is None and per_day is None and mg_per_day is None and strength is None else None
    plan = (
        _PLAN.match(words)
        if only_bare is None and per_day is None and days is None and starts is until is None
        else None
    )
    if plan:
        per_day = sum(float(one) for one in re.findall(_N, plan["n"]))  # "2 and 1 and 2"
    return Figures(
        days,
        per_day,
        mg_per_day,
        strength,
        float(left["n"] or left["m"]) if left else None,
        liquid,
        only_bare,
        starts,
        until,
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
    spans: List[float] = []
    end = -1
    for match in _DAYS.finditer(words):
        behind = words[match.end() : match.end() + 12]
        if re.match(r"\s*(?:ago|old|before|early)\b", behind):
            continue
        count = float(match["n"]) + (0.5 if match["half"] else 0.0)
        span = count * _SPAN[match["unit"].lower()] + (1.0 if match["unit"].lower() == "night" else 0.0)
        if spans and re.fullmatch(r",? ?(?:and |plus |\+ ?)?", words[end : match.start()]):
            spans[-1] += span  # "2 weeks and 3 days"
        else:
            spans.append(span)
        end = match.end()
    if spans:
        return max(spans)
    named = [_date(match, today) for match in _ORDINALS.finditer(words)]
    if len(named) >= 2 and named[0] and named[1]:
        first, last = named[0], named[1]
        while last < first:
            last = _a_month_later(last)
        return float((last - first).days + 1)
    return None


def _dates(words: str, today: datetime.date) -> Tuple[Optional[datetime.date], Optional[datetime.date]]:
    """The first and the last day that a message names; a last day without a month or week lies behind the first."""
    dashed = _DASHED.search(words)
    first, last = (dashed, dashed) if dashed else (_FROM.search(words), _UNTIL.search(words))
    if not first and last:
        before = re.search(rf"\b(?P<day>{_ANY_DAY})[ ,]*(?:(?:and|then|-|–) *)?$", words[: last.start()])
        first = before or first
    starts = _named_day(first["from"] if dashed else first["day"], today) if first else None
    return starts, _named_day(last["day"], starts or today, today) if last else None


def _named_day(said: str, since: datetime.date, today: Optional[datetime.date] = None) -> Optional[datetime.date]:
    """The first day of that name from `since` on."""
    if said.startswith("today"):
        return today or since
    if said.startswith("tomorrow"):
        return (today or since) + datetime.timedelta(days=1)
    if "end of" in said:
        return since.replace(day=calendar.monthrange(since.year, since.month)[1])
    number = _ORDINALS.search(said)
    if number:
        found = _date(number, today or since)
        while found and found < since:
            found = _a_month_later(found)
        return found
    weekday = re.search(_WEEKDAY, said)
    if weekday is None:
        return None
    ahead = (_WEEKDAYS.index(weekday[0][:3]) - since.weekday()) % 7
    further = 7 if re.match(r"next|following", said) and today and ahead < 7 and since != today else 0
    return since + datetime.timedelta(days=ahead + further)


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


_COUNTED = re.compile(r"(?:and |so )?(?:(?:also |not )?(?:counting|including|incl|with|plus|without) (?:the |that |my )?(?:last|first|1st|one|1|today|tomorrow|both|day|days|travel|night|of|arrival|departure|,|and| )+)", re.IGNORECASE)  # fmt: skip
_NOT_TAKEN = re.compile(r"\b(?:not|never|without|no) (?:\w+ )?(?:tak\w+|having|have|got)\b|n't\b", re.IGNORECASE)
_FIGURE_WORDS = frozenset(
    "a an the and or of in at for to per each every no not sorry actually i it its it's call make say about around roughly maybe then ok okay yes just only"
    " is are was take takes taking have has i'm im we we're he she they away off gone day days daily night nights week weeks fortnight month months weekend long"
    " tablet tablets tab tabs pill pills dose doses capsule capsules mg mgs ml mls milligram milligrams time times once twice thrice half quarter couple hour hours"
    " from am pm o'clock past next due late now noon midnight today tomorrow tonight until till til back including monday tuesday wednesday thursday friday saturday sunday"
    " mon tue wed thu fri sat sun st nd rd th january february march april june july august september october november december jan feb mar apr jun jul aug sep"
    " oct nov dec plus altogether total also mont they're ish"
    " morning lunch lunchtime noon midday afternoon evening dinner supper tea teatime breakfast bed bedtime x od bd bid tds tid qds qid please thanks them one two with left remaining what about how many if only still got".split()
)  # fmt: skip


def only_figures(text: str) -> bool:
    """Whether a message holds figures and nothing else: an answer to "how many?"."""
    plain = in_digits(text)
    if _COUNTED.fullmatch(plain.strip(" .!,")):
        return True
    words = re.findall(r"[a-z']+|\d+", plain)
    named = (
        any(word.isdigit() or word in ("noon", "midday", "midnight") for word in words)
        or _UNTIL.search(plain)
        or _FROM.search(plain)
    )
    return (
        bool(named)
        and not _NOT_TAKEN.search(plain)
        and all(word.isdigit() or word in _FIGURE_WORDS or word.rstrip("s").isdigit() for word in words)
    )
