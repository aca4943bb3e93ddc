"""The processes that `make run` looks after: started again when they end, and ended with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from knowledge import settings
from knowledge.settings import ROOT, Settings
from scripts import parts, serve
from tests.system.processes import free_port
from tests.system.test_danger import until


class Ended:
    """A process that has ended already."""

    def poll(self) -> int:
        return 1


@pytest.fixture
def starts(monkeypatch):
    """When a helper whose process ends at once was started, by a clock that the test moves."""
    made, now = [], [0.0]

    def start(*_):
        made.append(now[0])
        return Ended()

    monkeypatch.setattr(parts, "start", start)
    monkeypatch.setattr(parts.time, "monotonic", lambda: now[0])
    return made, now


def test_a_helper_that_ends_at_once_is_started_ever_more_rarely_and_never_given_up(starts, capsys):
    made, now = starts
    helper = parts.Part("The dispatcher", ["-m", "escalations", "dispatch"], {})
    for _ in range(400):
        now[0] += 1
        helper.look()
    waits = [later - earlier for earlier, later in zip(made, made[1:], strict=False)]
    assert waits == [2, 3, 5, 9, 17, 33, 61, 61, 61, 61, 61]
    assert capsys.readouterr().out.count("The dispatcher ended with code 1; starting it again") == len(made)


def test_one_that_has_lived_long_is_started_again_at_once(starts):
    made, now = starts
    helper = parts.Part("The dispatcher", [], {})
    now[0] += 100
    helper.look()
    assert made == [0, 100]


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_a_terminal_that_is_closed_leaves_no_process_behind(tmp_path, ending):
    env = {
        **os.environ, "BEDSIDE_ESCALATION_URL": f"sqlite:///{tmp_path / 'e.db'}",
        "BEDSIDE_ESCALATION_SPOOL": str(tmp_path / "spool"), "TRACKER_DB": str(tmp_path / "c.db"),
    }  # fmt: skip
    command = ["-m", "scripts.serve", "--port", str(free_port()), "--action-port", str(free_port())]
    process = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip

    def children() -> list:
        found = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False)
        return [int(one) for one in found.stdout.split()]

    try:
        until(lambda: len(children()) == 3, 30)
        started = children()
        process.send_signal(ending)
        process.wait(30)
        time.sleep(0.1)
        assert not [one for one in started if os.path.isdir(f"/proc/{one}")]
    finally:
        for one in [process.pid, *children()]:
            try:
                os.kill(one, signal.SIGKILL)
            except ProcessLookupError:
                pass


def test_one_line_names_the_lines_of_the_clinic_that_are_missing(monkeypatch):
    monkeypatch.setattr(
        settings, "settings", lambda: Settings(clinic_phone="0161 496 0000", out_of_hours="", pump_line="")
    )
    said = serve.missing_lines()
    assert said is not None and "\n" not in said
    assert "BEDSIDE_OUT_OF_HOURS, BEDSIDE_PUMP_LINE" in said and "CLINIC_PHONE" not in said


def test_nothing_is_said_where_all_are_set(monkeypatch):
    number = "0161 496 0000"
    all_set = Settings(clinic_phone=number, out_of_hours=number, pump_line=number)
    monkeypatch.setattr(settings, "settings", lambda: all_set)
    assert serve.missing_lines() is None
