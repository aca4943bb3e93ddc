"""A reply's parts and payload, as the reply contract (schema 2) has them."""

from __future__ import annotations

import pytest

from actions.texts import filled_warnings, warnings_for
from knowledge.people import NOBODY_IN_PARTICULAR, Person
from knowledge.topic_ids import question_ids
from replies import reply as replies

KEYS = {"schema", "type", "level", "topic", "question", "parts", "related", "answer_id", "version", "review", "sources"}


def answered(store, question, person=NOBODY_IN_PARTICULAR):
    served = store.answer(question, person)
    return replies.answer(served, person, warnings_for(store, served, person), store.asks(served.related))


def test_an_answer_carries_all_that_the_contract_names(store):
    payload = answered(store, "alcohol/allowed", Person(region="UK")).payload
    assert set(payload) == KEYS
    assert (payload["schema"], payload["type"], payload["topic"], payload["level"]) == (2, "answer", "alcohol", "none")
    assert (payload["question"], payload["answer_id"]) == ("alcohol/allowed", "baclofen/alcohol/allowed")
    assert set(payload["parts"]) == {"answer", "safety", "more", "help"}
    assert set(payload["review"]) == {"status", "by", "on", "due"}
    assert set(payload["sources"][0]) == {"id", "title", "publisher", "year", "url", "checked"}
    assert set(payload["related"][0]) == {"question", "text"} and len(payload["version"]) == 64


@pytest.mark.parametrize("region", [None, "UK"])
def test_every_answer_is_filled_and_says_its_answer_and_safety_alone(store, region):
    for question in question_ids():
        made = answered(store, question, Person(region=region))
        parts = made.payload["parts"]
        assert made.said == tuple(one for one in (parts["answer"], parts["safety"]) if one)
        for text in [*made.said, parts["more"] or "", *parts["help"]]:
            assert "{" not in text and "}" not in text and text == text.strip(), question


def test_every_answer_is_short(store):
    """At most 120 words a turn; the median at most 60."""
    counts = sorted(
        len(" ".join(answered(store, question, Person(region="UK")).said).split()) for question in question_ids()
    )
    assert counts[len(counts) // 2] <= 60 and counts[-1] <= 75


def test_warnings_are_a_list_of_what_to_do_with_the_signs_below(store):
    help_ = answered(store, "withdrawal/overview", Person(region="UK")).payload["parts"]["help"]
    head, *signs = next(text for text in help_ if text.startswith("Call ")).split("\n")
    assert head == "Call 999 now for:" and signs and all(sign.startswith("- ") for sign in signs)


def test_two_sets_together_say_each_thing_once(store):
    question = next(name for name in question_ids() if len(store.answer(name).help) == 2)
    lines = [line for text in answered(store, question).payload["parts"]["help"] for line in text.split("\n")]
    assert len(lines) == len(set(lines))


def test_options_and_the_line_that_asks_for_one_are_added_behind(store):
    made = answered(store, "alcohol/allowed").with_options([{"title": "A", "payload": "a"}], "Which?")
    more = made.with_options([{"title": "B", "payload": "b"}])
    assert more.said[-1] == "Which?" and [one["title"] for one in more.options] == ["A", "B"]
    assert more.payload["options"] == list(more.options)


def test_the_origin_names_each_publisher_once_and_whether_it_was_signed(store):
    served = store.answer("alcohol/allowed")
    origin = replies.line_of_origin([*served.sources, *served.sources], served.review)
    assert len(origin.publishers) == len(set(origin.publishers)) and not origin.reviewed
    assert replies.line_of_origin(served.sources, {**served.review, "status": "approved"}).reviewed


@pytest.mark.parametrize("route", [None, "pump"])
@pytest.mark.parametrize("audiences", [[], ["child"]])
def test_whoever_it_is_for_no_line_stands_twice_and_the_most_urgent_comes_first(store, content, route, audiences):
    person = Person(route, frozenset(audiences), "UK")
    for first in content.warnings.sets:
        for second in content.warnings.sets:
            said = filled_warnings(store, [first, second], person)
            lines = [line for paragraph in said for line in paragraph.split("\n")]
            assert len(lines) == len(set(lines)), (first, second)
            calls = [paragraph for paragraph in said if "\n- " in paragraph]
            assert not calls[1:] or "999" not in " ".join(calls[1:]), (first, second)
