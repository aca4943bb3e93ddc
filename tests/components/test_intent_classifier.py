"""The classifier learns, ranks, and survives being stored."""

from __future__ import annotations

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy import sparse

from components.intent_classifier import SentenceIntentClassifier
from components.word_grams import WordGrams

CONTEXT = ExecutionContext(GraphSchema({}))
RESOURCE = Resource("classifier")


def message(text: str, vector, intent=None) -> Message:
    """A message with its sentence vector already there."""
    made = Message({TEXT: text, **({INTENT: intent} if intent else {})})
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
    vectors = np.random.default_rng(0).normal(size=(20, 3)).astype(np.float32)
    texts = [""] * len(vectors)
    assert np.allclose(loaded.reader.read(texts, vectors), classifier.reader.read(texts, vectors))


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
