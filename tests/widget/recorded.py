"""A real HTTP server that serves the chat and answers with what Bedside once said: `recorded.json`.

So the views are tested with every kind of reply, each as it is to the letter, whatever the model understands today. The keys of `said` are
the messages that are answered. `test_recorded.py` holds the shape of what was recorded against what the code makes now. A message such as
"card seizure UK" is answered with the very card that the code makes for that danger (`cards.py`).
"""

from __future__ import annotations

import json
import threading
import uuid
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional
from urllib.parse import parse_qs, urlsplit

from channels.widget.pages import FILES, FOLDER, HEADERS
from tests.widget import cards

RECORDED: Dict[str, Any] = json.loads((Path(__file__).parent / "recorded.json").read_text(encoding="utf-8"))
PAGE = "/chat/"
API = "/chat/api/"


class _Handler(BaseHTTPRequestHandler):
    turns: Dict[str, List[Dict[str, Any]]]

    def log_message(self, *_: Any) -> None:
        """Says nothing."""

    def do_GET(self) -> None:  # noqa: N802 - http.server's own name
        """Pages, and what the chat reads."""
        at = urlsplit(self.path)
        if at.path == f"{API}about":
            known = parse_qs(at.query).get("region") == ["UK"]
            self._json(RECORDED["about" if known else "about, country unknown"])
        elif at.path == f"{API}conversation":
            self._json({"turns": self.turns.get(self._token(), [])})
        else:
            self._page(at.path[len(PAGE) :])

    def do_POST(self) -> None:  # noqa: N802
        """What the chat says."""
        sent = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
        if self.path == f"{API}conversations":
            self._json({"token": uuid.uuid4().hex}, 201)
        elif self.path == f"{API}messages":
            self._json({**self._turn(sent), "kept": True})
        else:
            self._json(None, 204)

    def do_DELETE(self) -> None:  # noqa: N802
        """The conversation is forgotten."""
        self.turns.pop(self._token(), None)
        self._json(None, 204)

    def _turn(self, sent: Dict[str, Any]) -> Dict[str, Any]:
        said = RECORDED["said"].get(sent["text"]) or cards.said(sent["text"])
        replies = [{"id": f"{sent['id']}.{n}", **one} for n, one in enumerate(said)]
        replies = replies or [{"id": f"{sent['id']}.0", "text": f"Nothing was recorded for {sent['text']!r}."}]
        turn = {"id": sent["id"], "at": 1764550000, "text": sent["text"], "replies": replies}
        self.turns.setdefault(self._token(), []).append(turn)
        return turn

    def _token(self) -> str:
        return (self.headers.get("Authorization") or "").rpartition(" ")[2]

    def _page(self, name: str) -> None:
        if name not in FILES:
            self._send(404, b"", "text/plain")
            return
        file, content_type = FILES[name]
        self._send(200, (FOLDER / file).read_bytes(), content_type)

    def _json(self, body: Optional[Any], status: int = 200) -> None:
        self._send(status, b"" if body is None else json.dumps(body).encode(), "application/json")

    def _send(self, status: int, body: bytes, content_type: str) -> None:
        self.send_response(status)
        for name, value in {**HEADERS, "Content-Type": content_type, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving() -> Iterator[str]:
    """Serves until the block ends; gives the demo page's address."""
    handler = type("Handler", (_Handler,), {"turns": {}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}{PAGE}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
