"""With the keyboard alone, on a narrow phone, with large text, and in every set of colours."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.widget.chat import ANSWER_MS, MESSAGES

BEER = "can I drink beer with baclofen"
FIT = "my dad is having a fit right now and will not wake up"
PHONE = {"width": 320, "height": 568}
FOCUS = """() => {
  let one = document.activeElement;
  while (one && one.shadowRoot && one.shadowRoot.activeElement) one = one.shadowRoot.activeElement;
  const box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  const root = one.getRootNode();
  const top = root.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
  return {
    name: one === document.body ? "" : (one.getAttribute("aria-label") || one.innerText || one.id || one.tagName).trim(),
    outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: !!top && (one === top || one.contains(top) || top.contains(one)),
    inside: box.bottom > 0 && box.top < innerHeight,
  };
}"""


def tab_to(chat, name: str, key: str = "Tab") -> None:
    """Presses Tab until something with this name has the focus, which can be seen all the way."""
    for _ in range(60):
        chat.page.keyboard.press(key)
        at = chat.page.evaluate(FOCUS)
        if at["name"]:  # nothing: the browser's own bar
            assert at["outline"] and at["seen"] and at["inside"], at
        if at["name"].startswith(name):
            return
    raise AssertionError(f"the keyboard never reached {name!r}")


def test_everything_can_be_done_with_the_keyboard_alone(chat):
    keyboard = chat.page.keyboard
    tab_to(chat, "question")
    keyboard.type("what can you do")
    keyboard.press("Enter")
    expect(chat.page.locator(".turns .offer").first).to_be_visible(timeout=ANSWER_MS)
    tab_to(chat, "Missed dose", "Shift+Tab")
    keyboard.press("Enter")
    expect(chat.page.locator("summary").first).to_be_visible(timeout=ANSWER_MS)
    expect(chat.field).to_be_focused()
    tab_to(chat, "Sources", "Shift+Tab")
    keyboard.press("Enter")
    expect(chat.page.locator(".sources li").first).to_be_visible()
    tab_to(chat, "question")
    keyboard.type("line one")
    keyboard.press("Shift+Enter")
    keyboard.type(FIT)
    keyboard.press("Enter")
    expect(chat.pinned.locator(".card")).to_be_visible(timeout=ANSWER_MS)
    tab_to(chat, "I've read this", "Shift+Tab")
    keyboard.press("Enter")
    expect(chat.pinned.locator(".card")).to_have_count(0)
    expect(chat.field).to_be_focused()
    tab_to(chat, "Options", "Shift+Tab")
    keyboard.press("Enter")
    tab_to(chat, "Delete my conversation")
    keyboard.press("Enter")
    expect(chat.page.get_by_role("dialog")).to_be_visible()
    keyboard.press("Escape")
    expect(chat.page.get_by_role("dialog")).not_to_be_visible()
    expect(chat.turns).to_have_count(3)
    keyboard.press("Escape")
    expect(chat.page.locator("#options")).not_to_be_visible()
    assert chat.page.evaluate(FOCUS)["name"] == "Options"


def test_it_works_on_a_phone_of_320_pixels(open_chat):
    chat = open_chat(viewport=PHONE, has_touch=True)
    chat.page.evaluate(
        "() => document.querySelector('bedside-chat').removeAttribute('region')"
    )  # its numbers are words then
    expect(chat.page.locator(".welcome .card")).to_contain_text("911, 999, 112 or 000")
    chat.check_access("phone-first-screen")
    chat.assert_no_sideways_scroll()
    turn = chat.ask_and_wait(BEER)
    chat.unfold(turn)
    chat.assert_no_sideways_scroll()
    chat.page.locator("bedside-chat").scroll_into_view_if_needed()
    chat.check_access("phone-answer")
    chat.options()
    chat.check_access("phone-options")
    chat.assert_no_sideways_scroll()
    chat.options()
    chat.ask_and_wait(FIT)
    expect(chat.pinned.locator("ol.steps > li").first).to_be_in_viewport()
    chat.check_access("phone-emergency")
    chat.assert_no_sideways_scroll()


def test_small_targets_are_at_least_24_pixels(open_chat):
    chat = open_chat(viewport=PHONE)
    chat.ask_and_wait("what can you do")
    chat.options()
    sizes = chat.page.evaluate(
        """() => [...document.querySelector("bedside-chat").shadowRoot.querySelectorAll("button, summary, .call, #options label, textarea")]
          .map((one) => one.getBoundingClientRect()).filter((box) => box.width).map((box) => Math.min(box.width, box.height))"""
    )
    assert len(sizes) > 10
    assert min(sizes) >= 24


@pytest.mark.parametrize("size", ["Larger", "Largest"])
def test_text_can_be_made_larger_and_stays_so(open_chat, size):
    chat = open_chat(viewport=PHONE)
    chat.ask_and_wait(BEER)
    before = chat.text_size()
    chat.options()
    chat.page.get_by_label(size).check()
    chat.assert_no_sideways_scroll()
    chat.options()
    after = chat.text_size()
    assert after >= before * 1.25
    chat.assert_no_sideways_scroll()
    chat.check_access(f"phone-text-{size.lower()}")
    chat.page.reload()
    expect(chat.root).to_have_attribute("data-size", "1" if size == "Larger" else "2")


def test_a_browser_s_text_at_200_percent_is_followed(open_chat):
    chat = open_chat(viewport={"width": 640, "height": 900})
    chat.page.evaluate("() => document.documentElement.style.setProperty('font-size', '32px')")
    chat.ask_and_wait(BEER)
    assert chat.text_size() == 32
    chat.assert_no_sideways_scroll()
    chat.check_access("text-200-percent")


@pytest.mark.parametrize(
    ("device", "scheme"),
    [({"color_scheme": "dark"}, "dark"), ({"contrast": "more"}, "contrast"), ({"color_scheme": "light"}, "light")],
)
def test_the_device_s_colours_are_followed(open_chat, device, scheme):
    chat = open_chat(**device)
    expect(chat.root).to_have_attribute("data-scheme", scheme)
    chat.check_access(f"{scheme}-first-screen")
    chat.unfold(chat.ask_and_wait(BEER))
    chat.check_access(f"{scheme}-answer")
    chat.ask_and_wait(FIT)
    chat.check_access(f"{scheme}-emergency")
    chat.options()
    chat.check_access(f"{scheme}-options")


def test_colours_can_be_chosen_and_stay_so(chat):
    chat.options()
    for name, scheme in [("Dark", "dark"), ("High contrast", "contrast"), ("Light", "light"), ("Dark", "dark")]:
        chat.page.get_by_label(name, exact=True).check()
        expect(chat.root).to_have_attribute("data-scheme", scheme)
    chat.page.reload()
    expect(chat.root).to_have_attribute("data-scheme", "dark")


def test_it_can_be_read_in_forced_colours_and_without_motion(open_chat):
    chat = open_chat(forced_colors="active", reduced_motion="reduce")
    chat.ask_and_wait(FIT)
    chat.check_access("forced-colours")
    border = chat.pinned.locator(".card").evaluate(
        "(card) => parseFloat(getComputedStyle(card).borderInlineStartWidth)"
    )
    assert border >= 2
    held: list = []
    chat.page.route(MESSAGES, lambda route: held.append(route))
    chat.ask(BEER)
    dot = chat.page.locator(".dots i").first
    expect(dot).to_be_visible()
    assert dot.evaluate("(dot) => getComputedStyle(dot).animationName") == "none"
    held[0].continue_()
    expect(dot).to_have_count(0, timeout=ANSWER_MS)


@pytest.mark.parametrize("colour", ["#ffe000", "#0b5c5c", "#777777", "#abc", "not a colour", "#fff;background:url(x)"])
def test_any_accent_colour_can_be_read(chat, colour):
    chat.page.evaluate(
        "(colour) => document.querySelector('bedside-chat').setAttribute('accent-color', colour)", colour
    )
    chat.page.evaluate("() => document.querySelector('bedside-chat').updateComplete")
    chat.check_access("accent")


def test_the_conversation_can_be_printed_with_its_sources_unfolded(chat):
    chat.ask_and_wait(BEER)
    chat.page.evaluate("() => { window.print = () => { window.printed = document.adoptedStyleSheets.length; }; }")
    chat.options()
    chat.page.get_by_role("button", name="Print").click()
    assert chat.page.evaluate("() => window.printed") == 1  # the rule that leaves the clinic's page out
    chat.page.emulate_media(media="print")
    chat.page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    expect(chat.page.locator("main .about")).not_to_be_visible()
    expect(chat.page.locator(".sources li").first).to_be_visible()
    expect(chat.page.locator("bedside-chat form")).not_to_be_visible()
    chat.page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    chat.page.emulate_media(media="screen")
    expect(chat.page.locator("main .about")).to_be_visible()
    expect(chat.page.locator(".sources li").first).not_to_be_visible()


def test_the_conversation_can_be_saved_as_text(chat, tmp_path):
    chat.ask_and_wait(BEER)
    chat.options()
    with chat.page.expect_download() as saved:
        chat.page.get_by_role("button", name="Save as a text file").click()
    saved.value.save_as(tmp_path / "saved.txt")
    text = (tmp_path / "saved.txt").read_text(encoding="utf-8")
    assert saved.value.suggested_filename == "baclofen-questions.txt"
    assert BEER in text and "Not clinically reviewed" in text and "When to get help:" in text and "https://" in text
