"""One try to hand a notice over: signed, bounded in time, and taken for delivered only on a 2xx."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from typing import Callable

import aiohttp

SIGNATURE = "X-Bedside-Signature"
TIMESTAMP = "X-Bedside-Timestamp"
IDEMPOTENCY = "Idempotency-Key"


class NotAccepted(Exception):
    """The receiver did not take the notice; the message says why, without its content."""


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over `timestamp.body`, in hexadecimal, so that neither can be changed nor replayed later."""
    return "sha256=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class WebhookClient:
    """Posts notices to the clinic's address.

    Args:
        url: where to.
        secret: key of the signature.
        timeout: seconds that one delivery may take from connecting to the end of the answer.
    """

    def __init__(self, url: str, secret: str, timeout: float, clock: Callable[[], float] = time.time) -> None:
        self._url = url
        self._secret = secret
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._clock = clock

    async def deliver(self, notice_id: str, body: str) -> None:
        """Hands one notice over.

        Raises:
            NotAccepted: anything but a complete answer with a status of 200 to 299. A redirect is not followed.
        """
        data, timestamp = body.encode("utf-8"), str(int(self._clock()))
        headers = {
            "Content-Type": "application/json",
            IDEMPOTENCY: notice_id,
            TIMESTAMP: timestamp,
            SIGNATURE: signature(self._secret, timestamp, data),
        }
        try:
            async with aiohttp.ClientSession(timeout=self._timeout) as session:
                async with session.post(self._url, data=data, headers=headers, allow_redirects=False) as answer:
                    status = answer.status
                    async for _ in answer.content.iter_chunked(65536):
                        pass  # to its end: an answer that breaks off is no acceptance; the time-out bounds it
        except asyncio.TimeoutError as error:
            raise NotAccepted("no complete answer in time") from error
        except (aiohttp.ClientError, OSError) as error:
            raise NotAccepted(type(error).__name__) from error
        if not 200 <= status < 300:
            raise NotAccepted(f"status {status}")
