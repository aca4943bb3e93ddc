"""A server with all five channels, in front of an assistant that says what a test tells it to."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import time
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, AsyncIterator, Callable, Dict, Iterator, List, Optional

import aiohttp
import pytest
from rasa.core.channels.channel import UserMessage, register
from rasa.server import add_root_route
from rasa.shared.core.events import ActiveLoop, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic
from sanic.touchup import TouchUp

from channels.messenger import Messenger
from channels.settings import Settings
from channels.slack import Slack
from channels.store import ChannelStore
from channels.telegram import Telegram
from channels.twilio import Sms, WhatsApp
from components.conversation_state import FOUND
from knowledge.database import engine_for
from tests.channels.provider import Provider
from tests.channels.signed import Signed, environment

CHANNELS = [Sms, WhatsApp, Telegram, Slack, Messenger]
DANGER = "he won't wake up"
DANGER_REPLY = "Call 999 now."
_names = itertools.count()


class Assistant:
    """Stands for Rasa's agent, with real trackers. A message that is `DANGER` is noticed; everything else gets `replies`."""

    def __init__(self) -> None:
        self.heard: List[UserMessage] = []
        self.replies: List[Dict[str, Any]] = [{"text": "An answer."}]
        self.trackers: Dict[str, DialogueStateTracker] = {}
        self.gate: Optional[asyncio.Event] = None  # a turn waits for it
        self.started = asyncio.Event()
        self.tracker_store = SimpleNamespace(retrieve=self._retrieve)

    async def handle_message(self, message: UserMessage) -> None:
        self.started.set()
        if self.gate:
            await self.gate.wait()
        self.heard.append(message)
        is_danger = message.text == DANGER
        found = {FOUND: {"kind": "danger", "level": "emergency", "flags": ["overdose"]}} if is_danger else {}
        intent = {"name": "red_flag" if is_danger else "ask_alcohol"}
        tracker = self.trackers.setdefault(message.sender_id, DialogueStateTracker(message.sender_id, []))
        tracker.update(UserUttered(message.text, intent, parse_data={"intent": intent, "entities": [], **found}))
        for reply in [{"text": DANGER_REPLY}] if is_danger else self.replies:
            tracker.update(BotUttered(reply.get("text"), {"buttons": reply.get("buttons")}))
            await message.output_channel.send_response(message.sender_id, dict(reply))

    def ask_for_a_figure(self, sender: str) -> None:
        """A tool asks this person something."""
        tracker = self.trackers.setdefault(sender, DialogueStateTracker(sender, []))
        tracker.update(UserUttered("how much do I pack"))
        tracker.update(ActiveLoop("travel_supply_form"))
        tracker.update(BotUttered("For how many days?"))

    @property
    def texts(self) -> List[str]:
        return [message.text for message in self.heard]

    async def _retrieve(self, sender: str) -> Optional[DialogueStateTracker]:
        return self.trackers.get(sender)


def _touch_up_once(app: Sanic, run: Callable = TouchUp.run) -> None:
    """Sanic rewrites its own methods at the first start of a process, and fails at the second, which finds them rewritten."""
    if Sanic.handle_request.__code__.co_filename.endswith(".py"):
        run(app)


@pytest.fixture(scope="session", autouse=True)
def _sanic_is_rewritten_once() -> Iterator[None]:
    """For every server that a test of this folder starts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TouchUp, "run", _touch_up_once)
        yield


class Line:
    """The running server."""

    def __init__(self, channels: Dict[str, Any], url: str, session: aiohttp.ClientSession) -> None:
        self.channels, self._url, self._session = channels, url, session

    async def post(self, request: Signed) -> int:
        """Sends a request as a provider does; its status."""
        async with self._session.post(self._url + request.path, data=request.body, headers=request.headers) as answer:
            self.last_body = await answer.text()
            return answer.status

    async def get(self, path: str) -> int:
        async with self._session.get(self._url + path) as answer:
            self.last_body = await answer.text()
            return answer.status


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.close()


@pytest.fixture
def assistant() -> Assistant:
    return Assistant()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory) -> Path:
    """An empty store: making its tables takes longer than most tests."""
    path = tmp_path_factory.mktemp("channels") / "channels.db"
    ChannelStore(engine_for(f"sqlite:///{path}"), "sms").prepare()
    return path


@pytest.fixture
def env(monkeypatch, tmp_path, provider, migrated) -> Dict[str, str]:
    """The environment of a deployment with all five channels."""
    shutil.copy(migrated, tmp_path / "channels.db")
    made = environment(provider.url, f"sqlite:///{tmp_path / 'channels.db'}")
    for name, value in made.items():
        monkeypatch.setenv(name, value)
    return made


@pytest.fixture
def start(request, env, assistant) -> Callable:
    """Starts a server over the environment, with the channel that a test is about or with all; twice in one test is a restart."""
    callspec = getattr(request.node, "callspec", None)
    wanted = callspec.params.get("channel") if callspec else None

    @asynccontextmanager
    async def started() -> AsyncIterator[Line]:
        shared = Settings()
        made = [channel(channel.settings_class(), shared) for channel in CHANNELS if wanted in (None, channel.name())]
        app = Sanic(f"channels_{next(_names)}", configure_logging=False)
        app.ctx.agent = assistant
        add_root_route(app)
        register(made, app, "/webhooks/")
        server = await app.create_server("127.0.0.1", 0, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.before_start()
        await server.start_serving()
        await server.after_start()
        port = server.server.sockets[0].getsockname()[1]
        async with aiohttp.ClientSession() as session:
            try:
                yield Line({one.name(): one for one in made}, f"http://127.0.0.1:{port}", session)
            finally:
                await server.before_stop()
                await server.close()

    return started


@pytest.fixture
async def line(start) -> AsyncIterator[Line]:
    async with start() as made:
        yield made


async def until(condition: Callable[[], Any], seconds: float = 5.0) -> None:
    """Returns when the condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.01)


async def a_while(seconds: float = 0.35) -> None:
    """Long enough for what must not happen."""
    await asyncio.sleep(seconds)
