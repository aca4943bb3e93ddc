"""Figures as people write them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.figures import in_digits, read_figures

TODAY = datetime.date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'm off for 10 days, 3 a day, how many do I pack?", {"days": 10, "per_day": 3}),
        ("two weeks", {"days": 14}),
        ("a fortnight", {"days": 14}),
        ("a week and a half", {"days": 10.5}),
        ("10 nights in Spain", {"days": 11}),
        ("3-4 days", {"days": 4}),
        ("a long weekend", {"days": 4}),
        ("from the 3rd to the 17th", {"days": 15}),
        ("we fly out friday the 3rd and home friday the 17th", {"days": 15}),
        ("leaving 20 december back 3 january", {"days": 15}),
        ("Dec 20 to Jan 3", {"days": 15}),
        ("no sorry 9 days", {"days": 9}),
        ("0 days", {"days": 0}),
        ("one tablet four times a day", {"per_day": 4}),
        ("one and a half tablets three times a day", {"per_day": 4.5}),
        ("1½ tablets twice a day", {"per_day": 3}),
        ("half a tablet twice daily", {"per_day": 1}),
        ("three tablets daily", {"per_day": 3}),
        ("no, four a day", {"per_day": 4}),
        ("2-3 a day", {"per_day": 3}),
        ("2 in the morning and 1 at night", {"per_day": 3}),
        ("1 tds", {"per_day": 3}),
        ("one every 8 hours", {"per_day": 3}),
        ("15 mg three times a day and all I have is 5s", {"mg_per_day": 45, "strength_mg": 5, "per_day": 9}),
        ("20mg twice daily, 10mg tablets", {"mg_per_day": 40, "strength_mg": 10, "per_day": 4}),
        ("two 10 mg tablets three times a day", {"mg_per_day": 60, "strength_mg": 10, "per_day": 6}),
        ("three 10s a day", {"per_day": 3, "strength_mg": 10}),
        ("80 mg a day", {"mg_per_day": 80}),
        ("10mg tds", {"mg_per_day": 30}),
        ("5 ml three times a day", {"per_day": 15, "liquid": True}),
        ("I have 40 left", {"left": 40}),
        ("got 12 tablets", {"left": 12}),
        ("three", {"bare": 3}),
        ("minus 3", {"bare": -3}),
        ("4,000 tablets", {"bare": 4000}),
        ("my son is 9 years old", {}),
        ("no one knows", {}),
        ("I stopped 3 days ago", {}),
        ("", {}),
    ],
)
def test_figures_are_read(text, expected):
    read = {
        name: value
        for name, value in read_figures(text, TODAY)._asdict().items()
        if name not in ("starts", "until") and (value not in (None, False) or value == 0 and value is not False)
    }
    assert read == expected


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text):
    read_figures(text, TODAY)


@given(st.integers(2, 300), st.integers(2, 19))
def test_plain_figures_are_read_as_they_are(days, per_day):
    read = read_figures(f"I am away for {days} days and take {per_day} tablets a day", TODAY)
    assert (read.days, read.per_day) == (days, per_day)


@pytest.mark.parametrize(
    ("text", "digits"),
    [("Twenty-one days", "21 days"), ("no one", "no one"), ("4,000", "4000"), ("two and a half", "2.5")],
)
def test_number_words_become_digits(text, digits):
    assert in_digits(text) == digits
