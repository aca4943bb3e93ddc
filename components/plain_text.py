"""First in the pipeline: a message is text, whatever it begins with.

Rasa reads a leading `/` as a command: `/restart`, `/ask_dose{"slot": "value"}` (its RegexMessageHandler runs behind every
pipeline). Patients must not reach intents, slots or internal actions that way, on any channel; without its `/` the message is
read like any other. Characters that no person types, and that storage or tokenisers choke on, go too.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

COMMAND_PREFIX = "/"
# Cc: control, Cs: half a surrogate pair, Co and Cn: private or unassigned. Cf stays: emoji are joined by it.
UNREADABLE = {"Cc", "Cs", "Co", "Cn"}
# No figure is so long: the readers of doses and hours would search such a run for minutes, and everybody else would wait.
LONGEST_FIGURE = 24
_LONG_FIGURE = re.compile(rf"(\d{{{LONGEST_FIGURE}}})\d+")


def plain(text: str) -> str:
    """The text without unreadable characters, leading command signs and surrounding space, and with no figure of hundreds of digits."""
    readable = "".join(
        c if unicodedata.category(c) not in UNREADABLE else " " for c in text.replace("\r\n", "\n") if c != "\x00"
    )
    return _LONG_FIGURE.sub(r"\1", readable).strip().lstrip(COMMAND_PREFIX + " ").strip()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class PlainText(GraphComponent):
    """Replaces each message's text by its plain form."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PlainText:
        """Creates the component; it has no settings."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leaves training examples as they are: a test holds that they are plain already."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Cleans messages as they come in."""
        for message in messages:
            message.set(TEXT, plain(message.get(TEXT) or ""))
        return messages
