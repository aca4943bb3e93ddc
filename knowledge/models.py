"""The store's tables (SQLAlchemy 1.4, 2.0 style). Migrations in `migrations/` make them; keep both alike."""

from __future__ import annotations

from sqlalchemy import JSON, Column, DateTime, ForeignKey, String
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class AnswerVersion(Base):  # type: ignore[valid-type,misc]
    """An answer as it was at some time. Rows are added, never changed: what was shown can be looked up."""

    __tablename__ = "answer_versions"

    version = Column(String(64), primary_key=True)  # SHA-256 of `content`
    topic = Column(String(64), nullable=False, index=True)
    content = Column(JSON, nullable=False)  # the answer's file with its sources written out
    loaded_at = Column(DateTime(timezone=True), nullable=False)


class CurrentAnswer(Base):  # type: ignore[valid-type,misc]
    """Which version a topic answers with now."""

    __tablename__ = "current_answers"

    topic = Column(String(64), primary_key=True)
    version = Column(String(64), ForeignKey("answer_versions.version"), nullable=False)
    answer = relationship(AnswerVersion, lazy="joined")
