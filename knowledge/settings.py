"""What a deployment chooses, read from the environment (see `.env.example`)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal, Optional

from pydantic import BaseSettings, validator

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ROOT / "knowledge" / "content"

Region = Literal["US", "CA", "UK", "EU", "AU"]
Servable = Literal["draft", "sourced", "approved"]


class Settings(BaseSettings):
    """A deployment's choices; every name is read from the environment with the prefix `BEDSIDE_`.

    Attributes:
        knowledge_url: SQLAlchemy URL of the knowledge store.
        min_status: lowest review status that may be shown to a patient.
        region: the clinic's region, which decides numbers and regional wording; None where patients come from anywhere.
        clinic_name: what the replies call the clinic.
        clinic_phone: the clinic's number as people dial it; None where there is none to give.
    """

    knowledge_url: str = f"sqlite:///{ROOT / 'var' / 'knowledge.db'}"
    min_status: Servable = "sourced"
    region: Optional[Region] = None
    clinic_name: str = "your clinic"
    clinic_phone: Optional[str] = None

    class Config:
        env_prefix = "BEDSIDE_"

    @validator("region", "clinic_phone", pre=True)
    def _blank_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @property
    def clinic(self) -> str:
        """The clinic in words, with its number where it has one."""
        return f"{self.clinic_name} on {self.clinic_phone}" if self.clinic_phone else self.clinic_name


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
