"""Which signs a message asserts of now, and what takes the others out of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.assertion import signs


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("He is convulsing on the floor", "seizure"),
        ("she cant breathe", "breathing"),
        ("no wheeze, but my lips have doubled in size", "allergic_reaction"),
        ("I ran out of baclofen yesterday", "stopped_suddenly"),
        ("I've been vomiting since noon", "cannot_keep_down"),
        ("Sorry to ask. He won't wake up. Can I give him water?", "unresponsive"),
        ("my wee is brown like cola", "muscle_breakdown"),
    ],
)
def test_what_is_said_of_now_is_asserted(text, flag):
    assert flag in {sign.flag for sign in signs(text) if sign.asserted}


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("I have not had any chest pain", "negated"),
        ("no wheeze at all", "negated"),
        ("I fainted years ago", "historical"),
        ("what if I ran out on holiday", "hypothetical"),
        ("does it turn your wee brown?", "asked"),
        ("in the film she stopped breathing", "other"),
        ("He fainted at work but the hospital checked him and he's fine now", "recovered"),
    ],
)
def test_what_is_not_said_of_now_is_not(text, cue):
    found = signs(text)
    assert found
    assert all(cue in sign.taken_out_by for sign in found)


def test_a_denial_reaches_over_its_own_phrase_alone():
    by_flag = {sign.flag: sign for sign in signs("no chest pain, no fever, but he passed out")}
    assert not by_flag["heart"].asserted
    assert not by_flag["unexplained_fever"].asserted
    assert by_flag["unresponsive"].asserted


def test_an_ordinary_question_has_no_sign():
    assert signs("can I take baclofen with milk") == ()
    assert signs("") == ()


@given(st.text(max_size=200))
def test_no_text_breaks_it(text):
    assert all(sign.words for sign in signs(text))
