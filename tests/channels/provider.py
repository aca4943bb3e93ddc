"""A provider's API for tests: a real HTTP server that keeps what it accepted, and can be told to misbehave."""

from __future__ import annotations

import base64
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Dict, List, NamedTuple, Optional
from urllib.parse import parse_qsl, urlsplit

NUMBER, ACCOUNT, TOKEN = "+15550006789", "AC00000000000000000000000000000000", "a-provider-token"


class Sent(NamedTuple):
    """One message as a provider accepted it."""

    to: str
    text: str
    body: Dict[str, Any]
    path: str
    authorization: str


class Provider:
    """Plays Twilio, Telegram, Slack and Meta, each under its own path.

    `moods` is worked off one for each request, then everything is accepted: a status, "hang", "cut" or "refuse" (Slack's 200 that
    refuses).
    """

    def __init__(self) -> None:
        self.accepted: List[Sent] = []
        self.tries: List[str] = []
        self.tried_at: List[float] = []  # of the clock that never goes back, one a try
        self.moods: List[Any] = []
        self.retry_after: Optional[float] = None
        self.code = 0  # of errors
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # noqa: N802 - the library's name
                provider._take(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def texts(self, to: Optional[str] = None) -> List[str]:
        """What was said, to one address or to all, in order."""
        return [sent.text for sent in self.accepted if to in (None, sent.to)]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _take(self, request: BaseHTTPRequestHandler) -> None:
        raw = request.rfile.read(int(request.headers["Content-Length"])).decode()
        is_json = request.headers["Content-Type"].startswith("application/json")
        body = json.loads(raw) if is_json else dict(parse_qsl(raw))
        sent = _sent(request.path, body, request.headers.get("Authorization", ""))
        self.tries.append(sent.text)
        self.tried_at.append(time.monotonic())
        mood = self.moods.pop(0) if self.moods else 200
        if mood == "hang":
            time.sleep(5)
            return
        if mood == "cut":
            request.connection.close()
            return
        answer = _accepted(sent.path) if mood == 200 else self._error(sent.path)
        status = 200 if mood == "refuse" else 201 if mood == 200 and "Messages.json" in sent.path else mood
        if mood == 200:
            self.accepted.append(sent)
        request.send_response(status)
        if self.retry_after is not None and status == 429:
            request.send_header("Retry-After", str(self.retry_after))
        data = json.dumps(answer).encode()
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)

    def _error(self, path: str) -> Dict[str, Any]:
        if path.startswith("/bot"):
            waiting = {"parameters": {"retry_after": self.retry_after}} if self.retry_after is not None else {}
            return {"ok": False, "error_code": self.code, "description": "no", **waiting}
        if "chat.postMessage" in path:
            return {"ok": False, "error": self.code or "internal_error"}
        if "/me/messages" in path:
            return {"error": {"code": self.code, "message": "no", "type": "OAuthException"}}
        return {"code": self.code, "message": "no", "status": 400}


def basic(account: str = ACCOUNT, token: str = TOKEN) -> str:
    return "Basic " + base64.b64encode(f"{account}:{token}".encode()).decode()


def _accepted(path: str) -> Dict[str, Any]:
    if "Messages.json" in path:
        return {"sid": "SM1", "status": "queued"}
    return {"message_id": "m"} if "/me/messages" in path else {"ok": True, "result": {}}


def _sent(path: str, body: Dict[str, Any], authorization: str) -> Sent:
    """One shape for what four APIs call by different names."""
    to = body.get("To") or body.get("chat_id") or body.get("channel") or body["recipient"]["id"]
    text = body.get("Body") or body.get("text") or body["message"]["text"]
    return Sent(str(to), text, body, urlsplit(path).path, authorization)
