"""The screen's rules: sums of doses, many tablets at once, and combinations that make an emergency. Their words are data
(knowledge/content/red_flag_rules.yml)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Dict, List, NamedTuple, Optional, Sequence

from components.assertion import taken_out_by
from components.clauses import TURN, sentences
from knowledge import reading_schema as schema
from knowledge.files import read
from knowledge.medicine import medicine
from knowledge.settings import CONTENT, settings
from knowledge.topic_ids import red_flag_levels
from tools.daily_dose import MG, OWN, TIMES, N, daily_dose_mg, value
from tools.medicines import find_medicines

_TABLETS = re.compile(
    rf"(?P<count>{N})(?: or so)? ?(?:of (?:them|my|his|her|the|these)|(?:{N} ?{MG} )?"
    rf"(?:{OWN}s?|tablets?|pills?|tabs?|muscle relax\w+))\b",
    re.IGNORECASE,
)
_OVER_TIME = re.compile(rf"{TIMES}|\b(?:a|per|each|every) (?:day|week|month)\b|\bdaily\b", re.IGNORECASE)


class Finding(NamedTuple):
    """What the screen made of a message.

    Attributes:
        kind: `danger`, `check` (ask whether it is happening now), `settled` (a check was answered: it is not), `after` (an answer to the card of
            a danger, which stays open), `over` or `none`.
        level: `emergency` or `urgent`, of what was over as it was; `none` where there is no danger.
        flags: red-flag ids, most dangerous first.
        trigger: who noticed it, for the staff.
        score: 0 to 1.
        lead: the likeliest flag of that level, whose words are said first; the first of `flags` where None.
        act: what the message does as an answer to a card or a check question (`dialogue_acts.py`), where that counts.
        stage: where the danger stands after it.
    """

    kind: str
    level: str
    flags: List[str]
    trigger: str
    score: float
    lead: Optional[str] = None
    act: Optional[str] = None
    stage: Optional[str] = None

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
    """What the sums say: too many tablets at once, or more than the daily limit; None where they say nothing. They only ask: a sum can't tell a
    telephone number from a dose, or whose tablets they were."""
    for clause in re.split(rf"[.!?;\n]+|{TURN}", text):  # what was swallowed at once is told in one breath
        if _many_at_once(clause):
            return Finding("check", "emergency", ["overdose"], "rule: many tablets at once", 1.0)
    for clause in re.split(r"[.!?;\n]+", text):
        daily = daily_dose_mg(clause)
        if daily is not None and daily > _daily_limit_mg() and _is_taken(clause):
            return Finding("check", "urgent", ["dose_above_max"], f"rule: {daily:g} mg a day", 1.0)
    return None


def is_within_limit(text: str) -> bool:
    """Whether every daily sum in the text stays within the limit, there is one, and nothing speaks of an extra dose.

    The sum decides over how a sentence sounds: "is 80 mg a day the maximum" is no dose above it.
    """
    sums = [daily for clause in re.split(r"[!?;\n]+", text) if (daily := daily_dose_mg(clause))]
    return bool(sums) and max(sums) <= _daily_limit_mg() and not _pattern("extra_dose").search(text)


def stepped_up_level(finding: Finding, said: Sequence[str]) -> Finding:
    """The finding as an emergency, where something else that the person has `said` makes it one."""
    if finding.kind != "danger" or finding.level == "emergency":
        return finding
    for rule in _rules().step_up:
        if set(rule.flags) & set(finding.flags) and any(_asserts(rule.with_, text) for text in said):
            flags = [*([rule.becomes] if rule.becomes else []), *finding.flags]
            ordered = sorted(dict.fromkeys(flags), key=list(red_flag_levels()).index)
            # What it becomes leads: its card tells of that danger, not of the lesser one with a call put before it.
            lead = rule.becomes or finding.lead
            return finding._replace(
                level="emergency", flags=ordered, lead=lead, trigger=f"{finding.trigger}, stepped up"
            )
    return finding


def makes_worse(flags: Sequence[str], text: str) -> bool:
    """Whether a text says something of now that makes one of the flags an emergency."""
    return any(set(rule.flags) & set(flags) and _asserts(rule.with_, text) for rule in _rules().step_up)


def _asserts(words: str, text: str) -> bool:
    """Whether a text says one of the words of now: "not stiff" makes nothing worse."""
    pattern = re.compile(rf"\b(?:{words})", re.IGNORECASE)
    return any(
        not taken_out_by(one, match.start(), match.end()) for one in sentences(text) for match in pattern.finditer(one)
    )


def _is_taken(clause: str) -> bool:
    names_it = re.search(rf"\b{OWN}\b", clause, re.IGNORECASE)
    if find_medicines(clause) and not names_it:
        return False
    return bool(names_it or _pattern("takes").search(clause)) and not _pattern("asks").search(clause)


def _daily_limit_mg() -> float:
    """The daily dose by mouth above which the screen speaks up, in the deployment's region."""
    return medicine().usual_most(settings().region)


def _many_at_once(clause: str) -> bool:
    if not _pattern("took").search(clause) or _pattern("not_now").search(clause):
        return False
    if _pattern("whole_supply").search(clause):
        return True
    if _OVER_TIME.search(clause):
        return False
    counts = [value(match["count"]) for match in _TABLETS.finditer(clause)]
    return any(count >= _rules().many_tablets_at_once for count in counts)
