"""What is said to a phone, over all that can be said: at most three SMS segments an answer, nothing but text, whole."""

from __future__ import annotations

from typing import Iterator, List, Optional

import pytest

from channels import PHONE_CHANNELS
from channels.shape import fits_sms, messages
from knowledge.content_check import Content
from knowledge.database import engine_for
from knowledge.loader import load
from knowledge.people import NOBODY_IN_PARTICULAR, Person
from knowledge.schema import REGIONS, Question, labels_of
from knowledge.store import KnowledgeStore
from replies import reply as replies
from replies.rendering import message
from replies.reply import Reply
from replies.sms import in_sms_alphabet, segments

MOST = 3


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, content: Content) -> KnowledgeStore:
    """A store that holds the shipped content."""
    engine = engine_for(f"sqlite:///{tmp_path_factory.mktemp('store') / 'knowledge.db'}")
    load(engine, content)
    return KnowledgeStore(engine)


def people(question: Question, region: Optional[str]) -> Iterator[Person]:
    """One for each text that the question has in a region."""
    yield Person(region=region)
    for one in question.variants:
        if one.when.region in (None, region):
            yield Person(one.when.route, frozenset(filter(None, [one.when.audience])), region)


def every_answer(content: Content, store: KnowledgeStore, region: Optional[str]) -> List[Reply]:
    return [
        replies.answer(store.answer(name, person), person, [], {})
        for name, question in content.questions.items()
        for person in people(question, region)
    ]


def as_sms(reply: Reply, hint: bool = False) -> List[str]:
    """The messages that a phone gets for one reply."""
    return messages([message(reply, "sms", hint)], fits_sms, sms_alphabet=True)


@pytest.mark.parametrize("region", [*REGIONS, None])
def test_every_answer_is_one_message_of_three_segments_with_its_review(content, served, region):
    for reply in every_answer(content, served, region):
        for hint in (False, True):
            (text,) = as_sms(reply, hint)
            assert segments(text) <= MOST, text
            assert in_sms_alphabet(reply.payload["parts"]["answer"]) in text
            assert in_sms_alphabet(reply.payload["parts"]["safety"] or "") in text
            assert "ot clinically reviewed." in text.splitlines()[-1], text


@pytest.mark.parametrize("region", [region for region in REGIONS if labels_of(region)])
def test_where_the_country_is_known_every_answer_names_its_publishers_and_says_how_to_get_the_rest(
    content, served, region
):
    lines = [as_sms(reply, hint=True)[0].splitlines()[-1] for reply in every_answer(content, served, region)]
    assert all(line.startswith("From: ") for line in lines)
    assert [line for line in lines if not line.endswith("Reply MORE, HELP SIGNS or SOURCES.")] == []


def test_where_not_even_the_publishers_fit_the_review_is_still_told():
    long = Reply(replies.payload(replies.ANSWER), ("a" * 430,), replies.Origin(("A publisher of a long name",), False))
    assert as_sms(long, hint=True) == ["a" * 430 + "\nNot clinically reviewed."]
    longer = Reply(long.payload, ("a" * 459,), long.origin)
    assert as_sms(longer) == ["a" * 459]  # never cut, never a second message for the line alone


@pytest.mark.parametrize("channel", sorted(PHONE_CHANNELS))
def test_a_phone_gets_words_alone_and_what_can_be_pressed(served, channel):
    answer = replies.answer(served.answer("alcohol/allowed"), NOBODY_IN_PARTICULAR, [], {"alcohol/why": "Why not?"})
    with_third = answer.with_options([{"title": "Dry mouth?", "payload": "Does it dry the mouth?"}])
    made = message(with_third, channel, hint=True)
    assert set(made) == {"text", "buttons"}
    assert messages([made], fits_sms)[0].endswith("Reply 1:\n1 Dry mouth?")


def test_the_countries_to_press_come_behind_the_whole_answer(served):
    answer = replies.answer(served.answer("overdose_info/what_to_do"), NOBODY_IN_PARTICULAR, [], {})
    asked = answer.with_options(replies.region_options(), "Where are you?")
    made = as_sms(asked)
    assert all(segments(text) <= MOST for text in made)
    assert in_sms_alphabet(answer.payload["parts"]["answer"]) in made[0]
    assert "6 Australia\n7 another country" in made[-1]
