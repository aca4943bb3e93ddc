"""Finds the names of medicines in a message: generic names, brands and what people call a class, misspelt too.

A medicine that is not listed is never passed over as safe: words that end like a medicine's name are reported as unknown.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Dict, FrozenSet, List, NamedTuple, Optional

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge import medicines_schema as schema
from knowledge.files import read
from knowledge.medicine import medicine
from knowledge.settings import CONTENT
from knowledge.topic_ids import overview_of, topic_of_question

LONGEST = 4  # words of a name
SURE_FROM, GUESS_FROM = 6, 8  # letters from which one slip is forgiven, and from which two are guessed at
_WORD = re.compile(r"[a-z](?:[a-z'-]*[a-z])?|\d", re.IGNORECASE)


class Found(NamedTuple):
    """A medicine that a message names.

    Attributes:
        said: as it was written.
        name: as it is listed; as it was written where it is not.
        group: id of its class; None where it is not listed.
        sure: whether the spelling leaves no doubt.
    """

    said: str
    name: str
    group: Optional[str]
    sure: bool = True


@lru_cache(maxsize=1)
def content() -> schema.Medicines:
    """The list of medicines."""
    return read(CONTENT / "medicines.yml", schema.Medicines)


def asks_of_a_medicine(question: str) -> bool:
    """Whether the medicine that a message names decides the answer to a question: it asks for all of them, or is the question of a class."""
    return question in (overview_of(topic_of_question(question)), *_questions())


def asked_of(found: Found) -> str:
    """The full id of the question that a message about a medicine asks."""
    return next((group.question for group in content().classes if group.id == found.group), content().otherwise)


@lru_cache(maxsize=1)
def _questions() -> FrozenSet[str]:
    return frozenset([content().otherwise, *(group.question for group in content().classes)])


@lru_cache(maxsize=1)
def _names() -> Dict[str, Found]:
    """Every name in lower case, with what it stands for."""
    named: Dict[str, Found] = {name.lower(): Found(name, name, None) for name in content().unlisted}
    for group in content().classes:
        for name in [*(one for row in group.medicines for one in row), *group.called]:
            named.setdefault(name.lower(), Found(name, name, group.id))
    return named


@lru_cache(maxsize=1)
def _generic_by_brand() -> Dict[str, str]:
    """The first name of its row for every other one, in lower case."""
    return {name.lower(): row[0] for group in content().classes for row in group.medicines for name in row[1:]}


def with_generic_names(text: str) -> str:
    """The text with each brand in its medicine's generic name: an encoder knows "ibuprofen", hardly "Nurofen", and not at all what is new."""
    spans = [match.span() for match in _WORD.finditer(text)]
    made, copied, at = "", 0, 0
    while at < len(spans):
        generic, used = None, 1
        for used in range(min(LONGEST, len(spans) - at), 0, -1):
            generic = _generic_by_brand().get(text[spans[at][0] : spans[at + used - 1][1]].lower())
            if generic:
                made += text[copied : spans[at][0]] + generic
                copied = spans[at + used - 1][1]
                break
        at += used
    return made + text[copied:]


def find_medicines(text: str) -> List[Found]:
    """The medicines that a message names, in order, each once, this medicine left out."""
    words = [match.group() for match in _WORD.finditer(text.replace("’", "'"))]
    found: List[Found] = []
    at = 0
    while at < len(words):
        one, used = _at(words, at)
        if one and one.name.lower() not in medicine().own_names():
            found.append(one)
        at += used
    once: Dict[str, Found] = {}
    for one in found:
        once.setdefault(one.name.lower(), one)
    return list(once.values())


def _at(words: List[str], at: int) -> tuple[Optional[Found], int]:
    """The medicine that begins at a word, and how many words it takes."""
    for length in range(min(LONGEST, len(words) - at), 0, -1):
        said = " ".join(words[at : at + length])
        if said.lower() in content().not_medicines:
            return None, length
        for spelt in (said.lower(), said.lower().removesuffix("'s"), said.lower().rstrip("s")):
            if spelt in _names():
                return _names()[spelt]._replace(said=said), length
    word = words[at].lower().removesuffix("'s")
    if word in medicine().own_names() or len(word) < SURE_FROM:
        return None, 1
    near = process.extractOne(
        word, list(_names()), scorer=OSA.distance, score_cutoff=2 if len(word) >= GUESS_FROM else 1
    )
    if near and near[0][0] == word[0]:
        return _names()[near[0]]._replace(said=words[at], sure=near[1] <= 1), 1
    if any(word.endswith(stem) for stem in content().stems) and not process.extractOne(
        word, medicine().own_names(), scorer=OSA.distance, score_cutoff=2
    ):
        return Found(words[at], words[at], None), 1
    return None, 1
