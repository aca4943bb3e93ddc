"""What Rasa learns from: whole, varied, clean."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from typing import Iterator, List, Tuple

import numpy as np
import pytest
from rapidfuzz import fuzz, process
from ruamel.yaml import YAML

from components.clauses import TURN
from components.content_importer import responses
from components.dialogue_acts import ACTS
from components.plain_text import plain
from knowledge.settings import CONTENT, ROOT
from knowledge.tools import commands, openings
from knowledge.topic_ids import (
    ASK,
    USE,
    conversation_ids,
    intent_of_topic,
    question_ids,
    questions_of,
    red_flag_levels,
    topic_ids,
)
from tests.data.examples import EVALUATION, Example, all_examples, evaluation_texts, normal

ALMOST_THE_SAME = 95  # of rapidfuzz's ratio, 0 to 100: only punctuation or a letter differs


def yaml(*path: str) -> dict:
    return YAML(typ="safe").load(ROOT.joinpath(*path).read_text(encoding="utf-8"))


def near(texts: List[str], others: List[str], least: int) -> Iterator[Tuple[str, str]]:
    """Every two texts whose ratio is at least so much. Only those of like length can be, so they are held against each other by length."""
    least_of_length = least / (
        200 - least
    )  # the ratio of two texts is at most twice the shorter one over both together
    texts, others = sorted(texts, key=len), sorted(others, key=len)
    lengths = [len(one) for one in others]
    for start in range(0, len(texts), 1000):
        some = texts[start : start + 1000]
        first = bisect_left(lengths, int(len(some[0]) * least_of_length))
        last = bisect_right(lengths, int(len(some[-1]) / least_of_length) + 1)
        found = process.cdist(
            some, others[first:last], scorer=fuzz.ratio, score_cutoff=least, workers=2, dtype=np.uint8
        )
        for row, column in zip(*found.nonzero(), strict=True):
            yield some[int(row)], others[first + int(column)]


def rules() -> dict:
    """Action by intent, over every rule file."""
    found = {}
    for file in sorted((ROOT / "data" / "rules").glob("*.yml")):
        if file.stem == "tools":
            continue  # forms have rules of their own
        for rule in YAML(typ="safe").load(file.read_text(encoding="utf-8"))["rules"]:
            intent, *actions = rule["steps"]
            assert intent["intent"] not in found, "one rule an intent"
            assert len(actions) == 1, "one action a rule"
            found[intent["intent"]] = actions[0]["action"]
    return found


@pytest.mark.parametrize("topic", topic_ids())
def test_a_topic_is_whole(topic):
    """Adding a topic is adding its files and naming it: here is all that a topic needs."""
    assert (ROOT / "data" / "nlu" / "topics" / f"{topic}.yml").is_file()
    assert (CONTENT / "answers" / f"{topic}.yml").is_file()
    assert intent_of_topic(topic) in yaml("domain.yml")["intents"]
    assert rules()[intent_of_topic(topic)] == "action_answer_topic"


def test_there_is_nothing_but_the_named_topics_and_questions():
    files = {file.stem for file in (ROOT / "data" / "nlu" / "topics").glob("*.yml")}
    assert files == set(topic_ids())
    intents = {intent_of_topic(one) for one in [*topic_ids(), *conversation_ids()]}
    set_by_words = {USE + topic for topic in openings()} | set(commands()) | {"tell_region"}
    assert set(yaml("domain.yml")["intents"]) == intents | {"red_flag"} | set_by_words
    assert set(rules()) == intents | {"nlu_fallback", "red_flag"}
    assert {one.question for one in all_examples() if one.question} == set(question_ids())


def test_an_example_of_a_topic_names_its_question_and_stands_in_its_topic_s_file():
    asked = [one for one in all_examples() if one.intent.startswith(ASK)]
    assert all(one.question and f"{ASK}{one.question}" == one.intent for one in asked)
    assert [one.text for one in asked if one.question.partition("/")[0] != one.file] == []


@pytest.mark.parametrize("topic", topic_ids())
def test_every_question_has_enough_examples_by_enough_authors(topic):
    for question in questions_of(topic):
        own = [one for one in all_examples() if one.question == question]
        assert len(own) >= 12 and len({one.author for one in own}) >= 3, question


def test_many_questions_are_also_asked_at_length():
    """Story first, the question in the middle, at the end, or implied: 60 to 140 words."""
    long = Counter(one.question for one in all_examples() if one.question and 60 <= len(one.text.split()) <= 140)
    assert sum(count >= 2 for count in long.values()) >= 200


def test_questions_are_typed_like_searches_too():
    short = Counter(one.question for one in all_examples() if one.question and len(one.text.split()) <= 6)
    assert len(short) >= 0.9 * len(question_ids())


@pytest.mark.parametrize("topic", [*topic_ids(), *conversation_ids()])
def test_there_are_enough_examples_by_enough_authors(topic):
    own = [one for one in all_examples() if one.intent.partition("/")[0] == intent_of_topic(topic)]
    assert len(own) >= (600 if topic == "out_of_scope" else 90 if topic in conversation_ids() else 120)
    assert len({one.author for one in own}) >= 8


def test_no_example_is_almost_another_s_copy():
    """Near-duplicates make a model look better than it is, and teach it nothing."""
    texts = sorted({normal(one.text) for one in all_examples() if len(normal(one.text)) >= 12})
    pairs = [(one, other) for one, other in near(texts, texts, ALMOST_THE_SAME) if one < other]
    assert pairs == []


def test_no_text_stands_under_two_intents():
    intents = {}
    for one in all_examples():
        intents.setdefault(normal(one.text) or one.text, set()).add(one.intent)
    assert {text: found for text, found in intents.items() if len(found) > 1} == {}


def test_examples_are_plain_text_already():
    assert [one.text for one in all_examples() if plain(one.text) != one.text] == []


@pytest.mark.parametrize("name", sorted(EVALUATION))
def test_nothing_of_an_evaluation_set_is_trained_on(name):
    trained = {normal(one.text) for one in all_examples() if len(normal(one.text)) >= 12}
    held_out = {normal(text) for text in evaluation_texts(name)}
    told, known = sorted(text for text in held_out if len(text) >= 20), sorted(trained)
    close = dict(near(told, known, 90))
    # Short searches ("baclofen half life") are worded alike by everybody; they may meet by chance, not in number.
    assert len(close) <= 0.02 * len(held_out), close
    assert len(held_out & trained) <= 0.02 * len(held_out)


def test_every_author_wrote_much():
    counts = Counter(one.author for one in all_examples() if one.author not in ("bedside", "l"))
    # bedside: the buttons' own questions; l: border cases of doses and warning signs
    assert min(counts.values()) >= 300


def test_examples_have_an_intent_that_the_domain_knows():
    known = set(yaml("domain.yml")["intents"])
    assert {one.intent.partition("/")[0] for one in all_examples()} <= known


def test_rasa_knows_every_retrieval_intent_by_its_response():
    asked = {f"utter_{one.intent}" for one in all_examples() if one.question}
    assert asked == set(responses())


def test_ordinary_life_is_told_by_many_voices_and_over_several_turns():
    """A screen that has met nothing but dangers and questions takes an introduction for one of them."""
    own = [one for one in all_examples() if one.intent == "statement"]
    assert len(own) >= 6000 and len({one.author for one in own}) >= 8
    over_turns = [one for one in all_examples() if one.kind == "turns"]
    assert sum(bool(one.flag) for one in over_turns) >= 400 and sum(not one.flag for one in over_turns) >= 400
    assert all(TURN in one.text for one in over_turns)


def test_an_example_is_read_with_its_author():
    assert all(isinstance(one, Example) and one.author for one in all_examples())


def replies() -> List[Tuple[str, dict, str]]:
    """The answers to a card or a check question, each with its metadata and its file's name."""
    found = []
    for file in sorted((ROOT / "data" / "nlu" / "replies").glob("*.yml")):
        for block in yaml("data", "nlu", "replies", file.name)["nlu"]:
            about = block["metadata"]
            found += [(line.removeprefix("- "), about, file.stem) for line in block["examples"].splitlines()]
    return found


def test_answers_to_a_card_or_a_check_question_say_what_they_do_and_what_they_answer():
    known = replies()
    assert {about["act"] for _, about, _ in known} == set(ACTS)
    for text, about, file in known:
        flag, _, answer = text.partition(TURN)
        assert about["kind"] == "reply" and about["act"] == file and about["at"] in ("card", "check"), text
        assert flag in red_flag_levels() and answer.strip(), text
    assert {text.partition(TURN)[0] for text, _, _ in known} == set(red_flag_levels())


@pytest.mark.parametrize("act", ACTS)
def test_of_each_act_there_are_enough_answers_by_enough_authors(act):
    own = [about["author"] for _, about, _ in replies() if about["act"] == act]
    assert len(own) >= 140 and len(set(own)) >= 2


def test_nothing_of_the_answers_that_thresholds_are_chosen_on_is_trained_on():
    trained = sorted({normal(text.partition(TURN)[2]) for text, _, _ in replies()})
    chosen_on = sorted({normal(one["text"]) for one in yaml("tests", "validation", "replies.yml")})
    same = [text for text in chosen_on if len(text) >= 20 and text in trained]
    close = {one for one, _ in near([text for text in chosen_on if len(text) >= 20], trained, 90)}
    assert same == [] and len(close) <= 0.02 * len(chosen_on), close
    assert len(set(chosen_on) & set(trained)) <= 0.1 * len(chosen_on)  # "ok thanks" is worded alike by everybody


def test_the_encoder_is_not_tuned_on_answers_to_a_card():
    from training.examples import read_examples

    assert not any(one.kind == "reply" for one in read_examples())
