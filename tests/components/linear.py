"""Finds what of ours takes a time that grows with the square of a patient's text. Run as a program it tries every expression, in a process that has
compiled none yet."""

from __future__ import annotations

import re
import sys
import time
from functools import lru_cache
from typing import Any, Callable, List, Tuple

from tests.components.hostile import atoms
from tests.components.patterns import patterns

SHORT, LONG = 1_000, 20_000  # characters
SUSPECT = 0.002  # seconds of one processor for a short text; growing with the square it would be 0.8 for a long one
SECONDS = 0.4  # for a long text
RAW = (
    "components.plain_text",
    "channels.slack",
    "channels.widget",
    "channels.request",
)  # read what nobody has made plain yet


def cost(work: Callable[[str], Any], text: str) -> float:
    """Seconds of one processor; the better of two where the first took long, as it may have loaded something."""
    took = []
    while not took or (len(took) < 2 and took[0] > SUSPECT):
        began = time.process_time()
        work(text)
        took.append(time.process_time() - began)
    return min(took)


def slow(work: Callable[[str], Any], own: List[str], raw: bool) -> List[Tuple[str, float]]:
    """What keeps `work` busy for too long, by atom."""
    found = []
    distinct = {repeated(atom, SHORT, raw): atom for atom in [*atoms(), *own]}
    for atom in distinct.values():
        if (
            cost(work, repeated(atom, SHORT, raw)) > SUSPECT
            and (took := cost(work, repeated(atom, LONG, raw))) > SECONDS
        ):
            found.append((atom, took))
    return found


@lru_cache(maxsize=4096)
def repeated(atom: str, length: int, raw: bool) -> str:
    """A text of an atom alone, as it is typed or as our readers see it."""
    from components.plain_text import plain  # only now: its expressions were to be seen

    text = (atom * length)[:length]
    return text if raw else plain(text)


def walk(pattern: re.Pattern) -> Callable[[str], Any]:
    """Every match of an expression, one behind the other: no way of using it takes longer."""
    return lambda text: [None for _ in pattern.finditer(text)]


def own_words(pattern: re.Pattern) -> List[str]:
    """The words of an expression, alone and by threes: it follows them farthest."""
    words = list(dict.fromkeys(re.findall(r"[a-z]{2,}", pattern.pattern)))[:60]
    return [f"{word} " for word in words] + [
        f"{' '.join(words[start : start + 3])} " for start in range(0, len(words), 3)
    ]


def main() -> int:
    """Prints each expression that is not linear; a process of its own, which has compiled none yet."""
    found = patterns()
    print(f"{len(found)} expressions, {len(atoms())} atoms")
    wrong = {
        name: bad
        for name, one in found.items()
        if (bad := slow(walk(one.pattern), own_words(one.pattern), one.where in RAW))
    }
    for name, bad in wrong.items():
        print(name, [(atom[:20], round(took, 2)) for atom, took in bad[:4]])
    return 1 if wrong or len(found) < 200 else 0


if __name__ == "__main__":
    sys.exit(main())
