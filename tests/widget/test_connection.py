"""Nothing is lost and nothing doubled, whatever happens to the connection, the server or the page."""

from __future__ import annotations

import json

import pytest
import requests
from playwright.sync_api import expect

from tests.widget.chat import ANSWER_MS, MESSAGES

BEER = "can I drink beer with baclofen"
DOSE = "what if I miss a dose"


def test_a_failed_message_says_so_gives_the_numbers_and_can_be_sent_again(chat):
    chat.page.route(MESSAGES, lambda route: route.abort())
    chat.ask(BEER)
    expect(chat.page.locator(".state.failed")).to_contain_text("Not sent")
    expect(chat.page.locator(".lost")).to_contain_text("If this is an emergency")
    assert chat.page.locator(".lost a[href='tel:999']").count() == 1
    expect(chat.page.locator("[role=status]")).to_contain_text("Not sent")
    chat.check_access("not-sent")
    chat.page.unroute(MESSAGES)
    chat.page.get_by_role("button", name="Send again").click()
    expect(chat.answers.first).to_be_visible(timeout=ANSWER_MS)
    expect(chat.page.locator(".lost")).to_have_count(0)
    assert chat.texts() == [BEER]


def test_what_was_written_offline_is_sent_in_order_when_the_browser_is_back(chat):
    chat.ask_and_wait("hello")
    chat.page.context.set_offline(True)
    chat.ask(BEER)
    chat.ask(DOSE)
    expect(chat.page.locator(".state.failed")).to_have_count(2)
    chat.check_access("offline")
    chat.page.context.set_offline(False)
    expect(chat.page.locator(".replies")).to_have_count(3, timeout=ANSWER_MS)
    assert chat.texts() == ["hello", BEER, DOSE]
    chat.page.reload()
    expect(chat.turns).to_have_count(3)
    assert chat.texts() == ["hello", BEER, DOSE]


def test_an_answer_that_got_lost_on_its_way_is_not_asked_for_twice(chat):
    lost: list = []

    def lose(route) -> None:
        if not lost:
            lost.append(route.fetch())  # the server has it; the browser never hears
            route.abort()
        else:
            route.continue_()

    chat.page.route(MESSAGES, lose)
    chat.ask(BEER)
    expect(chat.page.locator(".state.failed")).to_be_visible(timeout=ANSWER_MS)
    expect(chat.answers).to_have_count(1, timeout=ANSWER_MS)  # it tries again by itself
    chat.page.reload()
    expect(chat.turns).to_have_count(1)
    expect(chat.answers).to_have_count(1)


def test_a_page_that_is_left_while_it_sends_finds_message_and_answer_again(chat):
    chat.ask(BEER)
    chat.page.reload()
    expect(chat.answers).to_have_count(1, timeout=ANSWER_MS)
    assert chat.texts() == [BEER]
    chat.page.reload()
    expect(chat.answers).to_have_count(1)


def test_a_conversation_goes_on_after_the_server_was_restarted(chat, pair):
    chat.ask_and_wait(BEER)
    pair.stop_rasa()
    try:
        chat.ask(DOSE)
        expect(chat.page.locator(".state.failed")).to_be_visible()
        chat.check_access("server-down")
    finally:
        pair.start_again()
    chat.page.get_by_role("button", name="Send again").click()
    expect(chat.page.locator(".replies")).to_have_count(2, timeout=ANSWER_MS)
    chat.page.reload()
    expect(chat.page.locator(".replies")).to_have_count(2)
    assert chat.texts() == [BEER, DOSE]


def test_each_browser_has_a_conversation_of_its_own(open_chat, pair):
    first, second = open_chat(), open_chat()
    first.ask_and_wait(BEER)
    second.page.reload()
    expect(second.turns).to_have_count(0)
    token = first.page.evaluate(
        "() => JSON.parse(Object.entries(localStorage).find(([key]) => key.endsWith(':token'))[1])"
    )
    forged = token[:-6] + ("AAAAAA" if token[-6:] != "AAAAAA" else "BBBBBB")
    address = f"{pair.url}/chat/api/conversation"
    assert requests.get(address, headers={"Authorization": f"Bearer {token}"}, timeout=10).status_code == 200
    assert requests.get(address, headers={"Authorization": f"Bearer {forged}"}, timeout=10).status_code == 401


def test_a_conversation_that_has_ended_is_begun_anew_and_the_message_is_kept(chat):
    chat.page.evaluate(
        "() => { const chat = document.querySelector('bedside-chat'); chat.keeper.set('token', 'run-out'); }"
    )
    chat.ask_and_wait(BEER)
    expect(chat.page.locator(".notice")).to_contain_text("Your earlier conversation has ended")
    assert chat.texts() == [BEER]


def test_deleting_asks_first_and_then_leaves_nothing(chat, pair):
    chat.ask_and_wait(BEER)
    token = chat.page.evaluate("() => document.querySelector('bedside-chat').keeper.get('token', null)")
    chat.options()
    chat.check_access("options")
    chat.page.get_by_role("button", name="Delete my conversation").click()
    dialog = chat.page.get_by_role("dialog")
    expect(dialog).to_contain_text("stays with them")
    chat.check_access("delete")
    dialog.get_by_role("button", name="Keep it").click()
    assert chat.texts() == [BEER]
    chat.page.get_by_role("button", name="Delete my conversation").click()
    dialog.get_by_role("button", name="Delete my conversation").click()
    expect(chat.turns).to_have_count(0)
    expect(chat.page.locator(".notice")).to_contain_text("has been deleted")
    chat.check_access("deleted")
    kept = chat.page.evaluate("() => JSON.stringify(localStorage)")
    assert "token" not in json.loads(kept) and BEER not in kept
    answer = requests.get(f"{pair.url}/chat/api/conversation", headers={"Authorization": f"Bearer {token}"}, timeout=10)
    assert answer.json() == {"turns": []}
    chat.page.reload()
    expect(chat.turns).to_have_count(0)


def test_a_second_tab_follows_when_the_conversation_is_deleted(chat):
    chat.ask_and_wait("hello")
    other = chat.page.context.new_page()
    other.goto(chat.page.url)
    expect(other.locator(".turn")).to_have_count(1)
    chat.options()
    chat.page.get_by_role("button", name="Delete my conversation").click()
    chat.page.get_by_role("dialog").get_by_role("button", name="Delete my conversation").click()
    expect(other.locator(".turn")).to_have_count(0)


def test_too_many_messages_are_turned_away_with_the_number_and_sent_later(chat):
    words = "Please wait a minute and send it again. In an emergency call 999 now."
    chat.page.route(MESSAGES, lambda route: route.fulfill(status=429, json={"error": words}))
    chat.ask(BEER)
    expect(chat.page.locator(".state.failed")).to_contain_text("In an emergency call 999 now")
    chat.check_access("too-many")
    chat.page.unroute(MESSAGES)
    chat.page.get_by_role("button", name="Send again").click()
    expect(chat.answers).to_have_count(1, timeout=ANSWER_MS)


@pytest.mark.parametrize("status", [400, 413])
def test_a_message_that_is_refused_says_why(chat, status):
    chat.page.route(MESSAGES, lambda route: route.fulfill(status=status, json={"error": "it is too long"}))
    chat.ask(BEER)
    expect(chat.page.locator(".state.failed")).to_contain_text("it is too long")
