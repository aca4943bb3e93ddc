"""One reading and one conversation make one decision: the whole table of it, without a model."""

from __future__ import annotations

from typing import Optional

import numpy as np
import pytest
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from components.conversation_state import FOUND, Conversation
from components.decision import decide, found_in
from components.reader import Reading
from components.red_flag_screen import RedFlagScreen
from knowledge.topic_ids import red_flag_levels

SETTINGS = RedFlagScreen.get_default_config()
SURE, DOUBTFUL, FAINT, NONE = 0.95, 0.2, 0.1, 0.01


def reading(danger: float, over: float = 0.0, **flags: float) -> Reading:
    """A reading with so much danger, divided among flags as told."""
    shares = {flag: 1e-6 for flag in red_flag_levels()}
    return Reading({**shares, **(flags or {"breathing": 0.9})}, danger, 0.0, over, np.zeros(1))


def said(*turns) -> Conversation:
    """A conversation of messages, each with what was found in it."""
    events = [
        UserUttered(text, {"name": "x"}, parse_data={FOUND: found} if found else {}, input_channel="rest")
        for text, found in turns
    ]
    return Conversation(DialogueStateTracker.from_events("c", events))


def decided(text: str, made: Reading, before: Optional[Conversation] = None):
    found = found_in(made, text, SETTINGS)
    return decide(made, found, text, before or said(), SETTINGS)


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
    ("text", "danger", "check", "kind"),
    [
        ("no", NONE, DOUBT, None),
        ("no, he is fine", NONE, DOUBT, None),
        ("yes", NONE, DOUBT, "danger"),
        ("maybe a bit", NONE, DOUBT, "danger"),
        ("can I drink on it?", NONE, DOUBT, None),
        ("that was my uncle in 1998, he plays bowls now", NONE, DOUBT, None),
        ("he is going blue while I write this", DOUBTFUL, DOUBT, "danger"),
        ("yes", NONE, FAINT_DOUBT, "danger"),
        ("a blue one", NONE, FAINT_DOUBT, None),
    ],
)
def test_only_the_answer_that_settles_a_check_is_believed(text, danger, check, kind):
    found = decided(text, reading(danger), said(("he breathes oddly", check)))
    assert (found.kind if found else None) == kind


@pytest.mark.parametrize(
    ("text", "made", "kind"),
    [
        ("the ambulance is here", reading(DOUBTFUL), "over"),
        ("all good again", reading(NONE, over=0.9), "over"),
        ("the ambulance is here but he stopped breathing", reading(SURE), "danger"),
        ("is the ambulance here?", reading(NONE), None),
        ("nobody answers, they are not coming", reading(DOUBTFUL, over=0.9), "check"),
    ],
)
def test_an_emergency_ends_only_when_the_person_says_so(text, made, kind):
    found = decided(text, made, said(("he stopped breathing", ALARM)))
    assert (found.kind if found else None) == kind


@pytest.mark.parametrize("text", ["yes", "I am shaking and very hot", "my heart is racing"])
def test_unwell_after_a_stop_is_an_emergency_whatever_was_read(text):
    found = decided(text, reading(NONE), said(("I stopped on Friday", STOPPED)))
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
