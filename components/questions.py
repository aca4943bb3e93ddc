"""Where a message may hold more than one question. A story, a greeting or a thank-you around a question is none of its own."""

from __future__ import annotations

import re
from typing import List

from components.clauses import sentences

MIN_WORDS = 2  # of a part that is read alone
MOST_PARTS = 8  # bounds the time for one message

_OPENER = (
    r"can|could|do|does|did|is|are|am|was|were|will|would|should|shall|may|might|must|has|have|what|what's|whats|how|how's|hows|when|"
    r"where|which|who|whose|why|any|anything|tell me|explain|i (?:also )?(?:want|need|wonder|would like|'d like) to know|i wonder|wondering"
)
_ASKS = re.compile(
    rf"^\W*(?:(?:and|but|so|also|or|then|plus|oh|ps|p\.s\.|btw|secondly|separately|furthermore|ok|okay|anyway|first|firstly)\b[,:.) ]*)*(?:{_OPENER})\b|\?\W*$",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\s*[,;:]\s*|\s+[-–]+\s+|\s+(?:and|also|plus|then|or|but|&|btw|oh|separately|furthermore)\s+", re.IGNORECASE
)


def parts_that_may_ask(text: str) -> List[str]:
    """The clauses of a message, each sentence behind its own, in order; empty where it is one short clause."""
    found: List[str] = []
    for sentence in sentences(text):
        clauses = _clauses(sentence)
        found += [*(clauses if len(clauses) > 1 else []), sentence]
    distinct = list(dict.fromkeys(found))
    return distinct[:MOST_PARTS] if len(distinct) > 1 else []


def asks_several(text: str) -> bool:
    """Whether two sentences, or two clauses of one, are put as questions."""
    whole = sentences(text)
    return sum(asks(one) for one in whole) >= 2 or any(sum(asks(part) for part in _clauses(one)) >= 2 for one in whole)


def _clauses(sentence: str) -> List[str]:
    return [clause for clause in _CUT.split(sentence) if clause and len(clause.split()) >= MIN_WORDS]


def asks(part: str) -> bool:
    """Whether a part is put as a question."""
    return bool(_ASKS.search(part))
