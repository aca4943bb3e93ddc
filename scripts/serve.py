"""Runs the assistant: action server, dispatcher and Rasa, until Ctrl-C. `--shell` talks to it in this terminal meanwhile."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import Dict, List, Optional

from knowledge.private_files import keep_files_private, make_private_folder
from scripts.parts import ROOT, START_SECONDS, Part, start, stop
from scripts.settings_check import Fault, faults
from scripts.shell import Shell, talk

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
LOOK_SECONDS = 1  # between looks at whether the parts still run
METRICS = "BEDSIDE_ESCALATION_METRICS_PORT"


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
        except urllib.error.HTTPError:
            return  # it answers, and what is wrong with it is seen there
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise NotStarted(f"{name} did not answer at {url} within {START_SECONDS} s.")


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


def run(host: str, port: int, action_port: int) -> None:
    """Runs the assistant until it is stopped. Each of the three parts is started again if it ends or no longer answers; the others go on meanwhile.

    Raises:
        NotStarted: the settings are wrong, or a server did not come up.
    """
    notes = checked(host, port, action_port)
    env = environment(action_port)
    make_private_folder(ROOT / "var")
    here = "[::1]" if host in ("::", "::1") else LOOPBACK if host in ("0.0.0.0", "localhost") else host
    figures = os.environ.get(METRICS) or str(_free_port())
    actions_url, rasa_url = f"http://{LOOPBACK}:{action_port}/health", f"http://{here}:{port}/health"
    told = [
        ("The action server", ["-m", "actions"], env, actions_url),
        ("The dispatcher", ["-m", "escalations", "dispatch"], {**env, METRICS: figures}, f"http://{LOOPBACK}:{figures}/health"),
        ("Rasa", ["-m", "channels.server", "--interface", host, "--port", str(port), "--model", MODEL], env, rasa_url),
    ]  # fmt: skip
    parts: List[Part] = []
    try:
        _ending.hold()  # a signal between a child's birth and its entry here would leave it behind
        for one in told:
            parts.append(Part(*one))
        _ending.release()
        actions, _, rasa = parts
        wait_until_up(actions.process, actions_url, "The action server")
        wait_until_up(rasa.process, rasa_url, "Rasa")
        print(
            UP.format(port=port) + "".join(f"Note: {one.text}\n" for one in notes) + (missing_lines() or ""), flush=True
        )
        while True:
            time.sleep(LOOK_SECONDS)
            for part in parts:
                part.look()
    finally:
        stop([part.process for part in parts])


def _free_port() -> int:
    """A port on which the dispatcher is asked for its health where no other is set."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def shell(port: int, action_port: int, debug: bool) -> None:
    """Runs the assistant on the loopback address, and talks to it in this terminal. What the servers print goes to var/shell.log.

    Raises:
        NotStarted: the settings are wrong, or a server did not come up.
    """
    checked(LOOPBACK, port, action_port)
    from knowledge.settings import MEDICINE  # reads settings as it is imported: only once they are known to be good

    env = environment(action_port)
    make_private_folder(ROOT / "var")
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


class _Ending:
    """What a signal to end does: at once, or, while it is held, when it is released."""

    def __init__(self) -> None:
        self._held = self._wanted = False

    def __call__(self, *_: object) -> None:
        self._wanted = True
        if not self._held:
            raise KeyboardInterrupt

    def hold(self) -> None:
        """Notes a signal alone from here on."""
        self._held = True

    def release(self) -> None:
        """Ends if a signal came meanwhile."""
        self._held = False
        if self._wanted:
            raise KeyboardInterrupt


_ending = _Ending()


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
    keep_files_private()
    for ending in (signal.SIGTERM, signal.SIGHUP):  # a terminal that is closed leaves nobody behind
        signal.signal(ending, _ending)
    try:
        if options.shell:
            shell(options.port, options.action_port, options.debug)
        else:
            run(options.host, options.port, options.action_port)
    except KeyboardInterrupt:
        print("Stopped.")
    except NotStarted as error:
        sys.exit(str(error))
