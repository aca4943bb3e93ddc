"""`rasa shell`, as clinic staff use it: words, and no JSON."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time

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


def test_the_shell_shows_words_and_no_json(model, tmp_path):
    store, action_port = f"sqlite:///{tmp_path / 'k.db'}", free_port()
    assert knowledge(["--url", store, "load"]) == 0
    shared = {
        "ACTION_PORT": str(action_port),
        "ACTION_URL": f"http://127.0.0.1:{action_port}/webhook",
        "TRACKER_DB": str(tmp_path / "c.db"),
        "BEDSIDE_KNOWLEDGE_URL": store,
    }
    command = [sys.executable, "-m", "rasa", "shell", "--port", str(free_port()), "--model", model]
    with running(["-m", "actions"], f"http://127.0.0.1:{action_port}/health", **shared):
        ours, theirs = pty.openpty()
        shell = subprocess.Popen(
            command, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs,
            env={**environment(action_port), **shared, "TERM": "xterm", "COLUMNS": "200"}, start_new_session=True,
        )  # fmt: skip
        try:
            read_until(ours, "Your input", 120)
            os.write(ours, b"can I drink beer with baclofen\r")
            shown = read_until(ours, "clinically reviewed yet", 30)
            assert "Sources:" in shown
            assert "Custom json" not in shown
            assert '"schema"' not in shown
            read_until(ours, "Your input", 30)
            os.write(ours, b"/restart\r")
            assert "Custom json" not in read_until(ours, "Your input", 30)
        finally:
            shell.kill()
            shell.wait(10)
            os.close(ours)
            os.close(theirs)
