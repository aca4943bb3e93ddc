"""A browser, and pages on the chat that end the test if anything fails in them."""

from __future__ import annotations

import os
import shutil
from typing import Callable, Iterator, Optional
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from scripts import widget
from tests.widget.chat import Chat
from tests.widget.recorded import serving

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
def open_chat(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Chat]]:
    """Opens the demo page in a browser profile of its own: `open_chat(color_scheme="dark", ...)`. The pair is only started where no address is
    given."""
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
        page.goto(url or f"{request.getfixturevalue('pair').url}/chat/")
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


@pytest.fixture(scope="package")
def recorded_url() -> Iterator[str]:
    """The demo page on a server that answers with what was recorded."""
    with serving() as url:
        yield url


@pytest.fixture
def open_recorded(open_chat: Callable[..., Chat], recorded_url: str) -> Callable[..., Chat]:
    """Opens that page: `open_recorded(color_scheme="dark", region=None)`."""

    def opened(region: Optional[str] = "UK", **about) -> Chat:
        chat = open_chat(recorded_url, **about)
        if region is None:
            chat.page.evaluate("() => document.querySelector('bedside-chat').removeAttribute('region')")
            expect(chat.page.locator(".foot")).to_contain_text("112 or 000")
        return chat

    return opened


@pytest.fixture
def told(open_recorded: Callable[..., Chat]) -> Chat:
    """The same on a desktop, in the UK."""
    return open_recorded()


def _is_ours(message) -> bool:
    """A refused script or style of the page; not a connection that the test has cut, or a request that the API refuses."""
    if "Failed to load resource" in message.text and "/chat/api/" in message.location["url"]:
        return False
    return message.type == "error" and not any(known in message.text for known in NETWORK)
