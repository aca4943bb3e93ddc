"""What Rasa learns from: whole, varied, clean."""

from __future__ import annotations

from collections import Counter

import pytest
from rapidfuzz import fuzz, process
from ruamel.yaml import YAML

from components.plain_text import plain
from knowledge.settings import ROOT
from knowledge.tools import commands, openings
from knowledge.topic_ids import USE, conversation_ids, intent_of_topic, topic_ids
from tests.data.examples import EVALUATION, Example, all_examples, evaluation_texts, normal

ALMOST_THE_SAME = 95  # of rapidfuzz's ratio, 0 to 100: only punctuation or a letter differs


def yaml(*path: str) -> dict:
    return YAML(typ="safe").load(ROOT.joinpath(*path).read_text(encoding="utf-8"))


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
    for place in ("data/nlu/topics", "knowledge/content/answers", "tests/conversations/topics"):
        name = f"test_{topic}.yml" if place.startswith("tests") else f"{topic}.yml"
        assert (ROOT / place / name).is_file(), f"{place}/{name} is missing"
    assert intent_of_topic(topic) in yaml("domain.yml")["intents"]
    assert rules()[intent_of_topic(topic)] == "action_answer_topic"


def test_there_is_nothing_but_the_named_topics():
    files = {file.stem for file in (ROOT / "data" / "nlu" / "topics").glob("*.yml")}
    assert files == set(topic_ids())
    intents = {intent_of_topic(one) for one in [*topic_ids(), *conversation_ids()]}
    set_by_words = {USE + topic for topic in openings()} | set(commands())
    assert set(yaml("domain.yml")["intents"]) == intents | {"red_flag"} | set_by_words
    assert set(rules()) == intents | {"nlu_fallback", "red_flag"}


@pytest.mark.parametrize("topic", [*topic_ids(), *conversation_ids()])
def test_there_are_enough_examples_by_enough_authors(topic):
    own = [one for one in all_examples() if one.intent == intent_of_topic(topic)]
    assert len(own) >= (600 if topic == "out_of_scope" else 90 if topic in conversation_ids() else 120)
    assert len({one.author for one in own}) >= 8


def test_no_example_is_almost_another_s_copy():
    """Near-duplicates make a model look better than it is, and teach it nothing."""
    texts = sorted({normal(one.text) for one in all_examples() if len(normal(one.text)) >= 12})
    same = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=ALMOST_THE_SAME, workers=2)
    pairs = [(texts[i], texts[j]) for i, j in zip(*same.nonzero(), strict=True) if i < j]
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
    close = [
        (text, near[0])
        for text in sorted(held_out)
        if len(text) >= 20 and (near := process.extractOne(text, trained, scorer=fuzz.ratio, score_cutoff=90))
    ]
    # Short searches ("baclofen half life") are worded alike by everybody; they may meet by chance, not in number.
    assert len(close) <= 0.02 * len(held_out), close
    assert len(held_out & trained) <= 0.02 * len(held_out)


def test_every_author_wrote_much():
    counts = Counter(one.author for one in all_examples() if one.author not in ("bedside", "l"))
    # bedside: the buttons' own questions; l: border cases of doses and warning signs
    assert min(counts.values()) >= 300


def test_examples_have_an_intent_that_the_domain_knows():
    known = set(yaml("domain.yml")["intents"])
    assert {one.intent for one in all_examples()} <= known


def test_an_example_is_read_with_its_author():
    assert all(isinstance(one, Example) and one.author for one in all_examples())
