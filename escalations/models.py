"""The tables of escalations (SQLAlchemy 1.4, 2.0 style). Migrations in `migrations/` make them; keep both alike."""

from __future__ import annotations

from sqlalchemy import JSON, Column, DateTime, Float, ForeignKey, Integer, String, Text
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()

NEW, DELIVERED, ACKNOWLEDGED, CLOSED = "new", "delivered", "acknowledged", "closed"
STATES = (NEW, DELIVERED, ACKNOWLEDGED, CLOSED)
OPEN = (NEW, DELIVERED)  # nobody has said yet that they have seen it

# What happened, beside the changes of state: `told` and `failed` are of contacts, `read` of a second person who opened the link.
OPENED, JOINED, RAISED, REOPENED, SAID, OVER, TOLD, FAILED, READ = (
    "opened", "joined", "raised", "reopened", "said", "over", "told", "failed", "read"
)  # fmt: skip


class Escalation(Base):  # type: ignore[valid-type,misc]
    """One emergency of one conversation. `state` is where it stands now; how it came there is in its events."""

    __tablename__ = "escalations"

    id = Column(String(36), primary_key=True)
    conversation = Column(String(256), nullable=False, index=True)
    at = Column(DateTime(timezone=True), nullable=False, index=True)
    channel = Column(String(64), nullable=False)
    region = Column(String(8))
    level = Column(String(16), nullable=False)
    flags = Column(JSON, nullable=False)
    state = Column(String(16), nullable=False, default=NEW, index=True)
    state_by = Column(String(128))
    state_at = Column(DateTime(timezone=True))
    phone = Column(String(32))  # that the person left to be called at
    page_at = Column(
        Float, index=True
    )  # seconds since 1970; when the next contact is told, while nobody has acknowledged
    page_began = Column(Float)
    pages = Column(Integer, nullable=False, default=0, server_default="0")  # contacts tried since then
    page_failures = Column(Integer, nullable=False, default=0, server_default="0")  # of them, the last ones in a row
    notices = relationship("StoredNotice", order_by="StoredNotice.at", back_populates="escalation")
    events = relationship("Event", order_by="Event.number")


class Event(Base):  # type: ignore[valid-type,misc]
    """One thing that happened to an escalation. Rows are added and never changed."""

    __tablename__ = "escalation_events"

    number = Column(Integer, primary_key=True, autoincrement=True)
    escalation_id = Column(String(36), ForeignKey("escalations.id"), nullable=False, index=True)
    at = Column(DateTime(timezone=True), nullable=False)
    kind = Column(String(16), nullable=False)
    state = Column(String(16), nullable=False)  # after it
    by = Column(String(256), nullable=False)  # a member of staff, a contact, or the part of Bedside that did it
    why = Column(String(512), nullable=False)


class StoredNotice(Base):  # type: ignore[valid-type,misc]
    """One message that belongs to an escalation, with what was said before it."""

    __tablename__ = "escalation_notices"

    id = Column(String(36), primary_key=True)
    escalation_id = Column(String(36), ForeignKey("escalations.id"), nullable=False, index=True)
    kind = Column(String(16), nullable=False)
    at = Column(DateTime(timezone=True), nullable=False)
    level = Column(String(16), nullable=False)
    flags = Column(JSON, nullable=False)
    trigger = Column(String(128), nullable=False)
    act = Column(String(16))  # what the person did by it, where it answers the card
    turns = Column(JSON, nullable=False)
    escalation = relationship(Escalation, back_populates="notices")


class Outgoing(Base):  # type: ignore[valid-type,misc]
    """The outbox: a notice that has to reach the clinic, and how that goes."""

    __tablename__ = "escalation_outbox"

    id = Column(String(36), ForeignKey("escalation_notices.id"), primary_key=True)
    body = Column(Text, nullable=False)  # the JSON as it is signed and sent
    tries = Column(Integer, nullable=False, default=0)
    next_try = Column(Float, nullable=False, index=True)  # seconds since 1970
    delivered_at = Column(Float)
    mailed_at = Column(Float)
    last_error = Column(String(256))
