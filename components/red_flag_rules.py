"""The screen's rules: sums of doses, many tablets at once, and combinations that make an emergency. Their words are data
(knowledge/content/red_flag_rules.yml)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Dict, List, NamedTuple, Optional

from knowledge import screen_schema as schema
from knowledge.files import read
from knowledge.settings import CONTENT
from knowledge.topic_ids import red_flag_levels

WORDS = {
    "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "seven": 7.0, "eight": 8.0, "nine": 9.0, "ten": 10.0,
    "eleven": 11.0, "twelve": 12.0, "fifteen": 15.0, "twenty": 20.0, "thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0,
    "seventy": 70.0, "eighty": 80.0, "ninety": 90.0, "hundred": 100.0,
}  # fmt: skip
PER_DAY = {
    "once": 1.0,
    "twice": 2.0,
    "thrice": 3.0,
    "od": 1.0,
    "bd": 2.0,
    "bid": 2.0,
    "tds": 3.0,
    "tid": 3.0,
    "qds": 4.0,
    "qid": 4.0,
}
MOST_TABLETS = 20  # at one time of day; a larger number before a dose counts something else
TABLET_STRENGTHS = (5.0, 10.0, 15.0, 20.0, 25.0)  # mg; a bare number that is none of these is no dose

_N = r"(?:\d+(?:\.\d+)?|\b(?:" + "|".join(WORDS) + r"))"
_MG = r"(?:mgs?|milligrams?|milligrammes?|mil)\b"
_A_DAY = r"(?:(?:a|per|each|every|/) ?day|daily)"
_TIMES = (
    rf"(?:(?P<times>once|twice|thrice|{_N}) ?(?:x|×|times?)? ?{_A_DAY}|\b(?P<shorthand>od|bd|bid|tds|tid|qds|qid)\b"
    rf"|every (?P<hours>{_N}) ?h(?:ou)?rs?)"
)
_EACH_DAY = re.compile(rf"(?P<dose>{_N}) ?{_MG} ?(?:in total |total |altogether )?{_A_DAY}", re.IGNORECASE)
_DOSE_TIMES = re.compile(
    rf"(?:(?P<tablets>{_N})(?: ?(?:x|×|tablets? of|pills? of|of the|lots of) ?| ))?"
    rf"(?P<dose>{_N})(?: ?(?P<unit>{_MG}))?s? ?(?:tablets?|pills?)?,? ?{_TIMES}",
    re.IGNORECASE,
)
_TABLETS = re.compile(
    rf"(?P<count>{_N})(?: or so)? ?(?:of (?:them|my|his|her|the|these)|(?:{_N} ?{_MG} )?"
    r"(?:baclofens?|tablets?|pills?|tabs?|muscle relax\w+|lioresal))\b",
    re.IGNORECASE,
)
_OVER_TIME = re.compile(rf"{_TIMES}|\b(?:a|per|each|every) (?:day|week|month)\b|\bdaily\b", re.IGNORECASE)


class Finding(NamedTuple):
    """What the screen made of a message.

    Attributes:
        kind: `danger`, `check` (ask whether it is happening now), `over` or `none`.
        level: `emergency`, `urgent`, or `none` where it is over.
        flags: red-flag ids, most dangerous first.
        trigger: who noticed it, for the staff.
        score: 0 to 1.
        lead: the likeliest flag of that level, whose words are said first; the first of `flags` where None.
    """

    kind: str
    level: str
    flags: List[str]
    trigger: str
    score: float
    lead: Optional[str] = None

    def as_dict(self) -> Dict[str, Any]:
        """For the message's output."""
        return dict(self._asdict())


@lru_cache(maxsize=1)
def _rules() -> schema.RedFlagRules:
    return read(CONTENT / "red_flag_rules.yml", schema.RedFlagRules)


@lru_cache(maxsize=16)
def _pattern(name: str) -> re.Pattern:
    return re.compile(r"\b(?:" + "|".join(getattr(_rules(), name)) + r")(?!\w)", re.IGNORECASE)


def read_by_rules(text: str) -> Optional[Finding]:
    """What the sums say: too many tablets at once, or more than the daily limit; None where they say nothing."""
    for clause in re.split(r"[.!?;\n]+", text):
        if _many_at_once(clause):
            return Finding("danger", "emergency", ["overdose"], "rule: many tablets at once", 1.0)
    for clause in re.split(r"[.!?;\n]+", text):
        daily = daily_dose_mg(clause)
        if daily is not None and daily > _rules().daily_limit_mg and _is_taken(clause):
            return Finding("danger", "urgent", ["dose_above_max"], f"rule: {daily:g} mg a day", 1.0)
    return None


def daily_dose_mg(clause: str) -> Optional[float]:
    """The largest daily dose that a clause speaks of, in mg; None where it speaks of none."""
    found = [_value(match["dose"]) for match in _EACH_DAY.finditer(clause)]
    for match in _DOSE_TIMES.finditer(clause):
        dose = _value(match["dose"])
        if not match["unit"] and dose not in TABLET_STRENGTHS:
            continue  # "2 three times a day" names tablets, not milligrams
        tablets = _value(match["tablets"]) if match["tablets"] else 1.0
        found.append((tablets if 0 < tablets <= MOST_TABLETS else 1.0) * dose * _times(match))
    return max(found, default=None)


def is_within_limit(text: str) -> bool:
    """Whether every daily sum in the text stays within the limit, there is one, and nothing speaks of an extra dose.

    The sum decides over how a sentence sounds: "is 80 mg a day the maximum" is no dose above it.
    """
    sums = [daily for clause in re.split(r"[!?;\n]+", text) if (daily := daily_dose_mg(clause))]
    return bool(sums) and max(sums) <= _rules().daily_limit_mg and not _pattern("extra_dose").search(text)


def stepped_up_level(finding: Finding, conversation: str) -> Finding:
    """The finding as an emergency, where something else in the conversation makes it one."""
    if finding.kind != "danger" or finding.level == "emergency":
        return finding
    for rule in _rules().step_up:
        if set(rule.flags) & set(finding.flags) and re.search(rf"\b(?:{rule.with_})", conversation, re.IGNORECASE):
            flags = [*([rule.becomes] if rule.becomes else []), *finding.flags]
            ordered = sorted(dict.fromkeys(flags), key=list(red_flag_levels()).index)
            return finding._replace(level="emergency", flags=ordered, trigger=f"{finding.trigger}, stepped up")
    return finding


def _is_taken(clause: str) -> bool:
    if _pattern("other_medicines").search(clause) and not re.search(r"bacl|lioresal", clause, re.IGNORECASE):
        return False
    return bool(_pattern("takes").search(clause)) and not _pattern("asks").search(clause)


def _many_at_once(clause: str) -> bool:
    if not _pattern("took").search(clause) or _pattern("not_now").search(clause):
        return False
    if _pattern("whole_supply").search(clause):
        return True
    if _OVER_TIME.search(clause):
        return False
    counts = [_value(match["count"]) for match in _TABLETS.finditer(clause)]
    return any(count >= _rules().many_tablets_at_once for count in counts)


def _times(match: re.Match) -> float:
    """How many times a day a match of _TIMES means."""
    if match["hours"]:
        return 24.0 / _value(match["hours"])
    word = (match["times"] or match["shorthand"]).lower()
    return PER_DAY.get(word) or _value(word)


def _value(word: str) -> float:
    return WORDS[word.lower()] if word.lower() in WORDS else float(word)
