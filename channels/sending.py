"""One try to hand a message to a provider: bounded in time, and taken for accepted only if the provider says so."""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from typing import Any, Dict, Mapping, NamedTuple, Optional

import aiohttp


class NotAccepted(Exception):
    """The provider did not take the message. Its text says why, without the message, the address or a token.

    Args:
        reason: a status, an error code, or the type of a failure.
        wait: seconds that the provider asks to be left alone.
        for_good: whether trying again is of no use: there is no such number, or the person has blocked us.
    """

    def __init__(self, reason: str, wait: Optional[float] = None, for_good: bool = False) -> None:
        self.wait, self.for_good = wait, for_good
        super().__init__(reason)


class Call(NamedTuple):
    """A request to a provider; `json` or `form` is its body."""

    url: str
    headers: Mapping[str, str] = {}
    json: Optional[Dict[str, Any]] = None
    form: Optional[Dict[str, str]] = None


class Client(ABC):
    """Posts messages to one provider.

    Args:
        timeout: seconds that one try may take, from connecting to the end of the answer.
    """

    def __init__(self, timeout: float) -> None:
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._session: Optional[aiohttp.ClientSession] = None

    @abstractmethod
    def call(self, address: str, text: str) -> Call:
        """The request that sends a text to an address."""

    @abstractmethod
    def refusal(self, status: int, answer: Dict[str, Any]) -> Optional[NotAccepted]:
        """Why the provider did not accept the message, by its answer; None where it did."""

    async def send(self, address: str, text: str) -> None:
        """Sends one message.

        Raises:
            NotAccepted: anything but a complete answer that says so. A redirect is not followed.
        """
        call = self.call(address, text)
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        try:
            async with self._session.post(
                call.url, json=call.json, data=call.form, headers=call.headers, allow_redirects=False
            ) as answer:
                status, asked = answer.status, _seconds(answer.headers.get("Retry-After"))
                body = _object(await answer.read())
        except asyncio.TimeoutError as error:
            raise NotAccepted("no complete answer in time") from error
        except (aiohttp.ClientError, OSError) as error:
            raise NotAccepted(
                type(error).__name__
            ) from None  # an aiohttp error holds the URL, and a URL may hold a token
        refused = self.refusal(status, body)
        if refused:
            refused.wait = refused.wait or asked
            raise refused

    async def close(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            await self._session.close()


def _object(body: bytes) -> Dict[str, Any]:
    try:
        data = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _seconds(header: Optional[str]) -> Optional[float]:
    try:
        return max(0.0, float(header)) if header else None
    except ValueError:
        return None  # a date: rare, and our own waiting does as well
