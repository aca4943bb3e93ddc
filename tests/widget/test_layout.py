"""Each kind of reply laid out from its parts: what is in sight, what is folded, and what can be pressed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.widget.recorded import RECORDED

PHONE = {"width": 320, "height": 568}
SAID = RECORDED["said"]


def parts_of(name: str) -> dict:
    """The parts of the first reply that was recorded for a message."""
    return SAID[name][0]["custom"]["parts"]


def test_an_answer_comes_first_and_largest_and_all_else_is_folded(told):
    turn = told.ask_and_wait("beer")
    answer, parts = turn.locator(".bubble.bot"), parts_of("beer")
    expect(answer.locator(".lead")).to_have_text(parts["answer"])
    assert (
        "From:" not in answer.inner_text()
    )  # the line of origin of text channels: here the sources and the mark say it
    sizes = [
        answer.locator(one).evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)")
        for one in (".lead", ".review")
    ]
    assert sizes[0] > told.text_size() > sizes[1]
    expect(answer.locator("summary")).to_have_text(["More", "When to get help", re.compile(r"Sources \(\d\)")])
    expect(answer.locator("details[open]")).to_have_count(0)
    expect(answer.locator(".review")).to_have_text("Not yet clinically reviewed")
    told.check_access("answer-folded")
    answer.get_by_text("More", exact=True).click()
    expect(answer.locator(".more .unfolded")).to_have_text(parts["more"])
    answer.locator(".sources summary").click()
    first = answer.locator(".sourcelist li").first
    source = SAID["beer"][0]["custom"]["sources"][0]
    for words in (source["publisher"], source["title"], "read on 22 November 2026"):
        expect(first).to_contain_text(words)
    assert first.locator("a").get_attribute("href") == source["url"]
    told.check_access("answer-unfolded")


def test_an_answer_that_was_reviewed_says_by_whom_and_when(told):
    turn = told.ask_and_wait("beer, signed")
    expect(turn.locator(".review.approved")).to_have_text("Reviewed on 22 November 2026 by A. Pharmacist")
    told.check_access("answer-reviewed")


def test_the_line_of_safety_stands_apart_below_the_answer(told):
    turn = told.ask_and_wait("no pee")
    safety = turn.locator(".safety")
    expect(safety).to_have_text(parts_of("no pee")["safety"])
    assert int(safety.evaluate("(one) => getComputedStyle(one).fontWeight")) >= 600
    assert (
        safety.bounding_box()["y"]
        >= turn.locator(".lead").bounding_box()["y"] + turn.locator(".lead").bounding_box()["height"]
    )
    expect(told.page.locator(".unseen[role=status]")).to_contain_text(parts_of("no pee")["safety"])
    told.check_access("answer-safety")


def test_the_signs_stand_open_once_and_are_a_list_below_what_to_do(told):
    turn = told.ask_and_wait("stopped suddenly")
    card = turn.locator("details.help")
    expect(card).to_have_attribute("open", "")
    expect(card.locator(".firstaid")).to_have_text('Say "baclofen withdrawal" and when the last dose was.')
    expect(card.locator("h3").first).to_have_text("Call 999 now for:")
    expect(card.locator("h3 + ul").first.locator("li").first).to_have_text("fever after missed doses")
    assert "- " not in card.inner_text()
    told.check_access("help-open")
    again = told.ask_and_wait("stopped suddenly")
    expect(again.locator("details.help")).not_to_have_attribute("open", "")
    again.locator(".help summary").click()
    expect(again.locator(".help li").first).to_be_visible()  # it is there all the same


def test_the_signs_stay_closed_on_other_topics_and_where_they_were_carried_before(told):
    first = told.ask_and_wait("missed")
    expect(first.locator("details.help")).not_to_have_attribute("open", "")
    then = told.ask_and_wait("stopped suddenly")  # the very same signs
    expect(then.locator("details.help")).not_to_have_attribute("open", "")


def test_signs_that_were_asked_for_are_shown_once_and_as_they_are(told):
    turn = told.ask_and_wait("help signs")
    expect(turn.locator(".care h3").first).to_have_text("Call 999 now for:")
    expect(turn.locator("details.help")).to_have_count(0)
    expect(turn.locator(".lead")).to_have_count(0)
    told.check_access("help-asked-for")


def test_related_questions_are_chips_of_the_last_turn_alone_and_ask_themselves(told):
    turn = told.ask_and_wait("beer")
    chips = turn.locator(".chip")
    expect(chips).to_have_text([one["text"] for one in SAID["beer"][0]["custom"]["related"]])
    expect(turn.get_by_role("group", name="You could ask next")).to_be_visible()
    chips.first.click()
    expect(told.own.nth(1)).to_have_text(SAID["beer"][0]["custom"]["related"][0]["text"])
    expect(turn.locator(".chip")).to_have_count(0)


def test_two_answers_of_a_turn_share_their_chips(told):
    turn = told.ask_and_wait("two things")
    expect(turn.locator(".bubble.bot")).to_have_count(2)
    expect(turn.locator(".related")).to_have_count(1)
    texts = turn.locator(".chip").all_inner_texts()
    assert len(texts) == len(set(texts)) > 3
    told.check_access("two-answers")


def test_options_are_buttons_that_send_their_payload(told):
    turn = told.ask_and_wait("unsure")
    options = SAID["unsure"][0]["custom"]["options"]
    expect(turn.locator(".offer")).to_have_text([one["title"] for one in options])
    turn.locator(".offer").nth(1).click()
    expect(told.own.nth(1)).to_have_text(options[1]["payload"])
    expect(turn.locator(".offer")).to_have_count(0)


def test_the_country_is_asked_for_in_words_apart_from_other_options(open_recorded):
    chat = open_recorded(region=None)
    turn = chat.ask_and_wait("no pee, country unknown")
    places = turn.get_by_role("group", name="Where are you?")
    expect(places.locator("button")).to_have_count(7)
    expect(turn.locator(".offer")).to_have_count(8)
    chat.check_access("country-asked")
    places.get_by_role("button", name="Ireland", exact=True).click()
    expect(chat.own.nth(1)).to_have_text("I'm in Ireland")


def test_a_tool_s_result_is_laid_out_like_an_answer_with_its_line_breaks(told):
    turn = told.ask_and_wait("travel")
    expect(turn.locator(".lead p")).to_have_count(2)
    expect(turn.locator(".sources summary")).to_be_visible()
    expect(turn.locator(".review")).to_be_visible()
    expect(turn.get_by_role("group", name="Did this help?")).to_be_visible()
    told.check_access("tool")


def test_a_list_is_a_list_with_every_line_break(told):
    turn = told.ask_and_wait("list")
    item = turn.locator(".bubble.bot ol > li").first
    lines = item.inner_text().split("\n")
    assert len(lines) == 2 and lines[0].startswith("You asked:") and lines[1].startswith("Bedside:")
    expect(turn.locator(".bubble.bot > p").first).to_have_text("My questions for the appointment (baclofen)")
    told.check_access("list")


def test_a_danger_is_pinned_with_its_call_and_steps_and_the_rest_stands_where_it_was_said(told):
    turn = told.ask_and_wait("fit")
    parts, pinned = parts_of("fit"), told.pinned.locator(".card")
    expect(pinned.locator("h3")).to_have_text(re.compile(r"Emergency\s+Get help now"))
    expect(pinned.locator(".call")).to_have_text(re.compile(r"Call 999\s*Emergency"))
    expect(pinned.locator("ol.steps > li")).to_have_text(parts["do"])
    assert parts["tell"] not in pinned.inner_text()
    rest = turn.locator(".card")
    expect(rest).to_contain_text("what to do is shown at the top")
    expect(rest.locator(".tell")).to_have_text(f"Tell them: {parts['tell']}")
    expect(rest.locator(".dont")).to_have_text(parts["dont"])
    expect(rest.locator("details.more")).not_to_have_attribute("open", "")
    expect(rest.locator(".review")).to_have_text("Not yet clinically reviewed")
    told.check_access("danger-pinned")
    pinned.get_by_role("button", name="I've read this. Hide it").click()
    expect(told.pinned.locator(".card")).to_have_count(0)
    expect(turn.locator(".card ol.steps > li")).to_have_text(parts["do"])
    expect(turn.locator(".card .call")).to_have_count(1)
    told.check_access("danger-hidden")


def test_the_first_number_is_the_largest_and_the_only_filled_one(told):
    told.ask_and_wait("double dose")
    calls = told.pinned.locator("a.call")
    expect(calls).to_have_count(len(SAID["double dose"][0]["custom"]["actions"]))
    look = "(one) => ({size: parseFloat(getComputedStyle(one).fontSize), back: getComputedStyle(one).backgroundColor})"
    first, second = calls.nth(0).evaluate(look), calls.nth(1).evaluate(look)
    assert first["size"] > second["size"] and first["back"] != second["back"]
    assert calls.nth(0).bounding_box()["width"] > calls.nth(1).bounding_box()["width"]
    told.check_access("danger-two-numbers")


def test_without_a_country_there_is_no_button_to_call_but_steps_and_a_choice(open_recorded):
    chat = open_recorded(region=None)
    expect(chat.page.locator(".welcome a.call")).to_have_count(0)
    expect(chat.page.locator(".welcome .card")).to_contain_text("911, 999, 112 or 000")
    turn = chat.ask_and_wait("fit, country unknown")
    # Four numbers make its steps longer: what not to do would make the card longer than sixty words, and stands first behind "More".
    expect(turn.locator(".card .dont")).to_have_count(0)
    expect(turn.locator(".card details.more .folded")).to_have_text(parts_of("fit, country unknown")["dont"])
    expect(chat.pinned.locator("a.call")).to_have_count(0)
    expect(chat.pinned.locator("ol.steps > li").first).to_contain_text("911, 999, 112 or 000")
    places = chat.pinned.get_by_role("group", name="Where are you?").locator("button")
    expect(places).to_have_count(7)  # right below the steps, and nowhere else
    expect(turn.get_by_role("group", name="Where are you?")).to_have_count(0)
    steps, first = chat.pinned.locator("ol.steps").bounding_box(), places.first.bounding_box()
    assert first["y"] >= steps["y"] + steps["height"]
    chat.check_access("danger-country-unknown")


def test_the_country_that_is_pressed_brings_its_number_to_the_card_that_had_none(open_recorded):
    chat = open_recorded(region=None)
    chat.ask_and_wait("fit, country unknown")
    chat.pinned.get_by_role("button", name="Ireland", exact=True).click()
    expect(chat.pinned.locator("a.call")).to_have_attribute("href", "tel:112")
    expect(chat.pinned.get_by_role("group", name="Where are you?")).to_have_count(0)
    expect(chat.page.locator(".foot")).to_contain_text("call 112 or 999")
    chat.check_access("danger-country-pressed")


def test_every_other_country_stands_behind_another_country(open_recorded):
    chat = open_recorded(region=None)
    chat.ask_and_wait("fit, country unknown")
    chat.pinned.get_by_role("button", name="another country").click()
    expect(chat.pinned.locator("a.call")).to_have_text(re.compile(r"Call 112\s*Emergency, in many countries"))
    further = chat.turns.nth(1).get_by_role("group", name="Where are you?").locator("button")
    expect(further.filter(has_text="Germany")).to_have_count(1)
    expect(further).to_have_count(len(SAID["I'm in another country"][0]["buttons"]))


def test_on_an_urgent_card_the_emergency_number_does_not_stand_out_where_step_one_names_people(open_recorded):
    chat = open_recorded()
    chat.ask_and_wait("card stopped_suddenly US")
    number = chat.pinned.locator("a.call")
    expect(number).to_have_text(re.compile(r"Call 911\s*Emergency"))
    assert number.evaluate("(one) => getComputedStyle(one).backgroundColor") == "rgb(255, 255, 255)"


def test_the_suicide_card_leads_with_the_line_that_its_first_step_names(open_recorded):
    chat = open_recorded()
    chat.ask_and_wait("card self_harm UK")
    labels = [r"Call 999\s*Emergency", r"Call 116 123\s*Samaritans", r"Call 111\s*NHS 111, option 2"]
    expect(chat.pinned.locator("a.call")).to_have_text([re.compile(label) for label in labels])


def test_a_check_is_answered_with_yes_and_no_right_below_it(told):
    turn = told.ask_and_wait("may be a fit")
    card = turn.locator(".card.check")
    expect(card).to_contain_text(parts_of("may be a fit")["question"])
    expect(card.locator(".offer")).to_have_text(["Yes", "No"])
    expect(card.locator("a.call")).to_have_count(1)
    expect(told.page.locator(".unseen[role=alert]")).to_contain_text("having a fit now")
    told.check_access("check-options")
    card.get_by_role("button", name="No", exact=True).click()
    expect(told.own.nth(1)).to_have_text("No")


@pytest.mark.parametrize("message", ["fit", "no pee", "stopped suddenly", "list", "two things"])
@pytest.mark.parametrize("size", [0, 2])
def test_every_kind_of_reply_fits_a_narrow_phone(open_recorded, message, size):
    chat = open_recorded(viewport=PHONE, has_touch=True)
    chat.page.evaluate(
        "(size) => { const one = document.querySelector('bedside-chat'); one.changeLook({theme: 'auto', size}); }", size
    )
    turn = chat.ask_and_wait(message)
    if message == "fit":
        expect(chat.pinned.locator("a.call").first).to_be_in_viewport()
    chat.unfold(turn)
    chat.assert_no_sideways_scroll()
    chat.check_access(f"phone-{message.replace(' ', '-')}-{size}")


@pytest.mark.parametrize("look", [{"color_scheme": "dark"}, {"contrast": "more"}, {"forced_colors": "active"}])
def test_every_kind_of_reply_can_be_read_in_every_set_of_colours(open_recorded, look):
    chat = open_recorded(**look)
    name = next(iter(look.values()))
    for message in ("no pee", "stopped suddenly", "may be a fit", "double dose", "fit"):
        chat.unfold(chat.ask_and_wait(message))
        chat.check_access(f"{name}-{message.replace(' ', '-')}")


def test_a_phone_s_keyboard_stays_down_where_an_answer_is_to_be_read(open_recorded):
    phone = open_recorded(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    phone.page.get_by_role("button", name="What are the common side effects").tap()
    expect(phone.turns).to_have_count(1)
    expect(phone.field).not_to_be_focused()
    desktop = open_recorded()
    desktop.page.get_by_role("button", name="What are the common side effects").click()
    expect(desktop.field).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_everything_is_dark_on_white_and_nothing_is_folded(open_recorded, scheme):
    chat = open_recorded(color_scheme=scheme)
    chat.ask_and_wait("beer")
    chat.ask_and_wait("fit")
    chat.page.emulate_media(media="print")
    chat.page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    colours = chat.page.evaluate(
        """() => [...document.querySelector("bedside-chat").shadowRoot.querySelectorAll(".call, .lead, .own .text, .steps li, .review, summary, h3")]
          .filter((one) => one.getClientRects().length).map((one) => getComputedStyle(one).color)"""
    )
    assert len(colours) > 8 and set(colours) == {"rgb(0, 0, 0)"}
    breaks = chat.answers.first.evaluate("(one) => getComputedStyle(one).breakInside")
    assert breaks == "auto"
    expect(chat.page.locator(".more .unfolded").first).to_be_visible()
    for left_out in (".welcome", ".chip", "form", ".feedback", ".away"):
        assert not chat.page.locator(f"bedside-chat {left_out}").first.is_visible()
