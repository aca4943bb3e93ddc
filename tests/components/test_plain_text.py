"""A message is text, whatever it begins with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.plain_text import PlainText, plain
from knowledge.settings import ROOT

DOMAIN = Domain.load(str(ROOT / "domain.yml"))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("/restart", "restart"),
        ("  //ask_dose", "ask_dose"),
        ('/ask_dose{"region": "US"}', 'ask_dose{"region": "US"}'),
        ("/ I can't breathe", "I can't breathe"),
        ("a\x00b\x07c", "ab c"),
        ("half \ud83d pair", "half pair"),
        ("👩‍⚕️ hello", "👩‍⚕️ hello"),
        ("and/or", "and/or"),
        # What only looks like letters.
        ("b\u0430\u0441\u200blof\u0435n", "baclofen"),
        ("\uff48\uff45 \uff57\uff4f\uff4e\uff07\uff54", "he won\uff07t"),
        (
            "\U0001d421\U0001d41e \U0001d430\U0001d428\U0001d427't \U0001d430\U0001d41a\U0001d424\U0001d41e",
            "he won't wake",
        ),
        ("h\u0336e\u0336 w\u0336o\u0336n't", "he won't"),
        ("so\u00adft, hy\u200dphen, \u202eto the right\u202c", "soft, hyphen, to the right"),
        ("\u2018can\u2019t\u2019 \u201cwake\u201d", "'can't' \"wake\""),
        (
            "\u043c\u043e\u0436\u043d\u043e caf\u00e9 285 \u00b5g, \u00bd tablet, 39 \u00b0C",
            "\u043c\u043e\u0436\u043d\u043e caf\u00e9 285 \u00b5g, \u00bd tablet, 39 \u00b0C",
        ),
        # A new line that begins something ends a sentence.
        ("Baclofen and sleep\nHi, I'm new here\n\nis it normal", "Baclofen and sleep. Hi, I'm new here. is it normal"),
        ("I took\nthree tablets", "I took three tablets"),
        ("\n" * 500, ""),
        ("what is it" + " " * 500 + "?", "what is it ?"),
        ("x" * 101, "x" * 100 + " x"),
        ("/", ""),
        ("", ""),
    ],
)
def test_what_is_typed_is_read_as_text(typed, read):
    assert plain(typed) == read


@given(st.text())
def test_no_message_is_ever_read_as_a_command(typed):
    message = PlainText().process([Message({TEXT: "/" + typed})])[0]
    read = YAMLStoryReader.unpack_regex_message(message, DOMAIN, entity_extractor_name="test")
    assert read.get(INTENT) is None


@given(st.text())
def test_plain_text_can_be_stored_and_is_stable(typed):
    once = plain(typed)
    once.encode("utf-8")
    assert "\x00" not in once
    assert plain(once) == once
