"""What the assistant knows about the person, shown and forgotten on request."""

from __future__ import annotations

import time
from typing import List

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.asked import page_region, person_of
from actions.base import Events, ReplyingAction, say
from actions.names import FORGET_BEFORE
from knowledge.people import AUDIENCES
from knowledge.phrasebook import phrasebook
from replies import reply as replies

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
        known, book = known_of(tracker), phrasebook()
        head = book.say("about_me", known="; ".join(known)) if known else book.say("about_me_nothing")
        return say(dispatcher, tracker, replies.conversation(TOPIC, head, book.say("about_stored")))


class ActionForgetMe(ReplyingAction):
    """Forgets it: what was said so far chooses no answer any more."""

    def name(self) -> str:
        """As the rules call it."""
        return "action_forget_me"

    async def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Empties the figures; the words themselves are the tracker store's."""
        say(dispatcher, tracker, replies.conversation(TOPIC, phrasebook().say("forgotten", page_region(tracker))))
        return [SlotSet(FORGET_BEFORE, time.time()), *(SlotSet(name, None) for name in FIGURES)]


def known_of(tracker: Tracker) -> List[str]:
    """Everything that is remembered, in words."""
    person, book = person_of(tracker), phrasebook()
    known = [book.say(f"about_{one}") for one in AUDIENCES if one in person.audiences]
    if person.route:
        known.append(book.say(f"about_{person.route}"))
    if any(tracker.get_slot(name) is not None for name in FIGURES):
        known.append(book.say("about_trip"))
    if person.region:
        known.append(book.say("about_region", person.region, place=book.places()[person.region]))
    return known
