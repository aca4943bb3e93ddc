"""Which words of a sentence are said of now and of a person, and not denied, supposed, remembered or asked about.

The manner of ConText (Harkema et al. 2009, doi:10.1016/j.jbi.2009.05.002): a cue reaches over its clause, forward, backward or both
ways, up to a word that ends its reach. Cues are data that a clinician can read and extend (`assertion.yml`). Only rules ask here: what makes a
danger worse, what a tool was told.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import List, Tuple

from knowledge import reading_schema as schema
from knowledge.files import read
from knowledge.settings import CONTENT

_CLAUSE_END = re.compile(r"[,:()]|\s[-–—]+\s")


def taken_out_by(sentence: str, start: int, end: int) -> List[str]:
    """The cues that reach what stands at `start` to `end` of a sentence and take it out of the here and now."""
    before, after = sentence[:start], sentence[end:]
    ends = list(_ends().finditer(before))
    before = before[ends[-1].end() :] if ends else before
    stop = _ends().search(after)
    after = after[: stop.start()] if stop else after
    reached = [name for name, pattern in _cues("both") if pattern.search(before) or pattern.search(after)]
    reached += [name for name, pattern in _cues("backward") if pattern.search(_CLAUSE_END.split(after)[0])]
    for name, pattern in _cues("forward"):
        # A denial reaches over its own phrase alone ("no wheeze, but ..."), a condition or a question over its sentence.
        scope = _CLAUSE_END.split(before)[-1] if name == "negated" else before
        if pattern.search(scope):
            reached.append(name)
    return reached


def _whole_words(words: str) -> re.Pattern:
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _rules() -> schema.Assertion:
    return read(CONTENT / "assertion.yml", schema.Assertion)


@lru_cache(maxsize=4)
def _cues(reach: str) -> List[Tuple[str, re.Pattern]]:
    return [(name, _whole_words(cue.words)) for name, own in _rules().cues.items() for cue in own if cue.reach == reach]


@lru_cache(maxsize=1)
def _ends() -> re.Pattern:
    return _whole_words(_rules().ends)
