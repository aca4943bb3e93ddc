"""What the channels keep on the disk: which messages came, which replies wait, who has said STOP.

A message is claimed by its id before the provider gets its 200: whatever is killed after that, it is answered, and however often
the provider sends it, it is answered once.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Callable, Dict, List, NamedTuple, Optional, Sequence

from sqlalchemy import delete, func, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from channels.message import Incoming, from_body
from channels.models import OptOut, Outgoing, Received
from knowledge.database import migrate

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_WAITING = (Outgoing.sent_at.is_(None), Outgoing.given_up_at.is_(None))


class Waiting(NamedTuple):
    """A reply that no provider has accepted yet."""

    number: int
    message_id: str
    text: str
    tries: int
    at: float
    next_try: float


class ChannelStore:
    """One channel's part of the tables."""

    def __init__(self, engine: Engine, channel: str, clock: Callable[[], float] = time.time) -> None:
        self._engine, self._channel, self._clock = engine, channel, clock

    def prepare(self) -> None:
        """Makes or migrates the tables."""
        with self._engine.begin() as connection:
            migrate(connection, migrations=MIGRATIONS)

    def claim(self, message: Incoming) -> bool:
        """Keeps a message that is to be answered; False where its id is known already."""
        row = Received(
            channel=self._channel, message_id=message.id, at=self._clock(), sender=message.sender, body=message.body(), tries=0
        )  # fmt: skip
        try:
            with self._session() as session, session.begin():
                session.add(row)
        except IntegrityError:
            return False
        return True

    def next_message(self, sender: str) -> Optional[tuple]:
        """A person's oldest message that is not answered, and how often that was tried before; counts this as a try."""
        with self._session() as session, session.begin():
            row = session.execute(
                select(Received).where(*self._of(Received), Received.sender == sender).order_by(Received.number).limit(1)
            ).scalar_one_or_none()  # fmt: skip
            if row is None:
                return None
            row.tries += 1
            return from_body(row.message_id, row.sender, row.body), row.tries - 1

    def answered(self, message: Incoming, texts: Sequence[str], urgent: bool = False) -> None:
        """Puts a message's replies into the outbox and forgets what it said, both or neither."""
        now = self._clock()
        with self._session() as session, session.begin():
            for text in texts:
                session.add(
                    Outgoing(
                        channel=self._channel, message_id=message.id, at=now, address=message.address, text=text,
                        urgent=urgent, tries=0, next_try=now,
                    )
                )  # fmt: skip
            session.execute(
                update(Received).where(*self._of(Received), Received.message_id == message.id)
                .values(answered_at=now, sender=None, body=None)
            )  # fmt: skip

    def next_reply(self, address: str) -> Optional[Waiting]:
        """What is to be sent to an address next, due or not: what tells of danger first, then in the order said."""
        query = select(Outgoing).where(*self._of(Outgoing), Outgoing.address == address, *_WAITING)
        with self._session() as session:
            row = session.execute(
                query.order_by(Outgoing.urgent.desc(), Outgoing.number).limit(1)
            ).scalar_one_or_none()  # fmt: skip
            return row and Waiting(row.number, row.message_id, row.text, row.tries, row.at, row.next_try)

    def sent(self, number: int) -> None:
        """The provider has accepted a reply: its text and recipient are forgotten."""
        self._settle(number, sent_at=self._clock(), last_error=None)

    def given_up(self, number: int, error: str) -> None:
        """No provider will take a reply."""
        self._settle(number, given_up_at=self._clock(), last_error=error[:256])

    def failed(self, number: int, error: str, next_try: float) -> None:
        """A try failed; the next one is due at `next_try`."""
        values = {"tries": Outgoing.tries + 1, "last_error": error[:256], "next_try": next_try}
        with self._session() as session, session.begin():
            session.execute(update(Outgoing).where(Outgoing.number == number).values(values))

    def unanswered(self) -> List[str]:
        """Whose messages wait for an answer."""
        query = select(Received.sender).where(*self._of(Received), Received.answered_at.is_(None)).distinct()
        with self._session() as session:
            return list(session.execute(query).scalars())

    def due(self) -> List[str]:
        """The addresses that a reply may be sent to now."""
        query = select(Outgoing.address).where(*self._of(Outgoing), *_WAITING, Outgoing.next_try <= self._clock())
        with self._session() as session:
            return list(session.execute(query.distinct()).scalars())

    def prune(self, days: float) -> None:
        """Forgets the ids of what was settled so many days ago."""
        before = self._clock() - days * 86400
        with self._session() as session, session.begin():
            session.execute(delete(Received).where(*self._of(Received), Received.answered_at < before))
            for settled in (Outgoing.sent_at, Outgoing.given_up_at):
                session.execute(delete(Outgoing).where(*self._of(Outgoing), settled < before))

    def has_opted_out(self, sender: str) -> bool:
        """Whether a person has said STOP and not START since."""
        with self._session() as session:
            return session.get(OptOut, (self._channel, sender)) is not None

    def opt_out(self, sender: str) -> None:
        """A person has said STOP."""
        with self._session() as session, session.begin():
            session.merge(OptOut(channel=self._channel, sender=sender, at=self._clock()))

    def opt_in(self, sender: str) -> None:
        """A person has said START."""
        with self._session() as session, session.begin():
            session.execute(delete(OptOut).where(OptOut.channel == self._channel, OptOut.sender == sender))

    def status(self) -> Dict[str, int]:
        """Counts: messages not answered, replies that wait, were sent and were given up."""
        with self._session() as session:

            def count(table: type, *where: object) -> int:
                return session.execute(
                    select(func.count()).select_from(table).where(*self._of(table), *where)
                ).scalar_one()

            return {
                "unanswered": count(Received, Received.answered_at.is_(None)),
                "waiting": count(Outgoing, *_WAITING),
                "sent": count(Outgoing, Outgoing.sent_at.is_not(None)),
                "given up": count(Outgoing, Outgoing.given_up_at.is_not(None)),
            }

    def troubled(self) -> List[Outgoing]:
        """Replies that failed at least once and have not been accepted since, oldest first."""
        query = select(Outgoing).where(
            *self._of(Outgoing), Outgoing.sent_at.is_(None), Outgoing.last_error.is_not(None)
        )
        with self._session() as session:
            return list(session.execute(query.order_by(Outgoing.number)).scalars())

    def _settle(self, number: int, **values: object) -> None:
        with self._session() as session, session.begin():
            settled = {"tries": Outgoing.tries + 1, "text": None, "address": None, **values}
            session.execute(update(Outgoing).where(Outgoing.number == number).values(settled))

    def _of(self, table: type) -> tuple:
        return (table.channel == self._channel,)  # type: ignore[attr-defined]

    def _session(self) -> Session:
        return Session(self._engine, future=True, expire_on_commit=False)
