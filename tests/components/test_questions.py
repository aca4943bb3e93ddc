"""Where a message may hold more than one question, and which messages lean on the last one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from components.follow_up import Asked, asks_again, last_asked, leans
from components.questions import MOST_PARTS, asks, asks_several, parts_that_may_ask


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("can I drink on it and can I drive", "can I drive"),
        ("What is it? And when did it come out?", "And when did it come out?"),
        ("half life, max dose", "max dose"),
        ("I drive a lorry. Is it safe, also does it dry the mouth", "also does it dry the mouth"),
    ],
)
def test_a_message_is_cut_where_a_second_question_may_begin(text, part):
    assert part in parts_that_may_ask(text)


@pytest.mark.parametrize("text", ["can I drink on it", "baclofen", "", "hello"])
def test_one_short_clause_has_no_parts(text):
    assert parts_that_may_ask(text) == []


@given(st.text(max_size=500))
def test_no_text_makes_more_parts_than_can_be_read(text):
    assert len(parts_that_may_ask(text)) <= MOST_PARTS


@pytest.mark.parametrize("text", ["Can I drink? And may I drive?", "can I drink and can I drive"])
def test_two_questions_are_known_as_two(text):
    assert asks_several(text)


@pytest.mark.parametrize(
    "text", ["Is it used for anything else, such as reflux or hiccups?", "I drive. Is it safe?", ""]
)
def test_one_question_with_a_list_is_one(text):
    assert not asks_several(text)


@pytest.mark.parametrize("part", ["can I drive", "And may I have wine", "how long", "is it?", "tell me the dose"])
def test_what_is_put_as_a_question_is_known(part):
    assert asks(part)


@pytest.mark.parametrize("part", ["my mother takes it", "thanks a lot", "I had a stroke"])
def test_a_story_is_none(part):
    assert not asks(part)


@pytest.mark.parametrize(
    "text", ["why?", "Why though", "tell me more", "in plain words please", "really", "i dont get it"]
)
def test_some_messages_ask_again_about_the_last_topic(text):
    assert asks_again(text)


@pytest.mark.parametrize(
    "text", ["what about for kids?", "and with food?", "how long does that last", "no, I meant the tablets", "she's 80"]
)
def test_some_messages_lean_on_the_last_question(text):
    assert leans(text)
    assert not asks_again(text)


@pytest.mark.parametrize(
    "text",
    [
        "can you take baclofen if you have had a stroke and use a walking frame at home",
        "baclofen and alcohol together on a night out with friends please advise me now",
    ],
)
def test_a_question_that_stands_alone_leans_on_nothing(text):
    assert not leans(text)


def test_the_last_question_is_the_newest_that_was_one():
    def said(text, intent, **found):
        return UserUttered(text, {"name": intent}, parse_data=found, input_channel="rest")

    tracker = DialogueStateTracker.from_events(
        "c", [said("is wine ok", "ask_alcohol"), said("driving, dose", "ask_driving", asked_topics=["ask_driving", "ask_dose"]), said("ta", "thanks")]
    )  # fmt: skip
    assert last_asked(tracker) == Asked("driving, dose", "ask_dose")
    assert last_asked(None) is None
