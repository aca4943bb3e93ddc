"""What is taken out before danger is read: ordinary wishes and one late dose, and never more than that."""

from __future__ import annotations

import pytest

from components.red_flag_rules import without_calm


@pytest.mark.parametrize(
    "text",
    [
        "I want to stop taking baclofen",
        "I'm thinking of coming off it",
        "we would like to wean off the tablets",
        "my son is late with his dose",
        "she forgot to take her morning tablet",
        "my tablet is two hours late",
        "his next dose is due at six",
    ],
)
def test_an_ordinary_thing_is_taken_out(text):
    assert not without_calm(text).strip(" .")


@pytest.mark.parametrize(
    "text",
    [
        "I want to stop living",
        "I want to stop it all",
        "I want to give up",
        "I want to come off this earth",
        "I want to be off this",
        "I'm pregnant and want to stop taking it",
        "I stopped taking it",
        "I missed my 6 am dose and my 2 pm dose",
        "I missed my morning dose and also the lunchtime one",
        "I missed my morning dose then my evening dose",
        "I missed three doses",
        "I missed my dose yesterday and today",
        "my pump is late for its refill and I missed my dose",
    ],
)
def test_what_is_more_is_left_whole(text):
    assert without_calm(text) == text


def test_what_stands_beside_it_is_left():
    assert "can't wake him" in without_calm("my son is late with his dose and I can't wake him")
    assert "can't go on" in without_calm("I want to stop taking it. I can't go on like this")
