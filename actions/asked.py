"""What was asked, and for whom: read from the tracker."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Dict, List, Optional

from rasa_sdk import Tracker

from knowledge import regions, schema
from knowledge.files import read
from knowledge.settings import CONTENT
from knowledge.store import Person
from knowledge.topic_ids import topic_ids, topic_of_intent

RED_FLAG = "red_flag"
FORGET_BEFORE = (
    "forget_before"  # slot: seconds since 1970; what was written earlier says nothing about the person any more
)


def asked_topic(tracker: Tracker) -> str:
    """The topic of the latest message's intent."""
    return topic_of_intent((tracker.latest_message.get("intent") or {}).get("name"))


def asked_topics(tracker: Tracker) -> List[str]:
    """All topics that the latest message asks about, in order; its intent's topic where it names no other."""
    first = asked_topic(tracker)
    named = [topic_of_intent(intent) for intent in tracker.latest_message.get("asked_topics") or []]
    topics = [topic for topic in named if topic in topic_ids()]
    beside_danger = (tracker.latest_message.get("intent") or {}).get("name") == RED_FLAG
    return topics if first in topics or beside_danger else [first]


def likely_topics(tracker: Tracker, most: int) -> List[str]:
    """The likeliest topics with an answer, best first."""
    ranked = [topic_of_intent(one.get("name")) for one in tracker.latest_message.get("intent_ranking") or []]
    return [topic for topic in ranked if topic in topic_ids()][:most]


def region_of(tracker: Tracker) -> Optional[str]:
    """The person's region: as they said it, as their page is set up, or the deployment's."""
    own = [tracker.latest_message["text"]] if tracker.latest_message.get("text") else []
    page = (tracker.latest_message.get("metadata") or {}).get("region")
    return regions.region_of([*own, *reversed(_remembered(tracker))], page)


def person_of(tracker: Tracker) -> Person:
    """Whom the latest message is about, as far as its words say so, or those before it: what is said once holds until another is spoken of,
    or until it is to be forgotten."""
    latest = (tracker.latest_message.get("text") or "").lower()
    said = [text.lower() for text in _remembered(tracker)]
    earlier = said[:-1] if said and said[-1] == latest else said
    messages = [latest, *earlier[::-1][: _people().remember]]
    return Person(route=_said(messages, "route"), audience=_said(messages, "audience"), region=region_of(tracker))


def _remembered(tracker: Tracker) -> List[str]:
    """What the person wrote, oldest first, but nothing from before they asked to forget it."""
    since = tracker.get_slot(FORGET_BEFORE) or 0.0
    return [
        event["text"]
        for event in tracker.events
        if event.get("event") == "user" and event.get("text") and (event.get("timestamp") or since) >= since
    ]


def _said(messages: List[str], key: str) -> Optional[str]:
    """The value that the newest message names which names one, unless a newer one turns to something else."""
    ended = set()
    for text in messages:
        value = next((value for value, pattern in _signs()[key].items() if re.search(pattern, text)), None)
        if value:
            return None if value in ended else value
        ended |= {value for value, pattern in _signs()["forget"].items() if re.search(pattern, text)}
    return None


@lru_cache(maxsize=1)
def _people() -> schema.People:
    return read(CONTENT / "people.yml", schema.People)


@lru_cache(maxsize=1)
def _signs() -> Dict[str, Dict[str, str]]:
    signs: Dict[str, Any] = {"route": _people().route, "audience": _people().audience, "forget": _people().forget}
    return {
        key: {str(value): r"\b(?:" + "|".join(words) + r")\b" for value, words in values.items()}
        for key, values in signs.items()
    }
