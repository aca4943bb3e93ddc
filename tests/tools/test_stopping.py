"""What people say of whether, how long and how much they take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.medicine import medicine
from tools.stopping import mg_a_day, still_takes_it, taken_for


@pytest.mark.parametrize(
    ("text", "still"),
    [
        ("no", True),
        ("Nope", True),
        ("not yet", True),
        ("no I'm still taking it", True),
        ("still on it", True),
        ("I haven’t stopped", True),
        ("he is taking it", True),
        ("never missed one", True),
        ("i take it every day", False),  # says nothing of missed doses: ask again
        ("yes", False),
        ("yesterday", False),
        ("can I drink beer", False),
        ("stopped on monday", False),
    ],
)
def test_whether_it_is_still_taken(text, still):
    assert still_takes_it(text) == still


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("about 2 years", "2 years"),
        ("six months", "6 months"),
        ("a year", "1 year"),
        ("since March", "since march"),
        ("since 2019", "since 2019"),
        ("a few weeks", "a few weeks"),
        ("for ages", "for ages"),
        ("I've been on it a couple of months", "2 months"),
        ("just started", "just started"),
        ("10 mg three times a day", None),
        ("I don't like it", None),
    ],
)
def test_how_long_is_kept_in_the_person_s_words(text, said):
    assert taken_for(text) == said


@pytest.mark.parametrize(
    ("text", "milligrams"),
    [
        ("10 mg three times a day", 30),
        ("20mg tds", 60),
        ("30 mg", 30),
        ("80mg a day", 80),
        ("two 10mg tablets three times a day", 60),
        ("five mg twice daily", 10),
        ("15 mg at breakfast, 15 mg at lunch and 20 mg at bedtime", 50),
        ("no idea", None),
        ("three", None),
        ("5000 mg", None),
    ],
)
def test_how_much_a_day(text, milligrams):
    assert mg_a_day(text) == milligrams


@given(st.text(max_size=200))
def test_no_text_breaks_the_readers(text):
    still_takes_it(text)
    taken_for(text)
    found = mg_a_day(text)
    assert found is None or 0 < found <= medicine().bounds.mg_a_day
