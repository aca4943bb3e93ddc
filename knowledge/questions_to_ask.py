"""What to ask the prescriber before the medicine is stopped."""

from __future__ import annotations

from functools import lru_cache
from typing import List

from knowledge import reading_schema as schema
from knowledge.files import read
from knowledge.people import Person
from knowledge.settings import CONTENT


@lru_cache(maxsize=1)
def _content() -> schema.QuestionsToAsk:
    return read(CONTENT / "questions_to_ask.yml", schema.QuestionsToAsk)


def questions_to_ask(person: Person) -> List[str]:
    """The questions for a person, the common ones first."""
    added = [
        one.question
        for one in _content().when
        if (one.route and one.route == person.route) or one.audience in person.audiences
    ]
    return [*_content().questions, *added]
