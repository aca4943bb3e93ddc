"""A plain chat page at `/chat/`, from Rasa's own port."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Awaitable, Callable

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.exceptions import NotFound
from sanic.request import Request
from sanic.response import HTTPResponse

FOLDER = Path(__file__).resolve().parent.parent / "widget"
FILES = {
    "": ("chat.html", "text/html; charset=utf-8"),
    "chat.js": ("chat.js", "text/javascript; charset=utf-8"),
    "chat.css": ("chat.css", "text/css; charset=utf-8"),
}
HEADERS = {
    # No inline script, nothing from another host: a reply can't be turned into code even if the page had a flaw.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class Page(InputChannel):
    """Serves the page's three files; the page itself talks to the REST channel."""

    @classmethod
    def name(cls) -> str:
        """The channel's name; no message comes in under it."""
        return "page"

    def url_prefix(self) -> str:
        """Beside `/webhooks/`, not below it."""
        return "/chat"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The page's address and those of its script and style."""
        page = Blueprint("bedside_page", __name__)

        @page.get("/")
        async def index(_: Request) -> HTTPResponse:
            return await _file("")

        @page.get("/<name>")
        async def file(_: Request, name: str) -> HTTPResponse:
            return await _file(name)

        return page


async def _file(name: str) -> HTTPResponse:
    if name not in FILES:
        raise NotFound("There is no such file.")
    filename, content_type = FILES[name]
    return await response.file(FOLDER / filename, headers=HEADERS, mime_type=content_type)
