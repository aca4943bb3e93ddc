"""What was asked, and for whom: read from the tracker."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from rasa_sdk import Tracker

from actions.names import FORGET_BEFORE
from knowledge import regions
from knowledge.people import Person
from knowledge.topic_ids import is_question, topic_ids, topic_of_intent
from tools.person import person_in

RED_FLAG = "red_flag"
QUESTIONS, OPEN_LEVEL = "questions", "open_level"  # keys of the parsed message, set in Rasa's pipeline


def asked_questions(tracker: Tracker) -> List[str]:
    """The full ids of the questions that the latest message asks, in order."""
    return [one for one in tracker.latest_message.get(QUESTIONS) or [] if is_question(one)]


def asked_topic(tracker: Tracker) -> str:
    """The topic of the latest message's intent."""
    return topic_of_intent((tracker.latest_message.get("intent") or {}).get("name"))


def likely_questions(tracker: Tracker, most: int, at_least: float = 0.0) -> List[str]:
    """The likeliest question of each of the likeliest topics, best first, each with at least that share of the whole."""
    ranked = tracker.latest_message.get("question_ranking") or []
    return [one["id"] for one in ranked if is_question(one["id"]) and one["confidence"] >= at_least][:most]


def likely_topics(tracker: Tracker, most: int) -> List[str]:
    """The likeliest topics with answers, best first."""
    ranked = [topic_of_intent(one.get("name")) for one in tracker.latest_message.get("intent_ranking") or []]
    return [topic for topic in ranked if topic in topic_ids()][:most]


def open_level(tracker: Tracker) -> Optional[str]:
    """`emergency` or `urgent` while an escalation of an earlier message is open; None where none is."""
    return tracker.latest_message.get(OPEN_LEVEL)


def region_of(tracker: Tracker) -> Optional[str]:
    """The person's region: as they said it, as their page is set up, or the deployment's."""
    own = [tracker.latest_message["text"]] if tracker.latest_message.get("text") else []
    return regions.region_of([*own, *reversed(_remembered(tracker))], page_region(tracker))


def page_region(tracker: Tracker) -> Optional[str]:
    """The region that the page or channel of the latest message was set up for."""
    return (tracker.latest_message.get("metadata") or {}).get("region")


def person_of(tracker: Tracker) -> Person:
    """Whom the latest message is about, as far as its words say so, or those before it: what is said once holds until another is spoken of,
    or until it is to be forgotten."""
    latest = tracker.latest_message.get("text") or ""
    said = _remembered(tracker)
    earlier = said[:-1] if said and said[-1] == latest else said
    return person_in([latest, *earlier[::-1]], region_of(tracker))


def _remembered(tracker: Tracker) -> List[str]:
    """What the person wrote, oldest first, but nothing from before they asked to forget it."""
    since = tracker.get_slot(FORGET_BEFORE) or 0.0
    events: List[Dict[str, Any]] = tracker.events
    return [
        event["text"]
        for event in events
        if event.get("event") == "user" and event.get("text") and (event.get("timestamp") or since) >= since
    ]
