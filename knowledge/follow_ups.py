"""How people lean on what was said before, as far as actions need to know: read from follow_ups.yml."""

from __future__ import annotations

import re
from functools import lru_cache

from knowledge import reading_schema as schema
from knowledge.files import read
from knowledge.settings import CONTENT
from knowledge.whole_message import is_whole


@lru_cache(maxsize=1)
def _more() -> re.Pattern:
    words = read(CONTENT / "follow_ups.yml", schema.FollowUps).more
    return re.compile(rf"^\W*(?:{words})\W*$", re.IGNORECASE)


def asks_for_more(text: str) -> bool:
    """Whether a whole message asks for what the last answer did not tell yet."""
    return is_whole(_more(), text)
