"""How many messages a minute: enough for anyone who types, too few for a flood."""

from __future__ import annotations

import ipaddress
import time
from typing import Callable, Dict, Optional, Tuple

MOST_KEYS = 10_000  # remembered at once; the oldest are forgotten first


class Limit:
    """A bucket for each key, filled again at `a_minute`.

    Args:
        a_minute: how much a bucket holds, and how much flows in each minute.
        now: a clock in seconds that never goes back.
    """

    def __init__(self, a_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self._a_minute = a_minute
        self._now = now
        self._left: Dict[str, Tuple[float, float]] = {}

    def allows(self, key: str) -> bool:
        """Takes one out of the key's bucket; False where it is empty."""
        now = self._now()
        left, at = self._left.pop(key, (float(self._a_minute), now))
        left = min(float(self._a_minute), left + (now - at) * self._a_minute / 60)
        allowed = left >= 1
        self._left[key] = (left - 1 if allowed else left, now)
        while len(self._left) > MOST_KEYS:
            del self._left[next(iter(self._left))]
        return allowed


def address_of(peer: str, forwarded: str, proxies: int) -> Optional[str]:
    """Whose address a request came from; None where it can't be told, so that nobody is turned away for another.

    Args:
        peer: who opened the connection.
        forwarded: the X-Forwarded-For header.
        proxies: how many proxies in front are trusted to have added one address each.
    """
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    address = hops[-proxies] if 0 < proxies <= len(hops) else peer
    try:
        return None if ipaddress.ip_address(address).is_loopback else address
    except ValueError:
        return None
