"""The intent classifier: one reading of a message in its conversation (`reader.py`), and what it asks for by that.

Leaves the reading for the red-flag screen, the intent with a ranking for Rasa, and the questions asked, in order, for the actions. Which
question of its topic a message asks is Rasa's retrieval intent in the training data: `ask_alcohol/already_drank`.
"""

from __future__ import annotations

import math
from typing import Any, Dict, List, NamedTuple, Optional, Tuple, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RESPONSE_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components import follow_up, own_wording
from components.clauses import TURN, ends_of
from components.conversation_state import Conversation
from components.encoder import GRAPH_SHA256, SentenceEncoder, shared_encoder
from components.questions import asks, parts_that_may_ask
from components.reader import CARD, CHECK, Example, Reader, Reading
from components.spelling import Spelling
from knowledge.topic_ids import (
    ASK,
    intent_of_topic,
    is_question,
    overview_of,
    red_flag_levels,
    talk_ids,
    topic_of_question,
)
from tools.medicines import with_generic_names

RED_FLAG = "red_flag"
REPLY = (
    "reply"  # the kind of examples that answer a card or a check question: "<flag> / <message>", what they do in `act`
)
TURNS = ("dialogue", "turns")  # kinds of examples that are several messages: the label is the last one's
READING = "reading"  # the key under which a message's reading stands for the components behind; not part of the output
INTENT_RANKING, QUESTION_RANKING = "intent_ranking", "question_ranking"
OFFERED = 5  # topics whose likeliest question is told
RIVALS = 4  # of the likeliest topics are their questions weighed against each other
SURELY = 0.7  # share from which a message alone is talk, whatever was asked before it
ELSEWHERE = 1e-3  # what a question counts that no clause speaks for
ASKS = 0.5  # share of all questions from which a clause of its own asks a third one


class Understood(NamedTuple):
    """What a message asks: each intent's share, the intents asked for, and the full id of a question for each."""

    shares: Dict[str, float]
    asked: List[str]
    questions: List[str]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class MessageReader(IntentClassifier, GraphComponent):
    """Gives each message its reading, an intent with its probability, a ranking, and the questions asked."""

    @classmethod
    def required_components(cls) -> List[Type]:
        """None: the encoder reads raw text with its own word pieces."""
        return []

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """See config.yml, where each setting stands with how it was chosen. `weights`: the encoder's fingerprint, so that a change of encoder
        makes `rasa train` start afresh."""
        return {
            "C": 10.0, "max_iter": 60, "question_C": 20.0, "question_iterations": 60, "act_C": 10.0, "act_iterations": 300,
            "ranking_length": 10,
            "priors": {}, "several": 0.5, "beside": 0.5, "weights": GRAPH_SHA256,
        }  # fmt: skip

    def __init__(
        self, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, encoder: SentenceEncoder
    ) -> None:
        self.config = config
        self._model_storage = model_storage
        self._resource = resource
        self.reader = Reader(config, encoder)
        self.spelling = Spelling()

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MessageReader:
        """Creates an untrained reader around the process's one encoder."""
        return cls(config, model_storage, resource, shared_encoder())

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from every example that has an intent, and stores what it learned."""
        examples = [example_of(one) for one in training_data.intent_examples if one.get(TEXT)]
        self.reader.fit(examples)
        self.spelling.fit([one.text for one in examples if not one.act])
        with self._model_storage.write_to(self._resource) as folder:
            self.reader.save(folder)
            self.spelling.save(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> MessageReader:
        """Loads a trained reader from the model archive."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            component.reader.load(folder)
            component.spelling.load(folder)
        return component

    def process(self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None) -> List[Message]:
        """Reads each message behind what was said before; one without a word gets the empty intent."""
        for message in messages:
            typed = (message.get(TEXT) or "").strip()
            text = typed if own_wording.worded(typed) else self.spelling.repaired(with_generic_names(typed))
            if not text or not self.reader.labels:
                message.set(INTENT, {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}, add_to_output=True)
                continue
            conversation = Conversation(tracker)
            at = CHECK if conversation.pending_check else CARD if conversation.open_danger else None
            before = with_generic_names(TURN.join(conversation.before))
            readings = self.reader.read(list(dict.fromkeys([text, typed, *ends_of(typed)])), before, at)
            reading = readings[0]
            understood = self._understood(text, reading, tracker)
            ranking = _ranking(understood.shares)
            # A repair may make another word of one that tells of danger, and a very long message may bury it: what was typed and the ends are read too,
            # and the worst counts.
            message.set(READING, max(readings, key=lambda one: one.danger))
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING, ranking[: self.config["ranking_length"]], add_to_output=True)
            message.set(follow_up.ASKED, understood.asked, add_to_output=True)
            message.set(follow_up.QUESTIONS, understood.questions, add_to_output=True)
            message.set(QUESTION_RANKING, self._question_ranking(reading, ranking), add_to_output=True)
        return messages

    def _understood(self, text: str, reading: Reading, tracker: Optional[DialogueStateTracker]) -> Understood:
        """Each intent's share, the intents asked for, and their questions."""
        named = own_wording.worded(text) or follow_up.pointed_at(text, tracker)
        if named:
            intent = intent_of_topic(topic_of_question(named))
            return Understood({intent: 1.0}, [intent], [named])
        before = follow_up.last_asked(tracker)
        if before and follow_up.asks_again(text):
            return Understood({before.intent: 1.0}, [before.intent], [self._likeliest(before.intent, reading)[0]])
        reading = self._on_its_own_subject(text, reading, before)
        shares = self.intents(reading)
        top = max(shares, key=lambda one: shares[one])
        if top == RED_FLAG:
            beside = self._beside_danger(text)
            return Understood(shares, [_intent(one) for one in beside], beside)
        if not top.startswith(ASK):
            return Understood(shares, [top], [])
        alone = self._if_several(text, reading, tracker)
        several = self._several(text, alone) if alone else []
        if len(several) > 1:
            intents = [_intent(one) for one in several]
            return Understood(_led_by(intents[0], shares), list(dict.fromkeys(intents)), several)
        return self._one_question(reading, shares)

    def _on_its_own_subject(self, text: str, reading: Reading, before: Optional[follow_up.Asked]) -> Reading:
        """The reading; that of the message alone where it only seems to go on about what was asked before. Surely a greeting or thanks, it goes on
        about nothing; where the reading leads to what was asked last ("what about driving", behind three questions on wine), it is weighed with
        those behind that question alone and behind nothing."""
        shares = self.intents(reading)
        top = max(shares, key=lambda one: shares[one])
        if before is None or not top.startswith(ASK):
            return reading
        alone = self.reader.read([text])[0]
        own = self.intents(alone)
        likeliest = max(own, key=lambda one: own[one])
        if own[likeliest] >= SURELY and likeliest in talk_ids():
            return alone
        if top != before.intent:
            return reading
        behind_it = self.intents(self.reader.read([text], before.text)[0])
        weighed = max(shares, key=lambda one: 2 * shares[one] + behind_it[one] + own[one])
        return reading if weighed == top else alone

    def _if_several(self, text: str, reading: Reading, tracker: Optional[DialogueStateTracker]) -> Optional[Reading]:
        """The reading of the message alone where it asks more than one thing: of what was asked before, nothing is asked again."""
        if reading.several < self.config["several"]:
            return None
        alone = self.reader.read([text])[0] if Conversation(tracker).before else reading
        return alone if alone.several >= self.config["several"] else None

    @staticmethod
    def intents(reading: Reading) -> Dict[str, float]:
        """Each intent's share, the red flags' taken together."""
        whole: Dict[str, float] = {}
        for label, share in reading.meaning.items():
            intent = RED_FLAG if label in red_flag_levels() else label
            whole[intent] = whole.get(intent, 0.0) + share
        return whole

    def _one_question(self, reading: Reading, shares: Dict[str, float]) -> Understood:
        """The likeliest question over the likeliest topics, since of two topics that are about as likely the one with a question that fits is
        meant."""
        best, question, of_all = "", "", -1.0
        for intent in sorted(shares, key=lambda one: -shares[one])[:RIVALS]:
            if intent.startswith(ASK):
                own, share = self._likeliest(intent, reading)
                if share * shares[intent] > of_all:
                    best, question, of_all = intent, own, share * shares[intent]
        top = max(shares, key=lambda one: shares[one])
        return Understood({**shares, top: shares[best], best: shares[top]}, [best], [question])

    def _likeliest(self, intent: str, reading: Reading) -> Tuple[str, float]:
        """The likeliest question of a topic's intent, by its full id, and its share within the topic."""
        found = self.reader.questions(intent, reading)
        best = max(found, key=lambda one: found[one])
        return best, found[best]

    def _several(self, text: str, reading: Reading) -> List[str]:
        """The questions of a message that asks more than one thing, in the order asked: those that the whole message and one of its clauses speak
        for. Clauses alone lose what they share ("crushed in yoghurt or put down a PEG"), the whole alone leans to one of its halves."""
        whole, parts = self._every_question(reading), parts_that_may_ask(text)
        said = [(part.place, self._asked_in(part.text, text)) for part in parts]
        surest = {one: max(((own[one], -place) for place, own in said), default=(0.0, 0)) for one in whole}
        score = {one: math.sqrt(share * (surest[one][0] + ELSEWHERE)) for one, share in whole.items()}
        first, *rest = sorted(score, key=lambda one: -score[one])
        second, *others = [one for one in rest if not _overview_beside(one, first)]
        places = {surest[first][1], surest[second][1]}
        own = [one for one in others if surest[one][0] >= ASKS and surest[one][1] not in places]
        return sorted([first, second, *own[:1]], key=lambda one: -surest[one][1])

    def _asked_in(self, part: str, text: str) -> Dict[str, float]:
        """Each question's share in a clause: the mean of the clause alone and behind what stands before it, for "and at night?" needs that, and
        "how do I store it?" is drawn to it."""
        readings = [self.reader.read([part], before)[0] for before in ("", text[: max(0, text.find(part))].strip())]
        alone, behind = (self._every_question(one) for one in readings)
        return {question: (share + behind[question]) / 2 for question, share in alone.items()}

    def _beside_danger(self, text: str) -> List[str]:
        """The questions that are plainly put beside what sounds like danger."""
        found: List[str] = []
        for part in (one.text for one in parts_that_may_ask(text) if asks(one.text)):
            reading = self.reader.read([part])[0]
            shares = self.intents(reading)
            intent = max(shares, key=lambda one: shares[one])
            if intent.startswith(ASK) and shares[intent] >= self.config["beside"]:
                found.append(self._likeliest(intent, reading)[0])
        return list(dict.fromkeys(found))

    def _every_question(self, reading: Reading) -> Dict[str, float]:
        """Each question's share of the whole."""
        return {
            question: share * topic
            for intent, topic in reading.meaning.items()
            if intent.startswith(ASK)
            for question, share in self.reader.questions(intent, reading).items()
        }

    def _question_ranking(self, reading: Reading, ranking: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
        """The likeliest question of each of the likeliest topics, with its share of the whole."""
        ranked = []
        for one in ranking[:OFFERED]:
            if one[INTENT_NAME_KEY].startswith(ASK):
                question, share = self._likeliest(one[INTENT_NAME_KEY], reading)
                ranked.append({"id": question, PREDICTED_CONFIDENCE_KEY: share * one[PREDICTED_CONFIDENCE_KEY]})
        return ranked


def example_of(message: Message) -> Example:
    """A training example as the reader learns it. Its metadata say which red flag it tells of, what it asks besides (`then`), and whether it is
    several turns, of which the last counts."""
    about = (message.get("metadata") or {}).get("intent") or {}
    if about.get("kind") == REPLY:
        _, _, text = message.get(TEXT).partition(TURN)
        return Example(text, "", (message.get(INTENT),), act=about["act"], at_check=about["at"] == CHECK)
    before, _, text = message.get(TEXT).rpartition(TURN) if about.get("kind") in TURNS else ("", "", message.get(TEXT))
    text, before = with_generic_names(text), with_generic_names(before)
    then = about.get("then") or []
    labels = [about.get("flag") or message.get(INTENT), *(_intent(one) for one in then)]
    full = (message.get(INTENT_RESPONSE_KEY) or "").removeprefix(ASK)
    questions = [one for one in (full, *then) if is_question(one)]
    return Example(text, before, tuple(dict.fromkeys(labels)), tuple(questions))


def _overview_beside(question: str, other: str) -> bool:
    """Whether one is the overview of the other's topic: nobody asks for all of a topic beside a part of it."""
    topic = topic_of_question(question)
    return topic == topic_of_question(other) and overview_of(topic) in (question, other)


def _intent(question: str) -> str:
    return intent_of_topic(topic_of_question(question))


def _ranking(shares: Dict[str, float]) -> List[Dict[str, Any]]:
    ordered = sorted(shares, key=lambda one: -shares[one])
    return [{INTENT_NAME_KEY: one, PREDICTED_CONFIDENCE_KEY: float(np.float32(shares[one]))} for one in ordered]


def _led_by(first: str, shares: Dict[str, float]) -> Dict[str, float]:
    """The shares where a message asks for several things: the first of them leads with half of all."""
    raised = {**shares, first: sum(shares.values())}
    total = sum(raised.values())
    return {intent: share / total for intent, share in raised.items()}
