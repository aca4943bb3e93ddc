"""Fixed wording (`utter_…` of data/responses/) as replies of the contract, made inside Rasa.

Nothing here needs the action server or the store, so these replies can be said when both are down.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict, Optional

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from components import red_flag_reply
from components.conversation_state import OPEN_LEVEL, STAGE, STAGE_SLOT, page_region, said_newest_first
from components.dialogue_acts import OVER
from knowledge.languages import line_for
from knowledge.people import Person
from knowledge.phrasebook import phrasebook
from knowledge.regions import region_of
from knowledge.topic_ids import topic_of_intent
from replies.rendering import message
from replies.reply import Reply, payload
from tools.person import person_in

RED_FLAG, OUT_OF_SCOPE = "utter_red_flag", "utter_out_of_scope"


class ResponseGenerator(TemplatedNaturalLanguageGenerator):
    """Rasa's own generator, which knows the person's numbers and completes the payload.

    It has to be a subclass: Rasa refreshes the responses of that class alone when a model is loaded.
    """

    def __init__(self, endpoint_config: Optional[EndpointConfig] = None, domain: Optional[Domain] = None) -> None:
        super().__init__(domain.responses if domain else {})

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> Optional[Dict[str, Any]]:
        """The wording of one `utter_…`, with the person's numbers in it, and its payload where the channel carries one."""
        said = said_newest_first(tracker)
        person = person_in(said, region_of(said, page_region(tracker)))
        if utter_action == RED_FLAG:
            made = red_flag_reply.reply_to(tracker, person)
            return message(made, output_channel) if made else None
        words = phrasebook().words(person.region, person.route)
        response = await super().generate(utter_action, tracker, output_channel, **words, **kwargs)
        if response is None or "custom" not in response:
            return response
        texts = [response["text"]]
        line = line_for(_latest_text(tracker)) if utter_action == OUT_OF_SCOPE else None
        if line:
            texts.insert(0, phrasebook().fill(line, person.region))
        stage = tracker.slots[STAGE_SLOT].value if STAGE_SLOT in tracker.slots else None
        about = {STAGE: stage} if stage not in (None, OVER) else {}
        custom = {**_complete(response["custom"], tracker), **about}
        reply = Reply(custom, tuple(texts), options=tuple(response.get("buttons") or ()))
        return message(replace(reply, reminder=reminder(tracker, person)), output_channel)


def reminder(tracker: DialogueStateTracker, person: Person) -> Optional[str]:
    """What stands before a reply while an escalation of an earlier message is open; None where none is."""
    level = (tracker.latest_message.parse_data if tracker.latest_message else {}).get(OPEN_LEVEL)
    if level is None:
        return None
    return phrasebook().say("reminder" if level == "emergency" else "reminder_urgent", person.region, person.route)


def _complete(own: Dict[str, Any], tracker: DialogueStateTracker) -> Dict[str, Any]:
    """A response's own part of the payload, whole."""
    intent = tracker.latest_message.intent.get("name") if tracker.latest_message else None
    rest = {key: value for key, value in own.items() if key not in ("type", "topic")}
    return payload(own["type"], own.get("topic") or topic_of_intent(intent), **rest)


def _latest_text(tracker: DialogueStateTracker) -> str:
    return (tracker.latest_message.text or "") if tracker.latest_message else ""
