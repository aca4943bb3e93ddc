"""Runs the assistant: action server, dispatcher and Rasa, until Ctrl-C. `--shell` talks to it in this terminal meanwhile."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO, Dict, List, Optional

from scripts.settings_check import Fault, faults
from scripts.shell import Shell, talk

ROOT = Path(__file__).resolve().parent.parent

LOOPBACK = "127.0.0.1"
MODEL = "models/bedside.tar.gz"
UP = """
Bedside is up.
  chat page   http://localhost:{port}/chat/
  REST        POST http://localhost:{port}/webhooks/rest/webhook
  Ctrl-C stops it.
"""
SHELL = "Ask about {medicine}. /debug shows payloads, /restart begins anew, /stop ends."
UNSET = "Not set: {names}. Replies speak of these lines of the clinic without a number (.env.example)."
LOOK_SECONDS = 1  # between looks at whether the helpers still run
LONG_LIVED = 60  # seconds; a helper that ends sooner again and again is started ever more rarely, up to once in so many
START_SECONDS = 180
STOP_SECONDS = 10


class NotStarted(Exception):
    """A server ended, or did not answer in time."""


def missing_lines() -> Optional[str]:
    """One line that names the clinic's own lines that were not set; None where all are."""
    from knowledge.settings import settings  # read only once they are known to be good

    missing = [name for name, number in settings().own_lines().items() if not number]
    return UNSET.format(names=", ".join(missing)) if missing else None


def environment(action_port: int) -> Dict[str, str]:
    """What both servers run with; what the caller has set wins."""
    return {
        "ACTION_PORT": str(action_port),
        "ACTION_URL": f"http://{LOOPBACK}:{action_port}/webhook",
        "TRACKER_DB": str(ROOT / "var" / "conversations.db"),
        "OPENBLAS_NUM_THREADS": "1",  # a second BLAS thread spins on a core of its own
        "PYTHONWARNINGS": "ignore",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
    }


def start(command: List[str], env: Dict[str, str], log: Optional[IO[bytes]] = None) -> subprocess.Popen:
    """Starts one server in the repository's root, in a group of its own, so that Ctrl-C reaches it once and through us."""
    return subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=env, start_new_session=True, stdout=log, stderr=log
    )


def wait_until_up(process: subprocess.Popen, url: str, name: str) -> None:
    """Returns when `url` answers.

    Raises:
        NotStarted: the process ended first, or the time is over.
    """
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise NotStarted(f"{name} ended with code {process.returncode} while starting; its last lines stand above.")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise NotStarted(f"{name} did not answer at {url} within {START_SECONDS} s.")


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


def checked(host: str, port: int, action_port: int) -> List[Fault]:
    """What is to be said of the settings beside what refuses the start.

    Raises:
        NotStarted: they can't be read, a port is taken, or danger could not be delivered; a line for each.
    """
    found = faults(host, port, action_port)
    refused = [f"Not started: {one.text}" for one in found if one.refuses]
    if refused:
        raise NotStarted("\n".join(refused))
    return found


class Helper:
    """A process that is started again whenever it ends: without the dispatcher no escalation reaches the clinic, and nobody may
    have to notice that."""

    def __init__(self, name: str, command: List[str], env: Dict[str, str]) -> None:
        self._name, self._command, self._env = name, command, env
        self._wait = 0.0
        self._start()

    def _start(self) -> None:
        self.process, self._started = start(self._command, self._env), time.monotonic()
        self._next: Optional[float] = None

    def look(self) -> None:
        """Starts it again if it has ended and its time has come."""
        code, now = self.process.poll(), time.monotonic()
        if code is None:
            return
        if self._next is None:
            lived_long = now - self._started > LONG_LIVED
            self._wait = 0.0 if lived_long else min(LONG_LIVED, max(1.0, 2 * self._wait))
            self._next = now + self._wait
            print(f"{self._name} ended with code {code}; starting it again in {self._wait:.0f} s.", flush=True)
        if now >= self._next:
            self._start()


def run(host: str, port: int, action_port: int) -> None:
    """Runs the assistant until Rasa ends. The two helpers are started again if they end.

    Raises:
        NotStarted: the settings are wrong, a server did not come up, or Rasa ended by itself.
    """
    notes = checked(host, port, action_port)
    env = environment(action_port)
    (ROOT / "var").mkdir(exist_ok=True)
    commands = {"The action server": ["-m", "actions"], "The dispatcher": ["-m", "escalations", "dispatch"]}
    helpers = {name: Helper(name, command, env) for name, command in commands.items()}
    rasa = start(["-m", "channels.server", "--interface", host, "--port", str(port), "--model", MODEL], env)
    try:
        actions = helpers["The action server"].process
        wait_until_up(actions, f"http://{LOOPBACK}:{action_port}/health", "The action server")
        wait_until_up(rasa, f"http://{LOOPBACK}:{port}/webhooks/rest/", "Rasa")
        print(
            UP.format(port=port) + "".join(f"Note: {one.text}\n" for one in notes) + (missing_lines() or ""), flush=True
        )
        while rasa.poll() is None:
            time.sleep(LOOK_SECONDS)
            for helper in helpers.values():
                helper.look()
        raise NotStarted(f"Rasa ended by itself with code {rasa.returncode}.")
    finally:
        stop([rasa, *(helper.process for helper in helpers.values())])


def shell(port: int, action_port: int, debug: bool) -> None:
    """Runs the assistant on the loopback address, and talks to it in this terminal. What the servers print goes to var/shell.log.

    Raises:
        NotStarted: the settings are wrong, or a server did not come up.
    """
    checked(LOOPBACK, port, action_port)
    from knowledge.settings import MEDICINE  # reads settings as it is imported: only once they are known to be good

    env = environment(action_port)
    (ROOT / "var").mkdir(exist_ok=True)
    commands = [["-m", "actions"], ["-m", "escalations", "dispatch"],
                ["-m", "channels.server", "--interface", LOOPBACK, "--port", str(port), "--model", MODEL]]  # fmt: skip
    with (ROOT / "var" / "shell.log").open("wb") as log:
        processes = [start(command, env, log) for command in commands]
        try:
            print("Starting, about 20 seconds.", flush=True)
            wait_until_up(processes[0], f"http://{LOOPBACK}:{action_port}/health", "The action server")
            wait_until_up(processes[2], f"http://{LOOPBACK}:{port}/webhooks/rest/", "Rasa")
            print(SHELL.format(medicine=MEDICINE), flush=True)
            talk(Shell(f"http://{LOOPBACK}:{port}", debug))
        finally:
            stop(processes)


def _stop_on_sigterm(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--host", default=os.environ.get("BEDSIDE_HOST") or LOOPBACK, help="address that Rasa listens on"
    )
    parser.add_argument("--port", type=int, default=os.environ.get("PORT") or "5005")
    parser.add_argument("--action-port", type=int, default=os.environ.get("ACTION_PORT") or "5055")
    parser.add_argument("--shell", action="store_true")
    parser.add_argument("--debug", action="store_true", help="with --shell: show each reply's payload")
    options = parser.parse_args()
    for ending in (signal.SIGTERM, signal.SIGHUP):  # a terminal that is closed leaves nobody behind
        signal.signal(ending, _stop_on_sigterm)
    try:
        if options.shell:
            shell(options.port, options.action_port, options.debug)
        else:
            run(options.host, options.port, options.action_port)
    except KeyboardInterrupt:
        print("Stopped.")
    except NotStarted as error:
        sys.exit(str(error))
