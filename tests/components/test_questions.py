"""Where a message may hold more than one question, and which messages have no subject of their own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from components.follow_up import Asked, asks_again, last_asked, pointed_at
from components.questions import MOST_PARTS, asks, parts_that_may_ask


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("can I drink on it and can I drive", "can I drive"),
        ("What is it? And when did it come out?", "And when did it come out?"),
        ("can i drink on it how long does it last", "how long does it last"),
        ("trouble weeing, no appetite", "no appetite"),
        ("half life, max dose", "max dose"),
        ("I drive a lorry. Is it safe, also does it dry the mouth", "does it dry the mouth"),
    ],
)
def test_a_message_is_cut_where_a_second_question_may_begin(text, part):
    assert part in [one.text.removeprefix("also ") for one in parts_that_may_ask(text)]


@pytest.mark.parametrize(
    "text",
    [
        "can I drink on it",
        "baclofen",
        "",
        "hello",
        "Is it used for anything else, such as reflux, alcohol problems or hiccups?",
    ],
)
def test_one_short_clause_has_no_parts(text):
    assert parts_that_may_ask(text) == []


@given(st.text(max_size=500))
def test_no_text_makes_more_parts_than_can_be_read(text):
    assert len(parts_that_may_ask(text)) <= MOST_PARTS


def test_a_sentence_stands_where_its_first_clause_stands():
    places = {part.text: part.place for part in parts_that_may_ask("Can I drive, can I drink? Is it dear?")}
    assert places["Can I drive"] == places["Can I drive, can I drink?"] == 0
    assert places["Is it dear?"] > places["can I drink?"] > 0


@pytest.mark.parametrize("part", ["can I drive", "And may I have wine", "how long", "is it?", "tell me the dose"])
def test_what_is_put_as_a_question_is_known(part):
    assert asks(part)


@pytest.mark.parametrize("part", ["my mother takes it", "thanks a lot", "I had a stroke"])
def test_a_story_is_none(part):
    assert not asks(part)


@pytest.mark.parametrize(
    "text", ["why?", "Why though", "why tho", "tell me more", "in plain words please", "really", "i dont get it"]
)
def test_some_messages_ask_again_about_the_last_topic(text):
    assert asks_again(text)


@pytest.mark.parametrize(
    "text",
    ["what about for kids?", "and with food?", "how long does that last", "is it dangerous with wine", "she's 80"],
)
def test_what_says_anything_of_its_own_does_not(text):
    assert not asks_again(text)


def test_the_last_question_is_the_newest_that_was_one():
    def said(text, intent, **found):
        return UserUttered(text, {"name": intent}, parse_data=found, input_channel="rest")

    tracker = DialogueStateTracker.from_events(
        "c", [said("is wine ok", "ask_alcohol"), said("driving, dose", "ask_driving", asked_topics=["ask_driving", "ask_dose"]), said("ta", "thanks")]
    )  # fmt: skip
    assert last_asked(tracker) == Asked("driving, dose", "ask_dose")
    assert last_asked(None) is None


def said(text: str, intent: str, **parsed) -> DialogueStateTracker:
    """A conversation of one message."""
    parsed = {"intent": {"name": intent}, **parsed}
    event = UserUttered(text, parsed["intent"], parse_data=parsed, input_channel="rest")
    return DialogueStateTracker.from_events("c", [event])


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("1", "alcohol/allowed"),
        ("the second one", "driving/law"),
        ("what about the latter?", "driving/law"),
        ("3", None),
        ("the second tablet", None),
    ],
)
def test_one_of_several_questions_is_picked_by_its_place(text, question):
    both = said("beer? driving, by law?", "ask_alcohol", questions=["alcohol/allowed", "driving/law"])
    assert pointed_at(text, both) == question


def test_the_third_that_was_only_offered_is_picked_by_its_place():
    questions = ["alcohol/allowed", "driving/law", "dry_mouth/overview"]
    assert pointed_at("the third one", said("all three?", "ask_alcohol", questions=questions)) == "dry_mouth/overview"


def test_one_of_the_questions_that_were_offered_to_one_not_understood_is_picked_by_its_place():
    ranking = [{"id": one} for one in ("dose/start", "pump/battery", "uses/overview", "kidney/overview")]
    assert pointed_at("option 2", said("hm", "nlu_fallback", question_ranking=ranking)) == "pump/battery"
    assert pointed_at("4", said("hm", "nlu_fallback", question_ranking=ranking)) is None


def test_nothing_is_picked_where_nothing_was_named():
    assert pointed_at("2", said("is wine ok", "ask_alcohol", questions=["alcohol/allowed"])) is None
    assert pointed_at("2", None) is None
