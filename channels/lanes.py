"""One thing at a time for each person, all persons side by side."""

from __future__ import annotations

import asyncio
import logging
from typing import Awaitable, Callable, Dict, Set

logger = logging.getLogger(__name__)


class Lanes:
    """Runs at most one task for each key; a key that is woken while its task runs is looked at once more.

    Args:
        work: does all that there is to do for a key.
        name: what the log calls the work. A key is an address of a person and is not logged.
    """

    def __init__(self, work: Callable[[str], Awaitable[None]], name: str) -> None:
        self._work, self._name = work, name
        self._tasks: Dict[str, asyncio.Task] = {}
        self._again: Set[str] = set()

    def wake(self, key: str) -> None:
        """There may be something to do for a key."""
        self._again.add(key)
        if key not in self._tasks:
            self._tasks[key] = asyncio.create_task(self._run(key))

    async def stop(self, grace: float = 0.0) -> None:
        """Ends all tasks, after `grace` seconds in which they may finish; what they had not finished is still in the store."""
        tasks = list(self._tasks.values())
        if tasks and grace:
            await asyncio.wait(tasks, timeout=grace)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, key: str) -> None:
        try:
            while key in self._again:
                self._again.discard(key)
                await self._work(key)
        except Exception as error:  # noqa: BLE001 - one person's trouble must not end the lane; the next look tries again
            # The type alone: an error's message may quote what the person wrote, or their number.
            logger.error("%s failed with %s and is tried again.", self._name, type(error).__name__)
        finally:
            del self._tasks[key]
            self._again.discard(key)
