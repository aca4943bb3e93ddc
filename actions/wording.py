"""The words that frame an answer, from knowledge/content/frames.yml."""

from __future__ import annotations

from functools import lru_cache
from typing import Dict

from knowledge import schema
from knowledge.files import read
from knowledge.settings import CONTENT

# Numbers are put in later, for the person's region; see `replies.filled`.
LATER = {name: "{" + name + "}" for name in ("emergency", "poison", "crisis", "same_day", "clinic")}


@lru_cache(maxsize=1)
def _frames() -> Dict[str, str]:
    return read(CONTENT / "frames.yml", schema.Frames).dict()


def wording(name: str, **values: str) -> str:
    """One frame with its values in it.

    Raises:
        KeyError: no such frame, or a value is missing.
    """
    return _frames()[name].format_map({**LATER, **values})
