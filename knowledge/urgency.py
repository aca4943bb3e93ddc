"""Holds our own texts against the one table of signs (signs.yml): a sign has the same urgency wherever it is named with a call.

A text is cut into clauses. A clause that holds a call ({emergency} …) must give each sign that it names the urgency of the table, for the reader
that it is written for. What this can't see: a sign and its call in two sentences, a sign in words that `said` lacks, and which of two calls in
one clause belongs to it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Dict, Iterator, List, NamedTuple, Optional, Set

from knowledge.schema import URGENCIES, Sign, Signs

PUMP, CHILD, BOTH = "pump", "child", "now"
_CALL = re.compile(
    r"\{(emergency|poison|crisis|same_day|pump_line)\}|pump (?:clinic's 24-hour line|clinic|team)|24-hour line"
)
_DIRECT = ("emergency", "poison", "crisis")
_NEAR = 25  # characters behind a call in which "now" or "today" belongs to it


class Reader(NamedTuple):
    """Whom a text is written for.

    Attributes:
        route: "pump" where it is for those who have one.
        is_child: whether it is about a child.
        flag: the red flag whose words it is.
        topic: the topic that it belongs to.
    """

    route: Optional[str] = None
    is_child: bool = False
    flag: Optional[str] = None
    topic: Optional[str] = None


class _Hit(NamedTuple):
    start: int
    end: int
    has_context: bool
    sign: Sign
    words: str


class UrgencyTable:
    """The table, ready to hold texts against."""

    def __init__(self, signs: Signs) -> None:
        self._signs = list(signs.signs)
        self._contexts = signs.contexts
        self._context_of = {sign: name for name, context in signs.contexts.items() for sign in context.signs}

    def contradictions(self, text: str, reader: Reader) -> Iterator[str]:
        """What a text says of a sign against the table."""
        for clause in _clauses(text, reader):
            said = _calls(clause)
            groups: Dict[tuple, List[_Hit]] = {}
            for hit in self._named(clause, reader) if said else []:
                groups.setdefault((hit.start, hit.end), []).append(hit)
            for group in groups.values():
                if not any(self._allowed(hit.sign, clause, reader) & said for hit in group):
                    first = group[0]
                    told = "/".join(sorted(self._allowed(first.sign, clause, reader)))
                    yield f"{first.words!r} is {told} ({first.sign.id}), but the text says {'/'.join(sorted(said))}"

    def _named(self, clause: str, reader: Reader) -> List[_Hit]:
        """The signs that a clause names: the longest wording counts, and of two as long the one with a context."""
        found = []
        for sign in self._signs:
            context = self._context_of.get(sign.id)
            if context and not self._is_about(context, clause, reader):
                continue
            for pattern in sign.said:
                found += [_Hit(one.start(), one.end(), bool(context), sign, one[0].strip())
                          for one in _whole_words(pattern).finditer(clause) if one[0].strip()]  # fmt: skip
        found.sort(key=lambda hit: (hit.start - hit.end, not hit.has_context))
        kept: List[_Hit] = []
        for hit in found:
            over = [one for one in kept if hit.start < one.end and one.start < hit.end]
            alike = over and all(
                (one.start, one.end, one.has_context) == (hit.start, hit.end, hit.has_context) for one in over
            )
            if not over or alike:
                kept.append(hit)
        return kept

    def _is_about(self, name: str, clause: str, reader: Reader) -> bool:
        context = self._contexts[name]
        whole_text = (
            (name == PUMP and reader.route == PUMP) or (name == CHILD and reader.is_child) or name == reader.topic
        )
        said = bool(context.words and re.search(rf"\b(?:{context.words})", clause))
        return whole_text or reader.flag in context.flags or said

    def _allowed(self, sign: Sign, clause: str, reader: Reader) -> Set[str]:
        """The urgencies that the table allows for a sign here; in a text for all that speaks of a pump or a child, theirs and everybody's."""
        pump, child = self._is_about(PUMP, clause, reader), self._is_about(CHILD, clause, reader)
        allowed = {sign.urgency_for(PUMP if pump else None, child)}
        only_pump = reader.route == PUMP or reader.flag in self._contexts[PUMP].flags
        if (pump or child) and not only_pump:
            allowed.add(sign.urgency)
        return allowed


def _clauses(text: str, reader: Reader) -> List[str]:
    """Sentences; "Is it so? If so, call" is one, and so is the step of a card "This or that? Call {emergency}"."""
    joined = re.sub(r"\? if (so|not),", " - if so,", " ".join(text.lower().split()))
    if reader.flag:
        joined = re.sub(r"\? (?=call \{emergency\})", " - ", joined)
    return [one for one in re.split(r"(?<=[.;?!])\s+", joined) if one]


def _calls(clause: str) -> Set[str]:
    """The urgencies that a clause gives; the pump clinic's line is one and the same for now and today."""
    said: Set[str] = set()
    for found in _CALL.finditer(clause):
        if found[1] in _DIRECT:
            said.add(found[1])
            continue
        behind = clause[found.end() : found.end() + _NEAR]
        if found[1] != "same_day":
            said |= {"now", "today"}
        elif re.search(r"\btoday\b", behind) and not re.search(r"\b(?:now|at once|right away)\b", behind):
            said.add("today")
        else:
            said |= {"now", "today"} if re.search(r"\btoday\b", behind) else {"now"}
    return said


@cache
def _whole_words(pattern: str) -> re.Pattern:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")


def in_order(urgencies: List[str]) -> bool:
    """Whether the most urgent stands first."""
    ranks = [URGENCIES.index(one) for one in urgencies]
    return ranks == sorted(ranks)
