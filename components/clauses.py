"""A message's sentences, and what stands between several messages that are read together."""

from __future__ import annotations

from functools import lru_cache
from typing import List, Tuple

import spacy

TURN = " / "  # between messages that are read together; training/examples.py has the same

LONG, END = 190, 60  # words: of a message that the encoder reads in several windows; of each of its ends

_nlp = spacy.blank("en")
_nlp.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "…", "\n", ";"]})


@lru_cache(maxsize=64)  # a message and its parts are asked for by every reader in turn
def sentences(text: str) -> Tuple[str, ...]:
    """The message's sentences, as far as its punctuation shows them."""
    return tuple(
        sentence.text.strip() for line in text.splitlines() for sentence in _nlp(line).sents if sentence.text.strip()
    )


def ends_of(text: str) -> List[str]:
    """The beginning and the end of a very long message, where people put what matters; none of a shorter one. In the whole of three hundred sentences
    about the weather one about a seizure is lost."""
    words = text.split()
    return [" ".join(words[:END]), " ".join(words[-END:])] if len(words) > LONG else []
