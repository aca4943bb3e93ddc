"""The chat on a clinic's own page, on another origin."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.system.processes import free_port

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Another clinic</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src {server}; connect-src {server}">
<script src="{server}/chat/bedside-chat.js"></script></head>
<body><main><h1>Another clinic</h1><bedside-chat region="UK" language="fr" clinic-name="Clinic &lt;b&gt;" clinic-phone="0123"
 opening-text="Welcome to our chat." accent-color="#6b1d5c"></bedside-chat></main></body></html>"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_) -> None:
        """Says nothing."""


@pytest.fixture
def serve_page(pair, tmp_path):
    (tmp_path / "index.html").write_text(PAGE.format(server=pair.url), encoding="utf-8")
    servers: list = []

    def serve(port: int) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Quiet, directory=str(tmp_path)))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://localhost:{port}/index.html"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_listed_site_embeds_the_chat_with_one_tag_and_its_attributes(open_chat, serve_page, pair):
    chat = open_chat(serve_page(pair.clinic_port))
    expect(chat.page.locator(".opening")).to_have_text("Welcome to our chat.")
    expect(chat.page.locator("bedside-chat header")).to_contain_text("Clinic <b>")
    expect(chat.page.locator(".facts")).to_contain_text("0123")
    expect(chat.page.locator(".welcome a.call")).to_have_count(1)
    expect(chat.root).to_have_attribute("lang", "en")  # there is no French yet: the words and their language agree
    turn = chat.ask_and_wait("can I drink beer with baclofen")
    expect(turn.locator(".bubble.bot")).to_contain_text("999")
    chat.check_access("embedded")
    chat.page.reload()
    expect(chat.turns).to_have_count(1)


def test_a_site_that_is_not_listed_gets_the_numbers_and_no_conversation(browser, serve_page, pair):
    page = browser.new_page()
    page.goto(serve_page(free_port()))
    page.get_by_label("Your question").fill("hello")
    page.keyboard.press("Enter")
    expect(page.locator(".state.failed")).to_contain_text("Not sent")
    assert page.locator(".lost a[href='tel:999']").count() == 1
    assert page.locator(".lost a[href='tel:911']").count() == 0  # built in, for the page's region
    assert page.evaluate("() => Object.keys(localStorage).filter((key) => key.endsWith(':token'))") == []
    page.close()
