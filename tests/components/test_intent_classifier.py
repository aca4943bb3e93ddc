"""The classifier learns, ranks, and survives being stored."""

from __future__ import annotations

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy import sparse

from components.intent_classifier import SentenceIntentClassifier
from components.word_grams import WordGrams

CONTEXT = ExecutionContext(GraphSchema({}))
RESOURCE = Resource("classifier")


def message(text: str, vector, intent=None, question=None) -> Message:
    """A message with its sentence vector already there; an example may carry the question that it asks."""
    made = Message({TEXT: text, **({INTENT: intent} if intent else {})})
    if question:
        made.set(INTENT_RESPONSE_KEY, f"ask_{question}")
    made.add_features(Features(np.array([vector], dtype=np.float32), FEATURE_TYPE_SENTENCE, TEXT, "test"))
    return made


@pytest.fixture
def trained(tmp_path):
    storage = LocalModelStorage.create(tmp_path)
    config = {
        **SentenceIntentClassifier.get_default_config(),
        "pairs": 0,
        "encoder_weight": 1.0,
    }  # its vectors are the test's own
    classifier = SentenceIntentClassifier.create(config, storage, RESOURCE, CONTEXT)
    corners = {"ask_dose": (1, 0, 0), "ask_pump": (0, 1, 0), "greet": (0, 0, 1)}
    examples = [message(f"{name} {n}", corner, name) for name, corner in corners.items() for n in range(5)]
    questions = {"most a day": "dose/maximum", "begin with": "dose/start", "its battery": "pump/battery"}
    examples += [
        message(
            f"{words} {n}", corners[f"ask_{question.partition('/')[0]}"], f"ask_{question.partition('/')[0]}", question
        )
        for words, question in questions.items()
        for n in range(5)
    ]
    classifier.train(TrainingData(examples))
    return classifier, storage, config


def test_the_nearest_intent_is_ranked_first(trained):
    classifier, _, _ = trained
    read = classifier.process([message("?", (0.1, 0.9, 0.0))])[0]
    assert read.get(INTENT)["name"] == "ask_pump"
    ranking = read.get("intent_ranking")
    assert [entry["name"] for entry in ranking][0] == "ask_pump"
    assert sum(entry["confidence"] for entry in ranking) == pytest.approx(1.0)


def test_a_loaded_classifier_answers_as_the_trained_one(trained):
    classifier, storage, config = trained
    loaded = SentenceIntentClassifier.load(config, storage, RESOURCE, CONTEXT)
    parsed = [
        one.process([message("most a day", (1, 0, 0))])[0].as_dict_nlu()["questions"] for one in (classifier, loaded)
    ]
    assert parsed == [["dose/maximum"]] * 2
    vectors = np.random.default_rng(0).normal(size=(20, 3)).astype(np.float32)
    texts = [""] * len(vectors)
    assert np.allclose(loaded.reader.read(texts, vectors), classifier.reader.read(texts, vectors))


@pytest.mark.parametrize(
    ("text", "vector", "intent", "question"),
    [
        ("most a day", (1, 0, 0), "ask_dose", "dose/maximum"),
        ("begin with", (1, 0, 0), "ask_dose", "dose/start"),
        ("most a day", (0, 1, 0), "ask_pump", "pump/battery"),
    ],
)
def test_a_message_gets_its_topic_and_the_question_of_that_topic(trained, text, vector, intent, question):
    read = trained[0].process([message(text, vector)])[0]
    assert (read.get(INTENT)["name"], read.get("questions")) == (intent, [question])


@pytest.mark.parametrize("typed", [str, str.upper, lambda ask: ask.rstrip("?"), lambda ask: f" {ask}  "])
def test_what_a_button_shows_is_what_is_asked_when_it_is_pressed(trained, content, typed):
    for question in (one for one in content.questions if one.startswith(("dose/", "pump/"))):
        read = trained[0].process([message(typed(content.questions[question].ask), (0, 0, 1))])[0]
        assert (read.get(INTENT)["name"], read.get("questions")) == (f"ask_{question.partition('/')[0]}", [question])


def test_the_likeliest_question_of_each_of_the_likeliest_topics_is_ranked(trained):
    ranked = trained[0].process([message("most a day", (1, 0, 0))])[0].get("question_ranking")
    assert [one["id"] for one in ranked] == ["dose/maximum", "pump/battery"]
    shares = [one["confidence"] for one in ranked]
    assert shares == sorted(shares, reverse=True) and sum(shares) <= 1.0


def test_a_message_about_no_topic_asks_no_question(trained):
    read = trained[0].process([message("hello", (0, 0, 1))])[0]
    assert (read.get(INTENT)["name"], read.get("questions")) == ("greet", [])


def test_examples_without_a_question_teach_the_topic_alone(tmp_path):
    storage = LocalModelStorage.create(tmp_path)
    config = {**SentenceIntentClassifier.get_default_config(), "pairs": 0, "encoder_weight": 1.0}
    classifier = SentenceIntentClassifier.create(config, storage, RESOURCE, CONTEXT)
    corners = {"ask_dose": (1, 0, 0), "ask_pump": (0, 1, 0), "greet": (0, 0, 1)}
    classifier.train(TrainingData([message(f"{name} {n}", at, name) for name, at in corners.items() for n in range(3)]))
    assert classifier.process([message("?", (0, 1, 0))])[0].get("questions") == ["pump/overview"]


def test_the_words_themselves_are_learned_kept_and_loaded(tmp_path):
    grams = WordGrams()
    texts = [f"{word} {n}" for word in ("wine", "milk", "driving") for n in ("please", "tonight", "now", "again")]
    grams.fit(texts, ["alcohol"] * 4 + ["food"] * 4 + ["driving"] * 4, 1e-4)
    read = grams.probabilities(["some wine", "milkk"], ["food", "alcohol", "driving"])
    assert read[0].argmax() == 1
    assert read[1].argmax() == 0
    assert np.allclose(read.sum(axis=1), 1.0)
    grams.save(tmp_path)
    loaded = WordGrams()
    loaded.load(tmp_path)
    assert np.allclose(loaded.probabilities(["some wine", "milkk"], ["food", "alcohol", "driving"]), read)


def test_the_words_are_read_as_the_vectorizers_would():
    grams = WordGrams()
    texts = [f"{word} {n}" for word in ("wine", "milk", "driving") for n in ("please", "tonight", "now", "again")]
    grams.fit(texts, ["alcohol"] * 4 + ["food"] * 4 + ["driving"] * 4, 1e-4)
    new = ["Wine wine tonight", "", "milkk, driving!"]
    features = sparse.hstack([one.transform(new) for one in grams._vectorizers])
    slowly = 1 / (1 + np.exp(-(features @ grams._by_gram + grams._bias)))
    assert np.allclose(grams.each(new, grams._classes), slowly, atol=1e-6)


def test_an_empty_message_gets_no_intent(trained):
    classifier, _, _ = trained
    assert classifier.process([message("  ", (1, 0, 0))])[0].get(INTENT)["name"] is None


def test_a_message_without_features_is_an_error_not_a_guess(trained):
    classifier, _, _ = trained
    with pytest.raises(ValueError, match="featuriser must stand before"):
        classifier.process([Message({TEXT: "hello"})])
