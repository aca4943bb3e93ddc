"""The dispatcher: spool to store, store to clinic, until every notice was accepted.

At least once, never lost: a notice leaves the spool only after the store has it, and is done only after the clinic has said
that it took it. Whatever is killed in between is done again, and the notice's id lets both sides see that. Beside it the pager
tells contacts one after the other, until somebody acknowledges.
"""

from __future__ import annotations

import asyncio
import datetime
import json
import logging
import random
import time
from collections import Counter
from typing import Awaitable, Callable, Optional, Set

from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from escalations.contacts import MAIL, Contact
from escalations.delivery import NotAccepted, WebhookClient
from escalations.links import Links
from escalations.notice import DANGER, OVER
from escalations.pager import Pager
from escalations.settings import Settings
from escalations.store import Due, EscalationStore
from escalations.telling import Page, Teller, make_teller
from escalations.watch import STORE, Watch

logger = logging.getLogger(__name__)

NOBODY = "No webhook, no mail and no contact is set: escalations are stored, and staff must look at `.venv/bin/python -m escalations list`."
Work = Callable[[], Awaitable[bool]]  # whether the store was used
REFUSED = (DataError, IntegrityError, ValueError, TypeError, KeyError, OverflowError)
PAUSE = 0.2  # seconds between looks into the spool; a notice waits at most this long


class Dispatcher:
    """Runs in a process of its own (`python -m escalations dispatch`).

    Args:
        webhook: who gets every notice; None where there is none, and the mailbox of the settings gets a mail instead.
        teller: the routes to contacts.
        watch: which routes are dead.
    """

    def __init__(
        self,
        settings: Settings,
        store: EscalationStore,
        webhook: Optional[WebhookClient],
        teller: Teller,
        watch: Watch,
        clock: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._settings, self._store, self._spool = settings, store, settings.spools
        self._webhook, self._teller, self._feed, self._lists = webhook, teller, settings.feed, settings.lists
        self._clock, self._chance = clock, chance
        self._prepared = False
        self._stuck: Set[str] = set()  # the kinds of work that the store has not let us do
        self.watch = watch
        self.counts: Counter = Counter()
        self._pager = Pager(
            store.pages, teller, self._lists, self._feed, settings.pass_over, 2 * settings.timeout, self.counts, watch, clock
        )  # fmt: skip

    async def run(self) -> None:
        """Works until it is cancelled. A receiver that hangs holds up neither what comes in nor who is told next."""
        try:
            await asyncio.gather(*(self._forever(work) for work in (self._take_in, self._deliver, self._pager.begin)))
        finally:
            await self._pager.stop()
            await self._teller.close()

    async def round(self) -> None:
        """Once, in order: takes in what waits, tries what is due, tells who is due. Ends where the store can't be used."""
        for work in (self._take_in, self._deliver, self._pager.round):
            if not await self._guarded(work):
                return

    async def _forever(self, work: Work) -> None:
        while True:
            await self._guarded(work)
            await asyncio.sleep(PAUSE)

    async def _guarded(self, work: Work) -> bool:
        """Whether the work could be done. A store that is down leaves all where it is."""
        name = work.__qualname__
        try:
            if not self._prepared:
                self._store.prepare()
                self._prepared = True
            if await work():
                self._stuck.discard(name)
        except SQLAlchemyError as error:
            self._stuck.add(name)
            self.counts["store_down"] += 1
            self.watch.failed(STORE, type(error).__name__)
            logger.error("The escalation store can't be used (%s); notices wait in the spool.", type(error).__name__)
        if not self._stuck:  # reading may work where writing does not: each kind of work has to
            self.watch.worked(STORE)
        self.watch.look()
        return name not in self._stuck

    async def _take_in(self) -> bool:
        return self.take_in() > 0

    def take_in(self) -> int:
        """Moves notices from the spool to the store; answers how many there were."""
        found = 0
        for path, notice in self._spool.waiting():
            try:
                self.counts["taken_in"] += int(self._store.take_in(notice, self._lists.keys()))
            except REFUSED as error:  # this one alone; a store that is down is another matter
                self._spool.set_aside(path, type(error).__name__)
                continue
            self._spool.done(path)
            found += 1
        return found

    def wait_after(self, tries: int) -> float:
        """Seconds to wait after so many failed tries: doubling, with full jitter, up to the longest wait."""
        most = min(self._settings.longest_wait, self._settings.first_wait * 2 ** min(tries - 1, 30))
        return most * (0.5 + 0.5 * self._chance())

    async def _deliver(self) -> bool:
        due = self._store.due()  # asked in any case: it shows whether the store can be read
        if self._feed:
            await asyncio.gather(*(self._try(one, self._feed) for one in due))
        return True

    async def _try(self, due: Due, feed: Contact) -> None:
        try:
            if self._webhook is not None:
                await self._webhook.deliver(due.id, due.body)
            else:
                await self._teller.tell(feed, self._page(due))
        except NotAccepted as error:
            self.watch.failed(feed.label, str(error))
            await self._failed(due, str(error))
        else:
            self.watch.worked(feed.label)
            self._store.delivered(due.id, feed.name)
            self.counts["delivered"] += 1

    async def _failed(self, due: Due, error: str) -> None:
        tries = due.tries + 1
        self.counts["failed"] += 1
        self._store.failed(due.id, error, self._clock() + self.wait_after(tries))
        if tries < self._settings.second_route_after:
            logger.warning("Notice %s was not accepted (%s), try %d.", due.id, error, tries)
            return
        self.counts["unreached"] += 1
        level = logging.CRITICAL if tries == self._settings.second_route_after else logging.WARNING  # once a notice
        logger.log(level, "NOTICE %s HAS NOT REACHED THE CLINIC after %d tries (%s).", due.id, tries, error)
        await self._second_route(due, error)

    async def _second_route(self, due: Due, error: str) -> None:
        """Mails staff once that a notice waits; not where contacts are told anyway, and the mailbox itself is no second route."""
        mail_to = self._settings.mail_to
        page = self._page(due, error)
        if due.mailed or not mail_to or self._webhook is None or page.level in self._lists:
            return
        try:
            await self._teller.tell(Contact(MAIL, mail_to), page)
        except NotAccepted as failure:
            logger.critical("The mail about notice %s was not accepted either (%s).", due.id, failure)
        else:
            self._store.mailed(due.id)
            self.counts["mailed"] += 1

    def _page(self, due: Due, trouble: Optional[str] = None) -> Page:
        notice = json.loads(due.body)
        level, at = notice["level"], datetime.datetime.fromisoformat(notice["at"])
        contacts = self._lists.get(level)
        wait = contacts.seconds if contacts else None
        said = (
            None if notice["kind"] == DANGER else notice.get("act") or OVER
        )  # one of before the acts were told had none
        return Page(due.id, notice["escalation_id"], level, at, 0, wait, trouble, said)


def make_dispatcher(
    settings: Settings, store: EscalationStore, links: Optional[Links] = None, clock: Callable[[], float] = time.time,
    chance: Callable[[], float] = random.random,
) -> Dispatcher:  # fmt: skip
    """The dispatcher that the settings ask for."""
    webhook = None
    if settings.webhook and settings.secret:
        webhook = WebhookClient(settings.webhook, settings.secret.get_secret_value(), settings.timeout)
    if not (settings.feed or settings.lists):
        logger.warning("%s", NOBODY)
    watch = Watch(settings.red_after, clock)
    return Dispatcher(settings, store, webhook, make_teller(settings, links), watch, clock, chance)
