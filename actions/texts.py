"""Pieces of a looked-up answer that several actions say."""

from __future__ import annotations

import re
from typing import List

from knowledge.people import Person
from knowledge.phrasebook import phrasebook
from knowledge.store import KnowledgeStore, Served
from knowledge.warnings import together


def warnings_for(store: KnowledgeStore, served: Served, person: Person) -> List[str]:
    """An answer's warning sets for one person, filled: what to do and for which signs."""
    return filled_warnings(store, served.help, person)


def filled_warnings(store: KnowledgeStore, sets: List[str], person: Person) -> List[str]:
    """Warning sets by their ids for one person, filled; each once."""
    names = list(dict.fromkeys(sets))
    book = phrasebook()
    return together(store.warnings(names).values(), person, lambda text: book.fill(text, person.region, person.route))


def first_sentence(served: Served, person: Person) -> str:
    """The sentence of an answer that answers the question, filled."""
    filled = phrasebook().fill(served.answer, person.region, person.route)
    return re.split(r"(?<=[.!?])\s+", filled)[0]
