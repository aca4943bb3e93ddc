"""Parts that end, hang, or lose the one that looks after them: real processes."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys

import pytest

from knowledge.private_files import make_private_folder
from knowledge.settings import ROOT
from scripts import parts
from tests.system.processes import free_port
from tests.system.test_danger import until

SERVER = """
import http.server, sys
class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(sys.argv[2])); self.end_headers(); self.wfile.write(sys.argv[3].encode())
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Health).serve_forever()
"""


@pytest.fixture
def part(monkeypatch):
    """Starts a part that answers with a status and a text, under deadlines that a test can wait for."""
    monkeypatch.setattr(parts, "CHECK_SECONDS", 0.1)
    monkeypatch.setattr(parts, "ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(parts, "DEAF_SECONDS", 3.0)
    made = []

    def begin(status: int = 200, says: str = "ok") -> parts.Part:
        port = free_port()
        made.append(
            parts.Part(
                "The part", ["-c", SERVER, str(port), str(status), says], dict(os.environ), f"http://127.0.0.1:{port}/"
            )
        )
        return made[-1]

    yield begin
    parts.stop([one.process for one in made])


def is_started_anew(one: parts.Part, before: int) -> bool:
    one.look()
    return one.process.pid != before


def heard(one: parts.Part) -> bool:
    return one._heard is not None


def test_one_that_hangs_is_ended_and_started_again(part, capsys):
    one, other = part(), part()
    until(lambda: heard(one) and heard(other), 30)
    before, untouched = one.process.pid, other.process.pid
    os.kill(before, signal.SIGSTOP)
    until(lambda: is_started_anew(one, before) or is_started_anew(other, untouched), 30)
    assert other.process.pid == untouched
    until(lambda: heard(one), 30)
    assert "The part does not answer; ending it." in capsys.readouterr().out


def test_one_that_says_that_it_hangs_is_started_again_and_one_that_is_red_is_not(part, monkeypatch):
    monkeypatch.setattr(parts, "START_SECONDS", 5.0)
    red, hangs = part(503, '{"why": ["the store is down"]}'), part(503, '{"why": ["the dispatcher hangs"]}')
    before, stays = hangs.process.pid, red.process.pid
    until(lambda: is_started_anew(hangs, before), 30)
    assert not is_started_anew(red, stays) and heard(red)


def test_one_that_was_killed_is_started_again(part):
    one = part()
    until(lambda: heard(one), 30)
    before = one.process.pid
    os.kill(before, signal.SIGKILL)
    until(lambda: is_started_anew(one, before), 30)
    until(lambda: heard(one), 30)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent has ended")
def test_parts_end_with_the_one_that_started_them_however_that_ends():
    code = "import os, sys, time; from scripts.parts import start; print(start(['-c', 'import time; time.sleep(600)'], dict(os.environ)).pid, flush=True); time.sleep(600)"
    parent = subprocess.Popen([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    assert os.path.isdir(f"/proc/{child}")
    parent.kill()
    parent.wait()
    until(lambda: _has_ended(child), 20)


def _has_ended(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"  # nobody may be there to bury it
    except FileNotFoundError:
        return True


def test_a_folder_that_was_open_to_all_is_closed(tmp_path):
    folder = tmp_path / "var"
    folder.mkdir(mode=0o755)
    make_private_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
