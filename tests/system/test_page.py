"""The chat page in a real browser."""

from __future__ import annotations

import os
import shutil

import pytest
import requests
from playwright.sync_api import Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        assert not os.environ.get("CI"), "CI must run the browser tests: install Debian's chromium"
        pytest.skip("no Chromium on the PATH (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def page(browser, pair):
    opened = browser.new_page()
    opened.on(
        "console",
        lambda message: (
            errors.append(message.text) if message.type == "error" and "ERR_FAILED" not in message.text else None
        ),
    )
    errors: list = []
    opened.goto(f"{pair.url}/chat/")
    yield opened
    assert errors == [], errors
    opened.close()


def ask(page: Page, text: str) -> None:
    page.get_by_label("Your question").fill(text)
    page.keyboard.press("Enter")


def test_a_question_is_answered_on_the_page(page):
    ask(page, "can I drink beer with baclofen")
    expect(page.locator("li.own")).to_have_text("can I drink beer with baclofen")
    expect(page.locator("li.bot")).to_contain_text("clinically reviewed yet", timeout=20000)


def test_a_button_sends_its_question(page):
    ask(page, "what can you do")
    page.get_by_role("button", name="Missed dose").click(timeout=20000)
    expect(page.locator("li.bot").nth(1)).to_contain_text("clinically reviewed yet", timeout=20000)


def test_html_is_shown_as_text_and_never_run(page):
    ask(page, "<img src=x onerror=\"document.title='run'\"><b>bold</b>")
    expect(page.locator("li.own")).to_contain_text("<b>bold</b>")
    expect(page.locator("li.bot")).to_be_visible(timeout=20000)
    assert page.locator("li img, li b").count() == 0
    assert page.title() != "run"


def test_a_message_that_fails_says_so_with_numbers_and_can_be_sent_again(page):
    page.route("**/webhooks/rest/webhook", lambda route: route.abort())
    page.get_by_label("Your question").fill("hello")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("li.failed")).to_contain_text("999")
    page.unroute("**/webhooks/rest/webhook")
    page.get_by_role("button", name="Send it again").click()
    expect(page.locator("li.bot").nth(1)).to_contain_text("Bedside", timeout=20000)


def test_it_fits_a_narrow_phone(page):
    page.set_viewport_size({"width": 320, "height": 568})
    ask(page, "can I drink beer with baclofen")
    expect(page.locator("li.bot")).to_be_visible(timeout=20000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_page_is_served_with_a_policy_that_runs_no_inline_script(pair):
    policy = requests.get(f"{pair.url}/chat/", timeout=10).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("name", ["../config.yml", "..%2fconfig.yml", "chat.py", "nothing"])
def test_nothing_but_the_page_s_files_is_served(pair, name):
    assert requests.get(f"{pair.url}/chat/{name}", timeout=10).status_code == 404
