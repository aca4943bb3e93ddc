"""Messages that hold no words of their own subject: "why though", "the second one". The rules are content (follow_ups.yml); all else that leans on what
was said before is read together with it (`reader.py`)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import List, NamedTuple, Optional

from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from knowledge import reading_schema as schema
from knowledge.files import read
from knowledge.settings import CONTENT
from knowledge.topic_ids import ASK
from knowledge.whole_message import is_whole

QUESTIONS = "questions"  # the key under which the full ids of the questions that a message asks stand, in order
ASKED = "asked_topics"  # the key under which the intents that a message asks for stand, in order
UNSURE = "nlu_fallback"
OFFERED = 3  # topics that are offered to one who was not understood (actions/clarify.py)
LONGEST_CHOICE = 60  # characters; whoever writes more does not only pick one of two
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


def pointed_at(text: str, tracker: Optional[DialogueStateTracker]) -> Optional[str]:
    """The full id of the question that a message picks out of those named just before: "2", "the first one", "the latter"."""
    if len(text) > LONGEST_CHOICE:
        return None
    offered = _offered(tracker)
    if len(offered) < 2:
        return None
    rules = _rules()
    if rules.last.match(text):
        return offered[-1]
    for pattern, question in zip(rules.choices, offered, strict=False):
        if pattern.match(text):
            return question
    return None


def _offered(tracker: Optional[DialogueStateTracker]) -> List[str]:
    """What the last message asked for where it was several things; what was offered where it was not understood."""
    events = tracker.applied_events() if tracker else []
    said = [event for event in events if isinstance(event, UserUttered)]
    parsed = (said[-1].parse_data or {}) if said else {}
    if (parsed.get("intent") or {}).get("name") == UNSURE:
        return [one["id"] for one in parsed.get("question_ranking") or []][:OFFERED]
    return list(parsed.get(QUESTIONS) or [])


def asks_again(text: str) -> bool:
    """Whether the whole message is about what was asked last, whatever its words mean elsewhere."""
    return is_whole(_rules().again, text)


class _Rules(NamedTuple):
    again: re.Pattern
    choices: List[re.Pattern]
    last: re.Pattern


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    rules = read(CONTENT / "follow_ups.yml", schema.FollowUps)
    return _Rules(
        re.compile(rf"^\W*(?:{'|'.join(rules.again)})\W*$", re.IGNORECASE),
        [_whole(rules.chosen_with, choice) for choice in rules.choices],
        _whole(rules.chosen_with, rules.last),
    )


def _whole(around: str, choice: str) -> re.Pattern:
    return re.compile(
        rf"^\W*(?:(?:{around})\W*)?(?:{choice})\W*(?:(?:please|pls|thanks|thank you)\W*)?$", re.IGNORECASE
    )
