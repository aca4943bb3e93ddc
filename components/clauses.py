"""Splits a message into the parts that can carry a meaning of their own: sentences, and clauses set against each other."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import List, Tuple

import spacy

TURN = " / "  # between messages that are read together; training/examples.py has the same
MIN_WORDS = 3  # fewer carry too little to be read alone
MAX_PARTS = 10  # of a long story, the first and the last: bounds the time for one message

_nlp = spacy.blank("en")
_nlp.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "…", "\n", ";"]})

# Words that set a clause against the one before it: what follows stands on its own, above all behind a denial.
_TURNS = re.compile(
    r"(?:,\s*|\s+-+\s+|\s+–\s+)(?=(?:but|however|though|although|except|yet|only|and now|now|also|plus)\b)|\bbut\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=64)  # a message and its parts are asked for by every reader in turn
def sentences(text: str) -> Tuple[str, ...]:
    """The message's sentences, as far as its punctuation shows them."""
    return tuple(
        sentence.text.strip() for line in text.splitlines() for sentence in _nlp(line).sents if sentence.text.strip()
    )


# Sentences that say nothing of what is happening: thanks, greetings, apologies.
_PLEASANTRY = re.compile(
    r"^\W*(?:(?:and |but |so |also,? )?(?:thank(?:s| you)|cheers|ta\b|much appreciated|many thanks|hi\b|hello|hey|good (?:morning|afternoon|evening|day)|dear\b|"
    r"sorry (?:to bother|if this|for|about)|apologies|i'?m sorry|excuse me|please (?:help|advise|reply|answer)|kind regards|regards|best wishes|hope (?:you|this)|"
    r"i(?:'m| am)? (?:wonder|hop)|(?:this|it) (?:may|might|is) (?:be )?(?:a )?(?:silly|stupid|daft|dumb)))",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^\W*(?:(?:and|but|so|also|ps|p\.s\.|btw|oh),?\s+)*(?:can|could|do|does|did|is|are|am|was|were|will|would|should|shall|may|what|what's|whats|how|when|where|which|who|why|any)\b",
    re.IGNORECASE,
)


def spellings_of(text: str) -> List[str]:
    """The text, and the same words in lower case without punctuation: a vector turns on such things, the mean over both less."""
    bare = " ".join(re.sub(r"[^\w\s']", " ", text.lower()).split())
    return [text, bare or text]


def statements_of(text: str) -> str:
    """The message without its questions and pleasantries; empty where nothing, or everything, is left."""
    whole = sentences(text)
    kept = [
        one
        for one in whole
        if not one.rstrip().endswith("?") and not _QUESTION.match(one) and not _PLEASANTRY.match(one)
    ]
    return " ".join(kept) if kept and len(kept) < len(whole) else ""
