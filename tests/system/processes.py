"""Starts the real processes for a test, and keeps what they log."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, List

import requests

from knowledge.settings import ROOT
from scripts.serve import environment

START_SECONDS = 120
STOP_SECONDS = 15


class Running:
    """One process of ours."""

    def __init__(self, process: subprocess.Popen, log_file: Path) -> None:
        self.process = process
        self._log_file = log_file

    def log(self) -> str:
        """Everything it printed so far."""
        return self._log_file.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """Ends it, whatever state it is in."""
        self.process.send_signal(signal.SIGCONT)  # a test may have stopped it
        self.process.terminate()  # politely first: what it has started itself must end too
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(STOP_SECONDS)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(command: List[str], url: str, **env: str) -> Iterator[Running]:
    """Runs `python <command>` until the block ends; enters it when `url` answers."""
    log_file = Path(tempfile.mkstemp(prefix="bedside-", suffix=".log")[1])
    base = environment(int(env.get("ACTION_PORT", "5055")))
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, stdout=log, stderr=log, env={**base, **env}, start_new_session=True
        )
    made = Running(process, log_file)
    try:
        _wait(made, url)
        yield made
    finally:
        made.stop()
        log_file.unlink(missing_ok=True)


def _wait(made: Running, url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if made.process.poll() is not None:
            raise AssertionError(f"ended with {made.process.returncode}:\n{made.log()[-3000:]}")
        try:
            requests.get(url, timeout=2)
            return
        except requests.RequestException:
            time.sleep(0.2)
    raise AssertionError(f"no answer at {url}:\n{made.log()[-3000:]}")
