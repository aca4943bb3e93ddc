"""The one line in the writer's language."""

from __future__ import annotations

import pytest

from knowledge import reading_schema as schema
from knowledge.contacts import load_contacts
from knowledge.files import read
from knowledge.languages import line_for
from knowledge.settings import CONTENT


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("puedo beber alcohol con este medicamento", "Solo entiendo"),
        ("est-ce que je peux conduire avec", "Je ne comprends"),
        ("darf ich damit Auto fahren", "Ich verstehe"),
        ("czy mogę pić alkohol", "Rozumiem"),
        ("巴氯芬可以和食物一起吃吗？", "我只能"),
        ("هل يمكنني شرب الكحول", "أفهم"),
        ("क्या मैं शराब पी सकता हूँ", "मैं केवल"),
        ("можно ли пить алкоголь", "Я понимаю"),
    ],
)
def test_a_message_in_another_language_gets_its_line(text, begins):
    assert line_for(text).startswith(begins)


@pytest.mark.parametrize(
    "text",
    [
        "what is metformin for",
        "asdfghjkl",
        "",
        "hola",
        "k",
        "u stoopid bot",
        "weather paris tomorow",
        "gud mornin",
        "👍🏽👀",
        "3.14159",
        "is dis ok wit weed mon",
    ],
)
def test_english_slang_and_noise_get_none(text):
    assert line_for(text) is None


def test_every_line_gives_the_number_in_every_region():
    lines = read(CONTENT / "languages.yml", schema.Languages).languages
    assert len(lines) >= 15
    for region in ("US", "UK", "EU", "AU", "CA", None):
        for line in lines.values():
            assert load_contacts().words(region)["emergency"] in load_contacts().fill(line, region)


@pytest.mark.parametrize("line", ["I know English.", "Call {emergency} or {clinic}.", "Call {number}."])
def test_a_line_without_its_number_is_refused(line):
    with pytest.raises(ValueError, match="emergency"):
        schema.Languages(surely=0.9, languages={"xx": line})
