"""How many milligrams a day a clause speaks of: doses times a day, doses at named times, tablets of a strength, millilitres of a liquid."""

from __future__ import annotations

import re
from typing import Iterator, Optional

from knowledge.medicine import medicine

WORDS = {
    "half": 0.5, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "seven": 7.0, "eight": 8.0, "nine": 9.0, "ten": 10.0,
    "eleven": 11.0, "twelve": 12.0, "fifteen": 15.0, "twenty": 20.0, "thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0,
    "seventy": 70.0, "eighty": 80.0, "ninety": 90.0, "hundred": 100.0,
}  # fmt: skip
PLURALS = {"fives": 5.0, "tens": 10.0, "fifteens": 15.0, "twenties": 20.0}
PER_DAY = {
    "once": 1.0, "twice": 2.0, "thrice": 3.0, "od": 1.0, "bd": 2.0, "bid": 2.0, "tds": 3.0, "tid": 3.0, "qds": 4.0, "qid": 4.0,
}  # fmt: skip

OWN = "(?:" + "|".join(sorted(map(re.escape, medicine().own_names()), key=len, reverse=True)) + ")"
N = r"(?:(?<![\d.])\d{1,6}(?:\.\d{1,4})?|\b(?:" + "|".join(WORDS) + r"))"
MG = r"(?:mgs?|milligrams?|milligrammes?|mil)\b"
_STRENGTH = rf"(?:{N}s?|{'|'.join(PLURALS)})"
_A_DAY = r"(?:(?:a|per|each|every|in a|/|across the|over the|through the|throughout the|spread over the) ?(?:whole )?day|daily)"
TIMES = (
    rf"(?:(?P<times>once|twice|thrice|{N}) ?(?:x|×|times?)? ?{_A_DAY}|\b(?P<shorthand>od|bd|bid|tds|tid|qds|qid)\b"
    rf"|every (?P<hours>{N}) ?h(?:ou)?rs?)"
)
_TIME_OF_DAY = (
    r"(?:(?:breakfast|brekkie|lunch|dinner|tea ?time|tea|supper|bed ?time|bed|night|midnight|noon|midday|morning|afternoon|evening|teatime|lights out|dawn)\b"
    r"|(?:wak|gett)ing(?: up)?|\d{1,2}(?:[:.]\d\d)? ?(?:am|pm|o'?clock|h\b)|\d{1,2}[:.]\d\d|(?:one|two|six|seven|eight|nine|ten|eleven)\b)"
)

_EACH_DAY = re.compile(rf"(?P<dose>{N}) ?{MG} ?(?:in total |total |altogether )?{_A_DAY}", re.IGNORECASE)
_DOSE_TIMES = re.compile(
    rf"(?:(?P<tablets>{N})(?: ?(?:x|×|tabs? of|tablets? of|pills? of|of the|lots of) ?| ))?"
    rf"(?P<dose>{N})(?: ?(?P<unit>{MG}))?s? ?(?:{OWN} )?(?:tablets?|pills?)?,? ?(?:[x×] ?)?{TIMES}",
    re.IGNORECASE,
)
_TABLETS_A_DAY = re.compile(
    rf"(?P<count>{N}) (?:of (?:the|my|them) |(?:tabs?|tablets?|pills?) of )?(?P<strength>\d+s?|{'|'.join(PLURALS)}) ?(?:{MG} ?)?(?:\w+ )?"
    rf"(?:{_A_DAY}|(?:at|before) (?:night|bed ?time|bed))",
    re.IGNORECASE,
)
_AT_A_TIME = re.compile(rf"(?P<dose>{N}) ?(?:{MG})? ?(?:at|with|in the|for|before|after|on|first thing|when|by) ?(?:the |my |his |her |about )?(?={_TIME_OF_DAY})", re.IGNORECASE)  # fmt: skip
_LIQUID = re.compile(rf"(?P<ml>{N}) ?mls?\b[^.!?]{{0,45}}?{TIMES}", re.IGNORECASE)
_CONCENTRATION = re.compile(rf"(?P<mg>{N}) ?{MG} ?(?:in|per|/|to|a|each|every) ?(?P<ml>{N})? ?mls?\b", re.IGNORECASE)


def daily_dose_mg(clause: str) -> Optional[float]:
    """The largest daily dose that a clause speaks of, in mg; None where it speaks of none."""
    return max(_sums(clause), default=None)


def value(word: str) -> float:
    """A number in digits or words; `20s` and `twenties` are tablets of 20."""
    lower = word.lower()
    return PLURALS.get(lower) or WORDS.get(lower) or float(lower.rstrip("s"))


def _sums(clause: str) -> Iterator[float]:
    for match in _EACH_DAY.finditer(clause):
        yield value(match["dose"])
    for match in _DOSE_TIMES.finditer(clause):
        dose = value(match["dose"])
        if not match["unit"] and dose not in medicine().tablet_strengths():
            continue  # "2 three times a day" names tablets, not milligrams
        tablets = value(match["tablets"]) if match["tablets"] else 1.0
        yield (tablets if 0 < tablets <= medicine().bounds.tablets_at_a_time else 1.0) * dose * _times(match)
    for match in _TABLETS_A_DAY.finditer(clause):
        if value(match["strength"]) in medicine().tablet_strengths():
            yield value(match["count"]) * value(match["strength"])
    yield from _at_named_times(clause)
    concentration = _CONCENTRATION.search(clause)
    if concentration:
        per_ml = value(concentration["mg"]) / (value(concentration["ml"]) if concentration["ml"] else 1.0)
        for match in _LIQUID.finditer(clause):
            yield value(match["ml"]) * per_ml * _times(match)


def _at_named_times(clause: str) -> Iterator[float]:
    """ "10 at breakfast, 10 at lunch and 20 at bedtime": the sum, where there are at least two."""
    doses = [value(match["dose"]) for match in _AT_A_TIME.finditer(clause)]
    if len(doses) >= 2 and all(5 <= dose <= medicine().bounds.mg_at_a_time and dose % 5 == 0 for dose in doses):
        yield sum(doses)


def _times(match: re.Match) -> float:
    """How many times a day a match of TIMES means."""
    if match["hours"]:
        return 24.0 / value(match["hours"])
    word = (match["times"] or match["shorthand"]).lower()
    return PER_DAY.get(word) or value(word)
