"""The intent classifier: multinomial logistic regression on the sentence vector.

scikit-learn fits it; serving is one matrix product. Rasa's own LogisticRegressionClassifier is not used: it fixes C at 1 (on unit
vectors its confidences stay below any useful threshold) and loads through `skops`, which has known holes.
"""

from __future__ import annotations

import json
from typing import Any, Dict, List, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.linear_model import LogisticRegression

from components.sentence_featurizer import SentenceFeaturizer

INTENT_RANKING = "intent_ranking"
FILE = "intent_classifier.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SentenceIntentClassifier(IntentClassifier, GraphComponent):
    """Gives each message an intent, its probability, and a ranking."""

    @classmethod
    def required_components(cls) -> List[Type]:
        """The features come from our own featuriser."""
        return [SentenceFeaturizer]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`C`: inverse strength of regularisation; `max_iter`: of the solver; `ranking_length`: intents reported."""
        return {"C": 20.0, "max_iter": 400, "ranking_length": 10}

    def __init__(self, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._intents: List[str] = []
        self._weights = np.zeros((0, 0), dtype=np.float32)
        self._bias = np.zeros(0, dtype=np.float32)

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceIntentClassifier:
        """Creates an untrained classifier."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fits the regression on every example that has an intent, and stores it."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        vectors = np.stack([sentence_vector(example) for example in examples])
        labels = [example.get(INTENT) for example in examples]
        model = LogisticRegression(C=self._config["C"], max_iter=self._config["max_iter"], random_state=0)
        model.fit(vectors, labels)
        self._intents = [str(name) for name in model.classes_]
        self._weights = model.coef_.astype(np.float32)
        self._bias = model.intercept_.astype(np.float32)
        self._persist()
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets intent and ranking; a message without a word gets the empty one."""
        for message in messages:
            ranking = self._ranking(message) if (message.get(TEXT) or "").strip() and self._intents else []
            nothing = {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}
            message.set(INTENT, ranking[0] if ranking else nothing, add_to_output=True)
            if ranking:
                message.set(INTENT_RANKING, ranking[: self._config["ranking_length"]], add_to_output=True)
        return messages

    def probabilities(self, vectors: np.ndarray) -> np.ndarray:
        """Class probabilities, float (messages, intents), of vectors (messages, width)."""
        scores = vectors @ self._weights.T + self._bias
        exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
        return exponents / exponents.sum(axis=1, keepdims=True)

    def _ranking(self, message: Message) -> List[Dict[str, Any]]:
        shares = self.probabilities(sentence_vector(message)[np.newaxis, :])[0]
        return [
            {INTENT_NAME_KEY: self._intents[index], PREDICTED_CONFIDENCE_KEY: float(shares[index])}
            for index in np.argsort(-shares)
        ]

    def _persist(self) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            names = np.frombuffer(json.dumps(self._intents).encode(), dtype=np.uint8)  # no pickled objects in the file
            np.savez(folder / FILE, weights=self._weights, bias=self._bias, intents=names)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SentenceIntentClassifier:
        """Loads a trained classifier from the model archive."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder, np.load(folder / FILE, allow_pickle=False) as stored:
            classifier._intents = json.loads(stored["intents"].tobytes().decode())
            classifier._weights, classifier._bias = stored["weights"], stored["bias"]
        return classifier


def sentence_vector(message: Message) -> np.ndarray:
    """The message's sentence features, float32 (width,).

    Raises:
        ValueError: no featuriser has run before.
    """
    _, sentence = message.get_dense_features(TEXT, [])
    if sentence is None or sentence.type != FEATURE_TYPE_SENTENCE:
        raise ValueError("the message has no sentence vector: the featuriser must stand before the classifier")
    return sentence.features[0]
