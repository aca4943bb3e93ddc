"""A question in its own wording: what a button or a related question shows is what is asked when it is pressed, whatever the readers make of it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Dict, Optional

from components.content_importer import responses
from knowledge.topic_ids import ASK


def worded(text: str) -> Optional[str]:
    """The full id of the question whose own wording a message is; None where it is anything else."""
    return _questions().get(_plain(text))


@lru_cache(maxsize=1)
def _questions() -> Dict[str, str]:
    prefix = f"utter_{ASK}"
    return {_plain(said[0]["text"]): name.removeprefix(prefix) for name, said in responses().items()}


def _plain(text: str) -> str:
    """The words in lower case: punctuation and spaces are typed in many ways."""
    return " ".join(re.sub(r"[^\w']+", " ", text.lower().replace("\u2019", "'")).split())
