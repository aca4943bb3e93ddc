"""The words that staff get, read from `escalations/wording.yml`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from string import Template
from typing import Dict

from pydantic import BaseModel, Extra

from knowledge.files import read

FILE = Path(__file__).resolve().parent / "wording.yml"


class PageWording(BaseModel):
    """The words of the page that a link opens."""

    class Config:
        extra = Extra.forbid

    title: str
    unseen: str
    asks: str
    name: str
    take: str
    acknowledged: str
    read_too: str
    read: str
    closed: str
    taken: str
    second: str
    said_since: str
    call_back: str
    no_number: str
    written: str
    who_person: str
    who_assistant: str
    done: str
    note: str
    close: str
    closed_now: str
    invalid: str
    expired: str
    gone: str
    nameless: str
    trouble: str


class Wording(BaseModel):
    """The texts, with their `$names`."""

    class Config:
        extra = Extra.forbid

    mail_subject: str
    mail: str
    mail_without_link: str
    said_subject: str
    said: str
    next_contact: str
    no_next_contact: str
    webhook_trouble: str
    sms: str
    sms_without_link: str
    levels: Dict[str, str]
    acts: Dict[str, str]
    page: PageWording


@lru_cache(maxsize=1)
def wording() -> Wording:
    """The texts as they stand in the file.

    Raises:
        ContentError: the file does not hold what it must.
    """
    return read(FILE, Wording)


def filled(text: str, **values: object) -> str:
    """A text with its `$names` filled in.

    Raises:
        KeyError: a name has no value.
    """
    return Template(text).substitute({name: str(value) for name, value in values.items()})
