"""The dispatcher: spool to store, store to clinic, until every notice was accepted.

At least once, never lost: a notice leaves the spool only after the store has it, and is done only after the clinic has said
that it took it. Whatever is killed in between is done again, and the notice's id lets both sides see that.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import time
from collections import Counter
from typing import Callable, Optional

from sqlalchemy.exc import SQLAlchemyError

from escalations.delivery import Mailer, NotAccepted, WebhookClient
from escalations.settings import Settings
from escalations.spool import Spool
from escalations.store import Due, EscalationStore

logger = logging.getLogger(__name__)

PAUSE = 0.2  # seconds between looks into the spool; a notice waits at most this long


class Dispatcher:
    """Runs in a process of its own (`python -m escalations dispatch`)."""

    def __init__(
        self,
        settings: Settings,
        store: EscalationStore,
        spool: Spool,
        webhook: Optional[WebhookClient],
        mailer: Optional[Mailer],
        clock: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._settings, self._store, self._spool = settings, store, spool
        self._webhook, self._mailer = webhook, mailer
        self._clock, self._chance = clock, chance
        self._prepared = False
        self.counts: Counter = Counter()

    async def run(self) -> None:
        """Works until it is cancelled."""
        while True:
            await self.round()
            await asyncio.sleep(PAUSE)

    async def round(self) -> None:
        """Takes in what waits and tries what is due. A store that is down leaves all where it is."""
        try:
            if not self._prepared:
                self._store.prepare()
                self._prepared = True
            self.take_in()
            await asyncio.gather(*(self._try(due) for due in self._due()))
        except SQLAlchemyError as error:
            self.counts["store_down"] += 1
            logger.error("The escalation store can't be used (%s); notices wait in the spool.", type(error).__name__)

    def take_in(self) -> None:
        """Moves notices from the spool to the store."""
        for path, notice in self._spool.waiting():
            self.counts["taken_in"] += int(self._store.take_in(notice))
            self._spool.done(path)

    def wait_after(self, tries: int) -> float:
        """Seconds to wait after so many failed tries: doubling, with full jitter, up to the longest wait."""
        most = min(self._settings.longest_wait, self._settings.first_wait * 2 ** min(tries - 1, 30))
        return most * (0.5 + 0.5 * self._chance())

    def _due(self) -> list:
        return self._store.due() if self._webhook or self._mailer else []

    async def _try(self, due: Due) -> None:
        try:
            if self._webhook is None:
                await self._mail(due, None)
                self._store.delivered(due.id)
                return
            await self._webhook.deliver(due.id, due.body)
        except NotAccepted as error:
            await self._failed(due, str(error))
        else:
            self._store.delivered(due.id)
            self.counts["delivered"] += 1

    async def _failed(self, due: Due, error: str) -> None:
        tries = due.tries + 1
        self.counts["failed"] += 1
        self._store.failed(due.id, error, self._clock() + self.wait_after(tries))
        if tries < self._settings.second_route_after:
            logger.warning("Notice %s was not accepted (%s), try %d.", due.id, error, tries)
            return
        self.counts["unreached"] += 1
        logger.critical("NOTICE %s HAS NOT REACHED THE CLINIC after %d tries (%s).", due.id, tries, error)
        if self._mailer and not due.mailed:
            try:
                await self._mail(due, error)
            except NotAccepted as failure:
                logger.critical("The mail about notice %s was not accepted either (%s).", due.id, failure)

    async def _mail(self, due: Due, error: Optional[str]) -> None:
        assert self._mailer is not None
        notice = json.loads(due.body)
        await self._mailer.tell(notice["escalation_id"], notice["level"], ", ".join(notice["flags"]), error)
        self._store.mailed(due.id)
        self.counts["mailed"] += 1


def make_dispatcher(settings: Settings, store: EscalationStore) -> Dispatcher:
    """The dispatcher that the settings ask for."""
    webhook = mailer = None
    if settings.webhook and settings.secret:
        webhook = WebhookClient(settings.webhook, settings.secret.get_secret_value(), settings.timeout)
    if settings.smtp_host and settings.mail_to:
        mailer = Mailer(settings.smtp_host, settings.smtp_port, settings.mail_from, settings.mail_to, settings.timeout)
    if not (webhook or mailer):
        logger.warning(
            "No webhook and no mail is set: escalations are stored, and staff must look at `python -m escalations list`."
        )
    return Dispatcher(settings, store, Spool(settings.spool), webhook, mailer)
