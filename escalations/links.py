"""Signed links by which staff say that they have seen an escalation, without an account and without anything installed.

A link names one escalation and one page of it, ends after some hours, and can't be made or changed without the key. Opening it
changes nothing: programs that look at links before people do acknowledge nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import Callable, NamedTuple

PATH = "/seen/"
SIGNED_BYTES = 16  # of the HMAC that are kept: nobody guesses 128 bits, and an SMS stays short


class BadLink(Exception):
    """The link was not made by this deployment, or was changed."""


class ExpiredLink(Exception):
    """The link was good once."""


class Named(NamedTuple):
    """What a link names: an escalation, and which of its pages it came with."""

    escalation_id: str
    page: int


class Links:
    """Makes and reads links.

    Args:
        base: the address under which staff reach the page, without a slash at the end.
        key: of the signature.
        lifetime: seconds after which a link ends.
    """

    def __init__(self, base: str, key: str, lifetime: float, clock: Callable[[], float] = time.time) -> None:
        self._base, self._key, self._lifetime, self._clock = base.rstrip("/"), key.encode(), lifetime, clock

    def ends(self) -> float:
        """When a link that is made now ends, in seconds since 1970."""
        return self._clock() + self._lifetime

    def make(self, escalation_id: str, page: int) -> str:
        """A link that works from now on."""
        said = f"{escalation_id}.{page}.{int(self.ends())}"
        return f"{self._base}{PATH}{said}.{self._signature(said)}"

    def read(self, token: str) -> Named:
        """What the last part of a link names.

        Raises:
            BadLink: the signature is missing or wrong.
            ExpiredLink: its time is over.
        """
        said, _, signature = token.rpartition(".")
        if not hmac.compare_digest(self._signature(said).encode(), signature.encode("utf-8", "replace")):
            raise BadLink
        escalation_id, page, ends = said.rsplit(".", 2)
        if self._clock() >= int(ends):
            raise ExpiredLink
        return Named(escalation_id, int(page))

    def _signature(self, said: str) -> str:
        digest = hmac.new(self._key, f"seen {said}".encode("utf-8", "replace"), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:SIGNED_BYTES]).decode().rstrip("=")
