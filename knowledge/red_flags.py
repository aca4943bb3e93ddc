"""The words for each red flag, read once from their files (they need no database), and which of them stand on one card."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Dict, List, Optional, Sequence

from knowledge import schema, versions
from knowledge.files import read
from knowledge.settings import CONTENT
from knowledge.topic_ids import red_flag_levels

KIND = "red_flag"
EMERGENCY = "emergency"
CRISIS = "crisis"  # the line for thoughts of suicide, as the cards name it
SAID_IN_FULL = 2  # flags whose words are said; further ones are named in the payload alone
MOST_STEPS = 5
SECOND_STEPS = 2  # of a second flag
_WEIGHS = re.compile(
    r"\{(?:emergency|poison|same_day|pump_line)\}|emergency number|\bcall (?:that|this) number", re.IGNORECASE
)


@lru_cache(maxsize=1)
def red_flags() -> Dict[str, schema.RedFlag]:
    """Every red flag's words.

    Raises:
        ContentError: a file is missing or not what it must be.
    """
    return {flag: read(CONTENT / "red_flags" / f"{flag}.yml", schema.RedFlag) for flag in red_flag_levels()}


@lru_cache(maxsize=64)
def version_of(flag: str) -> str:
    """The hash of a red flag's words, which a signature is of."""
    return versions.version_of(KIND, flag, versions.content_of(red_flags()[flag]))


def danger_text(steps: Sequence[str], tell: str, dont: str, phrases: schema.Phrases) -> str:
    """What is said of a danger, in one text: the steps by number, what to tell, what not to do. Placeholders are still in it."""
    listed = [f"{number}. {step}" for number, step in enumerate(steps, start=1)]
    behind = [phrases.danger_tell.strip().replace("{tell}", tell), dont, phrases.danger_no_help.strip()]
    return "\n".join([*listed, *behind])


def said_in_order(flags: Sequence[str], lead: Optional[str] = None) -> List[str]:
    """The flags whose steps are said: the likeliest first, then the most dangerous of the others.

    One whose steps see to the likeliest takes its place, and what these see to is not said beside them. Where the body is in danger too, its
    line is called before the crisis line: who took tablets to end their life needs medical help first.

    Args:
        flags: all that was found, the most dangerous first.
        lead: the likeliest; the first of them where None.
    """
    known, first = red_flags(), lead or flags[0]
    if known[first].call[0] == CRISIS:
        first = next((flag for flag in flags if flag != first and known[flag].level == EMERGENCY), first)
    first = next((flag for flag in flags if first in known[flag].stands_for), first)
    seen_to = {one for flag in flags for one in known[flag].stands_for}
    return [first, *(flag for flag in flags if flag != first and flag not in seen_to)][:SAID_IN_FULL]


def steps_of(flags: Sequence[schema.RedFlag], level: str, call: str) -> List[str]:
    """The steps of a card for one or two dangers: all of one that stands alone at its own level; of two, the first one's and then what keeps the
    person alive in the other.

    On any other emergency card the emergency number is called first, without an "if", and no step behind it weighs a call: there only what each
    danger has for `behind_call` is said, which holds none.

    Args:
        flags: those that are said, in order.
        level: of the card.
        call: the line that calls, for a danger whose own first step is no such call.
    """
    first, *others = flags
    if not others and first.level == level:
        return list(first.do)
    if level != EMERGENCY:
        return _joined(first.do, [other.do[1:] for other in others])
    if _of_one_crisis(flags):
        return _joined(first.do, [other.behind_call for other in others])
    head = call if first.once_called else first.do[0]
    return _joined([head, *first.behind_call], [other.behind_call for other in others])


def calls_crisis_first(flags: Sequence[schema.RedFlag]) -> bool:
    """Whether thoughts of suicide are all that was told, so that the crisis line is called first."""
    return all(flag.call[0] == CRISIS for flag in flags) or _of_one_crisis(flags)


def _of_one_crisis(flags: Sequence[schema.RedFlag]) -> bool:
    """Whether it is despair alone: low mood beside thoughts of suicide is no second danger."""
    first, *others = flags
    return first.call[0] == CRISIS and all(CRISIS in one.call and one.level != EMERGENCY for one in others)


def _joined(first: Sequence[str], others: Sequence[Sequence[str]]) -> List[str]:
    steps = list(first[: MOST_STEPS - SECOND_STEPS]) if others else list(first)
    for other in others:
        steps += [step for step in other if step not in steps][:SECOND_STEPS]
    return steps[:MOST_STEPS]


def more_of(flags: Sequence[schema.RedFlag], level: str) -> str:
    """What stands below the steps. Where the emergency call is made in any case, the sentences that weigh one call against another are left out."""
    if level != EMERGENCY or (len(flags) == 1 and flags[0].level == level) or _of_one_crisis(flags):
        return "\n\n".join(flag.more.strip() for flag in flags)
    return "\n\n".join(_without_calls(flag.more) for flag in flags)


def weighs_a_call(text: str) -> bool:
    """Whether a text, its placeholders unfilled, names a line to call, on a condition or the same day. The crisis line may be called as well."""
    return bool(_WEIGHS.search(text))


def _without_calls(text: str) -> str:
    paragraphs = (re.split(r"(?<=[.?!])\s+", one.strip()) for one in text.split("\n\n"))
    kept = (" ".join(one for one in sentences if not weighs_a_call(one)) for sentences in paragraphs)
    return "\n\n".join(one for one in kept if one)
