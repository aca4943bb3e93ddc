"""Within a topic, the question is read: learned, kept, and never another topic's."""

from __future__ import annotations

from typing import List

import numpy as np
import pytest

from components.encoder import shared_encoder
from components.question_reader import Example, QuestionReader

SETTINGS = {"question_C": 10.0, "question_iterations": 300, "question_words": 0.5, "question_leads": 0.0}
EXAMPLES = {
    "alcohol/allowed": ["can I have a beer", "is a glass of wine all right", "may I drink at a wedding", "a pint on Friday?"],
    "alcohol/already_drank": ["I have had a drink, what now", "I just drank two beers, what do I do", "already had some wine tonight"],
    "alcohol/why": ["why is alcohol bad with it", "why can't I drink", "what is the reason not to drink"],
    "storage/fridge": ["does it go in the fridge", "keep it cold?", "must I refrigerate it"],
    "storage/expired": ["it is out of date", "can I take expired tablets", "what does the expiry date mean"],
    "dose/maximum": ["what is the most a day", "max dose"],
}  # fmt: skip


def examples() -> List[Example]:
    return [Example(text, question) for question, texts in EXAMPLES.items() for text in texts]


def reader(**settings: float) -> QuestionReader:
    made = QuestionReader({**SETTINGS, **settings}, shared_encoder())
    known = examples()
    made.fit(known, shared_encoder().encode([one.text for one in known]))
    return made


@pytest.fixture(scope="module")
def trained() -> QuestionReader:
    return reader()


@pytest.mark.parametrize(
    ("topic", "text", "question"),
    [
        ("alcohol", "is one beer ok", "alcohol/allowed"),
        ("alcohol", "I already drank a beer, what now?", "alcohol/already_drank"),
        ("alcohol", "why no alcohol", "alcohol/why"),
        ("storage", "fridge?", "storage/fridge"),
        ("storage", "these expired in May", "storage/expired"),
    ],
)
def test_the_question_of_a_topic_is_read(trained, topic, text, question):
    assert trained.asked(topic, [text])[0] == question


def test_a_question_is_never_taken_from_another_topic(trained):
    question, _ = trained.asked("alcohol", ["does it go in the fridge"])
    assert question.startswith("alcohol/")


def test_the_shares_of_a_topic_s_questions_make_one_whole(trained):
    shares = trained.shares("alcohol", ["beer?"])
    assert set(shares) == {"alcohol/allowed", "alcohol/already_drank", "alcohol/why"}
    assert sum(shares.values()) == pytest.approx(1.0, abs=1e-5)


def test_where_no_question_leads_it_is_the_overview():
    assert reader(question_leads=0.999).asked("alcohol", ["hm"]) == ("alcohol/overview", 0.0)


def test_a_topic_with_one_known_question_asks_that_one(trained):
    assert trained.asked("dose", ["how much can I take"]) == ("dose/maximum", 1.0)


def test_a_topic_that_was_never_learned_asks_its_overview(trained):
    assert trained.asked("pump", ["how is it filled"])[0] == "pump/overview"


def test_a_message_that_leans_on_another_is_read_alone_and_together_with_it(trained):
    alone = trained.shares("alcohol", ["why"])
    behind = trained.shares("alcohol", ["can I have a beer / why"])
    both = trained.shares("alcohol", ["why", "can I have a beer / why"])
    for question, share in both.items():
        assert share == pytest.approx((alone[question] + behind[question]) / 2, abs=1e-5)


def test_a_loaded_reader_reads_as_the_trained_one(trained, tmp_path):
    trained.save(tmp_path)
    loaded = QuestionReader(SETTINGS, shared_encoder())
    loaded.load(tmp_path)
    for topic in ("alcohol", "storage", "dose"):
        for text in ("is one beer ok", "fridge?", ""):
            before, after = trained.shares(topic, [text]), loaded.shares(topic, [text])
            assert after == pytest.approx(before, abs=2e-3)  # kept in half the digits


def test_a_reader_without_examples_knows_only_overviews(tmp_path):
    empty = QuestionReader(SETTINGS, shared_encoder())
    empty.fit([], np.empty((0, 384), dtype=np.float32))
    empty.save(tmp_path)
    empty.load(tmp_path)
    assert empty.asked("alcohol", ["is one beer ok"])[0] == "alcohol/overview"
