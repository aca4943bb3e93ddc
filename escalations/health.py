"""Whether danger reaches the clinic just now: what waits, since when, and what is dead."""

from __future__ import annotations

import datetime
import time
from typing import Any, Callable, Dict, List, Optional

from sqlalchemy.exc import SQLAlchemyError

from escalations.spool import Spool
from escalations.store import EscalationStore
from escalations.times import from_seconds
from escalations.watch import Watch

HANGS_AFTER = 60.0  # seconds without a look of the dispatcher at its work


class Health:
    """Asked by whoever watches, in a thread of its own: it answers while the dispatcher hangs, and says so.

    Args:
        has_feed: whether notices have anywhere to go; without, those in the store wait for nobody.
        watch: the dispatcher's; None in another process, which sees what waits and not why.
    """

    def __init__(
        self, store: EscalationStore, spool: Spool, red_after: float, has_feed: bool, watch: Optional[Watch] = None,
        clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        self._store, self._spool, self._red_after, self._has_feed = store, spool, red_after, has_feed
        self._watch, self._clock = watch, clock

    def report(self) -> Dict[str, Any]:
        """`status` is `ok` or `red`, `why` says in sentences what makes it red; nothing in it tells of a patient.

        `spool`, `notices` and `emergencies` each hold `waiting`, a count, and `since`, the oldest one's time in UTC or None; they are
        None while the store can't be read. `routes` are those whose last try failed.
        """
        spooled_since = self._spool.since()
        spool = _waiting(self._spool.count(), from_seconds(spooled_since) if spooled_since is not None else None)
        why: List[str] = [*self._too_old("in the spool", spool), *self._of_the_dispatcher()]
        if broken := self._spool.broken():
            why.append(f"{broken} notices can't be taken in and are set aside in the spool")
        made: Dict[str, Any] = {"spool": spool, "notices": None, "emergencies": None, "store": "down"}
        try:
            found = self._store.waiting()
        except SQLAlchemyError as error:
            why.append(f"the escalation store can't be read ({type(error).__name__})")
        else:
            notices = _waiting(found.undelivered, found.undelivered_since) if self._has_feed else _waiting(0, None)
            why += self._too_old("for the clinic", notices)
            emergencies = _waiting(found.unacknowledged, found.unacknowledged_since)
            made.update(notices=notices, emergencies=emergencies, store="up")
        failing = self._watch.failing() if self._watch else []
        made["routes"] = [
            {"route": one.route, "since": from_seconds(one.since).isoformat(), "error": one.error} for one in failing
        ]
        return {"status": "red" if why else "ok", "why": why, **made}

    def _of_the_dispatcher(self) -> List[str]:
        if self._watch is None:
            return []
        why = [f"{one.route} takes nothing ({one.error})" for one in self._watch.dead()]
        if self._clock() - self._watch.looked_at > HANGS_AFTER:
            why.append("the dispatcher hangs")
        return why

    def _too_old(self, where: str, waiting: Dict[str, Any]) -> List[str]:
        since = waiting["since"]
        if since is None or self._clock() - datetime.datetime.fromisoformat(since).timestamp() < self._red_after:
            return []
        return [f"{waiting['waiting']} notices wait {where}, the oldest since {since}"]


def _waiting(count: int, since: Optional[datetime.datetime]) -> Dict[str, Any]:
    return {"waiting": count, "since": since.isoformat() if since else None}
