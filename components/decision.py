"""What a message tells of, in the light of the conversation: one reading in, one decision out, nothing else is asked.

Rules that a clinician can read (`red_flag_rules.py`: sums of doses, many tablets at once) only ask: where the reading sees no danger, they open
a check question; where it sees one, their flag counts with its own.
"""

from __future__ import annotations

import re
from typing import Any, Dict, Mapping, Optional

from components import conversation_state as state
from components import dialogue_acts as acts
from components.clauses import TURN
from components.reader import Reading
from components.red_flag_rules import Finding, is_within_limit, makes_worse, read_by_rules, stepped_up_level
from components.tool_danger import STOPPED
from knowledge.topic_ids import red_flag_levels

WITHDRAWAL = "severe_withdrawal"
NEAR = 3  # further flags that are named at most
NOTHING = Finding("none", "none", [], "the reader", 0.0)
SETTLED = Finding("settled", "none", [], "the answer to a check question", 0.0)


def decide(
    own: Finding, act: acts.Act, text: str, before: state.Conversation, settings: Mapping[str, Any], now: float
) -> Optional[Finding]:
    """What the message tells of in its conversation; None where that is nothing.

    Args:
        own: what the message tells of (`found_in`, or what a tool was told).
        act: what it does as an answer to a card or a check question (`dialogue_acts.act_of`).
        text: the message.
        before: the conversation before it.
        settings: the thresholds of config.yml.
        now: seconds since 1970.
    """
    danger = before.danger_at(now)
    if before.told_of_a_stop and (act.name == acts.YES or makes_worse([STOPPED], text)):
        return Finding("danger", "emergency", [WITHDRAWAL, STOPPED], "unwell after a stop", 1.0, WITHDRAWAL)
    if own.kind == "danger":  # whatever else the message says
        return _at_its_stage(stepped_up_level(own, [*before.recent, text]), act.name, danger)
    to_card = not before.pending_check or act.name in (*acts.OF_HELP, acts.LEFT_NUMBER)
    found = _after_card(act.name, danger) if danger and to_card else None
    if found:
        return found
    if before.pending_check:
        return _after_check(act, own, before, before.pending_check, settings)
    return own if own.kind == "check" else _by_rules_over_turns(text, before)


def _after_card(act: str, danger: state.OpenDanger) -> Optional[Finding]:
    """What an answer to the card makes of the danger that is open; None where it is no such answer, or not surely one."""
    if act in (acts.OTHER, acts.UNSURE):
        return None
    if act == acts.LEFT_NUMBER:
        return Finding(
            "after", danger.level, danger.flags, "the person left a number", 1.0, danger.flags[0], act, danger.stage
        )
    if danger.stage == acts.OVER:
        again = act == acts.WORSE
        return Finding("danger", danger.level, danger.flags, "no better after it was over", 1.0, danger.flags[0], act, acts.TOLD) if again else None  # fmt: skip
    stage = acts.stage_after(act, danger.stage, danger.flags)
    kind = "over" if stage == acts.OVER else "after"
    return Finding(kind, danger.level, danger.flags, f"the person says: {act}", 1.0, danger.flags[0], act, stage)


def _at_its_stage(own: Finding, act: str, danger: Optional[state.OpenDanger]) -> Finding:
    """A danger with where it stands: further words of one for which help was called do not undo that, graver danger does."""
    stage = acts.TOLD
    if danger and danger.stage in (acts.CALLED, acts.ON_THE_WAY) and own.level in ("urgent", danger.level):
        stage = danger.stage
    if act in (acts.CALLED, acts.ON_THE_WAY):
        stage = acts.stage_after(act, stage, own.flags)
    return own._replace(stage=stage)


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
    act: acts.Act, own: Finding, before: state.Conversation, pending: Dict[str, Any], settings: Mapping[str, Any]
) -> Optional[Finding]:
    """What follows a check question: the answer that settles it is believed, what only goes on leaves it open, thanks for the answer that was
    given with it are thanks, all else escalates; after a faint doubt only what confirms it does."""
    name, sure = act.name, act.share >= settings["over_threshold"]
    settles = name == before.settles_check or (name in acts.DENIES and acts.is_believed(name, pending["flags"]))
    if settles and sure:
        return SETTLED._replace(act=name)
    faint = settings["hint_threshold"]
    harmless = own.score < faint
    if harmless and (name == acts.OTHER or (name == acts.THANKS and pending.get(state.BESIDE))):
        return None
    confirms = name in (before.confirms_check, acts.WORSE, *acts.OF_HELP)
    if harmless and pending.get("score", 1.0) < faint and not confirms:
        return None
    made = Finding(
        "danger", pending["level"], pending["flags"], "the answer to a check question", 1.0, pending.get("lead"), name
    )
    return _at_its_stage(made, name, None)


def _by_rules_over_turns(text: str, before: state.Conversation) -> Optional[Finding]:
    """What the sums say over several messages that none of them says alone."""
    if before.open_emergency or not before.recent or any(read_by_rules(one) for one in before.recent):
        return None
    by_rule = read_by_rules(TURN.join([*before.recent, text]))
    return by_rule._replace(trigger=f"{by_rule.trigger}, over several messages") if by_rule else None
