"""One id, every place: topics and questions by their ids, and the intents named after them.

A question's full id is `topic/question`. Its intent is Rasa's retrieval intent `ask_<topic>/<question>`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Dict, FrozenSet, List, Optional

from knowledge import schema
from knowledge.files import read
from knowledge.settings import MEDICINE_CONTENT

ASK = "ask_"
USE = "use_"  # begins the intent that opens a topic's tool
OVERVIEW = "overview"  # the question of a message that only names its topic
OUT_OF_SCOPE = "out_of_scope"


@lru_cache(maxsize=1)
def _contract() -> schema.Topics:
    return read(MEDICINE_CONTENT / "topics.yml", schema.Topics)


@lru_cache(maxsize=1)
def _questions() -> Dict[str, List[str]]:
    return {topic.id: [f"{topic.id}/{one}" for one in topic.questions] for topic in _contract().topics}


@lru_cache(maxsize=1)
def _every_question() -> FrozenSet[str]:
    return frozenset(one for ids in _questions().values() for one in ids)


def topic_ids() -> List[str]:
    """Every topic that has answers, in the contract's order."""
    return [topic.id for topic in _contract().topics]


def question_ids() -> List[str]:
    """Every question's full id, in the contract's order."""
    return [one for ids in _questions().values() for one in ids]


def questions_of(topic: str) -> List[str]:
    """The full ids of a topic's questions, `overview` first; none of an unknown topic."""
    return list(_questions().get(topic, []))


def is_question(question: str) -> bool:
    """Whether this is the full id of a question."""
    return question in _every_question()


def topic_of_question(question: str) -> str:
    """The topic of a question's full id."""
    return question.partition("/")[0]


def overview_of(topic: str) -> str:
    """The full id of a topic's first question."""
    return f"{topic}/{OVERVIEW}"


def conversation_ids() -> List[str]:
    """The ids without medical content: greet, thanks, out_of_scope and so on."""
    return list(_contract().conversation)


def talk_ids() -> FrozenSet[str]:
    """Those that are about the talk itself, whatever was talked about before: no statement, nothing out of scope."""
    return frozenset(conversation_ids()) - {OUT_OF_SCOPE, "statement"}


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
