"""The intent classifier: what a message asks for (`topic_reader.py`).

A message that leans on the last question ("and for kids?") is read together with it (`follow_up.py`); one that asks several things gets
them all, in order, under the key `asked_topics` (`several_questions.py`).
"""

from __future__ import annotations

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

from components import follow_up, several_questions
from components.clauses import TURN
from components.context_reader import ContextReader, FollowUp
from components.encoder import SentenceEncoder, shared_encoder
from components.questions import asks, parts_that_may_ask
from components.sentence_featurizer import SentenceFeaturizer
from components.spelling import Spelling
from components.topic_reader import TopicReader
from knowledge.topic_ids import ASK, OUT_OF_SCOPE

RED_FLAG = "red_flag"
REPAIRED = "repaired_text"  # the key under which a message without its slips stands, where it had any
TALK = 0.7  # share from which a message is surely no question about the medicine
SHORT = 120  # characters; what is put together stays within what people write
INTENT_RANKING = "intent_ranking"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SentenceIntentClassifier(IntentClassifier, GraphComponent):
    """Gives each message an intent, its probability, and a ranking."""

    @classmethod
    def required_components(cls) -> List[Type]:
        """The features come from our own featuriser."""
        return [SentenceFeaturizer]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """See config.yml, where each setting stands with how it was chosen."""
        return {
            "C": 20.0, "max_iter": 400, "ranking_length": 10, "pairs": 3000, "sharpness": 1.0,
            "encoder_weight": 0.5, "word_alpha": 1e-5, "out_of_scope_weight": 1.0, "beside_danger": 0.5,
            "context": {"own": 0.5, "together": 0.5, "stays": 2.0, "leans": 1.0},
            "several": {"base": 3.32, "margin": 0.58, "whole": 1.66, "sure": 2.99, "words": -0.39, "asks": 0.55, "leads": 0.23, "second": 0.44, "threshold": 0.5, "in_order": 0.8, "alone_from": 0.95},
        }  # fmt: skip

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        encoder: Optional[SentenceEncoder] = None,
    ) -> None:
        self._encoder = encoder or shared_encoder()
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self.reader = TopicReader(config, self._encoder)
        self.context = ContextReader(config, self._encoder)
        self.spelling = Spelling()

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
        """Learns from every example that has an intent, and stores what it learned. Dialogues teach the context alone."""
        every = [example for example in training_data.intent_examples if example.get(TEXT)]
        examples = [one for one in every if not is_dialogue(one)]
        texts, labels = [one.get(TEXT) for one in examples], [one.get(INTENT) for one in examples]
        vectors = np.stack([sentence_vector(example) for example in examples])
        self.reader.fit(*self._with_pairs(examples, vectors, labels))
        self.reader.fit_words(texts, labels)
        self.spelling.fit(texts)
        dialogues = [self._follow_up(one) for one in every if is_dialogue(one)]
        self.context.fit(vectors, labels, texts, dialogues)
        with self._model_storage.write_to(self._resource) as folder:
            self.reader.save(folder)
            self.context.save(folder)
            self.spelling.save(folder)
        return self._resource

    def _follow_up(self, dialogue: Message) -> FollowUp:
        *_, before, text = dialogue.get(TEXT).split(TURN)
        topics = [name if name.startswith(ASK) else "" for name in self.reader.intents]
        shares = np.where([bool(name) for name in topics], self.reader.read([before])[0], 0.0)
        return FollowUp(before, topics[int(shares.argmax())], text, dialogue.get(INTENT))

    def _with_pairs(
        self, examples: List[Message], vectors: np.ndarray, labels: List[str]
    ) -> Tuple[np.ndarray, List[str], List[float]]:
        """The examples and messages of two questions, which count half for each: so that both rank high where both are asked."""
        chance = random.Random(0)
        short = [
            (one.get(TEXT), one.get(INTENT))
            for one in examples
            if len(one.get(TEXT)) < SHORT and one.get(INTENT).startswith(ASK)
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
            if not text or not self.reader.intents:
                message.set(INTENT, {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}, add_to_output=True)
                continue
            typed, text = text, self.spelling.repaired(text)
            if text != typed:
                message.set(REPAIRED, text)
            vector = sentence_vector(message) if text == typed else self._encoder.encode([text])[0]
            shares, asked = self._understood(text, vector, tracker)
            ranking = self._ranking(shares)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING, ranking[: self._config["ranking_length"]], add_to_output=True)
            message.set(follow_up.ASKED, asked, add_to_output=True)
        return messages

    def _understood(
        self, text: str, vector: np.ndarray, tracker: Optional[DialogueStateTracker]
    ) -> Tuple[np.ndarray, List[str]]:
        """Each intent's share, float (intents,), and the intents asked for."""
        intents = self.reader.intents
        before = follow_up.last_asked(tracker)
        pointed_at = follow_up.pointed_at(text, tracker) or (
            before.intent if before and follow_up.asks_again(text, before.intent) else None
        )
        if pointed_at in intents:
            return _certain(intents.index(pointed_at), len(intents)), [pointed_at]
        own = self.reader.read([text], vector[np.newaxis, :])[0]
        shares = _sharpened(own, self._config["sharpness"])
        if before and before.intent in intents and not self._is_talk(own):
            shares = self.context.signs(text, own, before, intents).shares(self._config["context"])
        top = int(shares.argmax())
        if top != int(own.argmax()):
            return shares, [intents[top]]  # it leans on the last question, and asks for one thing
        if intents[top] == RED_FLAG:
            return shares, self._beside_danger(text)
        weights = self._config["several"]
        if own.max() >= weights["alone_from"]:
            return shares, [intents[top]]
        several = several_questions.asked_for(several_questions.candidates(text, vector, self.reader), weights)
        if len(several) < 2:
            return shares, [intents[top]]
        return _led_by(several, shares), [intents[one] for one in several]

    def _is_talk(self, own: np.ndarray) -> bool:
        """Whether a message by itself is surely thanks, a goodbye, a question about the assistant: it leans on nothing."""
        likeliest = self.reader.intents[int(own.argmax())]
        return bool(own.max() >= TALK) and not likeliest.startswith(ASK) and likeliest not in (RED_FLAG, OUT_OF_SCOPE)

    def _beside_danger(self, text: str) -> List[str]:
        """The topics' intents that are clearly asked for beside what sounds like danger."""
        questions = [part.text for part in parts_that_may_ask(text) if asks(part.text)]
        found: List[str] = []
        for own in self.reader.read(questions) if questions else []:
            intent = self.reader.intents[int(own.argmax())]
            if intent.startswith(ASK) and own.max() >= self._config["beside_danger"]:
                found.append(intent)
        return list(dict.fromkeys(found))

    def _ranking(self, shares: np.ndarray) -> List[Dict[str, Any]]:
        return [
            {INTENT_NAME_KEY: self.reader.intents[index], PREDICTED_CONFIDENCE_KEY: float(shares[index])}
            for index in np.argsort(-shares)
        ]

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
        with model_storage.read_from(resource) as folder:
            classifier.reader.load(folder)
            classifier.context.load(folder)
            classifier.spelling.load(folder)
        return classifier


def is_dialogue(example: Message) -> bool:
    """Whether a training example is what was said over several turns, with the intent of the last."""
    return ((example.get("metadata") or {}).get("intent") or {}).get("kind") == "dialogue"


def _certain(index: int, of: int) -> np.ndarray:
    shares = np.zeros(of, dtype=np.float32)
    shares[index] = 1.0
    return shares


def _sharpened(shares: np.ndarray, power: float) -> np.ndarray:
    """The shares, so that a confidence is how often it is right: the product of two readers is too modest."""
    raised = np.power(shares, power)
    return np.asarray(raised / raised.sum())


def _led_by(several: List[int], shares: np.ndarray) -> np.ndarray:
    """The shares where a message asks for several things: the likeliest of them leads with half of all."""
    raised = shares.copy()
    raised[several] = np.maximum(raised[several], raised.max() / 2)
    first = several[int(shares[several].argmax())]
    raised[first] = raised.sum()
    return np.asarray(raised / raised.sum())


def sentence_vector(message: Message) -> np.ndarray:
    """The message's sentence features, float32 (width,).

    Raises:
        ValueError: no featuriser has run before.
    """
    _, sentence = message.get_dense_features(TEXT, [])
    if sentence is None or sentence.type != FEATURE_TYPE_SENTENCE:
        raise ValueError("the message has no sentence vector: the featuriser must stand before the classifier")
    return sentence.features[0]
