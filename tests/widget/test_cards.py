"""The card of every danger on a phone and on a desktop: what is in sight at once, how much there is to read, and its pictures."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from knowledge.schema import REGIONS
from knowledge.topic_ids import red_flag_levels
from scripts.cards import PICTURES, pictures_of
from scripts.widget import CARDS
from tests.widget import cards
from tests.widget.chat import Chat

FLAGS = list(red_flag_levels())
MOST_WORDS = 60
PHONE, KEYBOARD, DESKTOP = (
    {"width": 390, "height": 844},
    {"width": 390, "height": 664},
    {"width": 1100, "height": 900},
)
UP = {"width": 390, "height": 400}  # a phone with its keyboard open
LARGEST = ["seizure", "overdose", "self_harm", "stopped_suddenly"]


def shown(card: Locator) -> str:
    """The text of a card that is in sight before anything is opened, without its buttons and its mark of review."""
    return card.evaluate(
        """(card) => [...card.querySelectorAll(".steps li, .tell, .dont, .text")]
          .filter((one) => one.checkVisibility()).map((one) => one.innerText).join("\\n")"""
    )


def look(chat: Chat, viewport: dict, scheme: str = "light") -> None:
    """Sets window and colours, and brings the chat to where a new card would bring it."""
    chat.page.set_viewport_size(viewport)
    chat.page.emulate_media(color_scheme=scheme)
    chat.page.evaluate("() => document.querySelector('bedside-chat').scrollIntoView({block: 'start'})")
    chat.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def keep(chat: Chat, name: str) -> None:
    """Keeps a picture for `python -m scripts.widget pictures`: of the whole window of a phone, of the chat alone on a desktop."""
    CARDS.mkdir(parents=True, exist_ok=True)
    taken = chat.root if "desktop" in name else chat.page
    taken.screenshot(path=str(CARDS / f"{name}.png"))


@pytest.mark.parametrize("flag", FLAGS)
def test_the_call_and_the_first_three_steps_are_in_sight_on_a_phone_and_sixty_words_are_all(open_recorded, flag):
    chat = open_recorded(viewport=KEYBOARD, has_touch=True, is_mobile=True)
    turn = chat.ask_and_wait(f"card {flag} UK")
    card = chat.pinned.locator(".card")
    expect(card.locator("a.call").first).to_be_in_viewport(ratio=1)
    for step in card.locator("ol.steps > li").all()[:3]:
        expect(step).to_be_in_viewport(ratio=1)
    assert len(f"{shown(card)} {shown(turn.locator('.card'))}".split()) <= MOST_WORDS
    expect(turn.locator("details[open]")).to_have_count(0)
    chat.assert_no_sideways_scroll()
    chat.check_access(f"card-{flag}")
    look(chat, PHONE)
    keep(chat, f"{flag}-phone-light")
    look(chat, PHONE, "dark")
    chat.check_access(f"card-{flag}-dark")
    keep(chat, f"{flag}-phone-dark")


@pytest.mark.parametrize("flag", FLAGS)
def test_its_pictures_on_a_desktop(open_recorded, flag):
    chat = open_recorded(viewport=DESKTOP)
    chat.ask_and_wait(f"card {flag} UK")
    expect(chat.pinned.locator("ol.steps > li").last).to_be_in_viewport(ratio=1)
    for scheme in ("light", "dark"):
        look(chat, DESKTOP, scheme)
        chat.check_access(f"card-{flag}-desktop-{scheme}")
        keep(chat, f"{flag}-desktop-{scheme}")


@pytest.mark.parametrize("flag", FLAGS)
def test_with_a_keyboard_open_the_call_is_still_in_sight(open_recorded, flag):
    chat = open_recorded(viewport=UP, has_touch=True, is_mobile=True)
    chat.ask_and_wait(f"card {flag} UK")
    expect(chat.pinned.locator("a.call").first).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("flag", LARGEST)
def test_with_the_largest_text_the_call_and_the_first_step_are_in_sight(open_recorded, flag):
    chat = open_recorded(viewport=PHONE, has_touch=True, is_mobile=True)
    chat.page.evaluate("() => document.querySelector('bedside-chat').changeLook({theme: 'auto', size: 2})")
    chat.ask_and_wait(f"card {flag} UK")
    expect(chat.pinned.locator("a.call").first).to_be_in_viewport(ratio=1)
    expect(chat.pinned.locator("ol.steps > li").first).to_be_in_viewport(ratio=1)
    chat.assert_no_sideways_scroll()
    chat.check_access(f"card-{flag}-largest")
    look(chat, PHONE)
    keep(chat, f"{flag}-phone-largest")


@pytest.mark.parametrize("flag", LARGEST)
def test_where_the_country_is_unknown_the_steps_come_first_and_then_where_are_you(open_recorded, flag):
    chat = open_recorded(region=None, viewport=KEYBOARD, has_touch=True, is_mobile=True)
    turn = chat.ask_and_wait(f"card {flag} nowhere")
    card = chat.pinned.locator(".card")
    expect(card.locator("a.call")).to_have_count(0)
    for step in card.locator("ol.steps > li").all()[:3]:
        expect(step).to_be_in_viewport(ratio=1)
    expect(card.get_by_role("group", name="Where are you?").locator("button")).to_have_count(7)
    assert len(f"{shown(card)} {shown(turn.locator('.card'))}".split()) <= MOST_WORDS
    chat.check_access(f"card-{flag}-nowhere")
    look(chat, PHONE)
    keep(chat, f"{flag}-phone-nowhere")


@pytest.mark.parametrize("region", [region for region in REGIONS if region != "UK"])
def test_a_card_reads_well_in_every_country(open_recorded, region):
    chat = open_recorded(viewport=KEYBOARD, has_touch=True, is_mobile=True)
    for flag in ("overdose", "confusion"):
        turn = chat.ask_and_wait(f"card {flag} {region}")
        card = chat.pinned.locator(".card")
        assert len(f"{shown(card)} {shown(turn.locator('.card'))}".split()) <= MOST_WORDS
        expect(card.locator("a.call").first).to_be_in_viewport(ratio=1)
        card.get_by_role("button", name="I've read this").click()


@pytest.mark.parametrize("flag", [flag for flag, level in red_flag_levels().items() if level == "emergency"])
def test_a_check_has_its_answers_and_its_number_in_sight(open_recorded, flag):
    chat = open_recorded(viewport=KEYBOARD, has_touch=True, is_mobile=True)
    card = chat.ask_and_wait(f"check {flag} UK").locator(".card.check")
    expect(card.locator(".offer")).to_have_text(["Yes", "No"])
    for pressed in (*card.locator(".offer").all(), card.locator("a.call").first):
        expect(pressed).to_be_in_viewport(ratio=1)
    chat.check_access(f"check-{flag}")


def test_an_emergency_and_an_urgent_card_never_stand_in_one_reply():
    levels = red_flag_levels()
    for first in FLAGS:
        for second in FLAGS:
            made = cards.card([first, second], "UK") if first != second else cards.card([first], "UK")
            level = "emergency" if "emergency" in (levels[first], levels[second]) else "urgent"
            assert (made["custom"]["type"], made["custom"]["level"]) == ("escalation", level)


def test_there_is_a_picture_of_every_card_and_all_of_them_are_small():
    every = {path.name for path in PICTURES.glob("*.webp")}
    wanted = {picture.name for flag in FLAGS for picture in pictures_of(flag)}
    assert wanted <= every, (
        f"run the tests of this file, then `python -m scripts.widget pictures`: {sorted(wanted - every)}"
    )
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) <= 3_000_000
