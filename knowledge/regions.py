"""Where a person is: what they say counts most, then what the page they write on says, then the deployment's setting."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Dict, Iterable, NamedTuple, Optional

from knowledge import schema
from knowledge.files import read
from knowledge.settings import CONTENT, settings
from knowledge.whole_message import is_whole


class _Said(NamedTuple):
    here: re.Pattern
    whole: re.Pattern
    alone: re.Pattern
    service: Optional[re.Pattern]


def region_of(said: Iterable[str], page: Optional[str] = None) -> Optional[str]:
    """The person's region; None where nobody says.

    Args:
        said: the person's messages, newest first: the newest that names a place counts.
        page: the region that the page or channel was set up for; one that has no numbers is ignored.
    """
    for text in said:
        named = region_said(text)
        if named:
            return named
    return page if page in schema.REGIONS else settings().region


def only_names_a_region(text: str) -> bool:
    """Whether a message says where the person is, and nothing else: "Ireland", "I'm in the UK"."""
    return any(is_whole(words.alone, text) for words in _said().values()) and region_said(text) is not None


def region_said(text: str) -> Optional[str]:
    """The region that a message says the person is in; None where it names none, or two."""
    found = {
        region
        for region, words in _said().items()
        if words.here.search(text) or is_whole(words.whole, text) or (words.service and words.service.search(text))
    }
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=1)
def _said() -> Dict[str, _Said]:
    rules = read(CONTENT / "regions.yml", schema.Regions)
    made = {}
    for region, words in rules.regions.items():
        place = "|".join(words.places)
        service = "|".join(words.services)
        made[region] = _Said(
            re.compile(rf"(?<!\w)(?:{rules.here}) (?:the )?(?:{place})(?!\w)", re.IGNORECASE),
            re.compile(rf"^\W*(?:in |from |it'?s |the |another )*(?:{place})\W*$", re.IGNORECASE),
            re.compile(rf"^\W*(?:(?:{rules.here})|in|from|it'?s|the|another|\s)*\s?(?:{place})\W*$", re.IGNORECASE),
            re.compile(rf"(?<!\w)(?:{service})(?!\w)", re.IGNORECASE) if service else None,
        )
    return made
