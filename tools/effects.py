"""Side effects that a message names, and what the labels say of each."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import List, Tuple

from knowledge import effects_schema as schema
from knowledge.files import read
from knowledge.settings import CONTENT

MOST = 4  # effects told of at once; a longer list reads like a leaflet


@lru_cache(maxsize=1)
def content() -> schema.Effects:
    """The list as it was read."""
    return read(CONTENT / "effects.yml", schema.Effects)


def find_effects(text: str) -> List[schema.Effect]:
    """The effects that a message names, in the order named; at most `MOST`.

    Where two names overlap ("trouble sleeping", "sleep") the longer counts.
    """
    words = re.sub(r"[’']", "'", text.lower())
    found = sorted(
        (match.start(), -match.end(), number)
        for number, pattern in enumerate(_patterns())
        for match in pattern.finditer(words)
    )
    kept: List[Tuple[int, int]] = []
    end = 0
    for start, minus_end, number in found:
        if start >= end and number not in [one for one, _ in kept]:
            kept.append((number, start))
            end = -minus_end
    return [content().effects[number] for number, _ in kept[:MOST]]


@lru_cache(maxsize=1)
def _patterns() -> List[re.Pattern]:
    return [re.compile(r"\b(?:" + "|".join(effect.words) + r")(?!\w)", re.IGNORECASE) for effect in content().effects]
