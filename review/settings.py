"""Where unanswered questions are kept, and whether their words are, from the environment (see `.env.example`)."""

from __future__ import annotations

from functools import lru_cache

from pydantic import BaseSettings

from knowledge.settings import ROOT


class Settings(BaseSettings):
    """Every name is read from the environment with the prefix `BEDSIDE_REVIEW_`.

    Attributes:
        url: SQLAlchemy URL of the queue.
        keep_text: whether the words of a question are kept, redacted. Off: only what was offered and chosen.
    """

    url: str = f"sqlite:///{ROOT / 'var' / 'review.db'}"
    keep_text: bool = False

    class Config:
        env_prefix = "BEDSIDE_REVIEW_"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
