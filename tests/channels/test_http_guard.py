"""What is no well-formed request of a bearable size never reaches the servers: real bytes over real sockets."""

from __future__ import annotations

import json
import socket
import time
from typing import Iterator

import pytest
import requests

from channels.http_guard import MAX_HEAD, MAX_HEADERS
from tests.system.processes import free_port, running

LIMIT = 8 * 1024 * 1024  # of the action server's bodies
HOST = b"Host: x\r\n"
POST = b"POST /webhook HTTP/1.1\r\n" + HOST
BODY = b'{"next_action": "nobody"}'
SMUGGLED = b"GET /health HTTP/1.1\r\n" + HOST + b"\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
BAD = {
    # C2: Sanic reads for ever.
    "negative length": b"GET /health HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\nab",
    "negative length of a post": POST + b"Content-Length: -1\r\n\r\n" + BODY,
    "a length with a plus": POST + b"Content-Length: +25\r\n\r\n" + BODY,
    "a length of letters": POST + b"Content-Length: many\r\n\r\n" + BODY,
    "a length in hexadecimal": POST + b"Content-Length: 0x19\r\n\r\n" + BODY,
    "a length in Arabic digits": POST + "Content-Length: \u0662\u0665\r\n\r\n".encode() + BODY,
    "no length": POST + b"Content-Length: \r\n\r\n" + BODY,
    "a length beyond 64 bits": POST + b"Content-Length: 99999999999999999999999\r\n\r\n" + BODY,
    "two lengths": POST + b"Content-Length: 25\r\nContent-Length: 2\r\n\r\n" + BODY,
    "a list of lengths": POST + b"Content-Length: 25, 25\r\n\r\n" + BODY,
    "a blank before the colon": POST + b"Content-Length : 25\r\n\r\n" + BODY,
    # M15: framed in two ways, the rest is a request of its own.
    "length and chunked": POST + b"Content-Length: 4\r\n" + CHUNKED + b"\r\n0\r\n\r\n" + SMUGGLED,
    "chunked and length": POST + CHUNKED + b"Content-Length: 4\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "an encoding that is none": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "chunked within other words": POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a chunk's size in hexadecimal": POST + CHUNKED + b"\r\n0x5\r\nhello\r\n0\r\n\r\n",
    "a chunk's negative size": POST + CHUNKED + b"\r\n-5\r\nhello\r\n0\r\n\r\n",
    "a chunk of letters": POST + CHUNKED + b"\r\nzz\r\nhello\r\n0\r\n\r\n",
    "a chunk longer than told": POST + CHUNKED + b"\r\n2\r\nhello\r\n0\r\n\r\n",
    "a chunk beyond 64 bits": POST + CHUNKED + b"\r\nfffffffffffffffff\r\nhello\r\n0\r\n\r\n",
    "a method that is none": b"BREW /health HTTP/1.1\r\n" + HOST + b"\r\n",
    "a tunnel": b"CONNECT x:80 HTTP/1.1\r\n" + HOST + b"\r\n",
    "a folded header": b"GET /health HTTP/1.1\r\nHost: x\r\nA: b\r\n Content-Length: 1\r\n\r\n",
    "NUL in a header": b"GET /health HTTP/1.1\r\nHost: x\r\nA: b\x00c\r\n\r\n",
    "a version that is none": b"GET /health HTTP/9.9\r\n\r\n",
    "another protocol": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "an upgrade": b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64,
    "nothing but bytes": bytes(range(256)),
}
TOO_MUCH = {
    "a length above the limit": (413, POST + b"Content-Length: %d\r\n\r\n" % (LIMIT + 1)),
    "a body above the limit, in chunks": (413, POST + CHUNKED + b"\r\n" + (b"100000\r\n" + b"x" * 0x100000 + b"\r\n") * 9),
    "one header above the limit": (431, b"GET /health HTTP/1.1\r\n" + HOST + b"A: " + b"x" * (MAX_HEAD + 1) + b"\r\n\r\n"),
    "a header without end": (431, b"GET /health HTTP/1.1\r\n" + HOST + b"A: " + b"x" * 600_000),
    "an address without end": (431, b"GET /" + b"x" * 600_000),
    "many headers": (431, b"GET /health HTTP/1.1\r\n" + HOST + b"A: b\r\n" * MAX_HEADERS + b"\r\n"),
    "a trailer without end": (431, POST + CHUNKED + b"\r\n0\r\nA: " + b"x" * 600_000),
    "a chunk's size without end": (431, POST + CHUNKED + b"\r\n" + b"0" * 600_000),
}  # fmt: skip


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Of an action server, which has the guard as Rasa has, and starts sooner."""
    chosen = free_port()
    with running(["-m", "actions"], f"http://127.0.0.1:{chosen}/health", ACTION_PORT=str(chosen)):
        yield chosen


def exchange(port: int, sent: bytes, pieces: int = 1, wait: float = 3.0) -> bytes:
    """What comes back until the server closes, or nothing more comes."""
    with socket.create_connection(("127.0.0.1", port), timeout=wait) as connection:
        got, size = b"", max(1, len(sent) // pieces)
        try:
            for start in range(0, len(sent), size):
                connection.sendall(sent[start : start + size])
                time.sleep(0.01 if pieces > 1 else 0)
            while piece := connection.recv(65536):
                got += piece
                connection.settimeout(0.3)  # for an answer that should not follow
        except OSError:
            pass
    return got


def is_well(port: int) -> bool:
    return requests.get(f"http://127.0.0.1:{port}/health", timeout=2).status_code == 200


@pytest.mark.parametrize("pieces", [1, 20])
@pytest.mark.parametrize("sent", BAD.values(), ids=BAD)
def test_a_malformed_request_gets_400_once_and_the_server_goes_on(port, sent, pieces):
    got = exchange(port, sent, pieces)
    assert got.startswith(b"HTTP/1.1 400 ") and got.count(b"HTTP/1.1") == 1
    assert json.loads(got.partition(b"\r\n\r\n")[2]) == {"error": "this is no well-formed HTTP request"}
    assert is_well(port)


@pytest.mark.parametrize(("status", "sent"), TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_is_too_large_is_refused_before_it_is_read(port, status, sent):
    got = exchange(port, sent)
    assert got.startswith(b"HTTP/1.1 %d " % status) and got.count(b"HTTP/1.1") == 1
    assert is_well(port)


def test_what_stands_behind_a_chunked_body_is_no_request(port):
    assert exchange(port, POST + CHUNKED + b"\r\n0\r\nA: b\r\n\r\n").startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("pieces", [1, 30])
def test_well_formed_requests_pass_whole_in_pieces_chunked_and_one_behind_the_other(port, pieces):
    plain = POST + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY
    chunked = POST + CHUNKED + b"\r\n%x;a=b\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
    last = b"GET /health HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
    got = exchange(port, plain + chunked + last, pieces)
    assert got.count(b"HTTP/1.1 404 ") == 2 and got.count(b"HTTP/1.1 200 ") == 1  # there is no action "nobody"
    assert b"No registered action" in got or b"nobody" in got


def test_a_body_at_the_limit_reaches_the_server(port):
    body = b'{"next_action": "nobody", "x": "' + b"x" * (LIMIT - 100) + b'"}'
    assert exchange(port, POST + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body).startswith(
        b"HTTP/1.1 404"
    )


def test_nothing_that_was_sent_is_logged():
    chosen = free_port()
    with running(["-m", "actions"], f"http://127.0.0.1:{chosen}/health", ACTION_PORT=str(chosen)) as server:
        exchange(chosen, POST + b"Content-Length: -1\r\n\r\nI took thirty tablets")
        assert "refused with 400" in server.log() and "thirty" not in server.log()
