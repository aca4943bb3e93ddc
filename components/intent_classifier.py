"""The intent classifier: what a message asks for (`topic_reader.py`).

A message that leans on the last question ("and for kids?") is read together with it (`follow_up.py`); one that asks several things gets
them all, in order, under the key `asked_topics` (`several_questions.py`). Which question of each topic is asked (`question_reader.py`) stands
under the key `questions`. In the training data it is Rasa's retrieval intent: `ask_alcohol/already_drank`.
"""

from __future__ import annotations

import random
from typing import Any, Dict, List, NamedTuple, Optional, Tuple, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import (
    FEATURE_TYPE_SENTENCE,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RESPONSE_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components import follow_up, own_wording, several_questions
from components.clauses import TURN
from components.context_reader import ContextReader, FollowUp
from components.encoder import SentenceEncoder, shared_encoder
from components.question_reader import Example, QuestionReader
from components.questions import asks, parts_that_may_ask
from components.sentence_featurizer import SentenceFeaturizer
from components.spelling import Spelling
from components.topic_reader import TopicReader
from knowledge.topic_ids import ASK, OUT_OF_SCOPE, is_question, topic_of_intent, topic_of_question

RED_FLAG = "red_flag"
DIALOGUES = (
    "dialogue",
    "turns",
)  # kinds of examples: a question behind others; ordinary life or a danger told over several turns
TALK = 0.7  # share from which a message is surely no question about the medicine
SHORT = 120  # characters; what is put together stays within what people write
INTENT_RANKING = "intent_ranking"
QUESTION_RANKING = "question_ranking"
OFFERED = 5  # topics whose likeliest question is told
RIVALS = 4  # of the likeliest topics are their questions weighed against each other


class _Understood(NamedTuple):
    """What a message asks: each intent's share, float (intents,), the intents asked for, and the full id of a question for each."""

    shares: np.ndarray
    asked: List[str]
    questions: List[str]


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
            "question_C": 10.0, "question_iterations": 300, "question_words": 0.5, "question_leads": 0.0,
            "context": {"own": 0.5, "together": 0.5, "stays": 2.0, "leans": 1.0},
            "several": {"base": 3.32, "margin": 0.58, "whole": 1.66, "sure": 2.99, "words": -0.39, "asks": 0.55, "leads": 0.23, "second": 0.44, "threshold": 0.8, "in_order": 0.8, "alone_from": 0.95},
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
        self.questions = QuestionReader(config, self._encoder)

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
        self._fit_questions(examples, vectors, [one for one in every if is_dialogue(one)])
        with self._model_storage.write_to(self._resource) as folder:
            self.reader.save(folder)
            self.context.save(folder)
            self.spelling.save(folder)
            self.questions.save(folder)
        return self._resource

    def _fit_questions(self, examples: List[Message], vectors: np.ndarray, dialogues: List[Message]) -> None:
        """The examples that carry a question; of a dialogue its last turn, alone and behind the one before it."""
        chosen = [number for number, one in enumerate(examples) if question_of(one)]
        known = [Example(examples[number].get(TEXT), str(question_of(examples[number]))) for number in chosen]
        turns: List[Example] = []
        for one in dialogues:
            question = question_of(one)
            *_, before, text = one.get(TEXT).split(TURN)
            turns += [Example(text, question), Example(before + TURN + text, question)] if question else []
        every = (
            np.vstack([vectors[chosen], self._encoder.encode([one.text for one in turns])])
            if turns
            else vectors[chosen]
        )
        self.questions.fit([*known, *turns], every)

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
            typed, text = text, text if own_wording.worded(text) else self.spelling.repaired(text)
            vector = sentence_vector(message) if text == typed else self._encoder.encode([text])[0]
            understood = self._understood(text, vector, tracker)
            ranking, asked = self._ranking(understood.shares), understood.asked
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING, ranking[: self._config["ranking_length"]], add_to_output=True)
            message.set(follow_up.ASKED, asked, add_to_output=True)
            message.set(follow_up.QUESTIONS, understood.questions, add_to_output=True)
            message.set(QUESTION_RANKING, self._question_ranking(text, vector, ranking), add_to_output=True)
        return messages

    def _understood(self, text: str, vector: np.ndarray, tracker: Optional[DialogueStateTracker]) -> _Understood:
        """Each intent's share, the intents asked for, and their questions."""
        intents = self.reader.intents
        before = follow_up.last_asked(tracker)
        named = own_wording.worded(text) or follow_up.pointed_at(text, tracker)
        if named:
            intent = ASK + topic_of_question(named)
            if intent in intents:
                return _Understood(_certain(intents.index(intent), len(intents)), [intent], [named])
        if before and before.intent in intents and follow_up.asks_again(text, before.intent):
            shares = _certain(intents.index(before.intent), len(intents))
            return _Understood(shares, [before.intent], [self._question_behind(before, text, before.intent)])
        own = self.reader.read([text], vector[np.newaxis, :])[0]
        shares = _sharpened(own, self._config["sharpness"])
        several = self._several(text, vector, own)
        # What asks several things in so many words leans on nothing before it.
        if before and before.intent in intents and not self._is_talk(own) and (not several or follow_up.leans(text)):
            shares = self.context.signs(text, own, before, intents).shares(self._config["context"])
        top = int(shares.argmax())
        if before and top != int(own.argmax()):  # it leans on the last question, and asks for one thing
            return _Understood(shares, [intents[top]], [self._question_behind(before, text, intents[top])])
        if intents[top] == RED_FLAG:
            beside = self._beside_danger(text)
            return _Understood(shares, beside, [self._question(text, vector, one) for one in beside])
        if not several:
            return self._one_question(before, text, vector, shares)
        questions = [
            self._question(one.part, self._encoder.encode([one.part])[0], intents[one.intent]) for one in several
        ]
        return _Understood(
            _led_by([one.intent for one in several], shares), [intents[one.intent] for one in several], questions
        )

    def _several(self, text: str, vector: np.ndarray, own: np.ndarray) -> List[several_questions.Candidate]:
        """The questions of a message that asks at least two; empty where the whole is sure of one thing."""
        weights = self._config["several"]
        if own.max() >= weights["alone_from"] or self.reader.intents[int(own.argmax())] == RED_FLAG:
            return []
        found = several_questions.asked_for(several_questions.candidates(text, vector, self.reader), weights)
        return found if len(found) > 1 else []

    def _one_question(
        self, before: Optional[follow_up.Asked], text: str, vector: np.ndarray, shares: np.ndarray
    ) -> _Understood:
        """A message that asks for one thing: the likeliest question over the likeliest topics, since of two topics that are about as likely the
        one with a question that fits is meant; none where it is no topic's."""
        intents, top = self.reader.intents, int(shares.argmax())
        if not intents[top].startswith(ASK):
            return _Understood(shares, [intents[top]], [])
        if before and before.intent == intents[top] and follow_up.leans(text):
            return _Understood(shares, [intents[top]], [self._question_behind(before, text, intents[top])])
        best, question, of_all = top, "", 0.0
        for index in [int(one) for one in np.argsort(-shares)[:RIVALS] if intents[one].startswith(ASK)]:
            asked, share = self.questions.asked(topic_of_intent(intents[index]), [text], vector[np.newaxis, :])
            if not question or share * shares[index] > of_all:
                best, question, of_all = index, asked, share * float(shares[index])
        swapped = shares.copy()
        swapped[[top, best]] = swapped[[best, top]]
        return _Understood(swapped, [intents[best]], [question])

    def _question(self, text: str, vector: np.ndarray, intent: str) -> str:
        """The full id of the question of a topic that a text asks."""
        return self.questions.asked(topic_of_intent(intent), [text], vector[np.newaxis, :])[0]

    def _question_behind(self, before: follow_up.Asked, text: str, intent: str) -> str:
        """The same of a message that leans on the one before it: read alone and together with that."""
        return self.questions.asked(topic_of_intent(intent), [text, before.text + TURN + text])[0]

    def _question_ranking(self, text: str, vector: np.ndarray, ranking: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
        """The likeliest question of each of the likeliest topics, with its share of the whole."""
        ranked = []
        for one in ranking[:OFFERED]:
            if one[INTENT_NAME_KEY].startswith(ASK):
                question, share = self.questions.asked(
                    topic_of_intent(one[INTENT_NAME_KEY]), [text], vector[np.newaxis, :]
                )
                ranked.append({"id": question, PREDICTED_CONFIDENCE_KEY: float(share * one[PREDICTED_CONFIDENCE_KEY])})
        return ranked

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
            classifier.questions.load(folder)
        return classifier


def question_of(example: Message) -> Optional[str]:
    """The full id of the question that a training example carries as its retrieval intent; None where it carries none."""
    full = (example.get(INTENT_RESPONSE_KEY) or "").removeprefix(ASK)
    return full if is_question(full) else None


def is_dialogue(example: Message) -> bool:
    """Whether a training example is what was said over several turns, with the intent of the last."""
    return ((example.get("metadata") or {}).get("intent") or {}).get("kind") in DIALOGUES


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
