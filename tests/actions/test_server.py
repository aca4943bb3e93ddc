"""The action server over real HTTP: it runs actions, bounds requests and tells nothing when one fails."""

from __future__ import annotations

import zlib

import pytest
import requests

from knowledge.settings import ROOT
from tests.system.processes import free_port, running


@pytest.fixture(scope="module")
def server():
    port = free_port()
    with running(["-m", "actions"], f"http://127.0.0.1:{port}/health", ACTION_PORT=str(port)) as process:
        yield process, f"http://127.0.0.1:{port}"


def call(name="action_sources", **tracker):
    """A request as Rasa sends it."""
    state = {
        "sender_id": "someone", "slots": {}, "latest_message": {"text": "PLANTED-WORDS"}, "events": [],
        "paused": False, "followup_action": None, "active_loop": {}, "latest_action_name": None, **tracker,
    }  # fmt: skip
    return {"next_action": name, "sender_id": "someone", "version": "3.6.21", "tracker": state, "domain": {}}


def test_it_runs_an_action(server):
    _, url = server
    answer = requests.post(f"{url}/webhook", json=call(), timeout=10)
    assert answer.status_code == 200
    assert "names its own sources" in answer.json()["responses"][0]["text"]


def test_it_listens_on_the_loopback_address_alone(server):
    process, url = server
    port = int(url.rsplit(":", 1)[1])
    bound = [
        line.split()[1]
        for line in (ROOT / "/proc/net/tcp").read_text().splitlines()[1:]
        if line.split()[3] == "0A" and int(line.split()[1].split(":")[1], 16) == port
    ]
    assert [address.split(":")[0] for address in bound] == ["0100007F"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b'"text"'])
def test_a_malformed_request_is_refused_without_an_echo(server, body):
    _, url = server
    answer = requests.post(f"{url}/webhook", data=body, timeout=10)
    assert answer.status_code >= 400
    assert "PLANTED-WORDS" not in answer.text
    assert "Traceback" not in answer.text


def test_an_unknown_action_is_refused(server):
    _, url = server
    assert requests.post(f"{url}/webhook", json=call("action_nothing"), timeout=10).status_code == 404


def test_a_compressed_request_is_refused_before_it_is_inflated(server):
    _, url = server
    bomb = zlib.compress(b"0" * 50_000_000)
    answer = requests.post(f"{url}/webhook", data=bomb, headers={"Content-Encoding": "deflate"}, timeout=10)
    assert answer.status_code == 415


def test_a_request_that_is_too_large_is_refused(server):
    _, url = server
    answer = requests.post(f"{url}/webhook", data=b"x" * (9 * 1024 * 1024), timeout=20)
    assert answer.status_code == 413


def test_what_was_written_is_not_in_the_log(server):
    process, _ = server
    assert "PLANTED-WORDS" not in process.log()
