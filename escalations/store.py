"""The escalation store: takes notices in, and lets staff work on what came."""

from __future__ import annotations

import datetime
import json
import time
from pathlib import Path
from typing import Any, Callable, Dict, List, NamedTuple, Optional

from sqlalchemy import select, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, selectinload

from escalations.models import ACKNOWLEDGED, CLOSED, DELIVERED, NEW, Escalation, Outgoing, StoredNotice
from escalations.notice import Notice
from knowledge.database import migrate

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
LEVELS = ("none", "urgent", "emergency")
SCHEMA = 1  # of the notice that the clinic's webhook gets


class NoSuchEscalation(Exception):
    """There is no escalation of that id."""


class Due(NamedTuple):
    """A notice whose next try is due."""

    id: str
    body: str
    tries: int
    mailed: bool


class EscalationStore:
    """Escalations, their notices and the outbox in one database."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def prepare(self) -> None:
        """Makes or migrates the tables."""
        with self._engine.begin() as connection:
            migrate(connection, migrations=MIGRATIONS)

    def take_in(self, notice: Notice) -> bool:
        """Stores a notice and its outgoing message in one transaction; False where it was there already."""
        with Session(self._engine, future=True) as session, session.begin():
            if session.get(StoredNotice, notice.id) is not None:
                return False
            escalation = session.get(Escalation, notice.escalation_id)
            if escalation is None:
                escalation = _opened(notice)
                session.add(escalation)
            else:
                _attach(escalation, notice)
            record = notice.as_record()
            session.flush()
            session.add(
                StoredNotice(
                    id=notice.id,
                    escalation_id=notice.escalation_id,
                    kind=notice.kind,
                    at=notice.at,
                    level=notice.level,
                    flags=notice.flags,
                    trigger=notice.trigger,
                    turns=record["turns"],
                )  # fmt: skip
            )
            session.flush()
            body = json.dumps({"schema": SCHEMA, **record}, ensure_ascii=True, sort_keys=True)
            session.add(Outgoing(id=notice.id, body=body, tries=0, next_try=self._clock()))
            return True

    def due(self, most: int = 20) -> List[Due]:
        """Outgoing notices whose time has come, the longest waiting first."""
        waiting = (
            select(Outgoing)
            .where(Outgoing.delivered_at.is_(None), Outgoing.next_try <= self._clock())
            .order_by(Outgoing.next_try)
            .limit(most)
        )
        with Session(self._engine, future=True) as session:
            return [
                Due(row.id, row.body, row.tries, row.mailed_at is not None)
                for row in session.execute(waiting).scalars()
            ]

    def undelivered(self) -> int:
        """How many notices have not reached the clinic yet."""
        with Session(self._engine, future=True) as session:
            return len(session.execute(select(Outgoing.id).where(Outgoing.delivered_at.is_(None))).all())

    def delivered(self, notice_id: str) -> None:
        """The clinic has accepted a notice."""
        now = self._clock()
        with Session(self._engine, future=True) as session, session.begin():
            session.execute(update(Outgoing).where(Outgoing.id == notice_id).values(delivered_at=now, last_error=None))
            escalation = session.get(StoredNotice, notice_id).escalation
            if escalation.state == NEW:
                _set_state(escalation, DELIVERED, "dispatcher", now)

    def failed(self, notice_id: str, error: str, next_try: float) -> None:
        """A try failed; the next one is due at `next_try`, in seconds since 1970."""
        with Session(self._engine, future=True) as session, session.begin():
            row = session.get(Outgoing, notice_id)
            row.tries, row.last_error, row.next_try = row.tries + 1, error[:256], next_try

    def mailed(self, notice_id: str) -> None:
        """Staff were mailed about a notice that the webhook does not take."""
        with Session(self._engine, future=True) as session, session.begin():
            session.get(Outgoing, notice_id).mailed_at = self._clock()

    def listing(self, state: Optional[str] = None) -> List[Dict[str, Any]]:
        """Escalations, newest first; all but closed ones unless a state is named."""
        query = select(Escalation).order_by(Escalation.at.desc())
        query = query.where(Escalation.state == state) if state else query.where(Escalation.state != CLOSED)
        with Session(self._engine, future=True) as session:
            return [_summary(row) for row in session.execute(query).scalars()]

    def show(self, escalation_id: str) -> Dict[str, Any]:
        """One escalation with its notices and the transcript.

        Raises:
            NoSuchEscalation: there is none of that id.
        """
        with Session(self._engine, future=True) as session:
            row = session.execute(
                select(Escalation).options(selectinload(Escalation.notices)).where(Escalation.id == escalation_id)
            ).scalar_one_or_none()
            if row is None:
                raise NoSuchEscalation(escalation_id)
            notices = [
                {
                    "at": one.at,
                    "kind": one.kind,
                    "level": one.level,
                    "flags": one.flags,
                    "trigger": one.trigger,
                    "turns": one.turns,
                }
                for one in row.notices
            ]
            return {**_summary(row), "notices": notices}

    def set_state(self, escalation_id: str, state: str, by: str) -> None:
        """A member of staff acknowledges or closes an escalation.

        Raises:
            NoSuchEscalation: there is none of that id.
            ValueError: `by` is empty, or the state is not one that staff set.
        """
        if state not in (ACKNOWLEDGED, CLOSED) or not by.strip():
            raise ValueError("staff acknowledge or close an escalation, under their name")
        with Session(self._engine, future=True) as session, session.begin():
            row = session.get(Escalation, escalation_id)
            if row is None:
                raise NoSuchEscalation(escalation_id)
            _set_state(row, state, by.strip(), self._clock())


def _opened(notice: Notice) -> Escalation:
    return Escalation(
        id=notice.escalation_id, conversation=notice.conversation, at=notice.at, channel=notice.channel, region=notice.region,
        level=notice.level, flags=list(notice.flags), state=NEW,
    )  # fmt: skip


def _attach(escalation: Escalation, notice: Notice) -> None:
    """A later message joins the emergency: its level never falls, and danger after staff had closed it opens it again."""
    escalation.level = max(escalation.level, notice.level, key=LEVELS.index)
    escalation.flags = list(dict.fromkeys([*escalation.flags, *notice.flags]))
    if notice.kind == "danger" and escalation.state == CLOSED:
        escalation.state = NEW


def _set_state(escalation: Escalation, state: str, by: str, now: float) -> None:
    escalation.state, escalation.state_by = state, by
    escalation.state_at = datetime.datetime.fromtimestamp(now, datetime.timezone.utc)


def _summary(row: Escalation) -> Dict[str, Any]:
    return {
        "id": row.id, "conversation": row.conversation, "at": row.at, "channel": row.channel, "region": row.region,
        "level": row.level, "flags": row.flags, "state": row.state, "state_by": row.state_by, "state_at": row.state_at,
    }  # fmt: skip
