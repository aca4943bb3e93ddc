"""Every conversation of this folder's stories, read turn by turn as in use: each message with what was said before it.

`rasa test core` runs the same stories, but takes each message's intent from the file; with `--e2e` it reads each message without those before it.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Dict, List, NamedTuple

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from ruamel.yaml import YAML

from tests.components.conftest import agent  # noqa: F401 - a fixture

TOOLS = "test_tools.yml"  # forms run actions: tests/system/test_tools.py talks to them


class Story(NamedTuple):
    """One conversation of the person's messages, the intent of each, and what is done about it."""

    name: str
    steps: List[Dict[str, str]]


def stories() -> List[Story]:
    files = [file for file in sorted(Path(__file__).parent.glob("*.yml")) if file.name != TOOLS]
    loaded = [one for file in files for one in YAML(typ="safe").load(file.read_text(encoding="utf-8"))["stories"]]
    return [Story(one["story"], one["steps"]) for one in loaded]


def next_action(agent: Agent, tracker: DialogueStateTracker) -> str:  # noqa: F811
    prediction = agent.processor._predict_next_with_tracker(tracker)
    domain = agent.domain
    assert domain is not None
    return domain.action_names_or_texts[prediction.max_confidence_index]


@pytest.mark.parametrize("story", stories(), ids=lambda one: one.name)
def test_each_message_is_understood_in_its_conversation_and_answered_by_the_right_action(agent, story):  # noqa: F811
    slots = agent.domain.slots
    tracker = DialogueStateTracker.from_events("story", [ActionExecuted("action_listen")], slots=slots)
    for step in story.steps:
        if "user" in step:
            text = " ".join(step["user"].split())
            parsed = asyncio.run(agent.processor.parse_message(UserMessage(text), tracker))
            assert parsed["intent"]["name"] == step["intent"], text
            tracker.update(UserUttered(text, parsed["intent"], parse_data=parsed))
        else:
            assert next_action(agent, tracker) == step["action"]
            tracker.update(ActionExecuted(step["action"]))
            assert next_action(agent, tracker) == "action_listen"
            tracker.update(ActionExecuted("action_listen"))
