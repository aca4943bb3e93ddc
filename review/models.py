"""The queue's tables (SQLAlchemy 1.4, 2.0 style). Migrations in `migrations/` make them; keep both alike."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, DateTime, String, Text
from sqlalchemy.orm import declarative_base

Base = declarative_base()

UNSURE, NO_ANSWER = "unsure", "no_answer"


class Question(Base):  # type: ignore[valid-type,misc]
    """One question that was not answered. Nothing in it says who asked."""

    __tablename__ = "review_questions"

    id = Column(String(36), primary_key=True)
    at = Column(DateTime(timezone=True), nullable=False, index=True)
    kind = Column(String(16), nullable=False)  # UNSURE or NO_ANSWER
    offered = Column(JSON, nullable=False)  # topic ids that were offered, or the one without an answer
    chosen = Column(String(64))  # the topic that the person then took: a label by who asked
    text = Column(Text)  # redacted; None where the deployment keeps none


class Feedback(Base):  # type: ignore[valid-type,misc]
    """Whether one answer helped one person. Nothing in it says whom."""

    __tablename__ = "review_feedback"

    id = Column(String(36), primary_key=True)
    at = Column(DateTime(timezone=True), nullable=False)
    answer_id = Column(String(128), nullable=False, index=True)
    version = Column(String(128), nullable=False)  # the very text that was shown: `python -m knowledge show <version>`
    helped = Column(Boolean, nullable=False)
