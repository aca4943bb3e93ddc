"""The files that the chat is made of, with the headers that keep a page safe."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Dict

from sanic import Blueprint, response
from sanic.exceptions import NotFound
from sanic.request import Request
from sanic.response import HTTPResponse

FOLDER = Path(__file__).resolve().parent.parent.parent / "widget"
FILES = {
    "": ("demo/index.html", "text/html; charset=utf-8"),
    "demo.css": ("demo/demo.css", "text/css; charset=utf-8"),
    "bedside-chat.js": ("dist/bedside-chat.js", "text/javascript; charset=utf-8"),
}
HEADERS = {
    # No inline script or style, nothing from another host, and no text turned into markup but by the view library's own templates:
    # a reply can't become code even if the page had a flaw.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",  # asked for anew each time; the ETag makes that cheap
}
ON_OTHER_SITES = {"Cross-Origin-Resource-Policy": "cross-origin"}  # the script is what a clinic's own page loads


class _File:
    def __init__(self, name: str, content_type: str) -> None:
        self.body = (FOLDER / name).read_bytes()
        self.content_type = content_type
        self.etag = f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'
        self.headers = {**HEADERS, **(ON_OTHER_SITES if name.endswith(".js") else {}), "ETag": self.etag}


def add_pages(blueprint: Blueprint) -> None:
    """Adds the demo page and its files to the channel. They are read once: a missing one ends the start, not a patient's visit."""
    files: Dict[str, _File] = {name: _File(*about) for name, about in FILES.items()}

    @blueprint.get("/")
    async def index(request: Request) -> HTTPResponse:
        return _answer(request, files[""])

    @blueprint.get("/<name>")
    async def file(request: Request, name: str) -> HTTPResponse:
        if name not in files:
            raise NotFound("There is no such file.")
        return _answer(request, files[name])


def _answer(request: Request, file: _File) -> HTTPResponse:
    if request.headers.get("if-none-match") == file.etag:
        return response.empty(304, headers=file.headers)
    return response.raw(file.body, headers=file.headers, content_type=file.content_type)
