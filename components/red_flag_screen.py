"""Last in the pipeline: looks at every message for danger that is happening now, and overrides the intent.

What the message was taken to ask for counts for nothing here: the reading of danger is decided on by itself (`decision.py`), so nothing
else in a message can talk the screen down.
"""

from __future__ import annotations

import re
import time
from typing import Any, Callable, Dict, List, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from components import conversation_state as state
from components.answered_beside import intents_beside
from components.decision import SETTLED, decide, found_in
from components.dialogue_acts import LEFT_NUMBER, Act, act_of
from components.follow_up import ASKED, QUESTIONS, pointed_at
from components.message_reader import INTENT_RANKING, READING, RED_FLAG
from components.reader import Reading
from components.red_flag_rules import Finding, read_by_rules
from components.tool_danger import told_to_a_tool
from knowledge.topic_ids import USE, intent_of_topic, topic_of_intent, topic_of_question
from tools.daily_dose import OWN
from tools.figures import only_figures

FALLBACK = "nlu_fallback"
_MORE_THAN_FIGURES = re.compile(
    rf"\b(?:no|not|none|without|n't)(?: (?:any|more|had|taken|taking|have|of|the|my))* (?:tab\w*|pills?|doses?|{OWN}|capsules?|them)\b"
    r"|\bnone\b|\bat once\b|\btogether\b|\bin one go\b",
    re.IGNORECASE,
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class RedFlagScreen(GraphComponent):
    """Sets the intent `red_flag`, with what was found under the key `red_flags`."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """See config.yml, where each threshold stands with how it was chosen."""
        return {
            "threshold": 0.3,
            "check_threshold": 0.05,
            "hint_threshold": 0.15,
            "emergency_share": 0.25,
            "second_flag": 0.4,
            "act_threshold": 0.5,
            "help_threshold": 0.6,
            "over_threshold": 0.7,
        }

    def __init__(self, config: Dict[str, Any], clock: Callable[[], float] = time.time) -> None:
        self._config, self._clock = config, clock

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RedFlagScreen:
        """Creates the screen; what was learned is in the reading."""
        return cls(config)

    def process(self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None) -> List[Message]:
        """Screens each message; `tracker` holds the conversation before it."""
        for message in messages:
            self._screen(message, tracker)
        return messages

    def _screen(self, message: Message, tracker: Optional[DialogueStateTracker]) -> None:
        before, text = state.Conversation(tracker), message.get(TEXT) or ""
        reading = message.get(READING)
        own = found_in(reading, text, self._config)
        if own.trigger == "the reader" and not read_by_rules(text):
            # "one and a half, three times a day" was asked for; "the last one" is no tablet there.
            if _is_a_figure_for_a_tool(text, before) or _only_points(text, tracker, before):
                own = own._replace(kind="none", score=0.0)
        told = told_to_a_tool(_tool_of(message, before), before.asked_slot, text)
        own = told if told and own.kind != "danger" else own
        now = self._clock()
        act = self._act(message, reading)
        finding = decide(own, act, text, before, self._config, now) if reading else None
        message.set(state.SCORE, own.score, add_to_output=True)
        if reading and (before.pending_check or before.danger_at(now)):
            message.set(state.ACT, act.name, add_to_output=True)
        is_told_now = finding is not None and finding.kind in ("danger", "after", "over")
        message.set(state.OPEN_LEVEL, None if is_told_now else before.remind_level(now), add_to_output=True)
        _without_flags(message)
        asked = (message.get(INTENT) or {}).get(INTENT_NAME_KEY)
        if finding and finding.kind == SETTLED.kind:
            self._settle(message, finding, before.pending_check or {})
        elif finding:
            faint = self._config["hint_threshold"]
            beside = intents_beside(finding, asked, message.get(ASKED) or [], faint)
            _set_intent(message, RED_FLAG)
            message.set(ASKED, beside, add_to_output=True)
            questions = [
                one for one in message.get(QUESTIONS) or [] if intent_of_topic(topic_of_question(one)) in beside
            ]
            message.set(QUESTIONS, questions, add_to_output=True)
            found = {**finding.as_dict(), "asked": asked, state.BESIDE: beside}
            # A faint doubt never stands in front of an answer.
            found[state.ANSWER_FIRST] = bool(beside) and finding.kind == "check" and finding.score < faint
            message.set(state.FOUND, found, add_to_output=True)

    def _act(self, message: Message, reading: Optional[Reading]) -> Act:
        """What the message does as an answer to a card or a check question."""
        if (message.get("metadata") or {}).get(state.LEFT_NUMBER_KEY):
            return Act(LEFT_NUMBER, 1.0)
        return act_of(message.get(TEXT) or "", reading.acts if reading else {}, self._config)

    @staticmethod
    def _settle(message: Message, finding: Finding, check: Dict[str, Any]) -> None:
        """A check was answered so that nothing is wrong: what was asked with it is answered now, unless it was already."""
        if check.get(state.BESIDE):
            _set_intent(message, RED_FLAG)
            message.set(state.FOUND, {**finding.as_dict(), state.BESIDE: []}, add_to_output=True)
        elif check.get("asked"):
            _set_intent(message, check["asked"])


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
    if (message.get(INTENT) or {}).get(INTENT_NAME_KEY) != RED_FLAG:
        return
    ranking = [one for one in message.get(INTENT_RANKING) or [] if one[INTENT_NAME_KEY] not in (RED_FLAG, FALLBACK)]
    if ranking:
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING, ranking, add_to_output=True)
