"""When a tool opens, and how people leave one: read from tools.yml."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Dict, List, NamedTuple, Optional

from knowledge import reading_schema as schema
from knowledge.files import read
from knowledge.schema import Sign, Signs
from knowledge.settings import CONTENT
from knowledge.whole_message import is_whole


class Danger(NamedTuple):
    """What raises a red flag within a tool; `asked` is the slot whose question it must answer, None for any message. `level` is `emergency` or `urgent`,
    as the table of signs has it."""

    flag: str
    level: str
    says: re.Pattern
    asked: Optional[str]


class Opening(NamedTuple):
    """What opens one tool."""

    words: re.Pattern
    only_where: re.Pattern
    answers: List[str]
    figures: List[str]
    absorbs: List[str]
    dangers: List[Danger]


@lru_cache(maxsize=1)
def _content() -> schema.Tools:
    return read(CONTENT / "tools.yml", schema.Tools)


@lru_cache(maxsize=1)
def openings() -> Dict[str, Opening]:
    """What opens each tool, by its topic."""
    return {
        topic: Opening(
            re.compile(rf"\b(?:{tool.opens})", re.IGNORECASE),
            re.compile(tool.only_where or "", re.IGNORECASE),
            list(tool.answers),
            list(tool.figures),
            list(tool.absorbs),
            [_danger(one) for one in tool.dangers],
        )
        for topic, tool in _content().tools.items()
    }


def level_of(sign: str) -> str:
    """How urgent the red flag of a sign of the table is: an emergency, or less."""
    return "emergency" if _signs()[sign].urgency == "emergency" else "urgent"


@lru_cache(maxsize=1)
def _signs() -> Dict[str, Sign]:
    return {one.id: one for one in read(CONTENT / "signs.yml", Signs).signs}


def _danger(one: schema.ToolDanger) -> Danger:
    sign = _signs()[one.sign]
    return Danger(str(sign.flag), level_of(one.sign), re.compile(one.says, re.IGNORECASE), one.asked)


def cancels(text: str) -> bool:
    """Whether a message leaves the tool."""
    return is_whole(_whole(_content().cancels), text)


def does_not_know(text: str) -> bool:
    """Whether a message says that the person does not know what was asked."""
    return is_whole(_whole(_content().does_not_know), text)


def commands() -> List[str]:
    """The intents that plain commands set."""
    return list(_content().commands)


def command_of(text: str) -> Optional[str]:
    """The intent that a whole message sets by its plain words ("make me a list"); None for any other message."""
    for intent, words in _content().commands.items():
        if is_whole(_whole(rf"(?:(?:ok|okay|and|now|so|then|please|hey),?\s+)*(?:{words})"), text):
            return intent
    return None


@lru_cache(maxsize=64)
def _whole(words: str) -> re.Pattern:
    return re.compile(rf"^\W*(?:{words})\W*$", re.IGNORECASE)
