"""The store's tables (SQLAlchemy 1.4, 2.0 style). Migrations in `migrations/` make them; keep both alike."""

from __future__ import annotations

from sqlalchemy import JSON, Column, DateTime, ForeignKey, String
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class TextVersion(Base):  # type: ignore[valid-type,misc]
    """A text of any kind as it was at some time. Rows are added, never changed: what was shown can be looked up."""

    __tablename__ = "text_versions"

    version = Column(String(64), primary_key=True)  # SHA-256 over kind, id and content
    kind = Column(String(16), nullable=False)  # of knowledge/loader.py
    id = Column(String(80), nullable=False, index=True)
    content = Column(JSON, nullable=False)  # all that can be shown of it, its sources written out
    loaded_at = Column(DateTime(timezone=True), nullable=False)


class CurrentText(Base):  # type: ignore[valid-type,misc]
    """Which version of a text counts now, and who has signed it."""

    __tablename__ = "current_texts"

    kind = Column(String(16), primary_key=True)
    id = Column(String(80), primary_key=True)
    version = Column(String(64), ForeignKey("text_versions.version"), nullable=False)
    review = Column(JSON, nullable=False)
    text = relationship(TextVersion, lazy="joined")
