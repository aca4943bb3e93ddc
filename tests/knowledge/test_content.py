"""The shipped answers themselves: whole, short, readable, sourced, and told for everybody whom they concern."""

from __future__ import annotations

import re

import pytest

from knowledge.content_check import MAX_GRADE, MEAN_GRADE, grades
from knowledge.topic_ids import question_ids, questions_of, topic_ids

# Charities alone speak of these; each is named with why.
NO_OFFICIAL_SOURCE = {"support": "what helps in daily life is told by charities; no label speaks of it"}
WORDS = re.compile(r"[\w'’{}-]+")


def test_there_is_an_answer_to_every_question(content):
    assert set(content.questions) == set(question_ids())
    assert (len(topic_ids()), len(question_ids())) == (51, 495)
    for topic in topic_ids():
        assert list(content.answers[topic].questions)[0] == "overview"
        assert set(f"{topic}/{one}" for one in content.answers[topic].questions) == set(questions_of(topic))


def test_each_text_reads_at_grade_8_and_all_at_grade_6_on_average(content):
    reading = grades(content)
    assert max(reading.values()) <= MAX_GRADE
    assert sum(reading.values()) / len(reading) <= MEAN_GRADE


def test_an_answer_is_at_most_four_sentences_and_half_a_hundred_words(content):
    answers = {name: one.answer for name, one in content.questions.items()}
    lengths = sorted(len(WORDS.findall(text)) for text in answers.values())
    assert lengths[len(lengths) // 2] <= 50 and lengths[-1] <= 75
    sentences = {name: len(re.findall(r"[.?!](?:\s|$)", text)) for name, text in answers.items()}
    assert {name: count for name, count in sentences.items() if count > 6} == {}


def test_the_plain_wording_of_a_question_stands_once(content):
    asks = [one.ask.lower() for one in content.questions.values()]
    assert sorted(ask for ask in set(asks) if asks.count(ask) > 1) == []


@pytest.mark.parametrize("topic", topic_ids())
def test_a_topic_rests_on_a_label_or_a_health_service(content, topic):
    kinds = {
        content.sources[source].kind for one in content.answers[topic].questions.values() for source in one.sources
    }
    assert kinds & {"label", "government"} or topic in NO_OFFICIAL_SOURCE


def test_every_source_is_its_publisher_s_own_and_was_read(content):
    mirrors = (
        "wikipedia.",
        "drugs.com",
        "rxlist.",
        "webmd.",
        "medlineplus-mirror",
        "scribd.",
        "chatgpt.",
        "archive.org",
    )
    for source in content.sources.values():
        assert source.checked, source.id
        assert not any(mirror in str(source.url) for mirror in mirrors), source.id


def test_only_cited_sources_are_kept(content):
    cited = {
        source for one in content.questions.values() for shown in (one, *one.variants) for source in shown.sources or {}
    }
    cited |= {source for one in content.red_flags.values() for source in one.sources}
    cited |= {source for one in content.warnings.sets.values() for source in one.sources}
    cited |= {source for one in content.medicines.classes for source in one.sources}
    cited |= {source for one in content.effects.effects for source in (one.source, *one.sources)}
    cited |= set(content.contacts_file.sources)
    assert cited <= set(content.sources)
    assert set(content.sources) - cited - figures_rest_on() == set()


def figures_rest_on() -> set:
    """The sources of the medicine's figures."""
    from knowledge.medicine import medicine

    def walk(value):
        if isinstance(value, dict):
            yield from ([value["source"]] if value.get("source") else [])
            for inner in value.values():
                yield from walk(inner)
        elif isinstance(value, (list, tuple)):
            for inner in value:
                yield from walk(inner)

    return set(walk(medicine().dict()))


def test_no_phone_number_stands_in_an_answer(content):
    number = re.compile(r"(?<![\d,.])\b(?:999|911|112|000|988|111|116 ?123|13 11|1-8\d\d-)")
    for name, question in content.questions.items():
        for key, text in question.all_texts():
            assert not number.search(text), (name, key)


def test_every_number_of_milligrams_stands_with_its_unit(content):
    for name, question in content.questions.items():
        for key, text in question.all_texts():
            assert not re.search(
                r"\b(?:take|takes|dose of|doses of)\s+\d+(?:\.\d+)?\s+(?:a|three|twice|times)\b", text
            ), (name, key)


def test_a_line_of_safety_gives_a_call_or_an_act(content):
    for name, question in content.questions.items():
        for shown in (question, *question.variants):
            assert shown.safety is None or len(shown.safety.split()) >= 4, name


def test_related_questions_are_others_and_exist(content):
    for name, question in content.questions.items():
        assert name not in question.related and set(question.related) <= set(content.questions), name


@pytest.mark.parametrize(
    ("name", "signs"),
    [
        ("withdrawal/overview", "missed_or_stopped"),
        ("stopping/overview", "missed_or_stopped"),
        ("overdose_info/overview", "too_much"),
    ],
)
def test_withdrawal_and_overdose_bring_their_signs(content, name, signs):
    assert signs in content.questions[name].help
