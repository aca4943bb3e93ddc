"""A dead link is seen: one CRITICAL line, a red `/health`, and what waits since when."""

from __future__ import annotations

import datetime
import os
import socket
import subprocess
import sys

import pytest
import requests

from escalations.dispatcher import make_dispatcher
from escalations.health import Health
from escalations.metrics import EscalationMetrics, make_app
from escalations.settings import Settings
from escalations.store import EscalationStore
from escalations.watch import Watch
from escalations.web import serve
from knowledge.database import engine_for
from knowledge.settings import ROOT
from tests.escalations.receiver import SECRET
from tests.escalations.test_escalations import notice
from tests.system.processes import free_port
from tests.system.test_danger import until


@pytest.fixture
def one(store, spool, receiver, clock):
    chosen = Settings(webhook=receiver.url, secret=SECRET, timeout=1, spool=spool.folder, longest_wait=60)
    return make_dispatcher(chosen, store, None, clock, lambda: 1.0)


@pytest.fixture
def health(store, spool, one, clock):
    return Health(store, spool, 300, True, one.watch, clock)


def now(clock, ago: float = 0):
    return datetime.datetime.fromtimestamp(clock.now - ago, datetime.timezone.utc)


async def test_a_receiver_that_is_down_for_five_minutes_is_one_critical_line_and_red(
    one, health, spool, receiver, clock, caplog
):
    spool.keep(notice(at=now(clock)))
    receiver.mood = "error500"
    began = now(clock).isoformat()
    for _ in range(30):
        await one.round()
        assert health.report()["status"] == "ok"
        clock.now += 10
    for _ in range(30):
        await one.round()
        clock.now += 10
    report = health.report()
    assert report["status"] == "red"
    assert report["notices"] == {"waiting": 1, "since": began}
    assert report["routes"] == [{"route": "webhook", "since": began, "error": "status 500"}]
    assert "webhook takes nothing (status 500)" in report["why"]
    said = [line for line in caplog.messages if line.startswith("NOTHING HAS REACHED")]
    assert said == ["NOTHING HAS REACHED WEBHOOK SINCE 1970-01-24 03:33 UTC (status 500). /health is red."]
    receiver.mood = "ok"
    clock.now += 60
    await one.round()
    assert health.report()["status"] == "ok"
    assert "webhook works again." in caplog.messages


async def test_it_tells_the_emergencies_that_nobody_has_seen(one, health, store, spool, clock):
    for number in range(3):
        own = f"escalation-{number}"
        spool.keep(notice(number, f"c{number}", level="emergency", escalation_id=own, at=now(clock, 60 - number)))
    spool.keep(notice(9, "urgent", at=now(clock, 500)))
    await one.round()
    assert health.report()["emergencies"] == {"waiting": 3, "since": now(clock, 60).isoformat()}
    store.set_state("escalation-0", "acknowledged", "Nurse N.")
    assert health.report()["emergencies"] == {"waiting": 2, "since": now(clock, 59).isoformat()}
    assert health.report()["status"] == "ok"  # they have reached the clinic


def test_notices_that_nobody_takes_from_the_spool_turn_it_red(health, spool, clock, one):
    spool.keep(notice(at=now(clock, 299)))
    assert health.report()["status"] == "ok"
    clock.now += 1
    one.watch.look()
    report = health.report()
    assert (report["status"], report["spool"]["waiting"]) == ("red", 1)
    assert report["why"][0].startswith("1 notices wait in the spool, the oldest since 1970")


def test_a_dispatcher_that_hangs_turns_it_red(health, clock):
    clock.now += 61
    assert health.report()["why"] == ["the dispatcher hangs"]


async def test_a_store_that_can_be_read_and_not_written_is_seen_too(one, spool, clock, caplog, monkeypatch, store):
    from sqlalchemy.exc import OperationalError

    def full(*_):
        raise OperationalError("", {}, Exception())

    await one.round()
    monkeypatch.setattr(store, "take_in", full)
    spool.keep(notice(at=now(clock)))
    for _ in range(61):
        await one._guarded(one._take_in)
        await one._guarded(one._deliver)  # reads, and that works
        clock.now += 5
    assert sum(line.startswith("NOTHING HAS REACHED THE ESCALATION STORE") for line in caplog.messages) == 1


def test_a_store_that_is_down_is_red_at_once(spool):
    down = EscalationStore(engine_for("postgresql://nobody@127.0.0.1:1/none"))
    report = Health(down, spool, 300, True).report()
    assert (report["status"], report["store"], report["notices"]) == ("red", "down", None)


def test_health_over_http_is_503_when_red(store, spool):
    watch = Watch(0.0)
    app = make_app(EscalationMetrics({}, store, spool, watch), Health(store, spool, 300, True, watch))
    url = f"http://127.0.0.1:{serve(app, '127.0.0.1', 0)}/health"
    fine = requests.get(url, timeout=5)
    assert (fine.status_code, fine.json()["status"]) == (200, "ok")
    watch.failed("sms …123", "status 401")
    red = requests.get(url, timeout=5)
    assert (red.status_code, red.json()["why"]) == (503, ["sms …123 takes nothing (status 401)"])


def test_a_port_that_is_taken_stops_no_delivery(tmp_path, spool, receiver):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        spool.keep(notice())
        env = {
            **os.environ, "BEDSIDE_ESCALATION_URL": f"sqlite:///{tmp_path / 'e.db'}",
            "BEDSIDE_ESCALATION_SPOOL": str(spool.folder), "BEDSIDE_ESCALATION_METRICS_PORT": port,
            "BEDSIDE_ESCALATION_LINK_PORT": port, "BEDSIDE_ESCALATION_LINK_URL": "https://clinic.example",
            "BEDSIDE_ESCALATION_LINK_SECRET_FILE": str(tmp_path / "link_secret"),
            "BEDSIDE_ESCALATION_WEBHOOK": receiver.url, "BEDSIDE_ESCALATION_SECRET": SECRET,
        }  # fmt: skip
        command = [sys.executable, "-m", "escalations", "dispatch"]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True)
        try:
            until(lambda: receiver.accepted)
        finally:
            process.terminate()
            log = process.communicate(timeout=15)[1]
    assert log.count("CRITICAL") == 2 and f"can't be served at port {port}" in log


def test_the_dispatcher_tells_wrong_settings_in_one_line_each():
    env = {**os.environ, "BEDSIDE_ESCALATION_WEBHOOK": "clinic", "BEDSIDE_ESCALATION_METRICS_PORT": str(10**6)}
    done = subprocess.run(
        [sys.executable, "-m", "escalations", "dispatch"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "BEDSIDE_ESCALATION_WEBHOOK: is no address; write https://clinic.example/…",
        "BEDSIDE_ESCALATION_METRICS_PORT: ensure this value is less than or equal to 65535",
    ]


def test_the_running_dispatcher_serves_the_page_and_tells_the_next_contact(tmp_path, spool, receiver):
    """The whole of it as a process: the webhook gets the notice, then a page with a link that acknowledges."""
    links, figures = free_port(), free_port()
    url = f"sqlite:///{tmp_path / 'e.db'}"
    env = {
        **os.environ, "BEDSIDE_ESCALATION_URL": url, "BEDSIDE_ESCALATION_SPOOL": str(spool.folder),
        "BEDSIDE_ESCALATION_METRICS_PORT": str(figures), "BEDSIDE_ESCALATION_LINK_PORT": str(links),
        "BEDSIDE_ESCALATION_LINK_URL": f"http://127.0.0.1:{links}",
        "BEDSIDE_ESCALATION_LINK_SECRET_FILE": str(tmp_path / "link_secret"),
        "BEDSIDE_ESCALATION_EMERGENCY_MINUTES": "0.01",
        "BEDSIDE_ESCALATION_WEBHOOK": receiver.url, "BEDSIDE_ESCALATION_SECRET": SECRET,
    }  # fmt: skip
    spool.keep(notice(level="emergency"))
    process = subprocess.Popen([sys.executable, "-m", "escalations", "dispatch"], cwd=ROOT, env=env)
    try:
        until(lambda: any(got["kind"] == "page" for got in receiver.accepted))
        link = next(got["acknowledge"] for got in receiver.accepted if got["kind"] == "page")
        assert requests.get(link, timeout=10).status_code == 200
        assert requests.get(f"http://127.0.0.1:{figures}/health", timeout=10).json()["emergencies"]["waiting"] == 1
        assert requests.post(link, data={"do": "take", "name": "Nurse N."}, timeout=10).status_code == 200
        assert requests.get(f"http://127.0.0.1:{figures}/health", timeout=10).json()["emergencies"]["waiting"] == 0
    finally:
        process.terminate()
        process.wait(15)
    shown = EscalationStore(engine_for(url)).show(notice().escalation_id)
    assert (shown["state"], shown["state_by"]) == ("acknowledged", "Nurse N.")
    assert (tmp_path / "link_secret").stat().st_mode & 0o077 == 0
