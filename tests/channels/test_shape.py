"""Texts are parted where they may be, fit, and lose nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.shape import at_most, fits_sms, messages, parts
from channels.wording import Wording, filled, wording
from knowledge import schema
from knowledge.contacts import load_contacts
from knowledge.content_check import MAX_GRADE, grade, never_said
from knowledge.files import read
from knowledge.settings import CONTENT
from replies.sms import in_sms_alphabet, segments

BUTTONS = [{"title": "Side effects", "payload": "a"}, {"title": "Missed dose", "payload": "b"}, {"title": "Coming off it", "payload": "c"}]  # fmt: skip
SENTENCE = "Take the next dose of 10 mg at its usual time and call 116 123 if you feel low. "


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3),
        ("€" * 80, 1), ("€" * 81, 2), ("a" * 159 + "€", 2),
        ("€" * 76 * 2, 2), ("€" * (76 * 2 + 1), 3),  # 153 is odd: an escape is never parted from its sign, so 76 a part
        ("ж" * 70, 1), ("ж" * 71, 2), ("ж" * 134, 2), ("ж" * 135, 3), ("a" * 70 + "ж", 2), ("😀" * 35, 1), ("😀" * 36, 2),
        ("😀" * 66, 2), ("😀" * 67, 3),  # 67 units: 33 pairs a part
    ],
)  # fmt: skip
def test_segments_are_counted_as_phones_count_them(text, count):
    assert segments(text) == count


def test_typographic_signs_are_written_in_the_sms_alphabet():
    typed = "“Don’t” – it’s 5–10 mg… • now\u00a0→ call"
    assert in_sms_alphabet(typed) == "\"Don't\" - it's 5-10 mg... - now -> call"
    assert segments(in_sms_alphabet(typed * 3)) == 1


def test_what_has_no_likeness_stays():
    assert in_sms_alphabet("1½ tablets, жж, ≥ 5") == "1½ tablets, жж, ≥ 5"


words = st.text(st.sampled_from("abcdefgh0123456789.,!?-€éжß😀"), min_size=1, max_size=12)
gaps = st.sampled_from([" ", " ", " ", " ", "\n", "\n\n", ". ", "  "])
texts = st.lists(st.tuples(words, gaps), min_size=1, max_size=150).map(lambda pairs: "".join(w + g for w, g in pairs))


@given(texts)
def test_an_sms_keeps_every_word_in_order_and_fits(text):
    made = parts(text, fits_sms)
    assert [word for part in made for word in part.split()] == text.split()
    assert all(fits_sms(part) and part == part.strip() and part for part in made)


@given(texts, st.integers(min_value=24, max_value=300))
def test_so_does_a_messenger_s_text(text, limit):
    made = parts(text, at_most(limit))
    assert [word for part in made for word in part.split()] == text.split()
    assert all(at_most(limit)(part) for part in made)


@given(st.text(max_size=600))
def test_no_text_whatever_loses_a_character(text):
    made = parts(text, fits_sms)
    assert "".join("".join(made).split()) == "".join(text.split())
    assert all(fits_sms(part) for part in made)


def test_a_text_is_parted_at_paragraphs_then_sentences_and_never_behind_a_figure():
    paragraphs = parts("\n\n".join([SENTENCE.strip() * 1, SENTENCE * 5, SENTENCE * 5]), fits_sms)
    assert [part.count("116 123") for part in paragraphs] == [1, 5, 5]
    for part in parts(SENTENCE * 20, fits_sms):
        assert part.endswith("low.")
    run_on = re.sub(r"\.", ",", SENTENCE) * 20
    for part in parts(run_on, fits_sms):
        assert not part[-1].isdigit() and (part.count("116") == part.count("123") == part.count("116 123"))


def test_a_word_without_end_is_cut_rather_than_lost():
    assert "".join(parts("x" * 1000, fits_sms)) == "x" * 1000


def test_buttons_become_numbered_lines():
    (said,) = messages([{"text": "Did you mean:", "buttons": BUTTONS}], fits_sms)
    assert said == "Did you mean:\n\nReply 1, 2 or 3:\n1 Side effects\n2 Missed dose\n3 Coming off it"
    assert messages([{"text": "This?", "buttons": BUTTONS[:1]}], fits_sms) == ["This?\n\nReply 1:\n1 Side effects"]
    assert "Reply 1 or 2:" in messages([{"text": "This?", "buttons": BUTTONS[:2]}], fits_sms)[0]


def test_only_the_last_reply_is_numbered():
    first, last = messages([{"text": "First.", "buttons": BUTTONS}, {"text": "For how many days?"}], fits_sms)
    assert first == "First.\n\nYou can also ask about: Side effects, Missed dose, Coming off it."
    assert last == "For how many days?"


def test_a_reply_without_words_is_no_message():
    assert messages([{"text": ""}, {"custom": {"a": 1}}, {"text": " \n "}], fits_sms) == []


@pytest.mark.parametrize("region", [None, *schema.REGIONS])
@pytest.mark.parametrize("key", ["not_text", "help", "stop", "start"])
def test_the_channels_own_words_fit_read_easily_and_name_the_number_to_call(key, region):
    text = filled(getattr(wording(), key), region)
    assert "{" not in text and f"call {load_contacts().words(region)['emergency']}" in text
    assert len(messages([{"text": text}], fits_sms, sms_alphabet=True)) == 1
    assert grade(text) <= MAX_GRADE
    assert not never_said(text, read(CONTENT / "never_say.yml", schema.NeverSay))


def test_the_words_file_holds_what_is_read_and_nothing_else():
    with pytest.raises(ValueError):
        Wording(**{**wording().dict(by_alias=True), "hepl": "x"})
