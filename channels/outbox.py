"""Sends a channel's replies until the provider has accepted each, in order, whatever fails in between.

At least once: where the provider has taken a message and the answer got lost, the message is sent again.
"""

from __future__ import annotations

import asyncio
import logging
import math
import random
import time
from collections import Counter
from typing import Callable, Sequence, Set

from channels.sending import Client, NotAccepted
from channels.settings import Settings
from channels.store import ChannelStore, Waiting

logger = logging.getLogger(__name__)

DIRECT_TRIES = 4  # of a reply that could not be kept


class Outbox:
    """The replies of one channel on their way to its provider."""

    def __init__(
        self,
        channel: str,
        store: ChannelStore,
        client: Client,
        settings: Settings,
        counts: Counter,
        clock: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._channel, self._store, self._client, self._settings, self._counts = (
            channel,
            store,
            client,
            settings,
            counts,
        )
        self._clock, self._chance = clock, chance
        self._accepted: Set[int] = set()  # sent, but the store could not be told yet: never sent twice for that

    async def deliver(self, address: str) -> None:
        """Sends what is due to one address. One that is not accepted holds up those behind it, so that the order stays."""
        while True:
            waiting = await asyncio.to_thread(self._store.next_reply, address)
            if waiting is None or waiting.next_try > self._clock():
                return
            await self._try(address, waiting)

    async def send_directly(self, address: str, texts: Sequence[str]) -> None:
        """Sends replies that the store could not take in: an answer that is not kept is better than none."""
        for text in texts:
            for tries in range(1, DIRECT_TRIES + 1):
                try:
                    await self._client.send(address, text)
                    break
                except NotAccepted as error:
                    self._counts["failed"] += 1
                    logger.error("An unkept %s reply was not accepted (%s), try %d.", self._channel, error, tries)
                    await asyncio.sleep(self.wait_after(tries, error))

    def wait_after(self, tries: int, error: NotAccepted) -> float:
        """Seconds to wait after so many failed tries: what the provider asks for, or doubling, with jitter. Never more than the longest: nobody else
        decides that the words about a danger wait for a day."""
        most = min(self._settings.longest_wait, self._settings.first_wait * 2 ** min(tries - 1, 30))
        asked = error.wait if error.wait is not None and math.isfinite(error.wait) else 0.0
        return min(self._settings.longest_wait, max(most * (0.5 + 0.5 * self._chance()), asked))

    async def _try(self, address: str, waiting: Waiting) -> None:
        try:
            if waiting.number not in self._accepted:
                await self._client.send(address, waiting.text)
        except NotAccepted as error:
            await self._failed(waiting, error)
            return
        self._accepted.add(waiting.number)
        await asyncio.to_thread(self._store.sent, waiting.number)
        self._accepted.discard(waiting.number)
        self._counts["sent"] += 1

    async def _failed(self, waiting: Waiting, error: NotAccepted) -> None:
        tries = waiting.tries + 1
        self._counts["failed"] += 1
        about = (self._channel, waiting.message_id, error, tries)
        if error.for_good or self._clock() - waiting.at > self._settings.keep_trying:
            self._counts["given up"] += 1
            logger.critical("THE REPLY to %s message %s IS GIVEN UP (%s), try %d.", *about)
            await asyncio.to_thread(self._store.given_up, waiting.number, str(error))
            return
        logger.warning("The reply to %s message %s was not accepted (%s), try %d.", *about)
        next_try = self._clock() + self.wait_after(tries, error)
        await asyncio.to_thread(self._store.failed, waiting.number, str(error), next_try)
