"""Sums of doses, many tablets at once, and combinations that step up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.red_flag_rules import Finding, is_within_limit, read_by_rules, stepped_up_level
from tools.daily_dose import daily_dose_mg


@pytest.mark.parametrize(
    ("clause", "mg"),
    [
        ("I take 20 mg four times a day", 80),
        ("20 four times a day", 80),
        ("she's on 30 mg tds", 90),
        ("I'm on 25mg qid", 100),
        ("two 20 mg tablets three times a day", 120),
        ("3 x 10 mg three times a day", 90),
        ("25 mg every 6 hours", 100),
        ("100 mg a day", 100),
        ("I take 10 three times a day", 30),
        ("half a tablet", None),
        ("10 at breakfast, 10 at lunch and 20 at lights out", 40),
        ("40 in the morning, 40 at noon and 20 at night", 100),
        ("20 with breakfast, 20 with tea, 20 at bed", 60),
        ("10 AT 20.00, 10 AT 02.00, 10 AT 08.00", 30),
        ("six 10s across the day", 60),
        ("ten 10s a day", 100),
        ("15 ml three times daily of the 5 mg in 5 ml", 45),
        ("25 ml tds of the 5mg/5ml", 75),
        ("baclofen 25 mg QDS for room 9", 100),
        ("3 tabs of 25 a day", 75),
        ("two 20s at night only", 40),
        ("he's got me on nine 10s a day", 90),
        ("10 ml of the 10 mg per 5 ml stuff five times a day", 100),
        ("4 tablets of 10 mg a day", 40),
        ("up at 6 with the dog, bed at 10", None),
        ("2 three times a day", None),
    ],
)
def test_a_daily_dose_is_added_up(clause, mg):
    assert (daily_dose_mg(clause) or None) == mg


@given(dose=st.sampled_from([5, 10, 15, 20, 25, 30, 40]), times=st.integers(1, 8))
def test_a_dose_above_the_limit_is_always_found_and_one_within_it_never(dose, times):
    found = read_by_rules(f"I take {dose} mg {times} times a day")
    assert (found is not None) == (dose * times > 80)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("he took the whole bottle", "overdose"),
        ("I just took 10 baclofen", "overdose"),
        ("my son has swallowed six tablets", "overdose"),
        ("She's necked the rest of his pills.", "overdose"),
        ("I took 20 tablets at once", "overdose"),
        ("the doctor told me to take 40 mg 3 times a day", "dose_above_max"),
        ("I'm on 120mg a day for the drinking", "dose_above_max"),
        ("the consultant has him on nine 10s a day", "dose_above_max"),
        ("Locum's written baclofen 25 mg QDS for room 9, give it or query it", "dose_above_max"),
    ],
)
def test_what_is_taken_now_is_found(text, flag):
    assert read_by_rules(text).flags == [flag]


@pytest.mark.parametrize(
    "text",
    [
        "what if he took the whole bottle",
        "years ago I took 10 pills at once",
        "I never took the whole bottle",
        "is 100 mg a day too much",
        "I used to take 30 mg four times a day",
        "I take gabapentin 300 mg three times a day",
        "I have taken it for 10 years",
        "I take 20 mg four times a day",
        "I read about a man who took 20 tablets",
        "I took 2 tablets this morning",
        "I take 9 tablets a day",
    ],
)
def test_what_is_not_taken_now_is_left_alone(text):
    assert read_by_rules(text) is None


def finding(flag: str) -> Finding:
    return Finding("danger", "urgent", [flag], "the classifier", 0.9)


@pytest.mark.parametrize(
    ("flag", "said", "becomes"),
    [
        ("stopped_suddenly", "ran out on Monday and now I'm burning up", "severe_withdrawal"),
        ("cannot_keep_down", "throwing up all day and now shaking and sweating", "severe_withdrawal"),
        ("pump_problem", "the pump is beeping and he is itching all over", "severe_withdrawal"),
        ("unexplained_fever", "39.5 and I have a pump", "severe_withdrawal"),
        ("confusion", "mum is muddled, she has dialysis on Tuesdays", "confusion"),
        ("extreme_drowsiness", "so sleepy, had a lot of wine", "extreme_drowsiness"),
        ("dose_above_max", "100 mg a day and now he is floppy", "overdose"),
        ("fall_injury", "fell and hit my head on the sink", "fall_injury"),
        ("mood_crisis", "so low, no point any more", "self_harm"),
    ],
)
def test_a_combination_makes_it_an_emergency(flag, said, becomes):
    stepped = stepped_up_level(finding(flag), [said])
    assert stepped.level == "emergency"
    assert stepped.flags[0] == becomes


@pytest.mark.parametrize("said", ["feel fine", "no fever, not stiff", "no sweating, no racing heart"])
def test_without_the_combination_it_stays_urgent(said):
    assert stepped_up_level(finding("stopped_suddenly"), ["ran out on Monday", said]).level == "urgent"


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("is 80 mg a day the maximum", True),
        ("I take 20 mg four times a day", True),
        ("I take 20 mg four times a day and took an extra one by mistake", False),
        ("I take 25 mg four times a day", False),
        ("I take a lot of it", False),
    ],
)
def test_a_sum_within_the_limit_is_known_as_such(text, within):
    assert is_within_limit(text) == within


def test_a_dose_times_its_number_a_day_is_counted():
    assert daily_dose_mg("40mg x 3 a day") == 120
