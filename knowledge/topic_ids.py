"""One id, every place: topics by their ids, and the intents named after them."""

from __future__ import annotations

from functools import lru_cache
from typing import Dict, List, Optional

from knowledge import schema
from knowledge.files import read
from knowledge.settings import CONTENT

ASK = "ask_"
USE = "use_"  # begins the intent that opens a topic's tool
OUT_OF_SCOPE = "out_of_scope"


@lru_cache(maxsize=1)
def _contract() -> schema.Topics:
    return read(CONTENT / "topics.yml", schema.Topics)


def topic_ids() -> List[str]:
    """Every topic that has an answer, in the contract's order."""
    return [topic.id for topic in _contract().topics]


def conversation_ids() -> List[str]:
    """The ids without medical content: greet, thanks, out_of_scope and so on."""
    return list(_contract().conversation)


def safe_beside_urgent() -> List[str]:
    """The topics that may be answered right behind an urgent flag."""
    return list(_contract().safe_beside_urgent)


def nothing_beside() -> List[str]:
    """The red flags beside which no ordinary question is answered."""
    return list(_contract().nothing_beside)


def red_flag_levels() -> Dict[str, str]:
    """Every red flag's level, the most dangerous first."""
    levels = _contract().red_flags
    return {flag: level for level in ("emergency", "urgent") for flag in levels[level]}


def intent_of_topic(topic: str) -> str:
    """The intent of a topic or of a conversation id."""
    return topic if topic in conversation_ids() else ASK + topic


def topic_of_intent(intent: Optional[str]) -> str:
    """The id that a reply to this intent carries; out_of_scope for intents that name none."""
    name = intent or ""
    for prefix in (ASK, USE):
        if name.startswith(prefix) and name[len(prefix) :] in topic_ids():
            return name[len(prefix) :]
    return name if name in conversation_ids() else OUT_OF_SCOPE
