"""What a deployment chooses, read from the environment (see `.env.example`), and where the content for it lies."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Dict, Literal, Optional
from zoneinfo import ZoneInfo

from pydantic import BaseSettings, validator

ROOT = Path(__file__).resolve().parent.parent
ALL_CONTENT = ROOT / "knowledge" / "content"  # one folder a medicine, in it one folder a language

Region = Literal["US", "UK", "NI", "IE", "CA", "AU", "NZ", "DE", "FR", "IT", "ES", "NL", "PL", "EU", "OTHER"]
Servable = Literal["draft", "sourced", "approved"]


class Settings(BaseSettings):
    """A deployment's choices; every name is read from the environment with the prefix `BEDSIDE_`.

    Attributes:
        medicine: folder of `knowledge/content/`; may be left out while there is only one.
        language: folder of the medicine's folder.
        knowledge_url: SQLAlchemy URL of the knowledge store.
        min_status: lowest review status that may be shown to a patient.
        region: the clinic's region, which decides numbers and regional wording; None where patients come from anywhere.
        clinic_name: what the replies call the clinic.
        clinic_phone: the clinic's number as people dial it; None where there is none to give.
        out_of_hours: the clinic's number at night and at weekends as people dial it; None where there is none to give.
        pump_line: the pump clinic's 24-hour number as people dial it; None where there is none to give.
        time_zone: the clinic's, by its IANA name (`Europe/London`): the clock that staff and patients are told times by.
    """

    medicine: Optional[str] = None
    language: str = "en"
    knowledge_url: str = f"sqlite:///{ROOT / 'var' / 'knowledge.db'}"
    min_status: Servable = "sourced"
    region: Optional[Region] = None
    clinic_name: str = "your clinic"
    clinic_phone: Optional[str] = None
    out_of_hours: Optional[str] = None
    pump_line: Optional[str] = None
    time_zone: str = "UTC"

    class Config:
        env_prefix = "BEDSIDE_"

    # allow_reuse: where this module can't be imported for a wrong setting, it is once more (scripts/settings_check.py).
    @validator("medicine", "region", "clinic_phone", "out_of_hours", "pump_line", pre=True, allow_reuse=True)
    def _blank_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @validator("time_zone", allow_reuse=True)
    def _known_zone(cls, value: str) -> str:
        try:
            return ZoneInfo(value or "UTC").key
        except (ValueError, OSError, KeyError) as error:  # a path, a folder of zones, an unknown name
            raise ValueError(
                f"{value!r} is no time zone that this machine knows; write one like Europe/London"
            ) from error

    @validator("clinic_phone", "out_of_hours", "pump_line", allow_reuse=True)
    def _can_be_dialled(cls, number: Optional[str]) -> Optional[str]:
        if number and not re.fullmatch(r"(?=(?:\D*\d){3})\+?[\d ()./-]+", number.strip()):
            raise ValueError("must be one phone number, as people dial it")
        return number.strip() if number else number

    def own_lines(self) -> Dict[str, Optional[str]]:
        """The clinic's own numbers by the names of their settings, None where one is not set."""
        names = ("clinic_phone", "out_of_hours", "pump_line")
        return {f"{self.Config.env_prefix}{name.upper()}": getattr(self, name) for name in names}


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()


def _medicine_folder() -> Path:
    folders = sorted(path for path in ALL_CONTENT.iterdir() if path.is_dir())
    chosen = settings().medicine
    if chosen is None and len(folders) == 1:
        return folders[0]
    if chosen in [path.name for path in folders]:
        return ALL_CONTENT / str(chosen)
    names = ", ".join(path.name for path in folders)
    raise ValueError(f"BEDSIDE_MEDICINE must name a folder of {ALL_CONTENT}: {names}")


MEDICINE_CONTENT = _medicine_folder()  # what is true in any language: ids, sources, the medicine's data
MEDICINE = MEDICINE_CONTENT.name
CONTENT = MEDICINE_CONTENT / settings().language
