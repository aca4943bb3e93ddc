"""A clinic's webhook for tests: a real HTTP server that can be told to misbehave."""

from __future__ import annotations

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Dict, List

from escalations.delivery import IDEMPOTENCY, SIGNATURE, TIMESTAMP, signature

SECRET = "a test's own secret"


class Receiver:
    """Keeps what it accepted. `mood`: ok, error500, missing404, redirect, hang, cut (closes in the middle of its answer)."""

    def __init__(self, port: int = 0) -> None:
        self.mood = "ok"
        self.accepted: List[Dict] = []
        self.keys: List[str] = []
        self.tries = 0
        self.forged = 0
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # noqa: N802 - the library's name
                receiver._take(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/notices"

    def _take(self, request: BaseHTTPRequestHandler) -> None:
        self.tries += 1
        body = request.rfile.read(int(request.headers["Content-Length"]))
        if request.headers[SIGNATURE] != signature(SECRET, request.headers[TIMESTAMP], body):
            self.forged += 1
        mood = self.mood
        if mood == "hang":
            time.sleep(30)
            return
        if mood == "cut":
            request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf")
            request.wfile.flush()
            request.connection.shutdown(socket.SHUT_RDWR)
            return
        if mood == "redirect":
            request.send_response(302)
            request.send_header("Location", "/elsewhere")
            request.end_headers()
            return
        if mood == "ok":
            self.accepted.append(json.loads(body))
            self.keys.append(request.headers[IDEMPOTENCY])
        request.send_response({"ok": 204, "error500": 500, "missing404": 404}[mood])
        request.end_headers()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
