"""The shipped answers themselves: whole, readable, sourced, and without what must never be said."""

from __future__ import annotations

import re

import pytest

from knowledge import schema
from knowledge.content_check import MAX_GRADE, MEAN_GRADE, grades, never_said
from knowledge.files import read
from knowledge.settings import CONTENT
from knowledge.topic_ids import topic_ids

# The facts hold no label or government source for these; each is named with why.
NO_OFFICIAL_SOURCE = {"support": "what helps in daily life is told by charities; no label speaks of it"}


def never() -> schema.NeverSay:
    return read(CONTENT / "never_say.yml", schema.NeverSay)


def test_there_is_an_answer_to_every_topic(content):
    assert set(content.answers) == set(topic_ids())
    assert len(topic_ids()) == 51


def test_each_text_reads_at_grade_8_and_all_at_grade_6_on_average(content):
    reading = grades(content.answers.values(), content.contacts)
    assert max(reading.values()) <= MAX_GRADE
    assert sum(reading.values()) / len(reading) <= MEAN_GRADE


@pytest.mark.parametrize("topic", topic_ids())
def test_an_answer_rests_on_a_label_or_a_health_service(content, topic):
    kinds = {content.sources[source].kind for source in content.answers[topic].sources}
    assert kinds & {"label", "government"} or topic in NO_OFFICIAL_SOURCE


@pytest.mark.parametrize("topic", topic_ids())
def test_nothing_is_shipped_as_reviewed(content, topic):
    review = content.answers[topic].review
    assert (review.status, review.by, review.on) == ("sourced", None, None)


@pytest.mark.parametrize("topic", topic_ids())
def test_every_number_of_milligrams_stands_with_its_unit(content, topic):
    for key, text in content.answers[topic].texts():
        assert not re.search(
            r"\b(take|takes|dose of|doses of)\s+\d+(\.\d+)?\s+(tablets? )?(a|three|twice|times)\b", text
        ), key


def test_no_phone_number_stands_in_an_answer(content):
    for answer in content.answers.values():
        for key, text in answer.texts():
            assert not re.search(r"(?<![\d,.])\b(999|911|112|000|988|116 ?123|1-8\d\d-|13 11)\b", text), (
                answer.topic,
                key,
            )


def test_only_cited_sources_are_kept(content):
    said = [*content.answers.values(), *content.red_flags.values()]
    cited = {source for one in said for source in one.sources}
    contacts = read(CONTENT / "contacts.yml", schema.Contacts)
    assert set(content.sources) == cited | set(contacts.sources)


@pytest.mark.parametrize(
    "text",
    [
        "It is fine to stop when you feel better.",
        "You can stop taking it if you like.",
        "Stop taking baclofen at once.",
        "You can take an extra dose.",
        "You should halve your dose at night.",
        "Cut it by 5 mg each week.",
        "The child dose is 2 mg per kg.",
        "Make them vomit.",
        "Give salt water.",
        "The lethal dose is unknown.",
        "Serious trouble was seen from 200 mg.",
        "Let them sleep it off.",
        "Wait and see.",
        "It will pass.",
        "Drive yourself to the hospital.",
        "You could borrow a friend's tablets.",
        "It is safe to take with tramadol.",
        "Two drinks are fine.",
        "Baclofen cures spasticity.",
        "Baclofen is not addictive.",
        "You are fit to drive after a week.",
        "Drink strong coffee to wake up.",
    ],
)
def test_forbidden_wording_is_found(text):
    assert never_said(text, never()) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Do not make them vomit.",
        "Never stop taking baclofen on your own.",
        "Do not drive yourself to hospital.",
        "Do not stop baclofen suddenly.",
        "Your prescriber may lower your dose.",
        "Do not take an extra dose to catch up.",
    ],
)
def test_a_warning_is_not_taken_for_what_it_warns_of(text):
    assert never_said(text, never()) is None
