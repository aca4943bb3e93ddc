"""What a channel says by itself, read from `knowledge/content/channels.yml`."""

from __future__ import annotations

from functools import lru_cache
from typing import Optional

from pydantic import BaseModel, Extra, Field

from knowledge.files import read
from knowledge.phrasebook import phrasebook
from knowledge.settings import CONTENT, settings


class Wording(BaseModel):
    """The texts, with their placeholders."""

    class Config:
        extra = Extra.forbid

    not_text: str
    choose: str
    choice: str
    or_: str = Field(alias="or")
    also: str
    help: str
    stop: str
    start: str


@lru_cache(maxsize=1)
def wording() -> Wording:
    """The texts as they stand in the file.

    Raises:
        ContentError: the file does not hold what it must.
    """
    return read(CONTENT / "channels.yml", Wording)


def filled(text: str, region: Optional[str]) -> str:
    """A text with the region's numbers, or with those of the deployment's region where the person's is not known."""
    return phrasebook().fill(text, region or settings().region)
