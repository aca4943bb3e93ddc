"""One line in the writer's own language, for a message that was refused because it is in none that is understood.

The language is told by py3langid (langid.py, Lui and Baldwin 2012) among those that there is a line for, and English.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Optional

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from knowledge import reading_schema as schema
from knowledge.files import read
from knowledge.settings import CONTENT

MIN_WORDS = 2  # of a message in Latin letters: one word may be of any language, or a slip
_OTHER_LETTERS = re.compile(r"[^\W\d_a-zA-Z\u00c0-\u024f]")


def line_for(text: str) -> Optional[str]:
    """The line to say, `{emergency}` still in it; None where the message is English or its language is not sure."""
    content = _content()
    if len(text.split()) < MIN_WORDS and not _OTHER_LETTERS.search(text):
        return None
    language, share = _identifier().classify(text)
    return content.languages.get(language) if share >= content.surely else None


@lru_cache(maxsize=1)
def _content() -> schema.Languages:
    return read(CONTENT / "languages.yml", schema.Languages)


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)
    identifier.set_languages(["en", *_content().languages])
    return identifier
