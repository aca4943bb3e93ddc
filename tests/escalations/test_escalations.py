"""A noticed danger is kept, stored and delivered: at least once, never lost."""

from __future__ import annotations

import datetime
import json
from collections import Counter

import pytest
import requests
from sqlalchemy import inspect

from escalations.delivery import signature
from escalations.dispatcher import Dispatcher, make_dispatcher
from escalations.health import Health
from escalations.history import AlreadyDone
from escalations.metrics import EscalationMetrics, make_app
from escalations.models import Base
from escalations.notice import Notice, Turn, escalation_id, notice_id
from escalations.settings import Settings
from escalations.store import EscalationStore, NoSuchEscalation
from escalations.web import serve
from knowledge.database import engine_for
from tests.escalations.receiver import SECRET, Receiver

WORDS = "I can't breathe PLANTED"


def notice(which: int = 1, conversation: str = "c", **changes) -> Notice:
    first = 1_000_000.0
    return Notice(
        **{
            "id": notice_id(conversation, first + which),
            "escalation_id": escalation_id(conversation, first),
            "kind": "danger",
            "conversation": conversation,
            "channel": "rest",
            "region": "UK",
            "at": datetime.datetime.fromtimestamp(first + which, datetime.timezone.utc),
            "level": "urgent",
            "flags": ["confusion"],
            "trigger": "the classifier",
            "turns": [Turn(who="person", text=WORDS)],
            **changes,
        }
    )


class Killed(BaseException):
    """Ends a process in the middle of what it does."""


def dispatcher(store, spool, receiver, clock, **changes) -> Dispatcher:
    chosen = {"webhook": receiver.url, "secret": SECRET, "timeout": 0.5, "spool": spool.folder, **changes}
    return make_dispatcher(Settings(**chosen), store, None, clock, lambda: 1.0)


def healthy(store, spool) -> Health:
    return Health(store, spool, 300, True)


def test_migrations_make_the_tables_that_the_models_describe(store, engine):
    made = inspect(engine)
    for table in Base.metadata.sorted_tables:
        assert {c["name"]: c["nullable"] for c in made.get_columns(table.name)} == {
            c.name: c.nullable for c in table.columns
        }


def test_taking_a_notice_in_twice_changes_nothing(store):
    assert store.take_in(notice()) is True
    assert store.take_in(notice()) is False
    assert len(store.show(notice().escalation_id)["notices"]) == 1
    assert store.undelivered() == 1


def test_later_messages_attach_to_the_emergency_and_its_level_never_falls(store):
    store.take_in(notice(1))
    store.take_in(notice(2, level="emergency", flags=["breathing"]))
    store.take_in(notice(3, level="none", flags=[], kind="over"))
    shown = store.show(notice().escalation_id)
    assert (shown["level"], shown["flags"]) == ("emergency", ["confusion", "breathing"])
    assert [one["kind"] for one in shown["notices"]] == ["danger", "danger", "over"]
    assert len(store.listing()) == 1


def test_staff_acknowledge_and_close_under_their_name(store):
    store.take_in(notice())
    own = notice().escalation_id
    store.set_state(own, "acknowledged", "Nurse N.")
    assert (store.show(own)["state"], store.show(own)["state_by"]) == ("acknowledged", "Nurse N.")
    store.set_state(own, "closed", "Nurse N.")
    assert store.listing() == []
    with pytest.raises(ValueError):
        store.set_state(own, "closed", "  ")
    for state in ("acknowledged", "closed"):
        with pytest.raises(AlreadyDone, match="closed by Nurse N. at"):
            store.set_state(own, state, "Nurse M.")
    assert (store.show(own)["state"], store.show(own)["state_by"]) == ("closed", "Nurse N.")
    with pytest.raises(NoSuchEscalation):
        store.set_state("nothing", "closed", "Nurse N.")


def test_new_danger_opens_a_closed_escalation_again(store):
    store.take_in(notice(1))
    store.set_state(notice().escalation_id, "closed", "Nurse N.")
    store.take_in(notice(2))
    assert store.show(notice().escalation_id)["state"] == "new"


def test_the_spool_keeps_whole_files_and_sets_broken_ones_aside(spool, tmp_path):
    spool.keep(notice(1))
    spool.keep(notice(1))
    spool.keep(notice(2))
    (tmp_path / "spool" / "0-x.json").write_text("{half", encoding="utf-8")
    assert [kept.id for _, kept in spool.waiting()] == [notice(1).id, notice(2).id]
    assert spool.broken() == 1


async def test_a_notice_goes_from_spool_to_store_to_clinic_once(store, spool, receiver, clock):
    spool.keep(notice())
    one = dispatcher(store, spool, receiver, clock)
    await one.round()
    await one.round()
    assert [got["id"] for got in receiver.accepted] == [notice().id]
    assert receiver.accepted[0]["turns"] == [{"who": "person", "text": WORDS}]
    assert receiver.accepted[0]["schema"] == 2
    assert receiver.forged == 0
    assert store.show(notice().escalation_id)["state"] == "delivered"
    assert list(spool.waiting()) == []


@pytest.mark.parametrize("mood", ["error500", "missing404", "redirect", "hang", "cut"])
async def test_a_receiver_that_misbehaves_is_tried_again_until_it_accepts(store, spool, receiver, clock, mood):
    spool.keep(notice())
    one = dispatcher(store, spool, receiver, clock)
    receiver.mood = mood
    for _ in range(3):
        await one.round()
        clock.now += 400
    assert receiver.accepted == []
    assert receiver.tries == 3
    assert store.undelivered() == 1
    receiver.mood = "ok"
    await one.round()
    assert [got["id"] for got in receiver.accepted] == [notice().id]
    assert store.undelivered() == 0


async def test_a_receiver_that_is_gone_is_tried_for_a_whole_day(store, spool, clock):
    gone = Receiver()
    gone.close()
    spool.keep(notice())
    one = dispatcher(store, spool, gone, clock)
    tries = 0
    while clock.now < 2_000_000.0 + 24 * 3600:
        await one.round()
        tries += 1
        clock.now += one._settings.longest_wait
    assert one.counts["failed"] == tries >= 280
    assert store.undelivered() == 1


async def test_waits_double_with_jitter_up_to_the_longest(store, spool, receiver, clock):
    one = dispatcher(store, spool, receiver, clock, first_wait=2, longest_wait=60)
    assert [one.wait_after(tries) for tries in (1, 2, 3, 4, 5, 6, 50)] == [2, 4, 8, 16, 32, 60, 60]
    one._chance = lambda: 0.0
    assert one.wait_after(3) == 4


async def test_nothing_is_tried_before_its_time(store, spool, receiver, clock):
    spool.keep(notice())
    receiver.mood = "error500"
    one = dispatcher(store, spool, receiver, clock, first_wait=10)
    await one.round()
    await one.round()
    assert receiver.tries == 1


async def test_after_some_failures_staff_are_mailed_once_and_the_webhook_is_tried_on(
    store, spool, receiver, clock, caplog, mail_server
):
    spool.keep(notice())
    receiver.mood = "error500"
    mail = {**mail_server.settings(), "mail_to": "nurse@clinic.example"}
    one = dispatcher(store, spool, receiver, clock, second_route_after=2, **{**mail, "timeout": 5})
    for _ in range(4):
        await one.round()
        clock.now += 400
    assert [sent.to for sent in mail_server.mails] == ["nurse@clinic.example"]
    text = mail_server.mails[0].text
    assert notice().escalation_id[:8] in text and "status 500" in text
    assert "PLANTED" not in text and "confusion" not in text
    assert caplog.text.count("HAS NOT REACHED THE CLINIC") == 3
    assert [one.levelname for one in caplog.records if "HAS NOT REACHED THE CLINIC" in one.message] == [
        "CRITICAL", "WARNING", "WARNING",
    ]  # fmt: skip
    assert "PLANTED" not in caplog.text
    receiver.mood = "ok"
    await one.round()
    assert len(receiver.accepted) == 1


async def test_with_the_store_down_notices_wait_in_the_spool(spool, receiver, clock, engine, caplog):
    from knowledge.database import engine_for

    spool.keep(notice())
    down = dispatcher(
        EscalationStore(engine_for("postgresql://nobody@127.0.0.1:1/none"), clock), spool, receiver, clock
    )
    await down.round()
    assert down.counts["store_down"] == 1
    assert len(list(spool.waiting())) == 1
    up = dispatcher(EscalationStore(engine, clock), spool, receiver, clock)
    await up.round()
    assert len(receiver.accepted) == 1


async def test_a_kill_between_store_and_spool_delivers_once(store, spool, receiver, clock):
    spool.keep(notice())
    store.take_in(notice())  # killed before the file was removed
    one = dispatcher(store, spool, receiver, clock)
    await one.round()
    assert len(receiver.accepted) == 1
    assert list(spool.waiting()) == []


async def test_a_kill_between_delivery_and_record_repeats_the_same_key(store, spool, receiver, clock, monkeypatch):
    spool.keep(notice())
    one = dispatcher(store, spool, receiver, clock)
    with monkeypatch.context() as killed:
        killed.setattr(store, "delivered", lambda *_: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            await one.round()
    await one.round()
    assert receiver.keys == [notice().id, notice().id]


def test_the_signature_covers_time_and_body():
    assert signature("k", "1", b"x") != signature("k", "2", b"x")
    assert signature("k", "1", b"x") != signature("k", "1", b"y")
    assert signature("k", "1", b"x") != signature("j", "1", b"x")


def test_a_webhook_without_a_secret_is_refused_at_start():
    with pytest.raises(ValueError, match="BEDSIDE_ESCALATION_SECRET"):
        Settings(webhook="http://clinic.example/notices")


def test_a_notice_is_the_documented_json(store):
    schema = json.loads(
        (__import__("knowledge.settings", fromlist=["ROOT"]).ROOT / "docs" / "notice.schema.json").read_text()
    )
    import jsonschema

    store.take_in(notice())
    jsonschema.validate(json.loads(store.due()[0].body), schema)


async def test_the_figures_tell_what_waits_and_what_was_never_reached(store, spool, receiver, clock):
    spool.keep(notice(1))
    receiver.mood = "error500"
    one = dispatcher(store, spool, receiver, clock, second_route_after=1)
    port = serve(make_app(EscalationMetrics(one.counts, store, spool), healthy(store, spool)), "127.0.0.1", 0)

    def figures():
        text = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=5).text
        return dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))

    assert figures()["bedside_spool_waiting"] == "1.0"
    await one.round()
    assert figures()["bedside_spool_waiting"] == "0.0"
    assert figures()["bedside_notices_undelivered"] == "1.0"
    assert figures()['bedside_escalation_events_total{event="unreached"}'] == "1.0"
    receiver.mood = "ok"
    clock.now += 400
    await one.round()
    assert figures()["bedside_notices_undelivered"] == "0.0"
    assert figures()['bedside_escalation_events_total{event="delivered"}'] == "1.0"


def test_the_figures_tell_that_the_store_is_down(spool):
    down = EscalationStore(engine_for("postgresql://nobody@127.0.0.1:1/none"))
    port = serve(make_app(EscalationMetrics(Counter(), down, spool), healthy(down, spool)), "127.0.0.1", 0)
    assert "bedside_escalation_store_up 0.0" in requests.get(f"http://127.0.0.1:{port}/metrics", timeout=5).text
