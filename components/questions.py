"""Where a message may hold more than one question. A story, a greeting or a thank-you around a question is none of its own."""

from __future__ import annotations

import re
from typing import List, NamedTuple

from components.clauses import sentences
from tools.daily_dose import OWN

STORY = 3  # sentences; in one, only those that are put as a question are cut
MOST_PARTS = 10  # bounds the time for one message

_JOINS = r"and|also|plus|then|or|but|&|btw|oh|separately|furthermore|as ?well as"
_OPENER = r"can|could|do|does|did|is|are|am|was|were|will|would|should|shall|may|might|must|has|have|what|what's|whats|how|how's|hows|when|where|which|who|whose|why|any"
_ASKS = re.compile(
    rf"^\W*(?:(?:and|but|so|also|or|then|plus|oh|ps|p\.s\.|btw|secondly|separately|furthermore|ok|okay|anyway|first|firstly)\b[,:.) ]*)*"
    rf"(?:{_OPENER}|anything|tell me|explain|i (?:also )?(?:want|need|wonder|would like|'d like) to know|i wonder|wondering)\b|\?\W*$",
    re.IGNORECASE,
)
_CUT = re.compile(rf"\s*[,;:/(]\s*|\s+[-–—]+\s*|\s+(?:{_JOINS})\s+", re.IGNORECASE)
# Where a question begins without any sign between: "can i drink on it how long does it last".
_BEGINS = re.compile(
    rf"\s+(?=(?:can (?:i|you|u|it|we|he|she|they|my|a)|could (?:i|it)|does (?:it|this|that|the|my|{OWN})|do (?:i|you|u|they|we)|is (?:it|this|that|there|{OWN})"
    r"|are (?:there|they|you)|will (?:it|i|this|my)|should (?:i|it|we|he|she)|how (?:long|much|many|often|do|does|soon|quick|quickly|fast|is|are|should)"
    r"|what(?:'s| is|s| are| does| do| happens| if| about)|where|when (?:do|does|should|is|can)|why (?:do|does|is|am|are)|any)\b)",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(
    r"^(?:\w+ )?(?:how(?: \w+)?|what(?: \w+)?|which \w+|when|where|why|who|tell me|say|if|whether|know)$", re.IGNORECASE
)
_EXAMPLES = re.compile(r",? (?:such as|for example|for instance|e\.g\.|including)\b", re.IGNORECASE)
_WORD = re.compile(r"\w")


class Part(NamedTuple):
    """A clause or sentence of a message.

    Attributes:
        place: of its first clause in the message, from 0; a sentence shares it with its first clause.
    """

    text: str
    place: int


def parts_that_may_ask(text: str) -> List[Part]:
    """The clauses of a message, each sentence behind its own; empty where it is one clause."""
    found: List[Part] = []
    place, whole = 0, sentences(text)
    for sentence in whole:
        clauses = clauses_of(sentence)
        if len(clauses) > 1 and (len(whole) < STORY or asks(sentence)):
            found += [Part(clause, place + number) for number, clause in enumerate(clauses)]
        found.append(Part(sentence, place))
        place += max(1, len(clauses))
    distinct = list({part.text.lower(): part for part in reversed(found)}.values())[::-1]
    return distinct[:MOST_PARTS] if len(distinct) > 1 else []


def clauses_of(sentence: str) -> List[str]:
    """A sentence, cut wherever another question may begin."""
    examples = _EXAMPLES.search(sentence)
    asked = sentence[: examples.start()] if examples else sentence
    pieces = [piece for clause in _CUT.split(asked) for piece in _questions_of(clause) if _WORD.search(piece)]
    if examples and pieces:
        pieces[-1] += sentence[examples.start() :]  # "anything else, such as reflux or hiccups" is one question
    return pieces


def _questions_of(clause: str) -> List[str]:
    """A clause, cut where a question begins in it; "how long does it last" is one."""
    pieces: List[str] = []
    for piece in _BEGINS.split(clause.strip()):
        if pieces and _UNFINISHED.match(pieces[-1]):
            pieces[-1] += f" {piece}"
        else:
            pieces.append(piece)
    return pieces


def asks(part: str) -> bool:
    """Whether a part is put as a question."""
    return bool(_ASKS.search(part))
