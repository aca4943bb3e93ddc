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
        (
            "Is baclofen a narcotic? Does it cause a dry mouth? Can I drive while I take it?",
            ["narcotic", "dry_mouth", "driving"],
        ),
    ],
)
def test_several_questions_are_all_kept_in_order(agent, text, topics):
    assert read(agent, text)["asked_topics"] == [f"ask_{topic}" for topic in topics]


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("is one glass of wine ok with baclofen", ["alcohol/allowed"]),
        ("baclofen freezer?", ["storage/fridge"]),
        ("how long does the dry mouth go on for", ["dry_mouth/how_long"]),
        ("what is the maximum dose of baclofen a day", ["dose/maximum"]),
        ("tell me about baclofen and alcohol", ["alcohol/overview"]),
        ("how often is the pump refilled? and does baclofen go in the fridge?", ["pump/refills", "storage/fridge"]),
    ],
)
def test_the_question_of_each_part_is_read(agent, text, questions):
    assert read(agent, text)["questions"] == questions


@pytest.mark.parametrize(
    ("turns", "question"),
    [
        (("can it cause a dry mouth", "how long does it last"), "dry_mouth/how_long"),
        (("can it cause a dry mouth", "how long does it last", "what helps"), "dry_mouth/what_helps"),
        (("can I drink beer with baclofen?", "why though"), "alcohol/why"),
        (("how is the pump refilled", "and the battery?"), "pump/battery"),
        (("what is the usual dose", "and the most?"), "dose/maximum"),
    ],
)
def test_a_follow_up_picks_another_question_of_the_topic(agent, turns, question):
    assert read(agent, *turns)["questions"] == [question]


def test_one_of_two_questions_is_picked_by_its_place(agent):
    both = "can I drink beer with baclofen? and can I drive on it?"
    first, second = read(agent, both)["questions"]
    assert read(agent, both, "the second one")["questions"] == [second]
    assert read(agent, both, "the first one")["questions"] == [first]


def test_a_message_about_the_conversation_asks_no_question(agent):
    assert read(agent, "thank you so much")["questions"] == []


@pytest.mark.parametrize(
    ("text", "intent"),
    [("MORE", "tell_more"), ("help signs", "help_signs"), ("SOURCES", "sources"), ("I'm in Ireland", "tell_region")],
)
def test_the_words_that_ask_for_the_rest_are_commands(agent, text, intent):
    assert read(agent, "can I drink beer with baclofen?", text)["intent"]["name"] == intent


@pytest.mark.parametrize(
    "text",
    [
        "Hello there. I've been on baclofen for a year now, thank you. Can I drink beer with it?",
        "My neighbour Joan swears by it. Is beer all right with baclofen? Thanks ever so much.",
    ],
)
def test_a_story_or_a_greeting_is_no_second_question(agent, text):
    assert read(agent, text)["asked_topics"] == ["ask_alcohol"]


@pytest.mark.parametrize("text", ["why?", "why though", "in plain words please"])
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
