"""Which routes to the clinic are dead, and since when: one CRITICAL line for each, and a red `/health`."""

from __future__ import annotations

import logging
import time
from typing import Callable, Dict, List, NamedTuple

from escalations.times import from_seconds, told

logger = logging.getLogger(__name__)

STORE = "the escalation store"  # no route, but dead just the same


class Failing(NamedTuple):
    """A route that has taken nothing since its first failure."""

    route: str
    since: float
    error: str


class Watch:
    """Remembers the first failure of each route since it last worked. Read by other threads too.

    Args:
        red_after: seconds after which a failing route counts as dead.
    """

    def __init__(self, red_after: float, clock: Callable[[], float] = time.time) -> None:
        self.red_after, self._clock = red_after, clock
        self._failing: Dict[str, Failing] = {}
        self._said: Dict[str, float] = {}
        self.looked_at = clock()

    def worked(self, route: str) -> None:
        """The route has taken something."""
        self._failing.pop(route, None)
        if self._said.pop(route, None) is not None:
            logger.warning("%s works again.", route)

    def failed(self, route: str, error: str) -> None:
        """The route has not taken something."""
        since = self._failing[route].since if route in self._failing else self._clock()
        self._failing[route] = Failing(route, since, error)

    def failing(self) -> List[Failing]:
        """Every route whose last word was a failure."""
        return list(self._failing.values())

    def dead(self) -> List[Failing]:
        """Those that have failed for too long."""
        return [one for one in self.failing() if self._clock() - one.since >= self.red_after]

    def look(self) -> None:
        """Says of each dead route once that it is. The dispatcher calls it all the time: that is also how one sees that it is alive."""
        self.looked_at = self._clock()
        for one in self.dead():
            if one.route not in self._said:
                self._said[one.route] = one.since
                logger.critical(
                    "NOTHING HAS REACHED %s SINCE %s (%s). /health is red.",
                    one.route.upper(), told(from_seconds(one.since)), one.error,
                )  # fmt: skip
