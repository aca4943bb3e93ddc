"""The words for each red flag, read once from their files: they need no database."""

from __future__ import annotations

from functools import lru_cache
from typing import Dict, Sequence

from knowledge import schema, versions
from knowledge.files import read
from knowledge.settings import CONTENT
from knowledge.topic_ids import red_flag_levels

KIND = "red_flag"


@lru_cache(maxsize=1)
def red_flags() -> Dict[str, schema.RedFlag]:
    """Every red flag's words.

    Raises:
        ContentError: a file is missing or not what it must be.
    """
    return {flag: read(CONTENT / "red_flags" / f"{flag}.yml", schema.RedFlag) for flag in red_flag_levels()}


@lru_cache(maxsize=64)
def version_of(flag: str) -> str:
    """The hash of a red flag's words, which a signature is of."""
    return versions.version_of(KIND, flag, versions.content_of(red_flags()[flag]))


def danger_text(steps: Sequence[str], tell: str, dont: str, phrases: schema.Phrases) -> str:
    """What is said of a danger, in one text: the steps by number, what to tell, what not to do. Placeholders are still in it."""
    listed = [f"{number}. {step}" for number, step in enumerate(steps, start=1)]
    behind = [phrases.danger_tell.strip().replace("{tell}", tell), dont, phrases.danger_no_help.strip()]
    return "\n".join([*listed, *behind])
