"""What happens to an escalation: a row for each, and the state it leaves behind. The one place that changes a state.

A state is changed by one statement that names the states it may come from: of two nurses who press at the same moment one is
first, on every database, and a delivery that ends late never undoes an acknowledgement.
"""

from __future__ import annotations

from typing import Any, Dict, List, Sequence

from sqlalchemy import update
from sqlalchemy.orm import Session

from escalations.models import Escalation, Event
from escalations.times import from_seconds, utc

SCREEN, PERSON, DISPATCHER = "the screen", "the person", "dispatcher"  # who, where it is nobody of the staff


class AlreadyDone(Exception):
    """What staff wanted to do has been done, or can't be any more. The message says by whom and when."""

    def __init__(self, row: Escalation) -> None:
        self.state, self.by, self.at = row.state, row.state_by, utc(row.state_at)
        super().__init__(f"it was {self.state} by {self.by} at {self.at:%Y-%m-%d %H:%M} UTC; nothing was changed")


def note(session: Session, escalation_id: str, kind: str, state: str, by: str, why: str, now: float) -> None:
    """Adds one row to the history."""
    session.add(
        Event(escalation_id=escalation_id, at=from_seconds(now), kind=kind, state=state, by=by[:256], why=why[:512])
    )


def move(
    session: Session, escalation_id: str, origins: Sequence[str], state: str, by: str, why: str, now: float, kind: str = ""
) -> bool:  # fmt: skip
    """Changes the state and adds the row that says so; False, and nothing is changed, where it is in none of `origins`.

    Args:
        kind: what the row is called; the state's own name where left out.
    """
    change = (
        update(Escalation)
        .where(Escalation.id == escalation_id, Escalation.state.in_(origins))
        .values(state=state, state_by=by[:128], state_at=from_seconds(now))
        .execution_options(synchronize_session=False)
    )
    if session.execute(change).rowcount != 1:
        return False
    note(session, escalation_id, kind or state, state, by, why, now)
    return True


def as_records(events: Sequence[Event]) -> List[Dict[str, Any]]:
    """The history as plain values, oldest first: when (UTC), what, the state after it, who and why."""
    return [{"at": utc(one.at), "kind": one.kind, "state": one.state, "by": one.by, "why": one.why} for one in events]
