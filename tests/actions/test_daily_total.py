"""Doses added up, and nothing judged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.answer import ActionAnswerTopic
from actions.daily_total import milligrams_a_day
from tests.actions.test_answering import run
from tests.builders import tracker


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("is 20 four times a day a lot", 80),
        ("20 mg 4 times a day", 80),
        ("10mg tds", 30),
        ("10 mg three times daily, is that normal", 30),
        ("two 10 mg tablets three times a day", 60),
        ("I'm on 15 mg twice a day", 30),
        ("5 three times a day", 15),
        ("25mg qds", 100),
        ("5 mg every 8 hours", 15),
        ("ten mg twice a day", 20),
        ("2.5 mg four times a day", 10),
        ("20mg x 3 a day", 60),
        ("is 80 mg a day a lot", None),
        ("2 four times a day", None),
        ("what is the usual dose", None),
        ("I am 45", None),
        ("10 mg once a day", None),
        ("3 times a day", None),
        ("", None),
        ("90 four times a day", None),
        ("my 20 year old takes it twice a day", None),
        ("1000 mg twice a day", None),
        ("5 mg at night", None),
        ("20 times a day", None),
        ("15 three times a day with food", 45),
    ],
)
def test_doses_are_added_up(text, total):
    assert milligrams_a_day(text) == total


@given(st.sampled_from([5, 10, 15, 20, 25]), st.integers(2, 5))
def test_the_total_is_dose_times_doses(dose, times):
    total = milligrams_a_day(f"I take {dose} mg {times} times a day")
    assert total in (dose * times, None)
    if str(dose * times) not in (str(dose), str(times)):
        assert total == dose * times


async def test_the_total_stands_before_the_general_answer_and_sets_no_dose(store):
    said, remembered = await run(
        ActionAnswerTopic(store), tracker("ask_dose", "10 mg three times a day, how much is that")
    )
    assert said[0]["text"].startswith("That comes to 30 mg a day.")
    assert "Ask your doctor or pharmacist whether that is right for you" in said[0]["text"]
    assert said[0]["custom"]["result"] == {"mg_per_day": 30.0, "usual_most_mg": 80.0}
    assert (said[0]["custom"]["type"], said[0]["custom"]["topic"]) == ("tool", "dose")
    assert remembered["last_version"]


async def test_a_total_above_the_usual_most_says_whom_to_ask_and_not_to_cut_down(store):
    said, _ = await run(ActionAnswerTopic(store), tracker("ask_dose", "what does 25 mg four times a day come to"))
    assert "100 mg a day" in said[0]["text"]
    assert "check today with your clinic or a pharmacist" in said[0]["text"]


async def test_nobody_who_did_not_ask_gets_a_sum(store):
    said, _ = await run(ActionAnswerTopic(store), tracker("ask_dose", "is 10 mg three times a day a lot"))
    assert said[0]["custom"]["type"] == "answer" and "comes to" not in said[0]["text"]
