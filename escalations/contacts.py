"""Whom an escalation goes to: `webhook`, `mail:nurse@clinic.example`, `sms:+447700900123`, one after the other."""

from __future__ import annotations

import re
from typing import List, NamedTuple
from urllib.parse import urlsplit

WEBHOOK, MAIL, SMS = "webhook", "mail", "sms"
_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
_ADDRESS = re.compile(r"[^@\s,]+@[^@\s,]+")


class Contact(NamedTuple):
    """One contact. `address` is empty for the clinic's own webhook, which stands in a setting of its own."""

    kind: str
    address: str = ""

    @property
    def name(self) -> str:
        """As the history tells it. Of a webhook only the host: its path may be a secret."""
        if self.kind == WEBHOOK:
            return f"{WEBHOOK} {urlsplit(self.address).hostname}" if self.address else WEBHOOK
        return f"{self.kind} {self.address}"

    @property
    def label(self) -> str:
        """As logs and figures tell it: staff have a private life too."""
        if self.kind == SMS:
            return f"{SMS} …{self.address[-3:]}"
        return f"{MAIL} …@{self.address.rpartition('@')[2]}" if self.kind == MAIL else self.name


class ContactList(NamedTuple):
    """Contacts in order, and for how many seconds each may leave it unacknowledged before the next one is told."""

    contacts: List[Contact]
    seconds: float


def parse(text: str) -> List[Contact]:
    """The contacts of a setting, separated by commas.

    Raises:
        ValueError: one of them is none; the message says which and how it is written.
    """
    return [_contact(one.strip()) for one in text.split(",") if one.strip()]


def is_web_address(text: str) -> bool:
    """Whether it is an address that can be posted to."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def _contact(text: str) -> Contact:
    kind, _, address = text.partition(":")
    kind, address = kind.strip().lower(), address.strip()
    if kind == WEBHOOK and (not address or is_web_address(address)):
        return Contact(kind, address)
    if kind == MAIL and _ADDRESS.fullmatch(address):
        return Contact(kind, address)
    if kind == SMS and _NUMBER.fullmatch(re.sub(r"[\s().-]", "", address)):
        return Contact(kind, re.sub(r"[\s().-]", "", address))
    raise ValueError(f"{text!r} is no contact; write webhook, webhook:https://…, mail:name@host or sms:+447700900123")
