"""How far the clinic has what a person told of a danger: noted, handed on, or seen by somebody. Told where it is news, and never a promise.

It stands beside a turn and never in its way: a database that does not answer in a quarter of a second is not waited for, and then nothing is said.
"""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence

from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from components.conversation_state import FOUND, RECENT_SECONDS, Conversation
from escalations.notice import escalation_id
from escalations.progress import Progress, progress
from escalations.settings import settings
from escalations.spool import Spool
from escalations.store import EscalationStore
from knowledge.database import engine_for
from knowledge.phrasebook import phrasebook
from replies import reply as replies

logger = logging.getLogger(__name__)

DEADLINE = 0.25  # seconds
MOST = 4  # look-ups at once: a database that hangs must not hold more threads than these
TOPIC = "help"
LookUp = Callable[[str], Optional[Progress]]


class News(NamedTuple):
    """How far it has come, and the words for it."""

    progress: Progress
    text: str

    def as_dict(self) -> Dict[str, Any]:
        """As the payload and the web chat's API have it."""
        return {"state": self.progress.state, "at": self.progress.at.isoformat(), "text": self.text}


class Newsroom:
    """Looks up how far escalations have come.

    Args:
        look_up: of one escalation by its id; asks a database.
    """

    def __init__(self, look_up: LookUp, clock: Callable[[], float] = time.time) -> None:
        self._look_up, self._clock = look_up, clock
        self._threads = ThreadPoolExecutor(MOST, thread_name_prefix="news")
        self._running = 0

    async def of(self, tracker: Optional[DialogueStateTracker], region: Optional[str]) -> Optional[News]:
        """Of the conversation's last danger; None where there is none of today, where nothing is known of it, or not in time."""
        danger = Conversation(tracker).open_danger
        if tracker is None or danger is None or self._clock() - danger.latest_at > RECENT_SECONDS:
            return None
        found = await self._in_time(escalation_id(tracker.sender_id, danger.opened.timestamp))
        if found is None:
            return None
        return News(found, phrasebook().say(f"progress_{found.state}", region, time=found.clock()))

    async def _in_time(self, own: str) -> Optional[Progress]:
        if self._running >= MOST:
            return None
        self._running += 1
        asked = asyncio.get_running_loop().run_in_executor(self._threads, self._look_up, own)
        asked.add_done_callback(self._done)
        try:
            return await asyncio.wait_for(asyncio.shield(asked), DEADLINE)
        except asyncio.TimeoutError:
            logger.warning(
                "The escalation store did not answer in time: nothing is said of how far an escalation has come."
            )
        except Exception as error:  # noqa: BLE001 - whatever it is, the person gets their answer
            logger.error("How far an escalation has come can't be looked up (%s).", type(error).__name__)
        return None

    def _done(self, asked: asyncio.Future[Optional[Progress]]) -> None:
        self._running -= 1
        if not asked.cancelled():
            asked.exception()  # was told above, or came too late to be


@lru_cache(maxsize=1)
def newsroom() -> Newsroom:
    """This process's own, over the deployment's store and spool."""
    store, spool = EscalationStore(engine_for(settings().url)), Spool(settings().spool)
    return Newsroom(lambda own: progress(own, store, spool))


def is_news(news: News, before: Optional[DialogueStateTracker]) -> bool:
    """Whether the person can't know it yet: it was their last message that told of the danger, or it has come further since they wrote that."""
    said = [event for event in (before.applied_events() if before else []) if isinstance(event, UserUttered)]
    if not said:
        return False
    told_then = ((said[-1].parse_data or {}).get(FOUND) or {}).get("kind") == "danger"
    return told_then or news.progress.at.timestamp() > said[-1].timestamp


def with_news(
    said: Sequence[Dict[str, Any]], news: Optional[News], before: Optional[DialogueStateTracker], after: Optional[DialogueStateTracker]
) -> List[Dict[str, Any]]:  # fmt: skip
    """A turn's replies and, where there is some, the news: behind them, but never behind what can be pressed, and never beside a danger that is told
    just now.

    Args:
        before, after: the conversation without and with this turn.
    """
    latest = after.latest_message if after else None
    is_told_now = ((latest.parse_data if latest else None) or {}).get(FOUND, {}).get("kind") == "danger"
    if news is None or is_told_now or not is_news(news, before):
        return list(said)
    payload = replies.payload(replies.CONVERSATION, TOPIC, progress=news.as_dict())
    told = {"recipient_id": said[0]["recipient_id"], "text": news.text, "custom": payload}
    return [*said[:-1], told, said[-1]] if said[-1].get("buttons") else [*said, told]
