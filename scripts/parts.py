"""The processes that `scripts.serve` looks after: started again whenever they end or no longer answer, each on its own, and ended with it."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO, Callable, Dict, List, Optional

ROOT = Path(__file__).resolve().parent.parent

LONG_LIVED = 60  # seconds; a part that ends sooner again and again is started ever more rarely, up to once in so many
START_SECONDS = 300  # until it has to answer
CHECK_SECONDS = 2.0  # between checks of its health
ANSWER_SECONDS = 5.0  # within which a check has to be answered
DEAF_SECONDS = 30.0  # without an answer after which it is ended and started again
STOP_SECONDS = 10
HANGS = b"the dispatcher hangs"  # in its health, which a thread of its own tells (escalations/health.py)
PR_SET_PDEATHSIG = 1


def start(command: List[str], env: Dict[str, str], log: Optional[IO[bytes]] = None) -> subprocess.Popen:
    """Starts one server in the repository's root, in a group of its own, so that Ctrl-C reaches it once and through us; it ends when we do, however
    that comes. To be called by the main thread alone: the kernel means the thread that has started it."""
    return subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=env, start_new_session=True, stdout=log, stderr=log,
        preexec_fn=_ends_with(os.getpid()),
    )  # fmt: skip


def _ends_with(parent: int) -> Optional[Callable[[], None]]:
    """What a child does before it becomes another program; None where there is no such thing as on Linux."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None) if sys.platform == "linux" else None
    if prctl is None:
        return None

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it has ended meanwhile
            os._exit(1)

    return tie


def stop(processes: List[subprocess.Popen]) -> None:
    """Stops the servers, politely first."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Part:
    """A process that is started again whenever it ends or goes deaf: without the dispatcher no escalation reaches the clinic, without Rasa nobody is
    answered, and nobody may have to notice that.

    Args:
        url: where it has to answer, with whatever status: red is not deaf. None: only its end is seen.
    """

    def __init__(self, name: str, command: List[str], env: Dict[str, str], url: Optional[str] = None) -> None:
        self._name, self._command, self._env, self._url = name, command, env, url
        self._wait = 0.0
        self._start()
        if url:
            threading.Thread(target=self._listen, name=f"watch {name}", daemon=True).start()

    def _start(self) -> None:
        self.process, self._started = start(self._command, self._env), time.monotonic()
        self._heard: Optional[float] = None
        self._next: Optional[float] = None

    def look(self) -> None:
        """Starts it again if it has ended and its time has come; ends it if it is deaf."""
        code, now = self.process.poll(), time.monotonic()
        if code is None:
            if self._is_deaf(now):
                print(f"{self._name} does not answer; ending it.", flush=True)
                self.process.kill()
                self.process.wait()
            return
        if self._next is None:
            lived_long = now - self._started > LONG_LIVED
            self._wait = 0.0 if lived_long else min(LONG_LIVED, max(1.0, 2 * self._wait))
            self._next = now + self._wait
            print(f"{self._name} ended with code {code}; starting it again in {self._wait:.0f} s.", flush=True)
        if now >= self._next:
            self._start()

    def _is_deaf(self, now: float) -> bool:
        if self._url is None:
            return False
        heard = self._heard
        return now - self._started > START_SECONDS if heard is None else now - heard > DEAF_SECONDS

    def _listen(self) -> None:
        while True:
            process = self.process
            if _answers(str(self._url)) and process is self.process:
                self._heard = time.monotonic()
            time.sleep(CHECK_SECONDS)


def _answers(url: str) -> bool:
    """Whether somebody answers there in time, and does not say that what matters hangs."""
    try:
        with urllib.request.urlopen(url, timeout=ANSWER_SECONDS):
            return True
    except urllib.error.HTTPError as answer:
        try:
            return HANGS not in answer.read(65536)
        except OSError:
            return False
    except (OSError, ValueError):
        return False
