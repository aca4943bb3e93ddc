"""Refuses what is no well-formed HTTP request of a bearable size, before anything behind it has read a byte.

Sanic 21.12 believes a `Content-Length` of -1 and then reads for ever, with the whole service; it lets a request be framed in two ways, and reads up to
100 MB before anybody can say no. Here each connection's bytes pass llhttp first (Node's parser, by `httptools`, in its strict mode), and are handed
on only where it takes them. It stands where Sanic provides for it: `app.run(protocol=...)`.
"""

from __future__ import annotations

import json
import logging
from typing import Any, Optional

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser
from sanic.server import HttpProtocol

logger = logging.getLogger(__name__)

MAX_HEAD = 16 * 1024  # bytes of a request's first line and headers
MAX_HEADERS = 100
METHODS = (b"GET", b"HEAD", b"POST", b"PUT", b"PATCH", b"DELETE", b"OPTIONS")
SLICE = 8 * 1024  # bytes that are read at once
LINGER_SECONDS = 1.0  # for a client that is still sending to read why it was refused
REASONS = {400: "Bad Request", 413: "Payload Too Large", 431: "Request Header Fields Too Large"}
ERRORS = {400: "this is no well-formed HTTP request", 413: "the body is too large", 431: "the headers are too large"}


class Refusal(Exception):
    """A request that is not handed on; carries the HTTP status."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(status)


class Framing:
    """Follows one connection's requests.

    Args:
        max_body: bytes that a request's body may have.
    """

    def __init__(self, max_body: int) -> None:
        self._max_body = max_body
        self._unended = 0  # bytes since the parser last had anything to say: a header without end
        self._parser = HttpRequestParser(self)
        self.on_message_begin()

    def take(self, data: bytes) -> None:
        """Reads on.

        Raises:
            Refusal: the request is malformed (400), its headers (431) or its body (413) are too large.
        """
        for start in range(0, len(data), SLICE):
            self._feed(data[start : start + SLICE])

    def _feed(self, data: bytes) -> None:
        self._moved = False
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            cause = error.__context__  # what our own callbacks raise comes back wrapped
            raise Refusal(cause.status if isinstance(cause, Refusal) else 400) from None
        self._unended = 0 if self._moved else self._unended + len(data)
        if self._unended > MAX_HEAD:
            raise Refusal(431)

    def on_message_begin(self) -> None:
        """A request begins."""
        self._in_body = False
        self._head, self._headers, self._body = 0, 0, 0
        self._unended, self._moved = 0, True

    def on_url(self, url: bytes) -> None:
        """A piece of the address; the method stands before it."""
        if self._parser.get_method() not in METHODS:
            raise Refusal(400)
        self._add_to_head(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header. Sanic takes one behind a chunked body for the next request."""
        if self._in_body:
            raise Refusal(400)
        self._headers += 1
        self._add_to_head(len(name) + len(value))
        if self._headers > MAX_HEADERS:
            raise Refusal(431)
        if name.lower() == b"content-length" and int(value) > self._max_body:  # llhttp has seen that it is a number
            raise Refusal(413)

    def on_headers_complete(self) -> None:
        """The body begins."""
        self._in_body = True

    def on_body(self, piece: bytes) -> None:
        """A piece of the body; of a chunked one nobody knows the length before."""
        self._body, self._moved = self._body + len(piece), True
        if self._body > self._max_body:
            raise Refusal(413)

    def _add_to_head(self, size: int) -> None:
        self._head, self._moved = self._head + size, True
        if self._head > MAX_HEAD:
            raise Refusal(431)


class GuardedHttp(HttpProtocol):
    """Sanic's HTTP protocol behind `Framing`; the body's limit is the app's `REQUEST_MAX_SIZE`."""

    __slots__ = ("_framing",)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._framing: Optional[Framing] = Framing(self.request_max_size)

    def data_received(self, data: bytes) -> None:
        """Hands on what is well-formed; answers anything else itself, and reads no more of that connection."""
        if self._framing is None:
            return
        try:
            self._framing.take(data)
        except Refusal as refusal:
            self._framing = None
            self._refuse(refusal.status)
        else:
            super().data_received(data)

    def _refuse(self, status: int) -> None:
        logger.warning("An HTTP request was refused with %d: %s.", status, ERRORS[status])
        body = json.dumps({"error": ERRORS[status]}).encode()
        head = (
            f"HTTP/1.1 {status} {REASONS[status]}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
        )
        if self.transport and not self.transport.is_closing():
            self.transport.write(head.encode() + body)
            # Closed at once, the unread rest would make the kernel reset the connection, and the answer with it.
            self.loop.call_later(LINGER_SECONDS, self._close)

    def _close(self) -> None:
        if self.transport and not self.transport.is_closing():
            self.transport.close()
