"""The trained classifier on several questions at once, and on conversations."""

from __future__ import annotations

import pytest

from tests.components.conftest import understood as read


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("Can I drink beer with baclofen? And can I drive on it?", ["alcohol", "driving"]),
        ("does it dry your mouth and can I take ibuprofen with it", ["dry_mouth", "interactions"]),
        ("What is baclofen? Where do I keep it?", ["what_is", "storage"]),
    ],
)
def test_several_questions_are_all_kept_in_order(agent, text, topics):
    assert read(agent, text)["asked_topics"] == [f"ask_{topic}" for topic in topics]


@pytest.mark.parametrize(
    "text",
    [
        "Hello there. I've been on baclofen for a year now, thank you. Can I drink beer with it?",
        "My neighbour Joan swears by it. Is beer all right with baclofen? Thanks ever so much.",
    ],
)
def test_a_story_or_a_greeting_is_no_second_question(agent, text):
    assert read(agent, text)["asked_topics"] == ["ask_alcohol"]


@pytest.mark.parametrize("text", ["why?", "why though", "tell me more", "in plain words please"])
def test_asking_again_is_about_the_last_topic(agent, text):
    assert read(agent, "Can I drink beer with baclofen?", text)["intent"]["name"] == "ask_alcohol"


@pytest.mark.parametrize(
    ("turns", "accepted"),
    [
        (("what is the usual starting dose of baclofen", "and for a child of six?"), {"ask_children", "ask_dose"}),
        (("can I take baclofen with ibuprofen", "sorry i meant tramadol"), {"ask_interactions"}),
        (("how soon does baclofen start to work", "and how long does that last"), {"ask_onset_duration"}),
    ],
)
def test_a_follow_up_is_read_with_the_question_before_it(agent, turns, accepted):
    assert read(agent, *turns)["intent"]["name"] in accepted


def test_a_new_question_is_not_taken_for_a_follow_up(agent):
    assert (
        read(agent, "Can I drink beer with baclofen?", "where should I keep the tablets")["intent"]["name"]
        == "ask_storage"
    )


def test_thanks_behind_an_answer_are_thanks(agent):
    assert read(agent, "Can I drink beer with baclofen?", "thank you")["intent"]["name"] == "thanks"
