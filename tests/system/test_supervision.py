"""`make run` itself: what ends is started again while the others go on, and a second start touches nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from escalations.spool import Spool
from knowledge.settings import ROOT
from tests.system.processes import free_port, running
from tests.system.test_danger import until


@pytest.fixture
def served(model, tmp_path):
    """The assistant as `make run` starts it, its port, and its environment."""
    store = f"sqlite:///{tmp_path / 'own' / 'knowledge.db'}"
    subprocess.run([sys.executable, "-m", "knowledge", "--url", store, "load"], cwd=ROOT, check=True)
    port, action_port = free_port(), free_port()
    env = {
        "ACTION_PORT": str(action_port), "PORT": str(port), "ACTION_URL": f"http://127.0.0.1:{action_port}/webhook",
        "TRACKER_DB": str(tmp_path / "own" / "conversations.db"), "BEDSIDE_KNOWLEDGE_URL": store, "BEDSIDE_ESCALATION_URL": f"sqlite:///{tmp_path / 'own' / 'e.db'}",
        "BEDSIDE_ESCALATION_SPOOL": str(tmp_path / "own" / "spool"), "BEDSIDE_WIDGET_SECRET_FILE": str(tmp_path / "own" / "widget_secret"),
    }  # fmt: skip
    with running(["-m", "scripts.serve"], f"http://127.0.0.1:{port}/health", **env) as made:
        yield made, port, env


def children(pid: int) -> dict:
    """Each part's process, by what it is."""
    found = subprocess.run(["pgrep", "-a", "-P", str(pid)], capture_output=True, text=True, check=False).stdout
    return {
        name: int(line.split()[0])
        for line in found.splitlines()
        for name in ("actions", "escalations", "channels.server")
        if f"-m {name}" in line
    }


def says(port: int, text: str) -> bool:
    try:
        answer = requests.post(
            f"http://127.0.0.1:{port}/webhooks/rest/webhook", json={"sender": "a", "message": text}, timeout=20
        )
        return answer.json()[0].get("custom", {}).get("type") == "escalation"
    except (requests.RequestException, ValueError):
        return False


def test_rasa_is_started_again_while_the_dispatcher_goes_on_and_a_second_start_touches_nothing(served):
    made, port, env = served
    before = children(made.process.pid)
    assert len(before) == 3
    second = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "scripts.serve"], cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, check=False
    )  # fmt: skip
    said = [line for line in second.stderr.splitlines() if "Not started" in line]
    assert second.returncode != 0 and said and "Traceback" not in second.stderr and str(port) in said[0]
    assert children(made.process.pid) == before
    os.kill(before["channels.server"], signal.SIGKILL)
    until(lambda: says(port, "he is having a fit on the floor"), 300)
    after = children(made.process.pid)
    assert after["channels.server"] != before["channels.server"]
    assert (after["escalations"], after["actions"]) == (before["escalations"], before["actions"])
    until(lambda: Spool(Path(env["BEDSIDE_ESCALATION_SPOOL"])).count() == 0, 60)
    for path in Path(env["BEDSIDE_ESCALATION_SPOOL"]).parent.rglob("*"):
        assert not path.stat().st_mode & 0o077, path.name
