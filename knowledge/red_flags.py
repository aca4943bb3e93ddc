"""The words for each red flag, read once from their files: they need no database."""

from __future__ import annotations

from functools import lru_cache
from typing import Dict

from knowledge import schema
from knowledge.files import read
from knowledge.settings import CONTENT
from knowledge.topic_ids import red_flag_levels


@lru_cache(maxsize=1)
def red_flags() -> Dict[str, schema.RedFlag]:
    """Every red flag's words.

    Raises:
        ContentError: a file is missing or not what it must be.
    """
    return {flag: read(CONTENT / "red_flags" / f"{flag}.yml", schema.RedFlag) for flag in red_flag_levels()}


@lru_cache(maxsize=1)
def frames() -> schema.Frames:
    """The words around an answer."""
    return read(CONTENT / "frames.yml", schema.Frames)
