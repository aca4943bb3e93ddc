"""The queue's table (SQLAlchemy 1.4, 2.0 style). Migrations in `migrations/` make it; keep both alike."""

from __future__ import annotations

from sqlalchemy import JSON, Column, DateTime, String, Text
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
