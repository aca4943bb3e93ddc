"""An emergency can't be missed."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.widget.chat import MESSAGES

FIT = "my dad is having a fit right now and will not wake up"


def test_an_emergency_is_pinned_with_word_sign_and_numbers_until_put_away(chat):
    turn = chat.ask_and_wait(FIT)
    card = chat.pinned.locator(".card.emergency")
    expect(card).to_be_visible()
    expect(card.locator("h3")).to_contain_text("Emergency")
    expect(card.locator("h3 svg")).to_be_visible()
    assert chat.pinned.get_attribute("role") == "alert"
    assert chat.pinned.locator("a[href='tel:999']").count() >= 1
    expect(turn).to_contain_text("what to do is shown at the top")
    chat.check_access("emergency")
    box, root = card.bounding_box(), chat.root.bounding_box()
    assert box["y"] < root["y"] + 200  # right below the header, whatever was scrolled

    chat.page.reload()
    expect(chat.pinned.locator(".card")).to_be_visible()

    chat.pinned.get_by_role("button", name="I've read this").click()
    expect(chat.pinned.locator(".card")).to_have_count(0)
    expect(chat.turns.first.locator(".card.emergency")).to_be_visible()  # it stays where it was said
    expect(chat.field).to_be_focused()
    chat.check_access("emergency-put-away")
    chat.page.reload()
    expect(chat.turns.first.locator(".card.emergency")).to_be_visible()
    expect(chat.pinned.locator(".card")).to_have_count(0)


def test_the_page_s_region_decides_whose_numbers_are_given(open_chat):
    chat = open_chat()
    expect(chat.page.locator(".welcome a[href='tel:999']")).to_have_count(1)
    chat.page.evaluate("() => document.querySelector('bedside-chat').setAttribute('region', 'AU')")
    expect(chat.page.locator(".welcome a[href='tel:000']")).to_have_count(1)
    chat.ask_and_wait(FIT)
    assert chat.pinned.locator("a[href='tel:000']").count() == 1
    assert chat.pinned.locator("a[href='tel:999']").count() == 0


def test_an_urgent_warning_is_pinned_and_says_today(chat):
    chat.ask_and_wait("my pump alarm is beeping since this morning")
    expect(chat.pinned.locator(".card")).to_be_visible()
    chat.check_access("urgent-pump")
    chat.page.evaluate("() => localStorage.clear()")
    chat.page.reload()
    chat.ask_and_wait("I ran out of baclofen yesterday and cannot get more")
    expect(chat.pinned.locator(".card")).to_be_visible()
    chat.check_access("urgent")


def test_a_question_that_checks_for_danger_stands_out(chat):
    reply = {
        "id": "a.0",
        "text": "Is it happening right now? If so, call 999 now.",
        "custom": {
            "schema": 2,
            "type": "check",
            "level": "emergency",
            "flags": ["seizure"],
            "parts": {
                "do": [],
                "tell": None,
                "dont": None,
                "question": "Is it happening right now? If so, call 999 now.",
            },
            "actions": [{"label": "Emergency", "number": "999", "tel": "999", "role": "emergency"}],
            "options": [{"title": "Yes", "payload": "Yes"}, {"title": "No", "payload": "No"}],
        },
    }
    chat.page.route(
        MESSAGES,
        lambda route: route.fulfill(json={"id": "a", "at": 1, "text": "q", "replies": [reply], "kept": True}),
    )
    turn = chat.ask_and_wait("q")
    expect(turn.locator(".card.check h3")).to_contain_text("Please answer this first")
    assert turn.locator("a[href='tel:999']").count() == 1
    expect(turn.locator(".card.check .offer")).to_have_text(["Yes", "No"])
    expect(chat.page.locator(".unseen[role=alert]")).to_contain_text("happening right now")
    chat.check_access("check")
