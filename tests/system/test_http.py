"""What Rasa's own server says to bad requests, and what it tells of itself: the guard (tests/channels/test_http_guard.py has every line) stands here too."""

from __future__ import annotations

import requests

from channels.request import MAX_BODY
from tests.channels.test_http_guard import BAD, POST, exchange


def test_no_bad_request_reaches_rasa_and_the_next_person_is_answered(pair):
    port = int(pair.url.rpartition(":")[2])
    for name, sent in BAD.items():
        assert exchange(port, sent.replace(b"/health", b"/chat/"), wait=10).startswith(b"HTTP/1.1 400 "), name
    big = POST.replace(b"/webhook", b"/webhooks/rest/webhook") + b"Content-Length: 99000000\r\n\r\n"
    assert exchange(port, big, wait=10).startswith(b"HTTP/1.1 413 ")
    assert pair.say("hello")[0]["text"]


def test_a_body_that_is_a_little_too_large_is_refused_in_the_channel_s_words(pair):
    answer = requests.post(f"{pair.url}/webhooks/rest/webhook", data="x" * (MAX_BODY + 1), timeout=10)
    assert answer.status_code == 413 and "bytes" in answer.json()["error"]


def test_nobody_is_told_what_serves_or_invited_from_elsewhere(pair):
    for path in ("/", "/version", "/status", "/webhooks/rest/", "/chat/", "/nothing"):
        answer = requests.get(pair.url + path, headers={"Origin": "https://evil.example"}, timeout=10)
        assert "rasa" not in answer.text.lower() and "sanic" not in answer.text.lower()
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
    assert requests.get(pair.url, timeout=10).status_code == 404
