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
from typing import IO, Dict, List, Optional

from knowledge.settings import MEDICINE, ROOT, settings
from scripts.shell import Shell, talk

LOOPBACK = "127.0.0.1"
MODEL = "models/bedside.tar.gz"
UP = """
Bedside is up.
  chat page   http://localhost:{port}/chat/
  REST        POST http://localhost:{port}/webhooks/rest/webhook
  Ctrl-C stops it.
"""
SHELL = f"Ask about {MEDICINE}. /debug shows payloads, /restart begins anew, /stop ends."
UNSET = "Not set: {names}. Replies speak of these lines of the clinic without a number (.env.example)."
LOOK_SECONDS = 1  # between looks at whether the helpers still run
START_SECONDS = 180
STOP_SECONDS = 10


class NotStarted(Exception):
    """A server ended, or did not answer in time."""


def missing_lines() -> Optional[str]:
    """One line that names the clinic's own lines that were not set; None where all are."""
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


def run(host: str, port: int, action_port: int) -> None:
    """Runs the assistant until Rasa ends. The two helpers are started again if they end: without the dispatcher no
    escalation reaches the clinic, and nobody may have to notice that.

    Raises:
        NotStarted: a server did not come up, or Rasa ended by itself.
    """
    env = environment(action_port)
    (ROOT / "var").mkdir(exist_ok=True)
    helpers = {"The action server": ["-m", "actions"], "The dispatcher": ["-m", "escalations", "dispatch"]}
    running = {name: start(command, env) for name, command in helpers.items()}
    rasa = start(["-m", "rasa", "run", "--interface", host, "--port", str(port), "--model", MODEL], env)
    try:
        wait_until_up(running["The action server"], f"http://{LOOPBACK}:{action_port}/health", "The action server")
        wait_until_up(rasa, f"http://{LOOPBACK}:{port}/webhooks/rest/", "Rasa")
        print(UP.format(port=port), flush=True)
        missing = missing_lines()
        if missing:
            print(missing, flush=True)
        while rasa.poll() is None:
            time.sleep(LOOK_SECONDS)
            for name, process in running.items():
                if process.poll() is not None:
                    print(f"{name} ended with code {process.returncode}; starting it again.", flush=True)
                    running[name] = start(helpers[name], env)
        raise NotStarted(f"Rasa ended by itself with code {rasa.returncode}.")
    finally:
        stop([rasa, *running.values()])


def shell(port: int, action_port: int, debug: bool) -> None:
    """Runs the assistant on the loopback address, and talks to it in this terminal. What the servers print goes to var/shell.log.

    Raises:
        NotStarted: a server did not come up.
    """
    env = environment(action_port)
    (ROOT / "var").mkdir(exist_ok=True)
    commands = [["-m", "actions"], ["-m", "escalations", "dispatch"],
                ["-m", "rasa", "run", "--interface", LOOPBACK, "--port", str(port), "--model", MODEL]]  # fmt: skip
    with (ROOT / "var" / "shell.log").open("wb") as log:
        processes = [start(command, env, log) for command in commands]
        try:
            print("Starting, about 20 seconds.", flush=True)
            wait_until_up(processes[0], f"http://{LOOPBACK}:{action_port}/health", "The action server")
            wait_until_up(processes[2], f"http://{LOOPBACK}:{port}/webhooks/rest/", "Rasa")
            print(SHELL, flush=True)
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
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 5005))
    parser.add_argument("--action-port", type=int, default=int(os.environ.get("ACTION_PORT") or 5055))
    parser.add_argument("--shell", action="store_true")
    parser.add_argument("--debug", action="store_true", help="with --shell: show each reply's payload")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, _stop_on_sigterm)
    try:
        if options.shell:
            shell(options.port, options.action_port, options.debug)
        else:
            run(options.host, options.port, options.action_port)
    except KeyboardInterrupt:
        print("Stopped.")
    except NotStarted as error:
        sys.exit(str(error))
