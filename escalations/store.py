"""The escalation store: takes notices in, and lets staff work on what came."""

from __future__ import annotations

import datetime
import json
import time
from pathlib import Path
from typing import AbstractSet, Any, Callable, Dict, List, NamedTuple, Optional

from sqlalchemy import case, delete, func, select, text, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, selectinload

from escalations.history import DISPATCHER, PERSON, SCREEN, AlreadyDone, as_records, move, note
from escalations.models import (
    ACKNOWLEDGED,
    CLOSED,
    DELIVERED,
    JOINED,
    NEW,
    OPEN,
    OPENED,
    OVER,
    RAISED,
    READ,
    REOPENED,
    SAID,
    Escalation,
    Event,
    Outgoing,
    StoredNotice,
)
from escalations.notice import AFTER, DANGER, Notice
from escalations.page_store import PageStore
from escalations.times import utc
from escalations.wording import wording
from knowledge.database import migrate

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
LEVELS = ("none", "urgent", "emergency")
SCHEMA = 2  # of the notice that the clinic's webhook gets
QUIET = ("thanks", "yes", "no")  # what a person answers to a card that changes nothing: kept, and sent to nobody


class NoSuchEscalation(Exception):
    """There is no escalation of that id, or more than one whose id begins so."""


class Due(NamedTuple):
    """A notice whose next try is due."""

    id: str
    body: str
    tries: int
    mailed: bool


class Waiting(NamedTuple):
    """Notices that the clinic does not have, and emergencies that nobody has acknowledged: how many, and the oldest one's time."""

    undelivered: int
    undelivered_since: Optional[datetime.datetime]
    unacknowledged: int
    unacknowledged_since: Optional[datetime.datetime]


class EscalationStore:
    """Escalations, their notices and the outbox in one database."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    @property
    def pages(self) -> PageStore:
        """The schedule of pages, in the same database."""
        return PageStore(self._engine, self._clock)

    def prepare(self) -> None:
        """Makes or migrates the tables."""
        with self._engine.begin() as connection:
            migrate(connection, migrations=MIGRATIONS)

    def take_in(self, notice: Notice, paged: AbstractSet[str] = frozenset()) -> bool:
        """Stores a notice and its outgoing message in one transaction; False where it was there already.

        Args:
            paged: levels whose contacts are told one after the other until somebody acknowledges.
        """
        now, notice = self._clock(), notice.fitting()
        with Session(self._engine, future=True) as session, session.begin():
            if session.get(StoredNotice, notice.id) is not None:
                return False
            escalation = session.get(Escalation, notice.escalation_id, with_for_update=True)
            if escalation is None:
                escalation = _opened(notice)
                session.add(escalation)
                session.flush()
                note(session, escalation.id, OPENED, NEW, SCREEN, notice.trigger, now)
                is_news = True
            else:
                is_news = _attach(session, escalation, notice, now)
            if is_news and escalation.level in paged:
                escalation.page_at = escalation.page_began = now
                escalation.pages = escalation.page_failures = 0
            if notice.number:
                escalation.phone = notice.number
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
                    act=notice.act,
                    turns=record["turns"],
                )  # fmt: skip
            )
            session.flush()
            if notice.kind == AFTER and notice.act in QUIET:
                return True
            body = json.dumps({"schema": SCHEMA, **record}, ensure_ascii=True, sort_keys=True)
            session.add(Outgoing(id=notice.id, body=body, tries=0, next_try=now))
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

    def waiting(self) -> Waiting:
        """What waits, and since when."""
        notices = (
            select(func.count(), func.min(StoredNotice.at))
            .join(Outgoing, Outgoing.id == StoredNotice.id)
            .where(Outgoing.delivered_at.is_(None))
        )
        unseen = select(func.count(), func.min(Escalation.at)).where(
            Escalation.state.in_(OPEN), Escalation.level == "emergency"
        )
        with Session(self._engine, future=True) as session:
            undelivered, undelivered_since = session.execute(notices).one()
            unacknowledged, unacknowledged_since = session.execute(unseen).one()
        return Waiting(undelivered, _moment(undelivered_since), unacknowledged, _moment(unacknowledged_since))

    def delivered(self, notice_id: str, route: str = DISPATCHER) -> None:
        """The clinic has accepted a notice, over `route`."""
        now = self._clock()
        with Session(self._engine, future=True) as session, session.begin():
            session.execute(update(Outgoing).where(Outgoing.id == notice_id).values(delivered_at=now, last_error=None))
            escalation_id = session.get(StoredNotice, notice_id).escalation_id
            move(session, escalation_id, [NEW], DELIVERED, route, "accepted the notice", now)

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
        """Escalations; all but closed ones unless a state is named. What nobody has seen comes first, emergencies before the rest,
        the longest waiting before the newest."""
        unseen = case((Escalation.state.in_(OPEN), 0), else_=1)
        grave = case((Escalation.level == "emergency", 0), else_=1)
        query = select(Escalation).order_by(unseen, grave, Escalation.at)
        query = query.where(Escalation.state == state) if state else query.where(Escalation.state != CLOSED)
        with Session(self._engine, future=True) as session:
            return [_summary(row) for row in session.execute(query).scalars()]

    def find(self, beginning: str) -> str:
        """The whole id of the one escalation whose id begins so: nobody types 36 characters at night.

        Raises:
            NoSuchEscalation: there is none, or more than one.
        """
        query = select(Escalation.id).where(Escalation.id.startswith(beginning, autoescape=True)).limit(2)
        with Session(self._engine, future=True) as session:
            found = session.execute(query).scalars().all()
        if not beginning or len(found) != 1:
            raise NoSuchEscalation(beginning)
        return str(found[0])

    def show(self, escalation_id: str) -> Dict[str, Any]:
        """One escalation with its notices, the transcript, and all that happened to it.

        Raises:
            NoSuchEscalation: there is none of that id.
        """
        with Session(self._engine, future=True) as session:
            row = session.execute(
                select(Escalation)
                .options(selectinload(Escalation.notices), selectinload(Escalation.events))
                .where(Escalation.id == escalation_id)
            ).scalar_one_or_none()
            if row is None:
                raise NoSuchEscalation(escalation_id)
            notices = [
                {
                    "at": utc(one.at),
                    "kind": one.kind,
                    "level": one.level,
                    "flags": one.flags,
                    "trigger": one.trigger,
                    "act": one.act,
                    "turns": one.turns,
                }
                for one in row.notices
            ]
            return {**_summary(row), "notices": notices, "history": as_records(row.events)}

    def set_state(self, escalation_id: str, state: str, by: str, why: str = "") -> None:
        """A member of staff acknowledges or closes an escalation. Of several who do, the first one counts.

        Raises:
            NoSuchEscalation: there is none of that id.
            AlreadyDone: somebody else was first, or it is closed.
            ValueError: `by` is empty, or the state is not one that staff set.
        """
        if state not in (ACKNOWLEDGED, CLOSED) or not by.strip():
            raise ValueError("staff acknowledge or close an escalation, under their name")
        origins = OPEN if state == ACKNOWLEDGED else (*OPEN, ACKNOWLEDGED)
        with Session(self._engine, future=True) as session, session.begin():
            if move(session, escalation_id, origins, state, by.strip(), why.strip(), self._clock()):
                return
            row = session.get(Escalation, escalation_id)
            if row is None:
                raise NoSuchEscalation(escalation_id)
            raise AlreadyDone(row)

    def erase(self, escalation_id: str) -> None:
        """Deletes an escalation with all that is known of it: the notices, the number to call, what waits to be sent, and the history.

        Raises:
            NoSuchEscalation: there is none of that id.
        """
        own = select(StoredNotice.id).where(StoredNotice.escalation_id == escalation_id)
        with Session(self._engine, future=True) as session, session.begin():
            if session.get_bind().dialect.name == "sqlite":
                session.execute(text("PRAGMA secure_delete = ON"))  # or the words stay in the file's free pages
            if session.get(Escalation, escalation_id) is None:
                raise NoSuchEscalation(escalation_id)
            for statement in (
                delete(Outgoing).where(Outgoing.id.in_(own)),
                delete(StoredNotice).where(StoredNotice.escalation_id == escalation_id),
                delete(Event).where(Event.escalation_id == escalation_id),
                delete(Escalation).where(Escalation.id == escalation_id),
            ):
                session.execute(statement.execution_options(synchronize_session=False))

    def read_by(self, escalation_id: str, by: str, why: str = "") -> None:
        """Notes that one more person has read what was written, which changes no state.

        Raises:
            NoSuchEscalation: there is none of that id.
        """
        with Session(self._engine, future=True) as session, session.begin():
            row = session.get(Escalation, escalation_id)
            if row is None:
                raise NoSuchEscalation(escalation_id)
            note(session, escalation_id, READ, row.state, by, why, self._clock())


def _opened(notice: Notice) -> Escalation:
    return Escalation(
        id=notice.escalation_id, conversation=notice.conversation, at=notice.at, channel=notice.channel, region=notice.region,
        level=notice.level, flags=list(notice.flags), state=NEW,
    )  # fmt: skip


def _attach(session: Session, escalation: Escalation, notice: Notice, now: float) -> bool:
    """A later message joins the emergency: its level never falls. Whether somebody has to look anew: danger after staff had closed
    it, or graver danger than what they had seen."""
    is_danger = notice.kind == DANGER
    rises = LEVELS.index(notice.level) > LEVELS.index(escalation.level)
    escalation.level = max(escalation.level, notice.level, key=LEVELS.index)
    escalation.flags = list(dict.fromkeys([*escalation.flags, *notice.flags]))
    session.flush()
    if is_danger and move(session, escalation.id, [CLOSED], NEW, PERSON, notice.trigger, now, REOPENED):
        return True
    if rises and move(session, escalation.id, [ACKNOWLEDGED], NEW, PERSON, notice.trigger, now, RAISED):
        return True
    session.refresh(escalation)
    kind = RAISED if rises else {DANGER: JOINED, AFTER: SAID}.get(notice.kind, OVER)
    why = wording().acts.get(notice.act or "", notice.trigger) if not is_danger else notice.trigger
    note(session, escalation.id, kind, escalation.state, PERSON, why, now)
    return rises and escalation.state in OPEN


def _moment(stored: Optional[datetime.datetime]) -> Optional[datetime.datetime]:
    return utc(stored) if stored else None


def _summary(row: Escalation) -> Dict[str, Any]:
    return {
        "id": row.id, "conversation": row.conversation, "at": utc(row.at), "channel": row.channel, "region": row.region,
        "level": row.level, "flags": row.flags, "state": row.state, "state_by": row.state_by,
        "state_at": _moment(row.state_at), "phone": row.phone,
    }  # fmt: skip
