"""What a message tells of, in the light of the conversation: one reading in, one decision out, nothing else is asked.

Rules that a clinician can read (`red_flag_rules.py`: sums of doses, many tablets at once) only ask: where the reading sees no danger, they open
a check question; where it sees one, their flag counts with its own.
"""

from __future__ import annotations

import re
from typing import Any, Dict, Mapping, Optional

from components import conversation_state as state
from components.clauses import TURN
from components.reader import Reading
from components.red_flag_rules import Finding, is_within_limit, makes_worse, read_by_rules, stepped_up_level
from components.tool_danger import STOPPED
from knowledge.topic_ids import red_flag_levels

WITHDRAWAL = "severe_withdrawal"
NEAR = 3  # further flags that are named at most
STILL_DANGEROUS = 0.9  # from this score a message is danger, whatever it says of help that came
EXPLAINS_WORDS = 4  # "dunno", "maybe a bit" explain nothing
NOTHING = Finding("none", "none", [], "the reader", 0.0)


def decide(
    reading: Reading, own: Finding, text: str, before: state.Conversation, settings: Mapping[str, Any]
) -> Optional[Finding]:
    """What the message tells of in its conversation; None where that is nothing.

    Args:
        reading: of the message behind what was said before it.
        own: what the message tells of (`found_in`, or what a tool was told).
        text: the message.
        before: the conversation before it.
        settings: the thresholds of config.yml.
    """
    is_over = state.says_over(text) or reading.over >= settings["over_threshold"]
    may_be_over = own.score < STILL_DANGEROUS and not state.asks(text) and not state.denies_help(text)
    if before.open_emergency and may_be_over and is_over:
        return Finding("over", "none", [], "the person says that it is over", 1.0)
    if before.told_of_a_stop and (state.says_yes(text) or makes_worse([STOPPED], text)):
        return Finding("danger", "emergency", [WITHDRAWAL, STOPPED], "unwell after a stop", 1.0, WITHDRAWAL)
    if own.kind == "danger":
        return stepped_up_level(own, [*before.recent, text])
    if before.pending_check:
        return _after_check(text, own, before, before.pending_check, settings)
    return own if own.kind == "check" else _by_rules_over_turns(text, before)


def found_in(reading: Optional[Reading], text: str, settings: Mapping[str, Any]) -> Finding:
    """What a message tells of by its reading and the rules."""
    if reading is None or not re.search(r"\w\w", text):
        return NOTHING
    learned = _named(reading, _kind(reading.danger, settings), settings)
    if learned.lead == "dose_above_max" and is_within_limit(text):
        learned = learned._replace(kind="none")
    by_rule = read_by_rules(text)
    if by_rule is None:
        return learned
    if learned.kind != "danger":
        return by_rule
    flags = sorted({*by_rule.flags, *learned.flags}, key=list(red_flag_levels()).index)
    return learned._replace(flags=flags, level=red_flag_levels()[flags[0]])


def _kind(score: float, settings: Mapping[str, Any]) -> str:
    if score >= settings["threshold"]:
        return "danger"
    return "check" if score >= settings["check_threshold"] else "none"


def _named(reading: Reading, kind: str, settings: Mapping[str, Any]) -> Finding:
    """The finding with its level and flags. In doubt the higher level (rule 7 of the facts)."""
    levels, shares = red_flag_levels(), reading.flags
    emergencies = sum(value for flag, value in shares.items() if levels[flag] == "emergency")
    share = emergencies / (sum(shares.values()) or 1.0)
    level = "emergency" if share >= settings["emergency_share"] else "urgent"
    lead = max((flag for flag in shares if levels[flag] == level), key=lambda flag: shares[flag])
    near = [
        flag
        for flag, value in shares.items()
        if flag != lead and level in ("emergency", levels[flag]) and value >= settings["second_flag"] * shares[lead]
    ]
    flags = [lead, *sorted(near, key=lambda flag: -shares[flag])[:NEAR]]
    return Finding(kind, level, sorted(flags, key=list(levels).index), "the reader", reading.danger, lead)


def _after_check(
    text: str, own: Finding, before: state.Conversation, pending: Dict[str, Any], settings: Mapping[str, Any]
) -> Optional[Finding]:
    """What follows a check question: the answer that settles it is believed, a plain other question leaves it open, thanks for the answer
    that was given with it are thanks, all else escalates; after a faint doubt only what confirms it does."""
    faint = settings["hint_threshold"]
    harmless = own.score < faint
    if before.is_settled_by(text) or (harmless and before.is_settled_at_the_start_of(text)):
        return None
    thanked = bool(pending.get(state.BESIDE)) and state.says_thanks(text)
    explained = len(text.split()) >= EXPLAINS_WORDS  # the reading knows what it is said to
    if harmless and (thanked or state.asks(text) or explained):
        return None
    if harmless and pending.get("score", 1.0) < faint and not before.is_confirmed_by(text):
        return None
    return Finding(
        "danger", pending["level"], pending["flags"], "the answer to a check question", 1.0, pending.get("lead")
    )


def _by_rules_over_turns(text: str, before: state.Conversation) -> Optional[Finding]:
    """What the sums say over several messages that none of them says alone."""
    if before.open_emergency or not before.recent or any(read_by_rules(one) for one in before.recent):
        return None
    by_rule = read_by_rules(TURN.join([*before.recent, text]))
    return by_rule._replace(trigger=f"{by_rule.trigger}, over several messages") if by_rule else None
