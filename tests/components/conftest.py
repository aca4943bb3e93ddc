"""The trained model, loaded once for all tests of its parts, and how to talk to it."""

from __future__ import annotations

import asyncio
import logging

import pytest
import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker


@pytest.fixture(scope="package")
def agent(model) -> Agent:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    return Agent.load(model)


def understood(agent: Agent, *turns: str) -> dict:
    """What the pipeline made of the last turn."""
    tracker = DialogueStateTracker.from_events("test", [])
    parsed: dict = {}
    for turn in turns:
        parsed = asyncio.run(agent.processor.parse_message(UserMessage(turn), tracker))
        tracker.update(UserUttered(turn, parsed["intent"], parse_data=parsed, input_channel="rest"))
    return parsed
