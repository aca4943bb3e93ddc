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
        ("half \ud83d pair", "half   pair"),
        ("👩‍⚕️ hello", "👩‍⚕️ hello"),
        ("and/or", "and/or"),
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
