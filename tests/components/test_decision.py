"""One reading and one conversation make one decision: the whole table of it, without a model."""

from __future__ import annotations

import time
from typing import Optional

import numpy as np
import pytest
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from components.conversation_state import FOUND, Conversation
from components.decision import decide, found_in
from components.dialogue_acts import (
    ARRIVED,
    BETTER,
    CALLED,
    CANNOT,
    DOUBTED,
    FALSE_ALARM,
    NO,
    ON_THE_WAY,
    OTHER,
    OVER,
    THANKS,
    TOLD,
    UNSURE,
    WORSE,
    YES,
    act_of,
)
from components.reader import Reading
from components.red_flag_screen import RedFlagScreen
from knowledge.topic_ids import red_flag_levels

SETTINGS = RedFlagScreen.get_default_config()
SURE, DOUBTFUL, FAINT, NONE = 0.95, 0.2, 0.1, 0.01


def reading(danger: float, act: str = OTHER, **flags: float) -> Reading:
    """A reading with so much danger, divided among flags as told, and surely of one act."""
    shares = {flag: 1e-6 for flag in red_flag_levels()}
    return Reading({**shares, **(flags or {"breathing": 0.9})}, danger, 0.0, {act: 0.95}, np.zeros(1))


def said(*turns) -> Conversation:
    """A conversation of messages, each with what was found in it."""
    events = [
        UserUttered(text, {"name": "x"}, parse_data={FOUND: found} if found else {}, input_channel="rest")
        for text, found in turns
    ]
    return Conversation(DialogueStateTracker.from_events("c", events))


def decided(text: str, made: Reading, before: Optional[Conversation] = None):
    found = found_in(made, text, SETTINGS)
    act = act_of(text, made.acts, SETTINGS)
    return decide(found, act, text, before or said(), SETTINGS, time.time())


ALARM = {"kind": "danger", "level": "emergency", "flags": ["breathing"]}
DOUBT = {"kind": "check", "level": "emergency", "flags": ["breathing"], "score": 0.2, "lead": "breathing"}
FAINT_DOUBT = {**DOUBT, "score": 0.1}
STOPPED = {"kind": "danger", "level": "urgent", "flags": ["stopped_suddenly"]}


@pytest.mark.parametrize(("danger", "kind"), [(SURE, "danger"), (DOUBTFUL, "check"), (FAINT, "check"), (NONE, None)])
def test_the_surer_the_reading_the_louder(danger, kind):
    found = decided("he breathes so slowly", reading(danger))
    assert (found.kind if found else None) == kind


@pytest.mark.parametrize(
    ("flags", "level", "lead"),
    [
        ({"breathing": 0.9}, "emergency", "breathing"),
        ({"fall_injury": 0.9}, "urgent", "fall_injury"),
        ({"fall_injury": 0.5, "stroke_signs": 0.5}, "emergency", "stroke_signs"),
        ({"fall_injury": 0.8, "stroke_signs": 0.2}, "urgent", "fall_injury"),
    ],
)
def test_in_doubt_the_higher_level_and_the_flag_that_leads_there(flags, level, lead):
    found = decided("something happened", reading(SURE, **flags))
    assert (found.level, found.lead) == (level, lead)


def test_flags_that_come_near_are_named_too_but_no_emergency_beside_an_urgent_reading():
    near = decided("something happened", reading(SURE, breathing=0.5, overdose=0.3, heart=0.01))
    assert near.flags == ["breathing", "overdose"]
    urgent = decided("something happened", reading(SURE, fall_injury=0.8, stroke_signs=0.2))
    assert urgent.flags == ["fall_injury"]


def test_a_rule_only_asks_where_the_reading_sees_nothing():
    found = decided("I swallowed 20 tablets", reading(NONE))
    assert (found.kind, found.flags) == ("check", ["overdose"])


def test_a_rule_s_flag_counts_beside_a_danger_that_was_read():
    found = decided("I swallowed 20 tablets", reading(SURE, extreme_drowsiness=0.9))
    assert found.kind == "danger" and found.level == "emergency" and "overdose" in found.flags


def test_a_sum_within_the_limit_is_no_dose_above_it_however_it_sounds():
    assert decided("is 80 mg a day the most", reading(SURE, dose_above_max=0.9)) is None


@pytest.mark.parametrize("text", ["", "?", "👍", "1"])
def test_what_has_no_words_tells_of_nothing(text):
    assert decided(text, reading(SURE)) is None


def test_without_a_reading_there_is_no_finding():
    assert found_in(None, "he breathes so slowly", SETTINGS).kind == "none"


@pytest.mark.parametrize(
    ("act", "danger", "check", "kind"),
    [
        (NO, NONE, DOUBT, "settled"),
        (FALSE_ALARM, NONE, DOUBT, "settled"),
        (BETTER, NONE, DOUBT, "danger"),  # of breathing that it is better is not believed alone
        (YES, NONE, DOUBT, "danger"),
        (UNSURE, NONE, DOUBT, "danger"),
        (CALLED, NONE, DOUBT, "danger"),
        (WORSE, NONE, DOUBT, "danger"),
        (THANKS, NONE, DOUBT, "danger"),
        (THANKS, NONE, {**DOUBT, "beside": ["ask_alcohol"]}, None),
        (OTHER, NONE, DOUBT, None),
        (OTHER, FAINT, {**DOUBT, "score": 0.1}, None),
        (NO, SURE, DOUBT, "danger"),
        (OTHER, DOUBTFUL, DOUBT, "danger"),
        (YES, NONE, FAINT_DOUBT, "danger"),
        (CANNOT, NONE, FAINT_DOUBT, "danger"),
        (UNSURE, NONE, FAINT_DOUBT, None),
    ],
)
def test_only_the_answer_that_settles_a_check_is_believed(act, danger, check, kind):
    found = decided("so it is", reading(danger, act), said(("he breathes oddly", check)))
    assert (found.kind if found else None) == kind


@pytest.mark.parametrize(
    ("act", "danger", "kind", "stage"),
    [
        (ARRIVED, DOUBTFUL, "over", OVER),
        (ON_THE_WAY, SURE, "danger", ON_THE_WAY),
        (ON_THE_WAY, DOUBTFUL, "after", ON_THE_WAY),
        (CALLED, DOUBTFUL, "after", CALLED),
        (CANNOT, NONE, "after", TOLD),
        (WORSE, NONE, "after", TOLD),
        (THANKS, NONE, "after", TOLD),
        (BETTER, NONE, "after", DOUBTED),
        (FALSE_ALARM, NONE, "after", DOUBTED),
        (ARRIVED, SURE, "danger", TOLD),  # "the ambulance is here but he stopped breathing"
        (OTHER, NONE, None, None),
        (UNSURE, NONE, None, None),
        (UNSURE, DOUBTFUL, "check", None),
    ],
)
def test_an_answer_to_a_card_says_where_the_danger_stands_and_danger_always_wins(act, danger, kind, stage):
    found = decided("so it is", reading(danger, act), said(("he stopped breathing", ALARM)))
    assert (found and found.kind, found and found.stage) == (kind, stage)


def test_an_unsure_reading_leaves_an_emergency_open():
    made = reading(NONE)._replace(acts={ARRIVED: SETTINGS["over_threshold"] - 0.01, OTHER: 0.2})
    assert decided("so it is", made, said(("he stopped breathing", ALARM))) is None


@pytest.mark.parametrize(("flag", "act", "kind"), [("seizure", FALSE_ALARM, "over"), ("seizure", BETTER, "over"), ("overdose", FALSE_ALARM, "after"), ("self_harm", BETTER, "after")])  # fmt: skip
def test_who_says_that_it_was_none_is_believed_where_the_flag_allows_it(flag, act, kind):
    found = decided("so it is", reading(NONE, act), said(("help", {**ALARM, "flags": [flag]})))
    assert (found.kind, found.flags, found.act) == (kind, [flag], act)


def test_of_two_dangers_the_one_of_which_nobody_is_believed_counts():
    found = decided("so it is", reading(NONE, FALSE_ALARM), said(("help", {**ALARM, "flags": ["seizure", "overdose"]})))
    assert found.kind == "after"


def test_further_words_of_a_danger_do_not_undo_that_help_was_called_and_graver_danger_does():
    called = {**ALARM, "kind": "after", "stage": ON_THE_WAY, "act": ON_THE_WAY}
    found = decided("he is blue", reading(SURE), said(("he stopped breathing", ALARM), ("they come", called)))
    assert (found.kind, found.stage) == ("danger", ON_THE_WAY)
    urgent = {"kind": "danger", "level": "urgent", "flags": ["fall_injury"]}
    rang = {**urgent, "kind": "after", "stage": CALLED, "act": CALLED}
    found = decided("he is blue", reading(SURE), said(("he fell", urgent), ("rang the surgery", rang)))
    assert (found.level, found.stage) == ("emergency", TOLD)


def test_a_danger_that_is_told_with_the_call_stands_at_the_call():
    assert (
        decided("I called them, he is blue", reading(SURE, CALLED), said(("he stopped breathing", ALARM))).stage
        == CALLED
    )


def test_what_was_over_begins_anew_when_it_is_worse_again_and_nothing_else_does():
    over = said(
        ("he stopped breathing", ALARM),
        ("they are here", {**ALARM, "kind": "over", "stage": OVER}),
    )
    found = decided("it is back", reading(NONE, WORSE), over)
    assert (found.kind, found.level, found.flags, found.stage) == ("danger", "emergency", ["breathing"], TOLD)
    assert decided("so it is", reading(NONE, CALLED), over) is None


def test_help_is_told_to_the_card_also_while_a_check_question_stands():
    before = said(("he stopped breathing", ALARM), ("is it the heart", {**DOUBT, "flags": ["heart"], "lead": "heart"}))
    assert decided("they come", reading(NONE, ON_THE_WAY), before).stage == ON_THE_WAY
    assert decided("so it is", reading(NONE, NO), before).kind == "settled"


@pytest.mark.parametrize(("text", "act"), [("yes", YES), ("I am shaking and very hot", OTHER), ("my heart is racing", OTHER)])  # fmt: skip
def test_unwell_after_a_stop_is_an_emergency_whatever_was_read(text, act):
    found = decided(text, reading(NONE, act), said(("I stopped on Friday", STOPPED)))
    assert (found.level, found.lead) == ("emergency", "severe_withdrawal")


def test_what_was_said_before_makes_an_urgent_matter_an_emergency():
    earlier = said(("I have a fever and I am stiff all over", None))
    found = decided("I ran out of them on Friday", reading(SURE, stopped_suddenly=0.9), earlier)
    assert found.level == "emergency" and found.flags[0] == "severe_withdrawal"


def test_sums_are_made_over_several_messages_but_not_of_old_ones_alone():
    together = decided("40 mg three times a day", reading(NONE), said(("I take baclofen", None)))
    assert (together.kind, together.flags) == ("check", ["dose_above_max"])
    assert together.trigger.endswith("over several messages")
    assert decided("thanks", reading(NONE), said(("I take baclofen 40 mg three times a day", None))) is None
