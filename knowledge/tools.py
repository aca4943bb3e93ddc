"""When a tool opens, and how people leave one: read from tools.yml."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Dict, List, NamedTuple

from knowledge import reading_schema as schema
from knowledge.files import read
from knowledge.settings import CONTENT


class Opening(NamedTuple):
    """What opens one tool."""

    words: re.Pattern
    figures: List[str]
    absorbs: List[str]


@lru_cache(maxsize=1)
def _content() -> schema.Tools:
    return read(CONTENT / "tools.yml", schema.Tools)


@lru_cache(maxsize=1)
def openings() -> Dict[str, Opening]:
    """What opens each tool, by its topic."""
    return {
        topic: Opening(re.compile(rf"\b(?:{tool.opens})", re.IGNORECASE), list(tool.figures), list(tool.absorbs))
        for topic, tool in _content().tools.items()
    }


def cancels(text: str) -> bool:
    """Whether a message leaves the tool."""
    return bool(re.match(rf"^\W*(?:{_content().cancels})\W*$", text, re.IGNORECASE))


def does_not_know(text: str) -> bool:
    """Whether a message says that the person does not know what was asked."""
    return bool(re.match(rf"^\W*(?:{_content().does_not_know})\W*$", text, re.IGNORECASE))
