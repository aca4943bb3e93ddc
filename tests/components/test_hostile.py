"""No message keeps everybody else waiting: the pipeline's time on what an attacker repeats."""

from __future__ import annotations

import asyncio
import time

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from tests.components.hostile import messages

SECONDS = 0.3  # of one processor, for 10,000 characters on a quiet machine; a busy one may take three times as long
BUSY = 3


@pytest.fixture(scope="module")
def conversation(agent):
    """Two questions asked and an emergency open: what most readers look at."""
    tracker = DialogueStateTracker.from_events("hostile", [])
    for turn in ("can i drink alcohol on it and can i drive", "he is having a fit on the floor"):
        parsed = asyncio.run(agent.processor.parse_message(UserMessage(turn), tracker))
        tracker.update(UserUttered(turn, parsed["intent"], parse_data=parsed, input_channel="rest"))
    return tracker


@pytest.mark.parametrize("atom", messages())
def test_a_repeated_atom_is_read_in_time(agent, conversation, atom):
    whole = messages()[atom]
    for tracker in (None, conversation):
        took = cost(agent, whole, tracker)
        assert took < SECONDS or (took < BUSY * SECONDS and took < 3 * cost(agent, whole[: len(whole) // 2], tracker))


def cost(agent, text, tracker) -> float:
    began = time.process_time()
    asyncio.run(agent.processor.parse_message(UserMessage(text), tracker))
    return time.process_time() - began
