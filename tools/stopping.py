"""Before somebody stops: whether they still take it, for how long they have, and how much. Never a plan: that is the prescriber's."""

from __future__ import annotations

import re
from typing import Optional

from knowledge.medicine import medicine
from tools.daily_dose import daily_dose_mg
from tools.figures import in_digits, read_figures

_STILL = re.compile(
    r"^\W*(?:no+|nope|nah|not? yet|not really|never|none|n)\b|still (?:taking|on|take|swallow|having|using)|(?:haven'?t|have not|not|didn'?t|hasn'?t|has not|never) (?:yet |actually )?(?:stopped|missed|skipped|quit)"
    r"|(?:i|he|she) (?:am|is|'m|'s) (?:still )?(?:taking|on) (?:it|them)|taking (?:it|them) (?:as normal|every day|as usual)|every (?:dose|day) (?:so far|as normal)",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"(?<!times )(?<!twice )(?<!once )(?!an? day\b)(?:(?P<number>(?<![\d.])\d{1,6}(?:\.\d{1,4})?)(?: \+0\.5)?|(?P<some>a few|several|many|some|a couple of|an?|about an?|over an?|less than an?|under an?)) ?(?P<unit>day|night|week|wk|fortnight|month|year|yr|decade)s?\b",
    re.IGNORECASE,
)
_ONE = ("a", "an", "about a", "about an", "over a", "over an")
_SINCE = re.compile(
    r"\bsince ((?:the )?(?:start of )?(?:last |this )?[a-z]+(?: \d{4})?|(?:19|20)\d\d)|\b(?P<long>for (?:ages|years|months|weeks)|(?:ages|years|months|weeks|forever)\b|(?:just|only) started)",
    re.IGNORECASE,
)


def still_takes_it(text: str) -> bool:
    """Whether an answer says that nothing was stopped or missed."""
    return bool(_STILL.search(re.sub(r"[’']", "'", text)))


def taken_for(text: str) -> Optional[str]:
    """How long it has been taken, in the person's own words: "2 years", "since March"; None where a message does not say."""
    words = in_digits(text)
    span = _FOR.search(words)
    if span:
        said = span[0].strip()
        return re.sub(r"^(?:about |over )?an? ", "1 ", said) if span["some"] in _ONE else said
    since = _SINCE.search(words)
    return since[0].strip() if since else None


def mg_a_day(text: str) -> Optional[float]:
    """Milligrams a day that a message gives, as doses or as a total; None where it gives none."""
    figures = read_figures(text)
    total = daily_dose_mg(text) or figures.mg_per_day
    if total is None and figures.per_day and figures.strength_mg:
        total = figures.per_day * figures.strength_mg
    if total is None:
        single = re.search(r"(?<![\d.])(\d{1,6}(?:\.\d{1,4})?) ?(?:mgs?|milligrams?)\b", in_digits(text))
        total = float(single[1]) if single else None
    return total if total is not None and 0 < total <= medicine().bounds.mg_a_day else None
