"""Shares with their bounds, as reports print them."""

from __future__ import annotations

import math
from typing import Any, Dict, List, Sequence, Tuple

from components.follow_up import ASKED
from knowledge.topic_ids import ASK, topic_of_intent

FALLBACK, RED_FLAG = "nlu_fallback", "red_flag"


def wilson(hits: int, of: int) -> Tuple[float, float]:
    """95 % confidence bounds of a share (Wilson 1927)."""
    if of == 0:
        return 0.0, 1.0
    z, share = 1.96, hits / of
    centre = (share + z * z / (2 * of)) / (1 + z * z / of)
    spread = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return centre - spread, centre + spread


def share_row(name: str, hits: Sequence[bool]) -> str:
    """One line of a table: name, share, bounds, count."""
    low, high = wilson(sum(hits), len(hits))
    return f"| {name} | {100 * sum(hits) / max(1, len(hits)):.1f} % | {100 * low:.0f}-{100 * high:.0f} % | {sum(hits)}/{len(hits)} |"


def topics_answered(parsed: Dict[str, Any]) -> List[str]:
    """The topics that a parsed message is answered with in its turn, in order; behind a check question or an urgent escalation too."""
    name = parsed["intent"]["name"]
    asks = name.startswith(ASK) or name == RED_FLAG
    named = (parsed.get(ASKED) if asks else None) or [name]
    return [topic_of_intent(one) for one in named if one not in (FALLBACK, RED_FLAG)]
