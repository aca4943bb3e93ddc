"""Takes each message once, however often it is sent."""

from __future__ import annotations

import asyncio
from typing import Any, Dict, Tuple

from rasa.core.tracker_store import TrackerStore

from channels.last_resort import last_resort
from channels.turn import OnMessage, take_turn
from channels.widget import history


class Turns:
    """The turns of this process that are running just now.

    Args:
        on_new_message: hands a message to Rasa.
        channel: the channel's name.
    """

    def __init__(self, on_new_message: OnMessage, channel: str) -> None:
        self._on_new_message = on_new_message
        self._channel = channel
        self._running: Dict[Tuple[str, str], asyncio.Task] = {}

    async def take(
        self, store: TrackerStore, conversation: str, message_id: str, text: str, about: Dict[str, Any]
    ) -> Dict[str, Any]:
        """One message's turn: the one there was, the one that is running, or a new one.

        It goes on when the client hangs up, so that what was answered is there when it comes back.

        Args:
            about: kept with the message; `region` decides whose numbers are given.

        Returns:
            The turn as in `history.turns`, and `kept`: False where it could not be stored, so that it should be sent again.
        """
        key = (conversation, message_id)
        if key not in self._running:
            task = asyncio.ensure_future(self._once(store, conversation, message_id, text, about))
            task.add_done_callback(lambda _: self._running.pop(key, None))
            self._running[key] = task
        return await asyncio.shield(self._running[key])

    async def finish(self, conversation: str) -> None:
        """Waits until no turn of a conversation is running."""
        running = [task for (own, _), task in self._running.items() if own == conversation]
        await asyncio.gather(*running, return_exceptions=True)

    async def _once(
        self, store: TrackerStore, conversation: str, message_id: str, text: str, about: Dict[str, Any]
    ) -> Dict[str, Any]:
        earlier = history.turn(await store.retrieve_full_tracker(conversation), message_id)
        if earlier:
            # A turn that was stored without a word: what the person was told then was the last resort, and is again.
            replies = earlier["replies"] or [history.reply(message_id, 0, last_resort())]
            return {**earlier, "replies": replies, "kept": True}
        said = await take_turn(self._on_new_message, self._channel, conversation, text, about, message_id)
        kept = history.turn(await store.retrieve_full_tracker(conversation), message_id)
        if kept and kept["replies"]:
            return {**kept, "kept": True}
        replies = [history.reply(message_id, number, one) for number, one in enumerate(said)]
        return {"id": message_id, "at": None, "text": text, "replies": replies, "kept": False}
