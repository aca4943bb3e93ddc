"""Last in the pipeline: looks at every message for danger that is happening now, and overrides the intent.

`danger_reader.py` reads the message by itself. It does not ask the intent classifier, so nothing that it makes of a message can talk the
screen down.

The conversation counts: a danger that shows only over several messages, the answer to a check question, and an
emergency that is still open.
"""

from __future__ import annotations

import re
from typing import Any, Dict, List, Optional

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components import conversation_state as state
from components.answered_beside import intents_beside
from components.clauses import TURN, statements_of
from components.danger_model import DangerModel
from components.danger_reader import DangerReader
from components.encoder import SentenceEncoder, shared_encoder
from components.follow_up import ASKED, QUESTIONS, pointed_at
from components.intent_classifier import INTENT_RANKING, is_dialogue, sentence_vector
from components.red_flag_rules import (
    Finding,
    makes_worse,
    read_by_rules,
    stepped_up_level,
)
from components.tool_danger import STOPPED, told_to_a_tool
from knowledge.topic_ids import USE, intent_of_topic, topic_of_intent, topic_of_question
from tools.daily_dose import OWN
from tools.figures import only_figures

INTENT_RED_FLAG = "red_flag"
FALLBACK = "nlu_fallback"
WITHDRAWAL = "severe_withdrawal"
_MORE_THAN_FIGURES = re.compile(
    rf"\b(?:no|not|none|without|n't)(?: (?:any|more|had|taken|taking|have|of|the|my))* (?:tab\w*|pills?|doses?|{OWN}|capsules?|them)\b"
    r"|\bnone\b|\bat once\b|\btogether\b|\bin one go\b",
    re.IGNORECASE,
)
SETTLED = Finding("settled", "none", [], "the answer to a check question", 0.0)
EXPLAINS_WORDS = 4  # "dunno", "maybe a bit" explain nothing


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RedFlagScreen(GraphComponent):
    """Sets the intent `red_flag`, with what was found under the key `red_flags`."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """See config.yml, where each threshold stands with how it was chosen."""
        return {
            "C": 0.5,
            "max_iter": 300,
            "word_weight": 0.5,
            "word_alpha": 1e-5,
            "threshold": 0.2,
            "check_threshold": 0.06,
            "few_words_threshold": 0.25,
            "context_threshold": 0.4,
            "hint_threshold": 0.1,
            "emergency_share": 0.45,
            "second_flag": 0.4,
            "over_threshold": 0.5,
            "still_dangerous": 0.9,
        }

    def __init__(
        self, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, encoder: SentenceEncoder
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._encoder = encoder
        self._model = DangerModel(encoder, config["word_weight"])
        self._reader = DangerReader(self._model, config)

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RedFlagScreen:
        """Creates an untrained screen."""
        return cls(config, model_storage, resource, shared_encoder())

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from all examples, over several turns too: those of danger name their flag, all others what they are about.

        Dangers and hard negatives are learned without their questions too, as the screen reads them: most harmless messages end in a
        question, and what stands before it is as harmless alone.
        """
        examples = [one for one in training_data.intent_examples if one.get(TEXT)]
        about = [(one.get("metadata") or {}).get("intent") or {} for one in examples]
        texts, intents = [one.get(TEXT) for one in examples], [one.get(INTENT) for one in examples]
        vectors = [sentence_vector(one) for one in examples]
        for one, its in list(zip(examples, about, strict=True)):
            shortened = (its.get("flag") or its.get("kind")) and not is_dialogue(one)
            statements = statements_of(one.get(TEXT)) if shortened else ""
            if statements:
                texts.append(statements)
                vectors.append(self._encoder.encode([statements])[0])
                about.append(its)
                intents.append(one.get(INTENT))
        self._model.fit(
            texts,
            np.stack(vectors),
            labels=[one.get("flag") or intent for one, intent in zip(about, intents, strict=True)],
            over=[one.get("kind") == "recovered_or_handled" for one in about],
            weights=[float(one.get("weight", 1.0)) for one in about],
            settings=self._config,
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> RedFlagScreen:
        """Loads a trained screen from the model archive."""
        screen = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            screen._model.load(folder)
        return screen

    def process(self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None) -> List[Message]:
        """Screens each message; `tracker` holds the conversation before it."""
        for message in messages:
            self._screen(message, tracker)
        return messages

    def _screen(self, message: Message, tracker: Optional[DialogueStateTracker]) -> None:
        before, text = state.Conversation(tracker), message.get(TEXT) or ""
        own = self._reader.read(text)
        if own and _is_a_figure_for_a_tool(text, before) and not read_by_rules(text):
            own = own._replace(kind="none", score=0.0)  # "one and a half, three times a day" was asked for
        if own and _only_points(text, tracker, before) and not read_by_rules(text):
            own = own._replace(kind="none", score=0.0)  # "the last one" is no tablet there
        told = told_to_a_tool(_tool_of(message, before), before.asked_slot, text)
        own = told if told and own and own.kind != "danger" else own
        finding = self.in_conversation(own, text, before) if own else None
        message.set(state.SCORE, own.score if own else 0.0, add_to_output=True)
        is_told_now = finding is not None and finding.kind in ("danger", "over")
        message.set(state.OPEN_LEVEL, None if is_told_now else before.open_level, add_to_output=True)
        _without_flags(message)
        asked = (message.get(INTENT) or {}).get(INTENT_NAME_KEY)
        if finding:
            faint = self._config["hint_threshold"]
            beside = intents_beside(finding, asked, message.get(ASKED) or [], faint)
            _set_intent(message, INTENT_RED_FLAG)
            message.set(ASKED, beside, add_to_output=True)
            questions = [
                one for one in message.get(QUESTIONS) or [] if intent_of_topic(topic_of_question(one)) in beside
            ]
            message.set(QUESTIONS, questions, add_to_output=True)
            found = {**finding.as_dict(), "asked": asked, state.BESIDE: beside}
            # A faint doubt never stands in front of an answer.
            found[state.ANSWER_FIRST] = bool(beside) and finding.kind == "check" and finding.score < faint
            message.set(state.FOUND, found, add_to_output=True)
        elif before.pending_check and before.is_settled_by(text):
            self._settle(message, before.pending_check)

    @staticmethod
    def _settle(message: Message, check: Dict[str, Any]) -> None:
        """A check was answered so that nothing is wrong: what was asked with it is answered now, unless it was already."""
        if check.get(state.BESIDE):
            _set_intent(message, INTENT_RED_FLAG)
            message.set(state.FOUND, {**SETTLED.as_dict(), state.BESIDE: []}, add_to_output=True)
        elif check.get("asked"):
            _set_intent(message, check["asked"])

    def in_conversation(self, own: Finding, text: str, before: state.Conversation) -> Optional[Finding]:
        """What the message tells of, in the light of what was said before; None where it is nothing."""
        may_be_over = own.score < self._config["still_dangerous"]
        if before.open_emergency and may_be_over and self._is_over(text):
            return Finding("over", "none", [], "the person says that it is over", 1.0)
        if before.told_of_a_stop and (state.says_yes(text) or makes_worse([STOPPED], text)):
            return Finding("danger", "emergency", [WITHDRAWAL, STOPPED], "unwell after a stop", 1.0, WITHDRAWAL)
        if own.kind == "danger":
            return self._whole(own, text, before)
        if before.pending_check:
            return self._after_check(text, own, before)
        emerging = self._read_with_context(text, own, before)
        if emerging:
            return self._whole(emerging, text, before)
        return own if own.kind == "check" else None

    def _is_over(self, text: str) -> bool:
        if state.asks(text) or state.denies_help(text):
            return False
        return state.says_over(text) or self._model.over(text) >= self._config["over_threshold"]

    def _after_check(self, text: str, own: Finding, before: state.Conversation) -> Optional[Finding]:
        """What follows a check question: the answer that settles it is believed, a plain other question leaves it open, thanks for the answer
        that was given with it are thanks, all else escalates; after a faint doubt only what confirms it does."""
        pending = before.pending_check
        assert pending is not None
        harmless = own.score < self._config["hint_threshold"]
        if before.is_settled_by(text) or (harmless and before.is_settled_at_the_start_of(text)):
            return None
        thanked = bool(pending.get(state.BESIDE)) and state.says_thanks(text)
        if harmless and (thanked or state.asks(text) or self._is_explained_away(text, before)):
            return None
        faint = pending.get("score", 1.0) < self._config["hint_threshold"]
        if harmless and faint and not before.is_confirmed_by(text):
            return None
        return Finding(
            "danger", pending["level"], pending["flags"], "the answer to a check question", 1.0, pending.get("lead")
        )

    def _is_explained_away(self, text: str, before: state.Conversation) -> bool:
        """Whether an answer in whole words makes all that was said harmless ("donkeys' years back, he plays bowls")."""
        if len(text.split()) < EXPLAINS_WORDS:
            return False
        together = self._model.read([TURN.join([*before.recent, text])])[0]
        return together.score < self._config["hint_threshold"]

    def _read_with_context(self, text: str, own: Finding, before: state.Conversation) -> Optional[Finding]:
        """A danger that shows only together with the person's last messages; never raised by the older ones alone."""
        if before.open_emergency or not before.recent or _is_a_figure_for_a_tool(text, before):
            return None
        joined = TURN.join([*before.recent, text])
        together, alone = self._model.read([joined, TURN.join(before.recent)])
        if together.score >= self._config["context_threshold"] and alone.score < together.score:
            return self._reader.named(together, "danger", "the classifier, over several messages")
        by_rule = read_by_rules(joined)
        if by_rule and not any(read_by_rules(one) for one in before.recent):
            return by_rule._replace(trigger=f"{by_rule.trigger}, over several messages")
        return None

    def _whole(self, finding: Finding, text: str, before: state.Conversation) -> Finding:
        """The finding with its level stepped up where something else in the conversation makes it an emergency."""
        return stepped_up_level(finding, [*before.recent, text])


def _is_a_figure_for_a_tool(text: str, before: state.Conversation) -> bool:
    """Whether a message is only figures in answer to a tool, and not that there are none, or that they go together."""
    return before.answers_a_tool and only_figures(text) and not _MORE_THAN_FIGURES.search(text)


def _only_points(text: str, tracker: Optional[DialogueStateTracker], before: state.Conversation) -> bool:
    """Whether a message only picks one of several things that were just named, and nothing about a danger is open."""
    return not before.pending_check and not before.open_emergency and pointed_at(text, tracker) is not None


def _tool_of(message: Message, before: state.Conversation) -> Optional[str]:
    """The topic whose tool a message opens, or else the one that waits for an answer."""
    name = (message.get(INTENT) or {}).get(INTENT_NAME_KEY) or ""
    return topic_of_intent(name) if name.startswith(USE) else before.open_tool


def _set_intent(message: Message, name: str) -> None:
    message.set(INTENT, {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: 1.0}, add_to_output=True)


def _without_flags(message: Message) -> None:
    """Where the intent classifier thought of a danger, its next best intent counts: the screen alone decides on danger."""
    if (message.get(INTENT) or {}).get(INTENT_NAME_KEY) != INTENT_RED_FLAG:
        return
    ranking = [
        one for one in message.get(INTENT_RANKING) or [] if one[INTENT_NAME_KEY] not in (INTENT_RED_FLAG, FALLBACK)
    ]
    if ranking:
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING, ranking, add_to_output=True)
