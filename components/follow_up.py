"""Which messages lean on what was asked before: "and for kids?", "why though". The rules are content (follow_ups.yml)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import List, NamedTuple, Optional

from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from knowledge import reading_schema as schema
from knowledge.files import read
from knowledge.settings import CONTENT

ASKED = "asked_topics"  # the key under which the intents that a message asks for stand, in order
ASK = "ask_"
MOST_WORDS = 12  # a longer message says itself what it is about
BACK = 4  # messages back in which the last question is looked for


class Asked(NamedTuple):
    """The last question of a conversation: its words and the intent that was answered."""

    text: str
    intent: str


def last_asked(tracker: Optional[DialogueStateTracker]) -> Optional[Asked]:
    """The last question that was answered, if it is not long ago."""
    events = tracker.applied_events() if tracker else []
    said: List[UserUttered] = [event for event in events if isinstance(event, UserUttered)]
    for event in list(reversed(said))[:BACK]:
        several = (event.parse_data or {}).get(ASKED) or []
        intent = several[-1] if several else (event.intent or {}).get("name") or ""
        if intent.startswith(ASK) and event.text:
            return Asked(event.text, intent)
    return None


def asks_again(text: str) -> bool:
    """Whether the whole message is about the last topic whatever its words mean elsewhere."""
    return bool(_rules().again.match(text.strip()))


def leans(text: str) -> bool:
    """Whether a message may go on about what was asked before."""
    return len(text.split()) <= MOST_WORDS and (len(text.split()) <= 3 or bool(_rules().leans.match(text.strip())))


class _Rules(NamedTuple):
    again: re.Pattern
    leans: re.Pattern


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    rules = read(CONTENT / "follow_ups.yml", schema.FollowUps)
    return _Rules(
        re.compile(rf"\W*(?:{'|'.join(rules.again)})\W*$", re.IGNORECASE),
        re.compile(rf"\W*(?:{'|'.join(rules.leans)})(?!\w)", re.IGNORECASE),
    )
