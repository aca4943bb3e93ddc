"""The channels' tables (SQLAlchemy 1.4, 2.0 style). Migrations in `migrations/` make them; keep both alike."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Received(Base):  # type: ignore[valid-type,misc]
    """A message that came in. Whose it is and what it says are kept only until it is answered; its id a while longer."""

    __tablename__ = "channel_received"
    __table_args__ = (UniqueConstraint("channel", "message_id"),)

    number = Column(Integer, primary_key=True)  # the order in which they came
    channel = Column(String(16), nullable=False)
    message_id = Column(String(256), nullable=False)
    at = Column(Float, nullable=False, index=True)  # seconds since 1970, as all times here
    sender = Column(String(256), index=True)
    body = Column(Text)  # JSON: the text and where to answer
    tries = Column(Integer, nullable=False, default=0)
    answered_at = Column(Float)


class Outgoing(Base):  # type: ignore[valid-type,misc]
    """A reply on its way to the provider. Recipient and text are kept only until it is accepted or given up."""

    __tablename__ = "channel_outgoing"

    number = Column(Integer, primary_key=True)
    channel = Column(String(16), nullable=False)
    message_id = Column(String(256), nullable=False)  # of the message that it answers
    at = Column(Float, nullable=False, index=True)
    address = Column(String(256), index=True)
    text = Column(Text)
    urgent = Column(Boolean, nullable=False)
    tries = Column(Integer, nullable=False, default=0)
    next_try = Column(Float, nullable=False, index=True)
    sent_at = Column(Float)
    given_up_at = Column(Float)
    last_error = Column(String(256))


class OptOut(Base):  # type: ignore[valid-type,misc]
    """Who has said STOP, until they say START."""

    __tablename__ = "channel_opt_outs"

    channel = Column(String(16), primary_key=True)
    sender = Column(String(256), primary_key=True)
    at = Column(Float, nullable=False)
