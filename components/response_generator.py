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
from knowledge.contacts import load_contacts
from knowledge.settings import settings
from knowledge.topic_ids import topic_of_intent

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
        region = tracker.get_slot("region") or settings().region
        words = {**self._contacts.words(region), "clinic": settings().clinic}
        response = await super().generate(utter_action, tracker, output_channel, **words, **kwargs)
        if response and "custom" in response:
            payload = self._complete(response.pop("custom"), tracker, region)
            if output_channel in PAYLOAD_CHANNELS:
                response["custom"] = payload
        return response

    def _complete(
        self, payload: Dict[str, Any], tracker: DialogueStateTracker, region: Optional[str]
    ) -> Dict[str, Any]:
        whole = {"schema": SCHEMA, "level": "none", **payload}
        if whole["type"] in ("escalation", "check"):
            kinds = whole.pop("call", ["emergency"])
            whole["numbers"] = [number for kind in kinds for number in self._contacts.numbers(kind, region)]
        else:
            whole.setdefault(
                "topic", topic_of_intent(tracker.latest_message.intent.get("name") if tracker.latest_message else None)
            )
        return whole
