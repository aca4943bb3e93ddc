"""Tells contacts one after the other, again and again in order, until somebody acknowledges.

A contact that was reached has the list's minutes to acknowledge. One that could not be reached is passed over after seconds; once
nobody could be reached in a whole round the waits double, up to the list's minutes.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections import Counter
from typing import Callable, Dict, Optional

from escalations.contacts import Contact, ContactList
from escalations.delivery import NotAccepted
from escalations.notice import NAMESPACE
from escalations.page_store import DuePage, PageStore
from escalations.telling import Page, Teller
from escalations.watch import Watch

logger = logging.getLogger(__name__)

LOOK_AGAIN = 0.2  # seconds, while the notice itself is on its way to the first contact
AT_ONCE = 5  # pages to one contact: providers refuse more
LEASE = 60.0  # seconds beyond a page's own time after which one that was killed in the middle is done again


class Pager:
    """Works on what is due.

    Args:
        lists: by level, the contacts and their minutes.
        feed: who gets every notice itself; as a first contact it is not told twice.
        pass_over: seconds after a contact that could not be reached.
        timeout: seconds that telling one contact may take.
    """

    def __init__(
        self, store: PageStore, teller: Teller, lists: Dict[str, ContactList], feed: Optional[Contact], pass_over: float,
        timeout: float, counts: Counter, watch: Watch, clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        self._store, self._teller, self._lists, self._feed = store, teller, lists, feed
        self._pass_over, self._timeout = pass_over, timeout
        self._counts, self._watch, self._clock = counts, watch, clock
        self._tasks: Dict[str, asyncio.Future] = {}  # by escalation
        self._gates: Dict[Contact, asyncio.Semaphore] = {}

    async def round(self) -> bool:
        """Begins to tell everybody who is due, and waits until all is done; whether the store was asked.

        Raises:
            SQLAlchemyError: the store can't be used.
        """
        was_asked = await self.begin()
        await asyncio.gather(*self._tasks.values())
        return was_asked

    async def begin(self) -> bool:
        """The same without waiting: a contact whose system hangs keeps nobody else from being told.

        Raises:
            SQLAlchemyError: the store can't be used, now or for what was begun before.
        """
        for id in [id for id, task in self._tasks.items() if task.done()]:
            self._tasks.pop(id).result()
        for one in self._store.due(self._lists.keys()) if self._lists else []:
            if one.id not in self._tasks:
                self._tasks[one.id] = asyncio.ensure_future(self._page(one))
        return bool(self._lists)

    async def stop(self) -> None:
        """Ends what was begun; it is done again after the next start."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def wait_after(self, failures: int, contacts: ContactList) -> float:
        """Seconds after so many contacts in a row that could not be reached."""
        rounds = min(failures // len(contacts.contacts), 30)
        return min(contacts.seconds, self._pass_over * 2**rounds)

    async def _page(self, due: DuePage) -> None:
        contacts = self._lists[due.level]
        contact = contacts.contacts[due.pages % len(contacts.contacts)]
        if due.pages == 0 and contact == self._feed:
            self._first(due, contact, contacts)
            return
        async with self._gates.setdefault(contact, asyncio.Semaphore(AT_ONCE)):
            if self._store.claim(due, self._clock() + self._timeout + LEASE):
                await self._tell(due, contact, contacts)

    def _first(self, due: DuePage, contact: Contact, contacts: ContactList) -> None:
        """The first contact gets the notice itself. Did it?"""
        delivered_at, error = self._store.feed(due.id)
        if delivered_at is not None:
            self._store.had_it(due, delivered_at + contacts.seconds)
        elif error is not None or self._clock() - due.began >= self._pass_over:
            self._failed(due, contact, contacts, error or "not tried in time")
        else:
            self._store.later(due, self._clock() + LOOK_AGAIN)

    async def _tell(self, due: DuePage, contact: Contact, contacts: ContactList) -> None:
        number = due.pages + 1
        id = str(uuid.uuid5(NAMESPACE, f"page {due.id} {due.began:.6f} {number}"))
        try:
            await self._teller.tell(contact, Page(id, due.id, due.level, due.at, number, contacts.seconds))
        except NotAccepted as error:
            self._watch.failed(contact.label, str(error))
            self._failed(due, contact, contacts, str(error))
        else:
            self._watch.worked(contact.label)
            self._counts["told"] += 1
            self._store.told(due, contact.name, self._clock() + contacts.seconds, f"page {number}")

    def _failed(self, due: DuePage, contact: Contact, contacts: ContactList, error: str) -> None:
        self._counts["not_told"] += 1
        logger.warning("Escalation %s: %s could not be told (%s).", due.id, contact.label, error)
        next_at = self._clock() + self.wait_after(due.failures + 1, contacts)
        self._store.failed(due, contact.name, next_at, error)
