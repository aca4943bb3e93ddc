"""Which words are said of now, and what takes others out of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.assertion import taken_out_by


def cues(sentence: str, words: str) -> list:
    start = sentence.index(words)
    return taken_out_by(sentence, start, start + len(words))


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("he is burning up", "burning up"),
        ("no wheeze, but my lips have doubled in size", "lips"),
        ("I ran out yesterday and now I'm shaking", "shaking"),
        ("not sleepy, though very stiff", "stiff"),
    ],
)
def test_what_is_said_of_now_is_not_taken_out(sentence, words):
    assert cues(sentence, words) == []


@pytest.mark.parametrize(
    ("sentence", "words", "cue"),
    [
        ("I have not had any chest pain", "chest pain", "negated"),
        ("no wheeze at all", "wheeze", "negated"),
        ("I fainted years ago", "fainted", "historical"),
        ("what if I ran out on holiday", "ran out", "hypothetical"),
        ("does it turn your wee brown?", "brown", "asked"),
        ("in the film she stopped breathing", "stopped breathing", "other"),
    ],
)
def test_what_is_not_said_of_now_is(sentence, words, cue):
    assert cue in cues(sentence, words)


def test_a_denial_reaches_over_its_own_phrase_alone():
    sentence = "no chest pain, no fever, but he passed out"
    assert cues(sentence, "chest pain") and cues(sentence, "fever")
    assert not cues(sentence, "passed out")


@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_no_text_breaks_it(text, one, other):
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    assert isinstance(taken_out_by(text, start, end), list)
