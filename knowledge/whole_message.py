"""Messages that are one short thing as a whole: a command, a place, a "no idea"."""

from __future__ import annotations

import re

LONGEST = 120  # characters; whoever writes more says more than that


def is_whole(pattern: re.Pattern, text: str) -> bool:
    """Whether a message is nothing but what the pattern describes. A long one is not looked at: such patterns allow for signs around each word, and
    to find that ten thousand signs are followed by no word takes them long."""
    return len(text) <= LONGEST and pattern.match(text) is not None
