"""The intent classifier: logistic regressions on the sentence vector and on the words themselves (`word_grams.py`), multiplied.

A message that leans on the last question ("and for kids?") is read together with it; one that asks several things gets them all, in
order, under the key `asked_topics`.

scikit-learn fits it; serving is one matrix product. Rasa's own LogisticRegressionClassifier is not used: it fixes C at 1 (on unit
vectors its confidences stay below any useful threshold) and loads through `skops`, which has known holes.
"""

from __future__ import annotations

import json
import math
import random
from typing import Any, Dict, List, Optional, Tuple, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.linear_model import LogisticRegression

from components import follow_up
from components.clauses import TURN
from components.encoder import SentenceEncoder, shared_encoder
from components.questions import asks, asks_several, parts_that_may_ask
from components.sentence_featurizer import SentenceFeaturizer
from components.word_grams import WordGrams

RED_FLAG = "red_flag"
OUT_OF_SCOPE = "out_of_scope"
FLOOR = 1e-6  # of a probability, so that neither reader alone can rule an intent out
SHORT = 120  # characters; what is put together stays within what people write
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
        """See config.yml, where each threshold stands with how it was chosen.

        `C`: inverse strength of regularisation; `max_iter`: of the solver; `ranking_length`: intents reported; `pairs`: messages of two
        questions that are put together to learn from.
        """
        return {
            "C": 20.0, "max_iter": 400, "ranking_length": 10, "pairs": 3000,
            "most": 3, "part_share": 0.5, "whole_share": 0.03, "asking_whole_share": 0.0,
            "encoder_weight": 0.5, "word_alpha": 1e-5, "own_weight": 0.6, "stays_below": 0.35, "out_of_scope_weight": 1.0,
        }  # fmt: skip

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        encoder: Optional[SentenceEncoder] = None,
    ) -> None:
        self._encoder = encoder or shared_encoder()
        self._grams = WordGrams()
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
        vectors, labels, weights = self._with_pairs(examples, vectors, labels)
        model = LogisticRegression(C=self._config["C"], max_iter=self._config["max_iter"], random_state=0)
        model.fit(vectors, labels, weights)
        self._intents = [str(name) for name in model.classes_]
        self._weights = model.coef_.astype(np.float32)
        self._bias = model.intercept_.astype(np.float32)
        if self._reads_words:
            texts, intents = [one.get(TEXT) for one in examples], [one.get(INTENT) for one in examples]
            self._grams.fit(texts, intents, self._config["word_alpha"])
        self._persist()
        return self._resource

    def _with_pairs(
        self, examples: List[Message], vectors: np.ndarray, labels: List[str]
    ) -> Tuple[np.ndarray, List[str], List[float]]:
        """The examples and messages of two questions, which count half for each: so that both rank high where both are asked."""
        chance = random.Random(0)
        short = [
            (one.get(TEXT), one.get(INTENT))
            for one in examples
            if len(one.get(TEXT)) < SHORT and one.get(INTENT).startswith(follow_up.ASK)
        ]
        if len(short) < 2 or not self._config["pairs"]:
            return vectors, labels, [1.0] * len(labels)
        chosen = [chance.sample(short, 2) for _ in range(self._config["pairs"])]
        joins = ("? ", ". ", " and ", ", ", ". Also ", ", and also ", "? And ")
        texts = [first[0].rstrip(" .?!") + chance.choice(joins) + second[0] for first, second in chosen]
        both = self._encoder.encode(texts)
        added = [intent for first, second in chosen for intent in (first[1], second[1])]
        weights = [1.0] * len(labels) + [0.5] * len(added)
        return np.vstack([vectors, np.repeat(both, 2, axis=0)]), [*labels, *added], weights

    def process(self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None) -> List[Message]:
        """Sets intent, ranking and the intents asked for; a message without a word gets the empty intent."""
        for message in messages:
            text = (message.get(TEXT) or "").strip()
            shares = self._shares(text, message, follow_up.last_asked(tracker)) if text and self._intents else None
            if shares is None:
                nothing = {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}
                message.set(INTENT, nothing, add_to_output=True)
                continue
            ranking = self._ranking(shares)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING, ranking[: self._config["ranking_length"]], add_to_output=True)
            message.set(follow_up.ASKED, self._asked(text, shares), add_to_output=True)
        return messages

    def _shares(self, text: str, message: Message, before: Optional[follow_up.Asked]) -> np.ndarray:
        """Each intent's probability, float (intents,); in the light of the last question where the message leans on it."""
        own = self._read([text], sentence_vector(message)[np.newaxis, :])[0]
        if before is None or before.intent not in self._intents:
            return own
        last = self._intents.index(before.intent)
        if follow_up.asks_again(text):
            return _certain(last, len(own))
        if not follow_up.leans(text):
            return own
        together = self.probabilities(self._encoder.encode([before.text + TURN + text]))[0]
        weight = self._config["own_weight"]
        shares = weight * own + (1 - weight) * together
        likeliest = int(shares.argmax())
        vague = shares[likeliest] < self._config["stays_below"] or self._intents[likeliest] == OUT_OF_SCOPE
        return _certain(last, len(own)) if vague else shares

    def _asked(self, text: str, shares: np.ndarray) -> List[str]:
        """The topics' intents that a message asks for, in order: those that one of its parts names clearly and the whole agrees to."""
        top = self._intents[int(shares.argmax())]
        parts = parts_that_may_ask(text) if top.startswith(follow_up.ASK) or top == RED_FLAG else []
        if not parts:
            return [top]
        if top == RED_FLAG:
            return self._beside_danger([part for part in parts if asks(part)])
        needed = self._config["asking_whole_share" if asks_several(text) else "whole_share"] * float(shares.max())
        found: Dict[str, int] = {}
        for number, own in enumerate(self._read(parts, self._encoder.encode(parts))):
            best = int(own.argmax())
            if (
                self._intents[best].startswith(follow_up.ASK)
                and (own[best] >= self._config["part_share"] or self._intents[best] == top)
                and shares[best] >= needed
            ):
                found.setdefault(self._intents[best], number)
        ordered = sorted(found, key=lambda intent: found[intent])
        return (ordered if top in found else [top, *ordered])[: self._config["most"]]

    @property
    def _reads_words(self) -> bool:
        return float(self._config["encoder_weight"]) < 1.0

    def _read(self, texts: List[str], vectors: np.ndarray) -> np.ndarray:
        """Probabilities, float (texts, intents): of the vectors and of the words, multiplied (a weighted geometric mean)."""
        meant = self.probabilities(vectors)
        if not self._reads_words:
            return meant
        weight = self._config["encoder_weight"]
        said = self._grams.probabilities(texts, self._intents)
        both = np.exp(weight * np.log(meant + FLOOR) + (1 - weight) * np.log(said + FLOOR))
        return np.asarray(both / both.sum(axis=1, keepdims=True))

    def probabilities(self, vectors: np.ndarray) -> np.ndarray:
        """Class probabilities, float (messages, intents), of vectors (messages, width) alone."""
        scores = vectors @ self._weights.T + self._bias
        if OUT_OF_SCOPE in self._intents:
            scores[:, self._intents.index(OUT_OF_SCOPE)] += math.log(self._config["out_of_scope_weight"])
        exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
        return exponents / exponents.sum(axis=1, keepdims=True)

    def _beside_danger(self, questions: List[str]) -> List[str]:
        """The topics' intents that are clearly asked for beside what sounds like danger."""
        found: List[str] = []
        for own in self._read(questions, self._encoder.encode(questions)) if questions else []:
            intent = self._intents[int(own.argmax())]
            if intent.startswith(follow_up.ASK) and own.max() >= self._config["part_share"]:
                found.append(intent)
        return list(dict.fromkeys(found))

    def _ranking(self, shares: np.ndarray) -> List[Dict[str, Any]]:
        return [
            {INTENT_NAME_KEY: self._intents[index], PREDICTED_CONFIDENCE_KEY: float(shares[index])}
            for index in np.argsort(-shares)
        ]

    def _persist(self) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            names = np.frombuffer(json.dumps(self._intents).encode(), dtype=np.uint8)  # no pickled objects in the file
            if self._reads_words:
                self._grams.save(folder)
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
            if classifier._reads_words:
                classifier._grams.load(folder)
        return classifier


def _certain(index: int, of: int) -> np.ndarray:
    shares = np.zeros(of, dtype=np.float32)
    shares[index] = 1.0
    return shares


def sentence_vector(message: Message) -> np.ndarray:
    """The message's sentence features, float32 (width,).

    Raises:
        ValueError: no featuriser has run before.
    """
    _, sentence = message.get_dense_features(TEXT, [])
    if sentence is None or sentence.type != FEATURE_TYPE_SENTENCE:
        raise ValueError("the message has no sentence vector: the featuriser must stand before the classifier")
    return sentence.features[0]
