"""The store on each database: one claim for each id, replies in order, danger first, and what is forgotten when."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from channels.message import Incoming
from channels.models import Base
from channels.store import MIGRATIONS, ChannelStore
from knowledge.database import migrate


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(engine, clock) -> ChannelStore:
    made = ChannelStore(engine, "sms", clock)
    made.prepare()
    return made


def message(id: str, sender: str = "sms:1") -> Incoming:
    return Incoming(id, sender, sender[4:], f"text of {id}", "UK")


def test_one_of_many_claims_at_once_wins(store):
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda _: store.claim(message("m")), range(8)))
    assert won.count(True) == 1


def test_the_same_id_on_another_channel_is_another_message(store, engine):
    assert store.claim(message("m")) and ChannelStore(engine, "whatsapp").claim(message("m"))


def test_messages_are_taken_in_order_and_whole(store):
    for id in ("a", "b"):
        store.claim(message(id))
    store.claim(message("c", "sms:2"))
    assert store.next_message("sms:1") == (message("a"), 0)
    assert store.next_message("sms:1") == (message("a"), 1)  # a second try
    store.answered(message("a"), [])
    assert store.next_message("sms:1") == (message("b"), 0)
    assert sorted(store.unanswered()) == ["sms:1", "sms:2"]


def test_danger_goes_first_and_the_rest_keeps_its_order(store, clock):
    for id, urgent in (("a", False), ("b", True), ("c", False)):
        store.claim(message(id))
        store.answered(message(id), [f"{id} 1", f"{id} 2"], urgent)
    said = []
    while store.next_reply("1"):
        waiting = store.next_reply("1")
        said.append(waiting.text)
        store.sent(waiting.number)
    assert said == ["b 1", "b 2", "a 1", "a 2", "c 1", "c 2"]
    assert store.status() == {"unanswered": 0, "waiting": 0, "sent": 6, "given up": 0}


def test_a_reply_waits_for_its_time(store, clock):
    store.answered(message("a"), ["text"])
    number = store.next_reply("1").number
    store.failed(number, "status 500", clock.now + 60)
    assert store.due() == [] and [row.last_error for row in store.troubled()] == ["status 500"]
    clock.now += 61
    assert store.due() == ["1"] and store.next_reply("1").tries == 1
    store.given_up(number, "status 400")
    assert store.due() == [] and store.next_reply("1") is None and store.status()["given up"] == 1


def test_what_is_not_settled_is_never_pruned(store, clock):
    store.claim(message("a"))
    store.claim(message("b"))
    store.answered(message("b"), ["text"])
    clock.now += 1000 * 86400
    store.prune(7)
    assert store.next_message("sms:1") is not None and store.next_reply("1") is not None
    assert store.claim(message("b"))  # the settled message's id is forgotten


def test_an_opt_out_lasts_until_start(store, engine):
    store.opt_out("sms:1")
    store.opt_out("sms:1")
    assert store.has_opted_out("sms:1") and not store.has_opted_out("sms:2")
    assert not ChannelStore(engine, "whatsapp").has_opted_out("sms:1")
    store.opt_in("sms:1")
    assert not store.has_opted_out("sms:1")


def test_migrations_make_what_the_models_say_and_can_be_undone(engine, store):
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": lambda o, name, kind, *_: "version" not in (name or "")})  # fmt: skip
        assert compare_metadata(context, Base.metadata) == []
        migrate(connection, "base", MIGRATIONS)
    store.prepare()
