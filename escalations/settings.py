"""Where escalations are kept and whom they go to, from the environment (see `.env.example`)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Optional

from pydantic import BaseSettings, Field, SecretStr, validator

from knowledge.settings import ROOT


class Settings(BaseSettings):
    """Every name is read from the environment with the prefix `BEDSIDE_ESCALATION_`.

    Attributes:
        url: SQLAlchemy URL of the escalation store.
        spool: folder that holds what was noticed until the store has taken it in.
        webhook: the clinic's address for notices; None where there is none.
        secret: key of the notices' HMAC signature.
        timeout: seconds that one delivery may take in all.
        first_wait, longest_wait: seconds before the second try, and the most between two tries.
        second_route_after: failed tries after which staff are mailed as well.
        smtp_host, smtp_port, mail_from, mail_to: the second route.
        metrics_port: of the dispatcher's figures, on the loopback address; None: they are not served.
    """

    url: str = f"sqlite:///{ROOT / 'var' / 'escalations.db'}"
    spool: Path = ROOT / "var" / "spool"
    webhook: Optional[str] = None
    secret: Optional[SecretStr] = None
    timeout: float = Field(10.0, gt=0)
    first_wait: float = Field(2.0, gt=0)
    longest_wait: float = Field(300.0, gt=0)
    second_route_after: int = Field(4, ge=1)
    smtp_host: Optional[str] = None
    smtp_port: int = 25
    mail_from: str = "bedside@localhost"
    mail_to: Optional[str] = None
    metrics_port: Optional[int] = None

    class Config:
        env_prefix = "BEDSIDE_ESCALATION_"

    @validator("webhook", "secret", "smtp_host", "mail_to", "metrics_port", pre=True)
    def _blank_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @validator("secret", always=True)
    def _a_webhook_needs_its_secret(cls, secret: Optional[SecretStr], values: dict) -> Optional[SecretStr]:
        if values.get("webhook") and not secret:
            raise ValueError("BEDSIDE_ESCALATION_SECRET must be set where a webhook is: unsigned notices are not sent")
        return secret


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()  # type: ignore[call-arg]  # pydantic fills it from the environment
