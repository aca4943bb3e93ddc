"""The terminal, as clinic staff use it: `make shell`, and Rasa's own `rasa shell`."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import Dict, Iterator, List

import pytest

from knowledge.__main__ import main as knowledge
from knowledge.settings import ROOT
from scripts.serve import environment
from tests.system.processes import free_port, running


def read_until(terminal: int, text: str, seconds: float) -> str:
    """What the terminal shows until `text` appears."""
    shown, deadline = "", time.monotonic() + seconds
    while text not in shown:
        ready, _, _ = select.select([terminal], [], [], max(0.0, deadline - time.monotonic()))
        assert ready, f"{text!r} did not appear in: {shown[-2000:]}"
        shown += os.read(terminal, 65536).decode("utf-8", "replace")
    return shown


@contextmanager
def terminal(command: List[str], env: Dict[str, str]) -> Iterator[int]:
    """A terminal with a command in it."""
    ours, theirs = pty.openpty()
    shell = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs,
        env={**environment(int(env["ACTION_PORT"])), **env, "TERM": "xterm", "COLUMNS": "200"}, start_new_session=True,
    )  # fmt: skip
    try:
        yield ours
    finally:
        shell.terminate()
        shell.wait(30)
        os.close(ours)
        os.close(theirs)


@pytest.fixture
def shared(model, tmp_path) -> Dict[str, str]:
    """An environment of the test's own."""
    store, action_port = f"sqlite:///{tmp_path / 'k.db'}", free_port()
    assert knowledge(["--url", store, "load"]) == 0
    return {
        "ACTION_PORT": str(action_port),
        "ACTION_URL": f"http://127.0.0.1:{action_port}/webhook",
        "PORT": str(free_port()),
        "TRACKER_DB": str(tmp_path / "c.db"),
        "BEDSIDE_KNOWLEDGE_URL": store,
        "BEDSIDE_ESCALATION_URL": f"sqlite:///{tmp_path / 'e.db'}",
        "BEDSIDE_ESCALATION_SPOOL": str(tmp_path / "spool"),
    }


def test_the_shell_shows_words_then_topic_level_review_and_sources(shared):
    with terminal(["-m", "scripts.serve", "--shell"], shared) as ours:
        read_until(ours, "You: ", 180)
        os.write(ours, b"can I drink beer with baclofen\r")
        shown = read_until(ours, "You: ", 30)
        assert "It is best not to" in shown
        assert "| topic   alcohol" in shown and "| level   none" in shown
        assert "| review  not yet clinically reviewed" in shown and "| source  NHS" in shown
        os.write(ours, b"he is having a fit right now\r")
        assert "*** EMERGENCY ***" in read_until(ours, "You: ", 30)
        os.write(ours, b"/debug\r")
        read_until(ours, "You: ", 10)
        os.write(ours, b"can it cause dry mouth\r")
        assert '"topic": "dry_mouth"' in read_until(ours, "You: ", 30)
        os.write(ours, b"/stop\r")


def test_rasa_s_own_shell_shows_words_and_no_json(model, shared):
    command = ["-m", "rasa", "shell", "--port", shared["PORT"], "--model", model]
    with running(["-m", "actions"], f"http://127.0.0.1:{shared['ACTION_PORT']}/health", **shared):
        with terminal(command, shared) as ours:
            read_until(ours, "Your input", 180)
            os.write(ours, b"can I drink beer with baclofen\r")
            shown = read_until(ours, "SOURCES.", 30)
            assert "From: NHS" in shown and "Not clinically reviewed. Reply MORE, HELP SIGNS or SOURCES." in shown
            assert "Custom json" not in shown
            assert '"schema"' not in shown
            read_until(ours, "Your input", 30)
            os.write(ours, b"/restart\r")
            assert "Custom json" not in read_until(ours, "Your input", 30)
