"""What the conversation so far means for the next message."""

from __future__ import annotations

import pytest
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from components.conversation_state import (
    RECENT,
    RECENT_SECONDS,
    Conversation,
    denies_help,
    says_no,
    says_over,
    says_thanks,
)


def said(*messages) -> Conversation:
    """A conversation; each message is a text, or a text with what the screen found and its time."""
    events = []
    for number, message in enumerate(messages):
        text, kind, at = (message, "none", 1000.0 + number) if isinstance(message, str) else message
        found = {"red_flags": {"kind": kind, "flags": ["seizure"], "level": "emergency"}} if kind != "none" else {}
        events.append(UserUttered(text, {"name": "x"}, parse_data=found, timestamp=at, input_channel="rest"))
    return Conversation(DialogueStateTracker.from_events("c", events))


@pytest.mark.parametrize(
    "text",
    ["no", "No.", "nope", "no, nothing like that", "not now", "just asking", "no it was years ago", "No, nobody"],
)
def test_a_clear_no_is_a_no(text):
    assert says_no(text)


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "not sure",
        "maybe",
        "no he can't breathe",
        "no idea",
        "I think so",
        "",
        "no, and he's blue",
        "nothing I do wakes him",
        "help",
    ],
)
def test_everything_else_is_not(text):
    assert not says_no(text)


@pytest.mark.parametrize(
    "text",
    [
        "the ambulance is here",
        "paramedics have arrived",
        "I called 911",
        "he's fine now",
        "we're at the hospital",
        "it's over",
        "false alarm",
    ],
)
def test_that_help_has_come_is_understood(text):
    assert says_over(text)


@pytest.mark.parametrize("text", ["when will it be over", "should I call 999", "is he fine", "what now"])
def test_a_question_is_no_all_clear(text):
    assert not says_over(text)


def test_an_emergency_is_open_until_it_is_over():
    assert said("hello").open_emergency is None
    assert said("hello", ("fit", "danger", 1.0), ("still", "danger", 2.0)).open_emergency.text == "fit"
    assert said(("fit", "danger", 1.0), ("over", "over", 2.0)).open_emergency is None
    assert said(("fit", "danger", 1.0), ("over", "over", 2.0), ("again", "danger", 3.0)).open_emergency.text == "again"


def test_a_check_stays_open_while_only_other_things_are_asked():
    asked = ("maybe a fit", "check", 1.0)
    assert said(asked).pending_check["flags"] == ["seizure"]
    assert said(asked, "what is baclofen?").pending_check["flags"] == ["seizure"]
    assert said(asked, "what is it?", "can I drink?", "is it a narcotic?").pending_check is None


@pytest.mark.parametrize("answer", ["no", "no, can I drink with it?", "just the usual"])
def test_an_answered_check_is_closed(answer):
    assert said(("maybe a fit", "check", 1.0), answer).pending_check is None


@pytest.mark.parametrize("flag", ["unresponsive", "extreme_drowsiness"])
def test_to_whether_someone_wakes_up_yes_is_the_answer_that_is_believed(flag):
    found = {"red_flags": {"kind": "check", "flags": [flag], "level": "emergency"}}
    asked = UserUttered("sleeps a lot", {"name": "x"}, parse_data=found, timestamp=1.0, input_channel="rest")
    before = Conversation(DialogueStateTracker.from_events("c", [asked]))
    assert before.is_settled_by("yes she does, fully")
    assert not before.is_settled_by("no")
    assert not before.is_settled_by("not really")


def test_recent_messages_are_few_and_of_this_time():
    assert said(*[f"message {n}" for n in range(9)]).recent == [f"message {n}" for n in range(9 - RECENT, 9)]
    assert said(("old", "none", 1.0), ("new", "none", 2.0 + RECENT_SECONDS)).recent == ["new"]
    assert said("before", ("he is fine now", "over", 1001.5), "after").recent == ["after"]


def test_no_tracker_is_an_empty_conversation():
    assert Conversation(None).recent == []
    assert Conversation(None).open_emergency is None


@pytest.mark.parametrize("text", ["no, he is not right", "no she's not fine", "no, not ok", "no i'm not fine now"])
def test_a_no_that_says_unwell_is_no_no(text):
    assert not says_no(text)


@pytest.mark.parametrize("text", ["no", "no not right now", "no, he is fine", "not now"])
def test_a_plain_no_still_is_one(text):
    assert says_no(text)


@pytest.mark.parametrize(
    "text",
    [
        "I called 999 nobody answers",
        "the ambulance is coming but his lips are blue",
        "he's in hospital and they are ignoring him",
        "they say the ambulance is hours away",
        "I rang 111 and can't get through",
    ],
)
def test_help_that_does_not_come_is_no_end(text):
    assert denies_help(text)


@pytest.mark.parametrize("text", ["the ambulance is here", "paramedics are with him now", "he is fine now"])
def test_help_that_came_is_one(text):
    assert says_over(text) and not denies_help(text)


@pytest.mark.parametrize("text", ["thanks", "ok great, thank you", "Got it, cheers!", "that helps, ta love", "OK."])
def test_thanks_are_thanks(text):
    assert says_thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        "now",
        "yes",
        "ok he is",
        "thanks but it is happening",
        "right now",
        "a bit",
        "",
        "all night",
        "thanks, he's worse",
    ],
)
def test_what_says_more_is_no_mere_thanks(text):
    assert not says_thanks(text)
