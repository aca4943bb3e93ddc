"""What a deployment chooses for the web chat, from the environment (see `.env.example`)."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import FrozenSet, Optional

from pydantic import BaseSettings, Field, validator

from knowledge.kept_secret import kept_secret
from knowledge.settings import ROOT

SHORTEST_SECRET = 32
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::\d{1,5})?")


class Settings(BaseSettings):
    """Every name is read from the environment with the prefix `BEDSIDE_WIDGET_`.

    Attributes:
        secret: key of the conversations' tokens; None: one is made once and kept in `secret_file`.
        secret_file: where that one is kept, so that conversations outlive a restart.
        origins: sites on other hosts that may use the chat, separated by commas: `https://clinic.example`.
        token_days: for how long a browser can go on with a conversation.
        messages_a_minute: most messages of one conversation.
        address_a_minute: most messages and new conversations of one address; a whole ward may share one.
        proxies: how many trusted proxies stand in front and add to X-Forwarded-For. With 0 the loopback address, a proxy's, has no
            limit of its own.
    """

    secret: Optional[str] = None
    secret_file: Path = ROOT / "var" / "widget_secret"
    origins: str = ""
    token_days: int = Field(default=30, ge=1, le=3650)
    messages_a_minute: int = Field(default=30, ge=10)
    address_a_minute: int = Field(default=300, ge=60)
    proxies: int = Field(default=0, ge=0, le=10)

    class Config:
        env_prefix = "BEDSIDE_WIDGET_"

    @validator("secret", pre=True)
    def _long_enough(cls, value: Optional[str]) -> Optional[str]:
        if value and len(value) < SHORTEST_SECRET:
            raise ValueError(f"needs at least {SHORTEST_SECRET} characters")
        return value or None

    @validator("origins")
    def _no_wildcard(cls, value: str) -> str:
        for origin in _listed(value):
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is no origin; write https://clinic.example, without a path and without *")
        return value

    @property
    def allowed_origins(self) -> FrozenSet[str]:
        """The origins one by one."""
        return frozenset(_listed(self.origins))

    @property
    def key(self) -> str:
        """The secret, made and kept at the first use where none is configured."""
        return self.secret or kept_secret(self.secret_file)


def _listed(origins: str) -> FrozenSet[str]:
    return frozenset(one.strip().lower().rstrip("/") for one in origins.split(",") if one.strip())


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
