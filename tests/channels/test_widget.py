"""The web chat's API, over real HTTP and Rasa's real tracker store; only what Rasa would say is made up."""

from __future__ import annotations

import asyncio
import stat
import uuid
from types import SimpleNamespace

import aiohttp
import jwt
import pytest
from pydantic import ValidationError
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore, SQLTrackerStore, TrackerStore
from rasa.server import configure_cors
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, UserUttered
from sanic import Sanic

from channels.request import MAX_BODY, MAX_CHARACTERS
from channels.widget import Widget
from channels.widget.limits import Limit, address_of
from channels.widget.settings import Settings
from channels.widget.tokens import BadToken, Tokens
from tests.system.processes import free_port

KEY = "k" * 40
ALLOWED = "baclofen/alcohol/allowed"
PAYLOAD = {
    "schema": 2, "type": "answer", "level": "none", "topic": "alcohol", "question": "alcohol/allowed", "answer_id": ALLOWED,
    "version": "v1", "parts": {"answer": "It is best not to.", "safety": None, "more": None, "help": ["Call 999 for:\n- a fit"]},
}  # fmt: skip


class Served:
    """A running server with the channel, and a stand-in for Rasa that answers and stores as Rasa does."""

    def __init__(self, store: TrackerStore, **chosen) -> None:
        self.store = store
        self.seen: list = []  # (conversation, text, metadata) of each message that was processed
        self.hold = asyncio.Event()
        self.hold.set()
        self.fails = False
        self.url = ""
        self._channel = Widget(Settings(secret=KEY, **chosen))

    async def _answer(self, message) -> None:
        await self.hold.wait()
        self.seen.append((message.sender_id, message.text, message.metadata))
        if self.fails:
            raise RuntimeError("the store is down")
        tracker = await self.store.get_or_create_tracker(message.sender_id)
        tracker.update(UserUttered(message.text, message_id=message.message_id, metadata=message.metadata))
        said = {"text": f"on {message.text}", "buttons": [{"title": "More", "payload": "more"}], "custom": PAYLOAD}
        await message.output_channel.send_response(message.sender_id, dict(said))
        tracker.update(BotUttered(said["text"], {"buttons": said["buttons"], "custom": said["custom"], "image": None}))
        await self.store.save(tracker)

    async def __aenter__(self) -> Served:
        app = Sanic(f"widget_{uuid.uuid4().hex}", configure_logging=False)
        configure_cors(app, None)  # as `rasa run` does
        app.ctx.agent = SimpleNamespace(tracker_store=self.store, lock_store=InMemoryLockStore())
        app.blueprint(self._channel.blueprint(self._answer), url_prefix="/chat")
        port = free_port()
        self._server = await app.create_server("127.0.0.1", port, return_asyncio_server=True, access_log=False)
        await self._server.startup()
        await self._server.before_start()
        await self._server.start_serving()
        self.url = f"http://127.0.0.1:{port}"
        self._http = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_) -> None:
        await self._http.close()
        self._server.close()
        await self._server.wait_closed()

    async def call(self, method: str, path: str, token=None, raw=None, headers=None, **body):
        """Status, JSON (None where there is none) and headers."""
        sent = {"Authorization": f"Bearer {token}"} if token else {}
        about = {"data": raw} if raw is not None else {"json": body} if body else {}
        url = f"{self.url}/chat/{path}"
        async with self._http.request(method, url, headers={**sent, **(headers or {})}, **about) as answer:
            is_json = answer.content_type == "application/json"
            return answer.status, await answer.json() if is_json else await answer.text(), answer.headers

    async def start(self) -> str:
        status, body, _ = await self.call("POST", "api/conversations")
        assert status == 201
        return body["token"]

    async def say(self, token: str, text: str, message_id: str = "", **more):
        status, body, _ = await self.call("POST", "api/messages", token, id=message_id or new_id(), text=text, **more)
        assert status == 200, body
        return body

    def conversation(self, token: str) -> str:
        return self._channel._tokens.conversation(f"Bearer {token}")

    async def turns(self, token: str) -> list:
        status, body, _ = await self.call("GET", "api/conversation", token)
        assert status == 200
        return body["turns"]


def new_id() -> str:
    return str(uuid.uuid4())


def sql_store(tmp_path) -> TrackerStore:
    return FailSafeTrackerStore(SQLTrackerStore(Domain.empty(), db=str(tmp_path / "conversations.db")))


@pytest.fixture
async def served(tmp_path):
    async with Served(sql_store(tmp_path)) as running:
        yield running


async def test_a_message_is_answered_with_text_buttons_and_payload(served):
    token, own = await served.start(), new_id()
    turn = await served.say(token, "is beer ok", own, region="UK")
    assert turn["kept"] is True and turn["id"] == own and turn["text"] == "is beer ok"
    assert turn["replies"] == [
        {
            "id": f"{own}.0",
            "text": "on is beer ok",
            "buttons": [{"title": "More", "payload": "more"}],
            "custom": PAYLOAD,
        }
    ]
    assert served.seen[0][2] == {"region": "UK"}


async def test_the_conversation_can_be_read_again_in_order(served):
    token = await served.start()
    for text in ("one", "two"):
        await served.say(token, text)
    turns = await served.turns(token)
    assert [turn["text"] for turn in turns] == ["one", "two"]
    assert [turn["replies"][0]["text"] for turn in turns] == ["on one", "on two"]
    assert turns[0]["at"] <= turns[1]["at"]


async def test_the_same_id_again_gets_the_first_answer_and_is_processed_once(served):
    token, own = await served.start(), new_id()
    first = await served.say(token, "one", own)
    assert await served.say(token, "one", own) == first
    assert len(served.seen) == 1
    assert len(await served.turns(token)) == 1


async def test_a_repeat_while_the_first_is_still_running_waits_for_it(served):
    token, own = await served.start(), new_id()
    served.hold.clear()
    both = [asyncio.ensure_future(served.say(token, "one", own)) for _ in range(3)]
    await asyncio.sleep(0.3)
    served.hold.set()
    answers = await asyncio.gather(*both)
    assert len(served.seen) == 1
    assert answers[0] == answers[1] == answers[2]


async def test_a_turn_goes_on_when_the_client_hangs_up(served):
    token, own = await served.start(), new_id()
    served.hold.clear()
    sent = asyncio.ensure_future(served.say(token, "one", own))
    await asyncio.sleep(0.3)
    sent.cancel()
    await asyncio.sleep(0.1)
    served.hold.set()
    assert (await served.say(token, "one", own))["kept"] is True
    assert len(served.seen) == 1


async def test_a_message_that_could_not_be_stored_says_so_and_can_be_sent_again(served):
    token, own = await served.start(), new_id()
    served.fails = True
    turn = await served.say(token, "one", own)
    assert turn["kept"] is False
    assert turn["replies"][0]["custom"]["type"] == "unavailable"
    assert "999" in turn["replies"][0]["text"]
    served.fails = False
    assert (await served.say(token, "one", own))["kept"] is True
    assert len(await served.turns(token)) == 1


async def test_ids_can_t_be_guessed_and_each_browser_gets_its_own(served):
    tokens = [await served.start() for _ in range(20)]
    ids = {jwt.decode(token, options={"verify_signature": False})["sub"] for token in tokens}
    assert len(ids) == 20
    assert all(len(one) >= len("widget-") + 43 for one in ids)  # 32 random bytes


async def test_another_s_conversation_is_neither_read_nor_continued_nor_deleted_by_its_id(served):
    mine, other = await served.start(), await served.start()
    await served.say(mine, "mine")
    own_id = jwt.decode(mine, options={"verify_signature": False})["sub"]
    assert await served.turns(other) == []
    forged = jwt.encode({"sub": own_id, "aud": "bedside-widget", "exp": 9999999999}, "another key of 32 characters....")
    unsigned = jwt.encode({"sub": own_id, "aud": "bedside-widget", "exp": 9999999999}, None, algorithm="none")
    for token in (own_id, forged, unsigned, mine[:-4] + "AAAA", "", "a.b.c"):
        assert (await served.call("GET", "api/conversation", token))[0] == 401
        assert (await served.call("POST", "api/messages", token, id=new_id(), text="hi"))[0] == 401
        assert (await served.call("DELETE", "api/conversation", token))[0] == 401
        assert (await served.call("POST", "api/feedback", token, answer_id="a", version="v", helped=True))[0] == 401
    assert len(await served.turns(mine)) == 1
    assert len(served.seen) == 1


async def test_a_token_that_has_run_out_is_refused(served):
    old = Tokens(KEY, -0.001).mint()
    assert (await served.call("GET", "api/conversation", old))[0] == 401


def test_a_token_for_another_purpose_is_refused():
    with pytest.raises(BadToken):
        Tokens(KEY, 1).conversation("Bearer " + jwt.encode({"sub": "widget-x", "exp": 9999999999}, KEY))


@pytest.mark.parametrize("make", ["sql", "memory"])
async def test_a_deleted_conversation_is_gone_and_no_other_with_it(make, tmp_path):
    store = sql_store(tmp_path) if make == "sql" else FailSafeTrackerStore(InMemoryTrackerStore(Domain.empty()))
    async with Served(store) as served:
        gone, kept = await served.start(), await served.start()
        await served.say(gone, "PLANTED")
        await served.say(kept, "other")
        assert (await served.call("DELETE", "api/conversation", gone))[0] == 204
        assert await served.turns(gone) == []
        assert [turn["text"] for turn in await served.turns(kept)] == ["other"]
    if make == "sql":
        assert b"PLANTED" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


async def test_what_is_still_being_answered_is_deleted_too(served):
    token = await served.start()
    served.hold.clear()
    sent = asyncio.ensure_future(served.say(token, "one"))
    await asyncio.sleep(0.3)
    deleting = asyncio.ensure_future(served.call("DELETE", "api/conversation", token))
    await asyncio.sleep(0.3)
    assert not deleting.done()
    served.hold.set()
    await sent
    assert (await deleting)[0] == 204
    assert await served.turns(token) == []


async def test_a_store_that_can_t_delete_says_so(tmp_path):
    class Elsewhere(InMemoryTrackerStore.__mro__[1]):  # type: ignore[misc] # Rasa's own base class, neither SQL nor memory
        async def retrieve(self, sender_id):
            return None

    async with Served(FailSafeTrackerStore(Elsewhere(Domain.empty()))) as served:
        status, body, _ = await served.call("DELETE", "api/conversation", await served.start())
    assert status == 501
    assert "ask the clinic" in body["error"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"\xff", 400),
        (b'{"id": "short", "text": "hi"}', 400),
        (b'{"id": "../../etc", "text": "hi"}', 400),
        (b'{"id": "12345678"}', 400),
        (b'{"id": "12345678", "text": " / "}', 400),
        (b'{"id": "12345678", "text": ["hi"]}', 400),
        (b'{"id": "12345678", "text": "' + b"x" * (MAX_CHARACTERS + 1) + b'"}', 413),
        (b"x" * (MAX_BODY + 1), 413),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_what_is_no_message_is_refused(served, sent, status):
    token = await served.start()
    assert (await served.call("POST", "api/messages", token, raw=sent))[0] == status
    assert served.seen == []


async def test_a_flood_is_turned_away_with_the_numbers_to_call(tmp_path):
    async with Served(sql_store(tmp_path), messages_a_minute=10) as served:
        token, other = await served.start(), await served.start()
        for number in range(10):
            await served.say(token, str(number))
        status, body, headers = await served.call("POST", "api/messages", token, id=new_id(), text="x", region="UK")
        assert status == 429
        assert "call 999 now" in body["error"]
        assert headers["Retry-After"] == "60"
        await served.say(other, "somebody else is heard")
    assert len(served.seen) == 11


async def test_many_conversations_of_one_address_are_a_flood_too(tmp_path):
    async with Served(sql_store(tmp_path), address_a_minute=60, proxies=1) as served:
        by = {"X-Forwarded-For": "10.9.9.9, 203.0.113.7"}
        answers = [(await served.call("POST", "api/conversations", headers=by))[0] for _ in range(61)]
        assert answers == [201] * 60 + [429]
        elsewhere = {"X-Forwarded-For": "203.0.113.7, 203.0.113.8"}
        assert (await served.call("POST", "api/conversations", headers=elsewhere))[0] == 201


def test_a_bucket_fills_again_with_time():
    clock = [0.0]
    limit = Limit(10, now=lambda: clock[0])
    assert [limit.allows("a") for _ in range(11)] == [True] * 10 + [False]
    clock[0] = 6.5
    assert [limit.allows("a"), limit.allows("a")] == [True, False]


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "address"),
    [
        ("203.0.113.1", "", 0, "203.0.113.1"),
        ("203.0.113.1", "1.1.1.1", 0, "203.0.113.1"),
        ("127.0.0.1", "", 0, None),
        ("127.0.0.1", "9.9.9.9, 203.0.113.2", 1, "203.0.113.2"),
        ("127.0.0.1", "203.0.113.2, 10.0.0.1", 2, "203.0.113.2"),
        ("127.0.0.1", "nonsense", 1, None),
        ("::1", "", 0, None),
    ],
)
def test_an_address_is_believed_only_from_trusted_proxies(peer, forwarded, proxies, address):
    assert address_of(peer, forwarded, proxies) == address


CLINIC = "https://clinic.example"


@pytest.fixture
async def listed(tmp_path):
    async with Served(sql_store(tmp_path), origins=f"{CLINIC}, https://other.example:8443") as running:
        yield running


@pytest.mark.parametrize(
    "foreign", ["https://evil.example", "null", "https://clinic.example.evil.example", "http://clinic.example"]
)
async def test_a_foreign_site_is_refused_and_nothing_is_processed(listed, foreign):
    token = await listed.start()
    by = {"Origin": foreign}
    for method, path in [
        ("GET", "api/about"),
        ("POST", "api/conversations"),
        ("GET", "api/conversation"),
        ("POST", "api/messages"),
        ("DELETE", "api/conversation"),
        ("POST", "api/feedback"),
        ("OPTIONS", "api/messages"),
    ]:
        body = {"id": new_id(), "text": "hi"} if path == "api/messages" else {}
        status, _, headers = await listed.call(method, path, token, headers=by, **body)
        assert status == 403, (method, path)
        assert "Access-Control-Allow-Origin" not in headers
    assert listed.seen == []


async def test_a_listed_site_may_use_the_chat(listed):
    status, _, headers = await listed.call(
        "OPTIONS",
        "api/messages",
        headers={
            "Origin": CLINIC,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type",
        },
    )
    assert status in (200, 204)
    assert headers["Access-Control-Allow-Origin"] == CLINIC
    assert "POST" in headers["Access-Control-Allow-Methods"]
    assert "authorization" in headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in headers
    status, body, headers = await listed.call("POST", "api/conversations", headers={"Origin": CLINIC})
    assert status == 201
    assert headers["Access-Control-Allow-Origin"] == CLINIC
    assert headers["Vary"] == "Origin"
    status, _, headers = await listed.call("GET", "api/conversation", "forged", headers={"Origin": CLINIC})
    assert status == 401
    assert headers["Access-Control-Allow-Origin"] == CLINIC  # so that the page can read why


async def test_the_server_s_own_page_may_use_the_chat(served):
    assert (await served.call("POST", "api/conversations", headers={"Origin": served.url}))[0] == 201


@pytest.mark.parametrize(
    "origins", ["*", "https://*.example", "clinic.example", "https://clinic.example/chat", f"{CLINIC},*"]
)
def test_a_wildcard_or_no_origin_ends_the_start(origins):
    with pytest.raises(ValidationError):
        Settings(origins=origins)


async def test_feedback_is_stored_for_an_answer_that_was_given(served, monkeypatch):
    stored: list = []
    fake = SimpleNamespace(rate=lambda *rated: stored.append(rated))
    monkeypatch.setattr("channels.widget.channel.review_store", lambda: fake)
    token = await served.start()
    about = {"answer_id": ALLOWED, "version": "v1", "helped": False}
    assert (await served.call("POST", "api/feedback", token, **about))[0] == 404  # nothing was said yet
    await served.say(token, "beer")
    assert (await served.call("POST", "api/feedback", token, **about))[0] == 204
    assert (await served.call("POST", "api/feedback", token, **{**about, "helped": "no"}))[0] == 400
    assert (await served.call("POST", "api/feedback", token, **{**about, "version": "v2"}))[0] == 404
    assert stored == [(ALLOWED, "v1", False)]


async def test_about_tells_the_numbers_of_the_page_s_region(served):
    _, body, _ = await served.call("GET", "api/about?region=AU")
    assert [(one["number"], one["tel"], one["role"]) for one in body["actions"]] == [("000", "000", "emergency")]
    assert body["emergency"] == "000"
    assert body["least_review"] == "sourced"


async def test_where_the_region_is_unknown_about_names_every_number_and_none_to_press(served):
    _, body, _ = await served.call("GET", "api/about?region=Atlantis")
    assert body["region"] is None and body["actions"] == []
    for number in ("911", "999", "112", "000"):
        assert number in body["emergency"]


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    file = tmp_path / "var" / "widget_secret"
    first = Settings(secret_file=file).key
    assert len(first) >= 48
    assert Settings(secret_file=file).key == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["widget_secret"]


def test_a_short_secret_ends_the_start():
    with pytest.raises(ValidationError):
        Settings(secret="short")


async def test_pages_have_a_policy_that_runs_no_inline_script(served):
    status, text, headers = await served.call("GET", "")
    policy = headers["Content-Security-Policy"]
    assert status == 200
    assert "default-src 'none'" in policy and "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy and "*" not in policy
    assert "<bedside-chat" in text
    _, _, headers = await served.call("GET", "bedside-chat.js")
    assert headers["Content-Type"].startswith("text/javascript")
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    again = await served.call("GET", "bedside-chat.js", headers={"If-None-Match": headers["ETag"]})
    assert again[0] == 304


@pytest.mark.parametrize("name", ["..%2fconfig.yml", "%2e%2e/config.yml", "index.html", "nothing"])
async def test_nothing_but_the_chat_s_files_is_served(served, name):
    assert (await served.call("GET", name))[0] == 404
