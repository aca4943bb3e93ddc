"""Turns a question that a tool can work out ("how many do I pack for 10 days?") into the intent that opens the tool, and a plain command
("make me a list") into its own.

Stands before the red-flag screen, which has the last word. Any other question of the topic keeps its intent and gets the vetted text.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.conversation_state import Conversation
from components.follow_up import ASKED
from knowledge.tools import command_of, openings
from knowledge.topic_ids import USE, intent_of_topic, topic_of_intent
from tools.figures import only_figures, read_figures
from tools.missed_dose import read_times

PLAIN_FIGURES = 2


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ToolOpener(GraphComponent):
    """Sets the intent `use_<topic>` where the topic's tool should open, or a command's."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ToolOpener:
        """There is nothing to set."""
        return cls()

    def process(self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None) -> List[Message]:
        """Looks at each message whose only question is of a topic that has a tool, and at figures alone behind a tool's result."""
        for message in messages:
            intent = message.get(INTENT) or {}
            asked = [topic_of_intent(name) for name in message.get(ASKED) or [intent.get(INTENT_NAME_KEY)]]
            text = message.get(TEXT) or ""
            command = command_of(text)
            if command:
                message.set(INTENT, {**intent, INTENT_NAME_KEY: command}, add_to_output=True)
                message.set(ASKED, [], add_to_output=True)
                continue
            topic = tool_for(asked, text) or _figures_for(Conversation(tracker), text)
            if topic:
                message.set(INTENT, {**intent, INTENT_NAME_KEY: USE + topic}, add_to_output=True)
                message.set(ASKED, [intent_of_topic(topic)], add_to_output=True)
        return messages


def _figures_for(before: Conversation, text: str) -> Optional[str]:
    """The tool that figures alone are for, whatever their words mean elsewhere: "no, four a day" corrects the one used last, and "in 3 hours"
    takes up what the last answer offered."""
    if not only_figures(text):
        return None
    offered = before.last_topic
    if offered and offered in openings() and _given(offered, text):
        return offered
    return before.last_tool


def tool_for(asked: List[str], text: str) -> Optional[str]:
    """The tool that a message of these topics opens, if it opens one and asks for nothing else."""
    for topic, opening in openings().items():
        others = [one for one in asked if one != topic and one not in opening.absorbs]
        if not others and (opens(topic, text) if topic in asked else _is_plainly(topic, text)):
            return topic
    return None


def _is_plainly(topic: str, text: str) -> bool:
    """Whether a message asks for the tool in so many words and gives at least two of its figures, whatever topic it was taken for."""
    return bool(openings()[topic].words.search(text)) and len(_figures(topic, text)) >= PLAIN_FIGURES


def opens(topic: str, text: str) -> bool:
    """Whether a message of the topic opens its tool."""
    return bool(openings()[topic].words.search(text)) or _given(topic, text)


def _given(topic: str, text: str) -> bool:
    """Whether a message gives one of the figures that the topic's tool works with."""
    return bool(_figures(topic, text))


def _figures(topic: str, text: str) -> List[str]:
    """Those of the tool's figures that a message gives."""
    figures = {**read_figures(text)._asdict(), **read_times(text)._asdict()}
    return [name for name in openings()[topic].figures if figures[name] is not None]
