"""Which escalations are due for their next contact, and what came of telling them."""

from __future__ import annotations

import datetime
import time
from typing import AbstractSet, Callable, List, NamedTuple, Optional, Tuple

from sqlalchemy import case, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from escalations.history import move, note
from escalations.models import DELIVERED, FAILED, NEW, OPEN, TOLD, Escalation, Outgoing, StoredNotice
from escalations.times import utc


class DuePage(NamedTuple):
    """An escalation whose next contact is to be told.

    Attributes:
        began: when telling began, in seconds since 1970.
        pages: contacts tried since then.
        failures: of them, the last ones in a row that were not reached.
        page_at: what it was due at: whoever changes it first has the page.
    """

    id: str
    level: str
    at: datetime.datetime
    began: float
    pages: int
    failures: int
    page_at: float


class PageStore:
    """The schedule of pages. Only escalations that nobody has acknowledged are ever due."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine, self._clock = engine, clock

    def due(self, levels: AbstractSet[str], most: int = 1000) -> List[DuePage]:
        """What is due, emergencies first, those never told before those told again, the longest waiting first."""
        grave = case((Escalation.level == "emergency", 0), else_=1)
        query = (
            select(Escalation)
            .where(Escalation.state.in_(OPEN), Escalation.page_at <= self._clock(), Escalation.level.in_(levels))
            .order_by(grave, Escalation.pages, Escalation.page_at)
            .limit(most)
        )
        with Session(self._engine, future=True) as session:
            return [
                DuePage(row.id, row.level, utc(row.at), row.page_began, row.pages, row.page_failures, row.page_at)
                for row in session.execute(query).scalars()
            ]

    def claim(self, due: DuePage, until: float) -> bool:
        """Keeps others from telling the same; False where somebody else does, or has acknowledged meanwhile. Whoever is killed while
        telling leaves it due again at `until`."""
        change = (
            update(Escalation)
            .where(Escalation.id == due.id, Escalation.page_at == due.page_at, Escalation.state.in_(OPEN))
            .values(page_at=until)
            .execution_options(synchronize_session=False)
        )
        with Session(self._engine, future=True) as session, session.begin():
            return bool(session.execute(change).rowcount == 1)

    def told(self, due: DuePage, by: str, next_at: float, why: str) -> None:
        """A contact's system has accepted a page."""
        now = self._clock()
        with Session(self._engine, future=True) as session, session.begin():
            self._next(session, due, next_at, 0)
            if not move(session, due.id, [NEW], DELIVERED, by, why, now, TOLD):
                note(session, due.id, TOLD, _state(session, due.id), by, why, now)

    def failed(self, due: DuePage, by: str, next_at: float, why: str) -> None:
        """A contact could not be reached."""
        now = self._clock()  # when it was known, however long the database keeps this row waiting
        with Session(self._engine, future=True) as session, session.begin():
            self._next(session, due, next_at, due.failures + 1)
            note(session, due.id, FAILED, _state(session, due.id), by, why, now)

    def had_it(self, due: DuePage, next_at: float) -> None:
        """A contact had the notice itself already: that stands in the history."""
        with Session(self._engine, future=True) as session, session.begin():
            self._next(session, due, next_at, 0)

    def later(self, due: DuePage, at: float) -> None:
        """Nothing was told; to be looked at again."""
        with Session(self._engine, future=True) as session, session.begin():
            session.execute(_open(due.id).values(page_at=at))

    def feed(self, escalation_id: str) -> Tuple[Optional[float], Optional[str]]:
        """How the latest notice of danger fares on its own way to the clinic: when it was accepted, or why not at the last try."""
        query = (
            select(Outgoing.delivered_at, Outgoing.last_error)
            .join(StoredNotice, StoredNotice.id == Outgoing.id)
            .where(StoredNotice.escalation_id == escalation_id, StoredNotice.kind == "danger")
            .order_by(StoredNotice.at.desc())
            .limit(1)
        )
        with Session(self._engine, future=True) as session:
            row = session.execute(query).first()
            return (row[0], row[1]) if row else (None, None)

    def _next(self, session: Session, due: DuePage, next_at: float, failures: int) -> None:
        session.execute(_open(due.id).values(page_at=next_at, pages=due.pages + 1, page_failures=failures))


def _open(escalation_id: str):  # type: ignore[no-untyped-def]  # SQLAlchemy 1.4 has no types of its own
    return (
        update(Escalation)
        .where(Escalation.id == escalation_id, Escalation.state.in_(OPEN))
        .execution_options(synchronize_session=False)
    )


def _state(session: Session, escalation_id: str) -> str:
    return str(session.execute(select(Escalation.state).where(Escalation.id == escalation_id)).scalar_one())
