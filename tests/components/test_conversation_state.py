"""What the conversation so far means for the next message."""

from __future__ import annotations

import pytest
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from components.conversation_state import AFTER_SECONDS, RECENT, RECENT_SECONDS, REMIND_SECONDS, Conversation
from components.dialogue_acts import (
    ARRIVED,
    CALLED,
    CANNOT,
    FALSE_ALARM,
    NO,
    OVER,
    THANKS,
    TOLD,
    UNSURE,
    YES,
)


def said(*messages) -> Conversation:
    """A conversation; each message is a text, or a text with what the screen found, its time, the act, and where the danger stands then."""
    events = []
    for number, message in enumerate(messages):
        text, kind, at, *acted = (message, "none", 1000.0 + number) if isinstance(message, str) else message
        act, stage = [*acted, None, None][:2]
        found = {"act": act} if act else {}
        if kind != "none":
            found["red_flags"] = {"kind": kind, "flags": ["seizure"], "level": "emergency", "stage": stage}
        events.append(UserUttered(text, {"name": "x"}, parse_data=found, timestamp=at, input_channel="rest"))
    return Conversation(DialogueStateTracker.from_events("c", events))


def test_an_emergency_is_open_until_it_is_over():
    assert said("hello").open_emergency is None
    assert said("hello", ("fit", "danger", 1.0), ("still", "danger", 2.0)).open_emergency.text == "fit"
    assert said(("fit", "danger", 1.0), ("over", "over", 2.0)).open_emergency is None
    assert said(("fit", "danger", 1.0), ("over", "over", 2.0), ("again", "danger", 3.0)).open_emergency.text == "again"


def test_a_check_stays_open_while_only_other_things_are_said():
    asked = ("maybe a fit", "check", 1.0)
    assert said(asked).pending_check["flags"] == ["seizure"]
    assert said(asked, "what is baclofen?").pending_check["flags"] == ["seizure"]
    assert said(asked, ("hm", "none", 2.0, UNSURE)).pending_check["flags"] == ["seizure"]
    assert said(asked, "what is it?", "can I drink?", "is it a narcotic?").pending_check is None


@pytest.mark.parametrize("act", [NO, THANKS, FALSE_ALARM])
def test_an_answered_check_is_closed(act):
    assert said(("maybe a fit", "check", 1.0), ("…", "none", 2.0, act)).pending_check is None


@pytest.mark.parametrize(("flag", "settles", "confirms"), [("unresponsive", YES, NO), ("extreme_drowsiness", YES, NO), ("seizure", NO, YES)])  # fmt: skip
def test_to_whether_someone_wakes_up_yes_is_the_answer_that_is_believed(flag, settles, confirms):
    found = {"red_flags": {"kind": "check", "flags": [flag], "level": "emergency"}}
    asked = UserUttered("sleeps a lot", {"name": "x"}, parse_data=found, timestamp=1.0, input_channel="rest")
    before = Conversation(DialogueStateTracker.from_events("c", [asked]))
    assert (before.settles_check, before.confirms_check) == (settles, confirms)


def test_where_a_danger_stands_is_what_was_last_said_of_it():
    fit = ("fit", "danger", 1000.0)
    assert said("hello").open_danger is None
    assert (said(fit).open_danger.stage, said(fit).open_danger.level) == (TOLD, "emergency")
    called = ("rang them", "after", 1001.0, CALLED, CALLED)
    assert said(fit, called, "can I drink?").open_danger.stage == CALLED
    assert said(fit, called, ("they came", "over", 1002.0, ARRIVED, OVER)).open_danger.stage == OVER
    assert (
        said(fit, ("they came", "over", 1002.0, ARRIVED, OVER), ("again", "danger", 1003.0)).open_danger.stage == TOLD
    )


def test_a_person_is_reminded_for_an_hour_or_until_they_say_that_help_was_called():
    fit, called = ("fit", "danger", 1000.0), ("rang them", "after", 1001.0, CALLED, CALLED)
    assert said(fit).remind_level(1000.0 + REMIND_SECONDS) == "emergency"
    assert said(fit).remind_level(1001.0 + REMIND_SECONDS) is None
    assert said(fit, called).remind_level(1002.0) is None
    assert said(fit, called, ("nobody answers", "after", 1003.0, CANNOT, TOLD)).remind_level(1004.0) == "emergency"
    assert said(fit, ("they came", "over", 1002.0, ARRIVED, OVER)).remind_level(1003.0) is None


def test_an_answer_to_a_card_is_expected_for_half_a_day_and_after_it_was_over_for_an_hour():
    fit, over = ("fit", "danger", 1000.0), ("they came", "over", 1002.0, ARRIVED, OVER)
    assert said(fit).danger_at(1000.0 + RECENT_SECONDS) and not said(fit).danger_at(1001.0 + RECENT_SECONDS)
    assert said(fit, over).danger_at(1002.0 + AFTER_SECONDS) and not said(fit, over).danger_at(1003.0 + AFTER_SECONDS)


def test_recent_messages_are_few_and_of_this_time():
    assert said(*[f"message {n}" for n in range(9)]).recent == [f"message {n}" for n in range(9 - RECENT, 9)]
    assert said(("old", "none", 1.0), ("new", "none", 2.0 + RECENT_SECONDS)).recent == ["new"]
    assert said("before", ("he is fine now", "over", 1001.5), "after").recent == ["after"]


def test_no_tracker_is_an_empty_conversation():
    assert Conversation(None).recent == []
    assert Conversation(None).open_emergency is None
