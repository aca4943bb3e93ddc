"""Turns a question that a tool can work out ("how many do I pack for 10 days?") into the intent that opens the tool, and a plain command
("make me a list", "MORE", "I'm in Ireland") into its own. A medicine's name alone asks whether it goes together with this one.

Stands before the red-flag screen, which has the last word. Any other question of the topic keeps its intent and gets the vetted text.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.conversation_state import Conversation, said_newest_first
from components.follow_up import ASKED, QUESTIONS, UNSURE
from components.questions import asks
from knowledge.regions import only_names_a_region
from knowledge.tools import command_of, openings
from knowledge.topic_ids import OUT_OF_SCOPE, USE, intent_of_topic, overview_of, topic_of_intent, topic_of_question
from tools.clock import Clocks
from tools.figures import only_figures, read_figures
from tools.medicines import find_medicines
from tools.missed_dose import read_times
from tools.travel_supply import asks_how_many, speaks_of_a_trip

PLAIN_FIGURES = 2
STATEMENT = "statement"  # asks for nothing else
TRIP, MISSED_DOSE = "travel_supply", "missed_dose"
RECENT = 4  # messages back in which a trip was told that is summed up now
TELL_REGION, INTERACTIONS = "tell_region", "interactions"
NOT_UNDERSTOOD, FEW_WORDS = (UNSURE, OUT_OF_SCOPE), 5


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
            command = command_of(text) or (TELL_REGION if only_names_a_region(text) else None)
            if command:
                _set(message, command, [], [])
                continue
            if _names_a_medicine_alone(intent.get(INTENT_NAME_KEY), text):
                _set(
                    message, intent_of_topic(INTERACTIONS), [intent_of_topic(INTERACTIONS)], [overview_of(INTERACTIONS)]
                )
                continue
            topic = tool_for(asked, text, message.get(QUESTIONS) or []) or _goes_on(tracker, text)
            if topic:
                _set(message, USE + topic, [intent_of_topic(topic)], message.get(QUESTIONS) or [])
        return messages


def _set(message: Message, intent: str, asked: List[str], questions: List[str]) -> None:
    message.set(INTENT, {**(message.get(INTENT) or {}), INTENT_NAME_KEY: intent}, add_to_output=True)
    message.set(ASKED, asked, add_to_output=True)
    message.set(QUESTIONS, questions, add_to_output=True)


def _names_a_medicine_alone(intent: Optional[str], text: str) -> bool:
    """Whether a message that was not understood is little more than another medicine's name: "sertraline?", "and amlodipine 5mg"."""
    return intent in NOT_UNDERSTOOD and len(text.split()) <= FEW_WORDS and bool(find_medicines(text))


def _goes_on(tracker: Optional[DialogueStateTracker], text: str) -> Optional[str]:
    """The tool for which a message takes up what was said before it, whatever its words mean elsewhere."""
    before = Conversation(tracker)
    if before.open_tool:
        return None  # the open form reads it
    if asks_how_many(text) and tracker and any(_tells_of_a_trip(one) for one in said_newest_first(tracker)[:RECENT]):
        return TRIP
    if MISSED_DOSE in (before.last_topic, before.last_tool) and not asks(text) and _tells_a_time(text):
        return MISSED_DOSE
    return _figures_for(before, text)


def _tells_of_a_trip(text: str) -> bool:
    figures = read_figures(text)
    return (figures.days is not None or figures.until is not None or figures.starts is not None) and speaks_of_a_trip(
        text
    )


def _tells_a_time(text: str) -> bool:
    """Whether a message says by the clock when a dose is or was due, or what time it is."""
    return read_times(text).clocks != Clocks()


def _figures_for(before: Conversation, text: str) -> Optional[str]:
    """The tool that figures alone are for, whatever their words mean elsewhere: "no, four a day" corrects the one used last, and "in 3 hours"
    takes up what the last answer offered."""
    if not only_figures(text):
        return None
    offered = before.last_topic
    if offered and offered in openings() and _given(offered, text):
        return offered
    return before.last_tool


def tool_for(asked: List[str], text: str, questions: Sequence[str] = ()) -> Optional[str]:
    """The tool that a message of these topics and questions opens, if it opens one and asks for nothing else."""
    for topic, opening in openings().items():
        own = [one for one in questions if topic_of_question(one) == topic]
        if own and opening.answers and not set(own) & set(opening.answers):
            continue
        others = [one for one in asked if one not in (topic, STATEMENT) and one not in opening.absorbs]
        if not others and (opens(topic, text) if topic in asked else _is_plainly(topic, text)):
            if opening.only_where.search(text) or read_times(text).late is not None:
                return topic
    return None


def _is_plainly(topic: str, text: str) -> bool:
    """Whether a message asks for the tool in so many words and gives at least two of its figures, whatever topic it was taken for."""
    return bool(openings()[topic].words.search(text)) and len(_figures(topic, text)) >= PLAIN_FIGURES


def opens(topic: str, text: str) -> bool:
    """Whether a message of the topic opens its tool."""
    if openings()[topic].words.search(text):
        return True
    figures = _figures(topic, text)
    return len(figures) >= PLAIN_FIGURES and not asks(text) if topic == TRIP else bool(figures)


def _given(topic: str, text: str) -> bool:
    """Whether a message gives one of the figures that the topic's tool works with."""
    return bool(_figures(topic, text))


def _figures(topic: str, text: str) -> List[str]:
    """Those of the tool's figures that a message gives."""
    figures, times = read_figures(text), read_times(text)
    read: Dict[str, Any] = {**figures._asdict(), **times._asdict()}
    read["days"] = figures.days if figures.days is not None else figures.until
    read["to_next"] = times.to_next if times.to_next is not None else times.clocks.next_at
    return [name for name in openings()[topic].figures if read[name] is not None]
