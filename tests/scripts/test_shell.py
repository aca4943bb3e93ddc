"""The terminal for clinic staff: what a reply looks like, and what may be typed."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from scripts.shell import UNREACHABLE, Shell, readable

ANSWER = {
    "text": "It is best not to drink.\n\nFrom: NHS. Not clinically reviewed.",
    "buttons": [{"title": "Driving", "payload": "Can I drive?"}, {"title": "Food", "payload": "What about food?"}],
    "custom": {
        "schema": 2, "type": "answer", "topic": "alcohol", "question": "alcohol/allowed", "level": "none",
        "answer_id": "baclofen/alcohol/allowed", "version": "3b" * 32,
        "parts": {"answer": "It is best not to drink.", "safety": None, "more": "The two add up.", "help": ["Call 999 now for:\n- being hard to wake"]},
        "review": {"status": "sourced", "by": None, "on": None, "due": "2027-11-22"},
        "sources": [{"id": "NHS-about", "title": "About baclofen", "publisher": "NHS", "year": None, "url": "https://www.nhs.uk", "checked": "2026-11-22"}],
        "related": [{"question": "alcohol/why", "text": "Why not?"}],
    },
}  # fmt: skip
ESCALATION = {
    "text": "1. Call 999 now.\n2. Stay with them.",
    "custom": {
        "schema": 2, "type": "escalation", "level": "emergency", "flags": ["seizure"], "escalation_id": "e-1",
        "parts": {"do": ["Call 999 now.", "Stay with them."], "tell": "baclofen", "dont": "Don't hold them down.", "more": "More."},
        "actions": [{"label": "Ambulance", "number": "999", "tel": "999", "role": "emergency"}],
    },
}  # fmt: skip


@pytest.fixture
def assistant():
    """A server that answers as the assistant would, and remembers what it was sent."""

    class Handler(BaseHTTPRequestHandler):
        got: list = []

        def do_POST(self):
            self.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            body = json.dumps([ESCALATION if "fit" in self.got[-1]["message"] else ANSWER]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", Handler.got
    server.shutdown()
    server.server_close()


def test_an_answer_is_words_then_facts():
    shown = "\n".join(readable(ANSWER))
    assert shown.index("best not to drink") < shown.index("| topic   alcohol")
    assert "| review  not yet clinically reviewed (sourced), due 2027-11-22" in shown
    assert "| answer  baclofen/alcohol/allowed, version 3b3b3b3b3b3b" in shown
    assert "| source  NHS: About baclofen  https://www.nhs.uk" in shown
    assert "  1. Driving\n  2. Food" in shown
    assert "{" not in shown


def test_a_danger_can_t_be_overlooked():
    shown = "\n".join(readable(ESCALATION))
    assert "*** EMERGENCY ***" in shown and "Ambulance: 999" in shown and "escalation e-1" in shown


def test_debug_shows_the_payload_whole():
    shown = [line.removeprefix("  # ") for line in readable(ANSWER, debug=True) if line.startswith("  # ")]
    assert json.loads("\n".join(shown)) == ANSWER["custom"]


def test_a_number_picks_a_button_and_a_restart_forgets(assistant):
    url, got = assistant
    said: list = []
    shell = Shell(url, show=said.append)
    for line in ("can I drink", "2", "", "/restart", "2", "he has a fit", "1"):
        assert shell.take(line)
    assert [one["message"] for one in got] == ["can I drink", "What about food?", "2", "he has a fit", "1"]
    assert got[0]["sender"] == got[1]["sender"] != got[2]["sender"]
    assert not shell.take("/stop")


def test_debug_is_switched_while_talking(assistant):
    said: list = []
    shell = Shell(assistant[0], show=said.append)
    for line in ("/debug", "hi", "/debug"):
        shell.take(line)
    assert "Payloads are shown." in said and any(line.startswith("  # ") for line in said)
    assert said[-1] == "Payloads are hidden."


def test_a_silent_assistant_is_told_with_what_to_do():
    said: list = []
    Shell("http://127.0.0.1:9", show=said.append).take("hello")
    assert said == [UNREACHABLE]
