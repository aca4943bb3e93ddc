"""What the conversation so far means for a channel: what a number chooses, and whether it is about danger."""

from __future__ import annotations

import logging
import re
from typing import Any, Dict, List, Optional, Sequence

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic

from components.conversation_state import Conversation, said_newest_first
from knowledge.regions import region_of

logger = logging.getLogger(__name__)

RED_FLAG = "red_flag"
_NUMBER = re.compile(r"^\W*(?:(?:option|number|choice|answer|no|nr)\b\W*)?(\d{1,2})\W*$", re.IGNORECASE)


async def tracker_of(app: Sanic, sender: str) -> Optional[DialogueStateTracker]:
    """The conversation so far; None where there is none, or where it can't be read: the person is answered without it."""
    try:
        return await app.ctx.agent.tracker_store.retrieve(sender)
    except Exception as error:  # noqa: BLE001 - whatever the tracker store is made of
        logger.error("A conversation can't be read (%s).", type(error).__name__)
        return None


def chosen(text: str, tracker: Optional[DialogueStateTracker]) -> str:
    """What a person means who writes only a number: the choice of that number, where the last thing said offered one.

    A tool's question offers none, so the 3 that answers "How many days?" stays a 3.
    """
    number = _NUMBER.match(text)
    payloads = offered(tracker) if number and tracker else []
    if number and 1 <= int(number.group(1)) <= len(payloads):
        return payloads[int(number.group(1)) - 1]
    return text


def offered(tracker: DialogueStateTracker) -> List[str]:
    """What the buttons of the assistant's last message send."""
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return []
        if isinstance(event, BotUttered):
            return [button["payload"] for button in event.data.get("buttons") or []]
    return []


def is_in_a_tool(tracker: Optional[DialogueStateTracker]) -> bool:
    """Whether a tool waits for a figure."""
    return bool(tracker and tracker.active_loop_name)


def is_in_danger(tracker: Optional[DialogueStateTracker]) -> bool:
    """Whether an emergency is open, or a check question whether there is one."""
    conversation = Conversation(tracker)
    return conversation.open_level is not None or conversation.pending_check is not None


def must_be_said(tracker: Optional[DialogueStateTracker], replies: Sequence[Dict[str, Any]]) -> bool:
    """Whether a turn's replies tell of danger; where nobody could look at the message, they count as if they did."""
    nobody_looked = any((reply.get("custom") or {}).get("type") == "unavailable" for reply in replies)
    if tracker is None or nobody_looked:
        return True
    intent = (tracker.latest_message.intent or {}).get("name") if tracker.latest_message else None
    return intent == RED_FLAG or is_in_danger(tracker)


def region(tracker: Optional[DialogueStateTracker], of_channel: Optional[str]) -> Optional[str]:
    """The person's region: what they said, then what the channel knows, then the deployment's."""
    return region_of(said_newest_first(tracker) if tracker else [], of_channel)
