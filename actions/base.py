"""What every action shares: it answers, whatever fails."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from typing import Any, Dict, List

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import replies

logger = logging.getLogger(__name__)

SHOWN, SHORT, FULL, ALL = "last_shown", "short", "full", "all"  # slot: how much of the last answer was told
Events = List[Dict[str, Any]]


class ReplyingAction(Action, ABC):
    """An action that always says something. Rasa drops an action that fails, and says nothing to the person."""

    @abstractmethod
    async def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Says the reply and returns what to remember."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        """Runs `respond`; says that nothing can be looked up where it fails."""
        try:
            return await self.respond(dispatcher, tracker)
        except Exception as error:  # noqa: BLE001 - the one broad catch: the person must get an answer
            # The type alone: a message or trace may quote what the person wrote.
            logger.error("%s failed with %s.", self.name(), type(error).__name__)
            dispatcher.messages.clear()  # half a reply would be worse than this one
            replies.say(dispatcher, tracker, replies.unavailable())
            return []
