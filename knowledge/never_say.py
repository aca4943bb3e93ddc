"""The control over every text that a person can see: acts of speech that may never be committed, found sentence by sentence.

A sentence passes that denies, asks about or reports the act, or leaves it to a professional. The expressions stand in never_say.yml, by kind of
harm; tests/knowledge/never_say/ says what they stop and what they let pass.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Dict, List, NamedTuple, Optional, Tuple

from knowledge.schema import Forbidden, NeverSay

_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
_CONDITION = re.compile(
    r"^\W*(?:if|when|since|as|once|because|while|after|now that|whenever|in case|unless|before|having)\b[^,;]*, "
)
# A question that urges is no question.
_URGES = re.compile(r"^\W*(?:why not|how about|what about|why don't you|have you tried|shall we|could you not just)\b")
_DEPTH = 4  # a word may be made of other words
_DENIES = "<denies>"


class _Wording(NamedTuple):
    """A forbidden wording, ready to be looked for; of `allow`, whether the main clause alone must say it."""

    id: str
    pattern: re.Pattern
    also: Tuple[re.Pattern, ...]
    excused_by: Tuple[str, ...]
    allow: Tuple[Tuple[re.Pattern, bool], ...]


def never_said(text: str, never: NeverSay) -> Optional[str]:
    """The first forbidden wording in `text`, as `[id] words`, or None."""
    wordings, excuses = _compiled(_Key(never))
    for sentence in _sentences(text):
        for one in wordings:
            if not all(also.search(sentence) for also in one.also):
                continue
            for found in one.pattern.finditer(sentence):
                if not _excused(sentence, found, one, excuses):
                    return f"[{one.id}] {found.group(0).strip()!r}"
    return None


def _sentences(text: str) -> List[str]:
    """The sentences of a text, in lower case with plain quotes."""
    plain = " ".join(re.sub(r"(?m)^\s*[-*•]\s+", "", text).split()).translate(_QUOTES).lower()
    return [one for one in _SENTENCE.split(plain) if one]


def _excused(sentence: str, found: re.Match, one: _Wording, excuses: Dict[str, re.Pattern]) -> bool:
    """Whether what stands around a forbidden wording makes the sentence harmless."""
    main = _CONDITION.sub("", sentence, count=1)
    if any(harmless.search(main if in_main else sentence) for harmless, in_main in one.allow):
        return True
    if "question" in one.excused_by and sentence.rstrip().endswith("?") and not _URGES.match(sentence):
        return True
    if "told" in one.excused_by and excuses["told"].search(sentence):
        return True
    if "pro" in one.excused_by and excuses["pro"].search(sentence) and not excuses["pro_not"].search(sentence):
        return True
    named = "at" in found.re.groupindex and found.group("at") is not None
    before = sentence[: found.start("at") if named else found.start()]
    return any(
        not excuses["break"].search(before[said.end() :])
        for name in ("not", "asked", "others")
        if name in one.excused_by
        for said in excuses[name].finditer(before)
    )


class _Key:
    """The file, to be compiled once while it is the same object."""

    def __init__(self, never: NeverSay) -> None:
        self.never = never

    def __hash__(self) -> int:
        return id(self.never)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.never is self.never


@lru_cache(maxsize=4)
def _compiled(key: _Key) -> Tuple[Tuple[_Wording, ...], Dict[str, re.Pattern]]:
    words = key.never.words

    def ready(expression: str) -> re.Pattern:
        for _ in range(_DEPTH):
            expression = re.sub(
                r"<([a-z][a-z0-9_]*)>",
                lambda name: f"(?:{words[name[1]]})" if name[1] in words else name[0],
                expression,
            )
        return re.compile(expression)

    def wording(one: Forbidden) -> _Wording:
        allow = tuple((ready(expression), _DENIES in expression) for expression in one.allow)
        return _Wording(one.id, ready(one.pattern), tuple(map(ready, one.also)), tuple(one.excused_by), allow)

    excuses = {name: ready(expression) for name, expression in key.never.excuses.items()}
    return tuple(wording(one) for one in key.never.patterns), excuses
