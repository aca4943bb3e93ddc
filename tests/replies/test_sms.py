"""Segments as the networks count them (3GPP TS 23.038 and 23.040)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.sms import fits_segments, in_sms_alphabet, segments


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("a" * 459, 3), ("a" * 460, 4),
        ("€" * 80, 1), ("€" * 81, 2),  # of the extension table: two each
        ("ł" + "a" * 69, 1), ("ł" + "a" * 70, 2), ("👍" * 35, 1), ("👍" * 36, 2),
    ],
)  # fmt: skip
def test_segments(text, count):
    assert segments(text) == count
    assert fits_segments(text, count) and not fits_segments(text, count - 1)


def test_typographic_signs_are_written_plainly_and_fractions_stay():
    assert in_sms_alphabet("“Don’t” – wait… •a") == '"Don\'t" - wait... -a'
    assert in_sms_alphabet("1½") == "1½"


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=500))
def test_more_text_never_takes_fewer_segments(text):
    assert segments(text) <= segments(text + "a")
    assert in_sms_alphabet(in_sms_alphabet(text)) == in_sms_alphabet(text)
