"""A browser, and pages on the chat that end the test if anything fails in them."""

from __future__ import annotations

import os
import shutil
from typing import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, sync_playwright

from scripts import widget
from tests.system.pair import Pair
from tests.widget.chat import Chat

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NETWORK = (
    "ERR_FAILED",
    "ERR_CONNECTION_REFUSED",
    "ERR_INTERNET_DISCONNECTED",
    "ERR_CONNECTION_RESET",
    "ERR_EMPTY_RESPONSE",
)
DESKTOP = {"width": 1100, "height": 900}


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. It goes with these tests: Playwright holds the thread's event loop, which others need."""
    if CHROMIUM is None:
        assert not os.environ.get("CI"), "CI must run the browser tests: install Debian's chromium"
        pytest.skip("no Chromium on the PATH (Debian: apt-get install chromium)")
    widget.install()  # axe-core
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def open_chat(browser: Browser, pair: Pair) -> Iterator[Callable[..., Chat]]:
    """Opens the demo page in a browser profile of its own: `open_chat(color_scheme="dark", ...)`."""
    contexts: list = []
    errors: list = []
    hosts: set = set()

    def opened(url: str = "", **about) -> Chat:
        about.setdefault("viewport", DESKTOP)
        context = browser.new_context(**about)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if _is_ours(message) else None)
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        page.goto(url or f"{pair.url}/chat/")
        page.locator("bedside-chat form").wait_for()
        return Chat(page)

    yield opened
    for context in contexts:
        context.close()
    assert errors == []
    assert {host.partition(":")[0] for host in hosts} <= {"127.0.0.1", "localhost", ""}, (
        "a request went to another host"
    )


@pytest.fixture
def chat(open_chat: Callable[..., Chat]) -> Chat:
    """The demo page on a desktop."""
    return open_chat()


def _is_ours(message) -> bool:
    """A refused script or style of the page; not a connection that the test has cut, or a request that the API refuses."""
    if "Failed to load resource" in message.text and "/chat/api/" in message.location["url"]:
        return False
    return message.type == "error" and not any(known in message.text for known in NETWORK)
