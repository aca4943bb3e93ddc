"""What the assistant knows about the person, shown and forgotten on request."""

from __future__ import annotations

import time
from typing import List

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import replies
from actions.asked import FORGET_BEFORE, person_of, region_of
from actions.base import Events, ReplyingAction
from actions.wording import wording

TOPIC = "privacy"
# The slots that hold a person's own figures.
FIGURES = ("trip_days", "trip_per_day", "trip_mg_per_day", "trip_strength_mg", "trip_left", "trip_liquid", "missed_hours_late", "missed_next_hours",
           "missed_who", "stopping_has_stopped", "stopping_taken_for", "stopping_mg_per_day", "effect_said")  # fmt: skip


class ActionAboutMe(ReplyingAction):
    """Says what is remembered of the person, and how to have it forgotten."""

    def name(self) -> str:
        """As the rules call it."""
        return "action_about_me"

    async def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Lists it."""
        known = known_of(tracker)
        head = wording("about_me", known="; ".join(known)) if known else wording("about_me_nothing")
        text = f"{head.strip()}\n\n{wording('about_stored').strip()}"
        replies.say(dispatcher, tracker, replies.conversation(TOPIC, text, region_of(tracker)))
        return []


class ActionForgetMe(ReplyingAction):
    """Forgets it: what was said so far chooses no answer any more."""

    def name(self) -> str:
        """As the rules call it."""
        return "action_forget_me"

    async def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Empties the figures; the words themselves are the tracker store's."""
        page = (tracker.latest_message.get("metadata") or {}).get("region")
        replies.say(dispatcher, tracker, replies.conversation(TOPIC, wording("forgotten"), page))
        return [SlotSet(FORGET_BEFORE, time.time()), *(SlotSet(name, None) for name in FIGURES)]


def known_of(tracker: Tracker) -> List[str]:
    """Everything that is remembered, in words."""
    person = person_of(tracker)
    known = [wording(f"about_{one}") for one in (person.audience, person.route) if one]
    if any(tracker.get_slot(name) is not None for name in FIGURES):
        known.append(wording("about_trip"))
    if person.region:
        known.append(wording("about_region", region=person.region))
    return [one.strip() for one in known]
