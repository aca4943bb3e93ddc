"""What becomes of a card: buttons below it, one line once help comes, gone when it is over; how far the clinic has it; and a number to call."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.widget.chat import Chat

PHONE = {"width": 390, "height": 664}
PROGRESS, CALLBACK = "**/chat/api/progress*", "**/chat/api/callback"
TOLD_AT = 1764550000  # when the recorded server says that a message came
SEEN = {
    "state": "seen",
    "at": "2026-12-01T02:14:00+00:00",
    "text": "Seen by a person at 02:14. Somebody at the clinic has read this.",
}


def in_danger(chat: Chat, flag: str = "seizure"):
    """The chat with a card, and the turn that told it."""
    turn = chat.ask_and_wait(f"card {flag} UK")
    expect(chat.pinned.locator("ol.steps")).to_be_visible()
    return turn


def test_what_people_answer_is_below_the_card_to_press(told):
    turn = in_danger(told)
    expect(turn.locator(".offer")).to_have_text(["I called", "Help is coming", "It is over", "False alarm"])
    turn.locator(".offer").first.click()
    expect(told.own.last).to_have_text("I called them")
    expect(told.answers.last).to_contain_text("Stay on the line")
    expect(told.pinned.locator("ol.steps")).to_be_visible()  # what to do until they come stays in sight
    expect(told.turns.last.locator(".offer")).to_have_text(["Help is coming", "It is over"])


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1100, "height": 900}])
def test_once_help_comes_the_card_is_one_line_with_the_number_one_tap_away(open_recorded, viewport):
    chat = open_recorded(viewport=viewport)
    turn = in_danger(chat)
    whole = chat.pinned.bounding_box()["height"]
    turn.locator(".offer", has_text="Help is coming").click()
    small = chat.pinned.locator(".card.small")
    expect(small).to_be_visible()
    expect(chat.pinned.locator("ol.steps")).to_have_count(0)
    expect(small.locator("a[href='tel:999']")).to_be_in_viewport(ratio=1)
    assert chat.pinned.bounding_box()["height"] < whole / 2
    chat.check_access(f"card-small-{viewport['width']}")
    chat.assert_no_sideways_scroll()
    small.get_by_role("button", name="Show the steps").click()
    expect(chat.pinned.locator("ol.steps")).to_be_visible()


def test_a_new_danger_is_whole_again_and_so_is_one_that_nobody_can_be_reached_for(told):
    in_danger(told).locator(".offer", has_text="Help is coming").click()
    expect(told.pinned.locator(".card.small")).to_be_visible()
    told.ask_and_wait("card unresponsive UK")
    expect(told.pinned.locator("ol.steps")).to_be_visible()
    told.ask_and_wait("after on_the_way unresponsive")
    expect(told.pinned.locator(".card.small")).to_be_visible()
    told.ask_and_wait("after cannot unresponsive")
    expect(told.pinned.locator("ol.steps")).to_be_visible()


def test_with_it_is_over_the_card_goes_also_after_a_reload(told):
    in_danger(told).locator(".offer", has_text="It is over").click()
    expect(told.pinned.locator(".card")).to_have_count(0)
    told.page.reload()
    expect(told.turns.first.locator(".card.emergency")).to_be_visible()
    expect(told.pinned.locator(".card")).to_have_count(0)


def test_of_a_danger_of_which_nobody_is_believed_the_line_stays(told):
    in_danger(told, "self_harm")
    told.ask_and_wait("after false_alarm self_harm")
    expect(told.pinned.locator(".card.small a.call")).to_be_visible()


def test_that_somebody_has_read_it_shows_by_itself(open_recorded):
    chat = open_recorded()
    chat.page.clock.install(time=TOLD_AT)
    asked: list = []

    def answer(route) -> None:
        asked.append(route.request.method)
        known = {**SEEN, "state": "noted", "text": "Noted."} if len(asked) == 1 else SEEN
        route.fulfill(json={"progress": known})

    chat.page.route(PROGRESS, answer)
    in_danger(chat)
    chat.page.clock.run_for(16_000)
    expect(chat.page.locator(".progress")).to_have_text("Noted.")
    chat.page.clock.run_for(16_000)
    expect(chat.page.locator(".progress")).to_have_text(SEEN["text"])
    chat.page.clock.run_for(120_000)
    assert len(asked) == 2  # once it was seen nobody asks again
    chat.check_access("progress")


def test_nothing_is_said_of_the_clinic_where_it_can_t_be_asked(open_recorded):
    chat = open_recorded()
    chat.page.clock.install(time=TOLD_AT)
    chat.page.route(PROGRESS, lambda route: route.abort())
    in_danger(chat)
    chat.page.clock.run_for(40_000)
    expect(chat.page.locator(".progress")).to_have_count(0)
    expect(chat.page.locator(".lost")).to_have_count(0)  # the conversation itself is not lost


def test_a_number_is_left_or_declined_with_one_tap(open_recorded):
    chat = open_recorded()
    sent: list = []

    def answer(route) -> None:
        sent.append(json.loads(route.request.post_data))
        wrong = sent[-1]["number"] == "12"
        route.fulfill(status=400, json={"error": "That is no telephone number."}) if wrong else route.fulfill(
            status=204
        )

    chat.page.route(CALLBACK, answer)
    in_danger(chat)
    form = chat.page.locator("form.callback")
    field = form.get_by_label("May the clinic call you?")
    field.fill("12")
    form.get_by_role("button", name="Leave it").click()
    expect(form.locator(".fault")).to_have_text("That is no telephone number.")
    chat.check_access("callback")
    field.fill("07400 123456")
    form.get_by_role("button", name="Leave it").click()
    expect(chat.page.locator("p.callback")).to_contain_text("can see your number")
    assert [one["number"] for one in sent] == ["12", "07400 123456"]
    assert "123456" not in chat.page.evaluate("() => JSON.stringify(localStorage)")

    other = open_recorded()
    in_danger(other)
    other.page.locator("form.callback").get_by_role("button", name="No, thanks").click()
    expect(other.page.locator(".callback")).to_have_count(0)
    other.page.reload()
    expect(other.turns.first).to_be_visible()
    expect(other.page.locator(".callback")).to_have_count(0)
