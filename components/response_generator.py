"""Fixed wording (`utter_…` of data/responses/) as replies of the contract, made inside Rasa.

Nothing here needs the action server or the store, so these replies can be said when both are down.
"""

from __future__ import annotations

from typing import Any, Dict, Optional

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from channels import PAYLOAD_CHANNELS
from components import red_flag_reply
from components.conversation_state import Conversation, page_region, said_newest_first
from knowledge.contacts import load_contacts
from knowledge.languages import line_for
from knowledge.red_flags import frames
from knowledge.regions import region_of
from knowledge.settings import settings
from knowledge.topic_ids import topic_of_intent

RED_FLAG, OUT_OF_SCOPE = "utter_red_flag", "utter_out_of_scope"
SCHEMA = 1  # of the reply contract


class ResponseGenerator(TemplatedNaturalLanguageGenerator):
    """Rasa's own generator, which knows the region's numbers and completes the payload.

    It has to be a subclass: Rasa refreshes the responses of that class alone when a model is loaded.
    """

    def __init__(self, endpoint_config: Optional[EndpointConfig] = None, domain: Optional[Domain] = None) -> None:
        super().__init__(domain.responses if domain else {})
        self._contacts = load_contacts()

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> Optional[Dict[str, Any]]:
        """The wording of one `utter_…`, with the person's numbers in it, and its payload where the channel carries one."""
        region = region_of(said_newest_first(tracker), page_region(tracker))
        if utter_action == RED_FLAG:
            return self._danger(tracker, region, output_channel)
        words = {**self._contacts.words(region), "clinic": settings().clinic}
        response = await super().generate(utter_action, tracker, output_channel, **words, **kwargs)
        line = line_for(_latest_text(tracker)) if response and utter_action == OUT_OF_SCOPE else None
        if response and line:
            response["text"] = f"{line.format_map(words)}\n\n{response['text']}"
        level = Conversation(tracker).open_level
        if response and level:
            reminder = frames().reminder if level == "emergency" else frames().reminder_urgent
            response["text"] = reminder.format_map(words) + "\n\n" + response["text"]
        if response and "custom" in response:
            payload = self._complete(response.pop("custom"), tracker)
            if output_channel in PAYLOAD_CHANNELS:
                response["custom"] = payload
        return response

    def _danger(
        self, tracker: DialogueStateTracker, region: Optional[str], output_channel: str
    ) -> Optional[Dict[str, Any]]:
        """The words for what the red-flag screen found."""
        response = red_flag_reply.reply_to(tracker, self._contacts, region, settings().clinic)
        if response:
            payload = self._complete(response.pop("custom"), tracker)
            if output_channel in PAYLOAD_CHANNELS:
                response["custom"] = payload
        return response

    @staticmethod
    def _complete(payload: Dict[str, Any], tracker: DialogueStateTracker) -> Dict[str, Any]:
        whole = {"schema": SCHEMA, "level": "none", **payload}
        if whole["type"] not in ("escalation", "check"):
            intent = tracker.latest_message.intent.get("name") if tracker.latest_message else None
            whole.setdefault("topic", topic_of_intent(intent))
        return whole


def _latest_text(tracker: DialogueStateTracker) -> str:
    return (tracker.latest_message.text or "") if tracker.latest_message else ""
