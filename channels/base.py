"""What all message channels share: a request is verified, its messages are claimed, the provider gets its 200, and the work follows.

Rasa's connectors for Twilio, Telegram, Slack and Messenger are not subclassed: their one large `blueprint` is what has to go. It takes
unsigned requests (Twilio, Telegram), opens `set_webhook` to everyone and calls it at every start (Telegram), lets the header choose
the hash (Messenger), fails on a message without text, answers a provider's retry twice, and waits in the event loop for each sending.
What is left of them is a name.
"""

from __future__ import annotations

import asyncio
import logging
import time
from abc import abstractmethod
from collections import Counter
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Type

from rasa.core.channels.channel import InputChannel
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse
from sqlalchemy.exc import SQLAlchemyError

from channels import conversation
from channels.callback import taken_out
from channels.lanes import Lanes
from channels.last_resort import last_resort
from channels.message import Incoming
from channels.news import newsroom, with_news
from channels.outbox import Outbox
from channels.request import Refused, of_bearable_size
from channels.sending import Client
from channels.settings import ProviderSettings, Settings, settings
from channels.shape import Fits, messages
from channels.store import ChannelStore
from channels.turn import OnMessage, take_turn
from channels.wording import filled, wording
from components.plain_text import plain
from knowledge.database import engine_for

logger = logging.getLogger(__name__)

MAX_CHARACTERS = 10_000  # of a message that are read, as on the REST channel
MOST_TURNS = 3  # a message that ended the process so often gets the last resort
PRUNE_EVERY = 3600  # seconds
STOP_SECONDS = 1.0
REMEMBERED = 1000  # ids that are known without the store


class Reply(NamedTuple):
    """What is sent for one message; `urgent` goes before everything else that waits."""

    texts: Sequence[str]
    urgent: bool = False


class MessageChannel(InputChannel):
    """One provider's channel. A subclass says how a request is verified and read, and how a message is sent."""

    settings_class: Type[ProviderSettings]
    keep_days = (
        7.0  # of ids; a message that is older is not sent again by its provider, and not taken if it comes again
    )
    fits: Fits
    sms_alphabet = False

    def __init__(self, provider: ProviderSettings, shared: Optional[Settings] = None) -> None:
        self.counts: Counter = Counter()
        self._provider, self._settings = provider, shared or settings()
        self._store = ChannelStore(engine_for(self._settings.url), self.name())
        self._prepared, self._pruned_at = False, 0.0
        self._replies: Dict[str, Reply] = {}  # made, but the store could not take them yet
        self._remembered: List[str] = []
        self._tasks: set = set()

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> MessageChannel:
        """The channel as the environment sets it up. `credentials.yml` only names it: no secret belongs into a file."""
        return cls(cls.settings_class())

    @abstractmethod
    def verify(self, request: Request) -> None:
        """Lets through what the provider has signed.

        Raises:
            Refused: with 403.
        """

    @abstractmethod
    def read(self, request: Request) -> List[Incoming]:
        """The messages of persons in a verified request; none where it tells of something else.

        Raises:
            Refused, KeyError, TypeError, ValueError, AttributeError: it is not what the provider documents.
        """

    @abstractmethod
    def client(self) -> Client:
        """What sends messages."""

    def handshake(self, request: Request) -> Optional[HTTPResponse]:
        """The answer to a verified request that is no message but wants a word back."""
        return None

    def thanks(self) -> HTTPResponse:
        """What the provider gets for a request that was taken."""
        return response.text("")

    def add_routes(self, blueprint: Blueprint) -> None:
        """Further addresses of the channel."""

    def blueprint(self, on_new_message: OnMessage) -> Blueprint:
        """`/` says that the channel is up, `/webhook` takes the provider's requests; nothing where a setting is missing."""
        made = Blueprint(f"bedside_{self.name()}", __name__)
        missing = self._provider.missing()
        if missing:
            level = logging.INFO if self._provider.is_untouched() else logging.WARNING
            verb = "is" if len(missing) == 1 else "are"
            logger.log(level, "%s is off: %s %s not set.", self.name(), ", ".join(missing), verb)
            return made
        self._on_new_message = on_new_message

        @made.get("/")
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @made.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            return await self._receive(request)

        self.add_routes(made)
        made.listener("before_server_start")(self._prepare)
        made.listener("after_server_start")(self._start)  # only now Rasa has loaded its model
        made.listener("before_server_stop")(self._stop)
        return made

    async def reply_to(self, message: Incoming) -> Reply:
        """What is sent for one message."""
        before = await self.tracker(message.sender)
        if message.text is None:
            return Reply([filled(wording().not_text, conversation.region(before, message.region))])
        text = conversation.chosen(message.text, before)
        about: Dict[str, Any] = {"region": message.region} if message.region else {}
        region = conversation.region(before, message.region)
        asked = asyncio.ensure_future(newsroom().of(before, region))
        text, more = taken_out(text, before, self.name(), region, time.time())
        about = {**about, **more}
        replies = await take_turn(self._on_new_message, self.name(), message.sender, text, about, message.id)
        after = await self.tracker(message.sender)
        urgent = conversation.must_be_said(after, replies)
        return self.shaped(with_news(replies, await asked, before, after), urgent)

    def shaped(self, replies: Sequence[Dict[str, Any]], urgent: bool = False) -> Reply:
        """A turn's replies as the channel sends them."""
        return Reply(messages(replies, type(self).fits, self.sms_alphabet), urgent)

    async def tracker(self, sender: str) -> Optional[DialogueStateTracker]:
        """The conversation so far, as far as it can be read."""
        return await conversation.tracker_of(self._app, sender)

    async def _receive(self, request: Request) -> HTTPResponse:
        try:
            taken, answer = self._read(request)
        except Refused as refused:
            self.counts["refused"] += 1
            logger.warning("%s refused a request of %d bytes: %s.", self.name(), len(request.body), refused.error)
            return response.json({"error": refused.error}, status=refused.status)
        for message in taken:
            await self._take_in(message)
        return answer or self.thanks()

    def _read(self, request: Request) -> tuple:
        of_bearable_size(request.body)
        self.verify(request)
        try:
            answer = self.handshake(request)
            return ([] if answer else self.read(request)), answer
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError, OverflowError) as error:
            raise Refused(400, "the body is not what the provider documents") from error

    async def _take_in(self, message: Incoming) -> None:
        text = plain(message.text or "")[:MAX_CHARACTERS] or None
        message = message._replace(text=text)
        try:
            if await asyncio.to_thread(self._store.claim, message):
                self._turns.wake(message.sender)
            else:
                self.counts["repeated"] += 1
        except SQLAlchemyError as error:
            logger.error("The channels' store can't be used (%s); a message is answered without.", type(error).__name__)
            self._answer_without_store(message)

    async def _answer_waiting(self, sender: str) -> None:
        """Answers a person's messages, the oldest first, each kept until its replies are."""
        while True:
            found = await asyncio.to_thread(self._store.next_message, sender)
            if found is None:
                return
            message, tries = found
            if message.id not in self._replies:
                self._replies[message.id] = (
                    await self.reply_to(message) if tries < MOST_TURNS else self.shaped([last_resort()], urgent=True)
                )
            await self._keep(message)

    async def _keep(self, message: Incoming) -> None:
        reply = self._replies[message.id]
        try:
            await asyncio.to_thread(self._store.answered, message, reply.texts, reply.urgent)
        except SQLAlchemyError:
            self._replies[message.id] = Reply([])  # what is left to do is to note that it is answered
            await self._outbox.send_directly(message.address, reply.texts)
            raise
        del self._replies[message.id]
        self._sending.wake(message.address)

    def _answer_without_store(self, message: Incoming) -> None:
        if message.id in self._remembered:
            return
        self._remembered = [*self._remembered[-REMEMBERED:], message.id]

        async def work() -> None:
            try:
                reply = await self.reply_to(message)
            except Exception as error:  # noqa: BLE001 - nobody takes this message up again: the person must get an answer
                logger.error("A message could not be answered (%s).", type(error).__name__)
                reply = self.shaped([last_resort()])
            await self._outbox.send_directly(message.address, reply.texts)

        task = asyncio.create_task(work())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _prepare(self, app: Sanic, _: Any) -> None:
        self._app = app
        self._client = self.client()
        self._outbox = Outbox(self.name(), self._store, self._client, self._settings, self.counts)
        self._turns = Lanes(self._answer_waiting, f"Answering {self.name()}")
        self._sending = Lanes(self._outbox.deliver, f"Sending {self.name()}")
        await self._make_tables()

    async def _start(self, *_: Any) -> None:
        await self._look()
        self._looking = asyncio.create_task(self._keep_looking())

    async def _stop(self, *_: Any) -> None:
        self._looking.cancel()
        await self._turns.stop()
        await self._sending.stop(STOP_SECONDS)  # a reply that is taken just now would be sent again after the start
        await self._client.close()
        logger.info("%s stopped: %s.", self.name(), dict(self.counts))

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(self._settings.look_every)
            await self._look()

    async def _look(self) -> None:
        """Wakes what waits: from before a restart, behind a failed try, or behind a store that could not be used."""
        if not self._prepared:
            await self._make_tables()
        try:
            if time.time() - self._pruned_at > PRUNE_EVERY:
                await asyncio.to_thread(self._store.prune, self.keep_days)
                self._pruned_at = time.time()
            for sender in await asyncio.to_thread(self._store.unanswered):
                self._turns.wake(sender)
            for address in await asyncio.to_thread(self._store.due):
                self._sending.wake(address)
        except SQLAlchemyError as error:
            logger.error("The channels' store can't be used (%s).", type(error).__name__)

    async def _make_tables(self) -> None:
        try:
            await asyncio.to_thread(self._store.prepare)
            self._prepared = True
        except SQLAlchemyError as error:
            logger.error("The channels' store can't be made (%s).", type(error).__name__)
