"""One turn of any channel: a message goes to Rasa, and something always comes back."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Awaitable, Callable, Dict, List, Optional

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from channels.last_resort import last_resort

logger = logging.getLogger(__name__)

TURN_SECONDS = 20  # above the action server's limit, so that this one is reached only if Rasa itself hangs

OnMessage = Callable[[UserMessage], Awaitable[Any]]


class Collected(CollectingOutputChannel):
    """Collects a turn's replies, each with its text, buttons and payload in one message."""

    def __init__(self, channel: str) -> None:
        super().__init__()
        self._channel = channel

    def name(self) -> str:  # type: ignore[override] # Rasa only ever asks the object
        """The channel that the turn came in by; actions decide by it what a reply carries."""
        return self._channel

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        """Keeps one reply whole; Rasa's own would split it."""
        kept = {key: message[key] for key in ("text", "buttons", "custom") if message.get(key)}
        if kept:
            self.messages.append({"recipient_id": recipient_id, **kept})


async def take_turn(
    on_new_message: OnMessage,
    channel: str,
    sender: str,
    text: str,
    metadata: Optional[Dict[str, Any]] = None,
    message_id: Optional[str] = None,
) -> List[Dict[str, Any]]:
    """What the assistant says to one message: never nothing, whatever fails.

    Args:
        on_new_message: hands a message to Rasa, as every channel's blueprint gets it.
        channel: the channel's name, kept with the conversation.
        sender: the conversation's id.
        text: what the person wrote, as plain text (`components.plain_text.plain`).
        metadata: kept with the message; `region` decides whose numbers are given.
        message_id: the client's or provider's own id of the message, kept with it.

    Returns:
        One dictionary for each thing said: `recipient_id`, `text`, and where they apply `buttons` and `custom`.
    """
    output = Collected(channel)
    message = UserMessage(
        text, output, sender, input_channel=channel, message_id=message_id, metadata=dict(metadata or {})
    )
    failure: Optional[BaseException] = None
    try:
        await asyncio.wait_for(on_new_message(message), TURN_SECONDS)
    except asyncio.TimeoutError as error:
        failure = error
    except Exception as error:  # noqa: BLE001 - the last one who can still answer the person
        failure = error
    if failure is not None:
        # The type alone: an error's message or trace may quote what the person wrote.
        logger.error("A message of %d characters failed with %s.", len(text), type(failure).__name__)
    if not output.messages:
        output.messages.append({"recipient_id": sender, **last_resort()})
    return output.messages
