"""What every action shares: it answers, whatever fails."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any, Dict, List, Optional, Sequence

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.asked import open_level, person_of
from actions.names import HINTED, OVER, STAGE, STAGE_SLOT
from channels import PAYLOAD_CHANNELS
from knowledge.phrasebook import phrasebook
from replies.rendering import message
from replies.reply import Reply

logger = logging.getLogger(__name__)

UNAVAILABLE = "utter_unavailable"
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
            dispatcher.utter_message(response=UNAVAILABLE)
            return []


def say(dispatcher: CollectingDispatcher, tracker: Tracker, *replies: Reply) -> Events:
    """Says replies in their order, the reminder of an open emergency before the first; answers what is to be remembered of it."""
    channel = tracker.get_latest_input_channel()
    hints = [n for n, one in enumerate(replies) if one.origin] if not tracker.get_slot(HINTED) else []
    for number, one in enumerate(replies):
        reminded = replace(one, reminder=reminder(tracker)) if number == 0 else one
        made = message(_at_its_stage(reminded, tracker), channel, hint=number in hints[-1:])
        dispatcher.utter_message(text=made["text"], json_message=made.get("custom"), buttons=made.get("buttons"))
    return [SlotSet(HINTED, True)] if hints and channel not in PAYLOAD_CHANNELS else []


def _at_its_stage(reply: Reply, tracker: Tracker) -> Reply:
    """The reply with where the open danger stands, so that a client can keep its card in sight or make it small."""
    stage = tracker.get_slot(STAGE_SLOT)
    return reply if stage in (None, OVER) else replace(reply, payload={**reply.payload, STAGE: stage})


def reminder(tracker: Tracker) -> Optional[str]:
    """What stands before an answer while an escalation is open; None where none is."""
    level, person = open_level(tracker), person_of(tracker)
    if level is None:
        return None
    return phrasebook().say("reminder" if level == "emergency" else "reminder_urgent", person.region, person.route)


def options_for(asks: Dict[str, str], only: Sequence[str] = ()) -> List[Dict[str, str]]:
    """Questions as short answers to press, each sending itself."""
    return [{"title": text, "payload": text} for name, text in asks.items() if not only or name in only]
