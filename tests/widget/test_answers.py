"""Asking, and what an answer looks like."""

from __future__ import annotations

import re

import pytest
import requests
from playwright.sync_api import expect

from tests.widget.chat import ANSWER_MS, MESSAGES

BEER = "can I drink beer with baclofen"


def test_the_first_screen_says_what_this_is_and_is_not_and_whom_to_call(chat):
    screen = chat.page.locator(".welcome")
    for words in (
        "computer program",
        "not a doctor",
        "stored",
        "You can delete it all",
        "not all been clinically reviewed",
    ):
        expect(screen).to_contain_text(words)
    assert chat.page.locator(".welcome a[href='tel:999']").count() == 1
    expect(chat.page.locator(".foot")).to_contain_text("call 999")
    chat.check_access("first-screen")


def test_an_answer_has_its_sources_folded_and_its_review_in_sight(chat):
    turn = chat.ask_and_wait(BEER)
    answer = turn.locator(".bubble.bot")
    expect(turn.locator(".own .text")).to_have_text(BEER)
    expect(answer.locator(".review")).to_have_text(re.compile("Not yet clinically reviewed"))
    expect(answer.locator(".review")).to_be_visible()
    expect(answer.locator(".lead")).not_to_contain_text("From:")
    folded = answer.locator("details.sources")
    expect(folded.locator("li").first).not_to_be_visible()
    chat.check_access("answer")
    folded.locator("summary").click()
    link = folded.locator("li a").first
    expect(link).to_be_visible()
    assert link.get_attribute("href").startswith("https://")
    assert link.get_attribute("rel") == "noopener noreferrer"
    expect(folded).to_contain_text("read on")
    expect(folded).to_contain_text("To be checked again by")
    folded.evaluate("(folded) => folded.scrollIntoView({block: 'end'})")
    chat.check_access("answer-sources")


def test_a_quick_reply_asks_its_question(chat):
    turn = chat.ask_and_wait("what can you do")
    chat.check_access("quick-replies")
    turn.get_by_role("button", name="Missed dose").click()
    expect(chat.own.nth(1)).to_have_text("I missed a dose of baclofen. Should I take it now?")
    expect(chat.answers.nth(1).locator(".review")).to_be_visible(timeout=ANSWER_MS)
    assert chat.page.locator(".turns .offer").count() == 0  # only the latest turn offers any


def test_a_suggestion_of_the_first_screen_asks_its_question(chat):
    chat.page.get_by_role("button", name="What are the common side effects of baclofen?").click()
    expect(chat.answers.first.locator(".review")).to_be_visible(timeout=ANSWER_MS)
    expect(chat.field).to_be_focused()


def test_a_new_answer_is_announced_politely(chat):
    turn = chat.ask_and_wait(BEER)
    status = chat.page.locator("[role=status]")
    expect(status).to_contain_text(turn.locator(".lead").first.inner_text())
    expect(status).not_to_contain_text("From:")
    assert chat.page.locator("[role=log]").get_attribute("aria-live") == "off"  # so that nothing is said twice


def test_it_shows_that_it_is_looking_for_an_answer(chat):
    held: list = []
    chat.page.route(MESSAGES, lambda route: held.append(route))
    chat.ask(BEER)
    expect(chat.page.locator(".typing")).to_contain_text("Looking for an answer")
    chat.check_access("looking")
    held[0].continue_()
    expect(chat.page.locator(".typing")).to_have_count(0, timeout=ANSWER_MS)


def test_html_is_shown_as_text_and_never_run(chat):
    evil = "<img src=x onerror=\"document.title='run'\"><b>bold</b>"
    chat.ask_and_wait(evil)
    expect(chat.own.first).to_have_text(evil)
    chat.page.reload()
    expect(chat.own.first).to_have_text(evil)
    assert chat.page.locator(".turns img, .turns b").count() == 0
    assert chat.page.title() != "run"


def test_html_in_an_answer_is_shown_as_text_too(chat):
    evil = {
        "type": "answer",
        "level": "none",
        "schema": 2,
        "topic": "x",
        "parts": {
            "answer": "<script>document.title='run'</script> see https://example.org/a?b=1. <u>x</u>",
            "safety": "<u>safety</u>",
            "more": "- <u>more</u>",
            "help": ["<u>act</u>:\n- <u>sign</u>"],
        },
        "related": [{"question": "x/y", "text": "<u>related</u>"}],
        "options": [{"title": "<u>option</u>", "payload": "p"}],
        "sources": [{"title": "<i>t</i>", "publisher": "<u>p</u>", "url": "javascript:alert(1)", "year": None}],
    }
    reply = {"id": "a.0", "text": "not shown", "custom": evil}
    chat.page.route(
        MESSAGES,
        lambda route: route.fulfill(json={"id": "a", "at": 1, "text": "q", "replies": [reply], "kept": True}),
    )
    turn = chat.ask_and_wait("q")
    expect(turn).to_contain_text("<script>document.title='run'</script>")
    assert turn.locator("script, u, i:not(.dots i)").count() == 0
    assert turn.locator(".lead a").get_attribute("href") == "https://example.org/a?b=1"
    for folded in turn.locator("summary").all():
        folded.click()
    expect(turn.locator(".sources")).to_contain_text("<i>t</i>")
    for name in ("safety", "more", "act", "sign", "related", "option", "p"):
        expect(turn).to_contain_text(f"<u>{name}</u>")
    assert turn.locator("script, u, i:not(.dots i)").count() == 0
    assert turn.locator("a[href^='javascript']").count() == 0


def test_a_script_that_is_not_the_chat_s_own_is_not_run(browser, pair):
    page = browser.new_page()
    page.goto(f"{pair.url}/chat/")
    assert "unsafe" not in requests.get(f"{pair.url}/chat/", timeout=10).headers["Content-Security-Policy"]
    blocked = page.evaluate(
        """() => new Promise((done) => {
          document.addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective));
          try { document.body.innerHTML += "<img src=x onerror=alert(1)>"; } catch (error) { done(error.name); }
        })"""
    )
    page.close()
    assert blocked == "TypeError"  # text can't be turned into markup at all


@pytest.mark.parametrize("choice", ["Yes", "No"])
def test_feedback_is_taken_once_and_remembered(chat, choice):
    turn = chat.ask_and_wait(BEER)
    with chat.page.expect_response("**/chat/api/feedback") as sent:
        turn.get_by_role("button", name=choice, exact=True).click()
    assert sent.value.status == 204
    assert sent.value.request.post_data_json["helped"] is (choice == "Yes")
    expect(turn.locator(".feedback")).to_contain_text("Thank you")
    chat.page.reload()
    expect(chat.turns.first.locator(".feedback")).to_contain_text("Thank you")
    chat.check_access("feedback")
