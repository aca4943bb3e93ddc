"""What a message tells to a tool that is a danger only there: "yes" to "have you already stopped?", "three" missed doses, a pump.

Part of the red-flag screen. The patterns are data (`dangers` in knowledge/content/tools.yml).
"""

from __future__ import annotations

from typing import Dict, Optional

from components.assertion import taken_out_by
from components.clauses import sentences
from components.red_flag_rules import Finding
from knowledge.medicine import medicine
from knowledge.red_flags import red_flags
from knowledge.tools import Danger, level_of, openings
from tools.figures import in_digits
from tools.missed_dose import read_times

MISSED_DOSE, STOPPED, STOPPED_SIGN = "missed_dose", "stopped_suddenly", "stopped_well"


def told_to_a_tool(topic: Optional[str], asked: Optional[str], text: str) -> Optional[Finding]:
    """The danger that a message tells within a tool; None where it tells none.

    Args:
        topic: whose tool the message opens or answers.
        asked: the slot that the tool has just asked for; None where the message opens it.
        text: as it was written.
    """
    opening = openings().get(topic or "")
    if opening is None:
        return None
    words = in_digits(text)
    levels = {one.flag: one.level for one in opening.dangers if one.asked in (None, asked) and _says(one, words)}
    if topic == MISSED_DOSE and (read_times(text).late or 0.0) >= medicine().missed_dose.many_hours_late.hours:
        levels[STOPPED] = level_of(STOPPED_SIGN)
    return _finding(levels) if levels else None


def _says(danger: Danger, words: str) -> bool:
    """Whether the words say it as a fact: an answer does so by itself, any other message outside of "what if" and "not"."""
    if danger.asked:
        return bool(danger.says.search(words))
    return any(
        not taken_out_by(one, match.start(), match.end())
        for one in sentences(words)
        for match in danger.says.finditer(one)
    )


def _finding(levels: Dict[str, str]) -> Finding:
    """A finding at the highest level of its flags."""
    ordered = sorted(levels, key=list(red_flags()).index)
    level = "emergency" if "emergency" in levels.values() else "urgent"
    return Finding("danger", level, ordered, "what a tool was told", 1.0)
