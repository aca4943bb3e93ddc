"""Slips are repaired to the words of the examples, and nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.spelling import Spelling

TEXTS = ["does baclofen cause constipation", "can I drink alcohol with baclofen", "driving on baclofen"] * 5 + [
    "a rare word: zopiclone"
]


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    made = Spelling()
    made.fit(TEXTS)
    return made


@pytest.mark.parametrize(
    ("typed", "repaired"),
    [
        ("baclofin and alchol", "baclofen and alcohol"),
        ("consitpaton?", "constipation?"),
        ("bacolfne driivng", "baclofen driving"),
        ("zopiclone", "zopiclone"),  # known, though rare
        ("zopiclonne", "zopiclonne"),  # too rare to repair to
        ("dri ve", "dri ve"),  # too short
        ("xylophone", "xylophone"),  # nothing is near
        ("", ""),
    ],
)
def test_slips_are_repaired_and_other_words_left(spelling, typed, repaired):
    assert spelling.repaired(typed) == repaired


@given(st.text(max_size=200))
def test_what_was_repaired_stays_as_it_is(text):
    made = Spelling()
    made.fit(TEXTS)
    once = made.repaired(text)
    assert made.repaired(once) == once


def test_a_loaded_lexicon_repairs_as_the_learned_one(spelling, tmp_path):
    spelling.save(tmp_path)
    loaded = Spelling()
    loaded.load(tmp_path)
    assert loaded.repaired("baclofin alchol zopiclonne") == spelling.repaired("baclofin alchol zopiclonne")
