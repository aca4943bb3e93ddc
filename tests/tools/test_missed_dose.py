"""How late and how long until the next: figures as people write them, and the general rule that goes with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.medicine import medicine
from tools.missed_dose import read_times, rule_for, spoken_hours

ADULT_CLOSE_HOURS = medicine().missed_dose.adult.skip_when_less_than_hours_to_next
CHILD_GAP_HOURS = medicine().missed_dose.child.leave_at_least_hours_before_next


@pytest.mark.parametrize(
    ("text", "late", "to_next"),
    [
        ("next one is due in 3 hours", None, 3),
        ("my next dose is in an hour and a half", None, 1.5),
        ("about 2-3 hours until the next", None, 2),
        ("it's 1pm and my next dose is at 6pm", None, 5),
        ("next is at 10pm, its 7:30pm now", None, 2.5),
        ("it's 11 and the next one is at 2", None, 3),
        ("i was due at 8 and it's now 11, next one at 2", 3, 3),
        ("missed it by 2 hours, another 4 hours before the next one", 2, 4),
        ("next dose in 45 mins", None, 0.75),
        ("the next tablet is in 1 hour 30 minutes", None, 1.5),
        ("an hour ago", 1, None),
        ("my son is 5 hours late, next due in three", 5, 3),
        ("two and a half hours till the next one", None, 2.5),
        ("i forgot my 8am, its 1pm now, next one is 4pm", 5, 3),
        ("i should have taken it four hours ago and the next is not for another four hours", 4, 4),
        ("my next dose is only an hour away", None, 1),
        ("half an hour to go until my next", None, 0.5),
        ("a quarter of an hour before the next one", None, 0.25),
        ("it's noon, next at 4pm", None, 4),
        ("it is 11pm now and the next one is at 1am", None, 2),
        ("twelve hours overdue", 12, None),
        ("I'm 3 hours late with my 2pm dose", 3, None),
        ("next tablet due in a couple of hours", None, 2),
        ("less than 2 hours until the next dose", None, 2),
        ("i take it 3 times a day", None, None),
        ("forgot my lunchtime tablet and its nearly teatime", None, None),
        ("20 mg three times a day", None, None),
        ("i've missed 2 doses", None, None),
    ],
)
def test_hours_are_read_as_people_write_them(text, late, to_next):
    times = read_times(text)
    assert (times.late, times.to_next) == (late, to_next)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("3", 3),
        ("about 2", 2),
        ("90 minutes", 1.5),
        ("3h", 3),
        ("couple of hours", 2),
        ("half an hour", 0.5),
        ("2-3 hours", 2),
        ("-3", -3),
        ("3 hours i think", 3),
        ("can I drink beer", None),
    ],
)
def test_a_figure_alone_is_what_was_asked_for(text, bare):
    assert read_times(text).bare == bare


@given(st.floats(0, 24), st.booleans())
def test_the_rule_never_takes_a_dose_close_to_the_next(to_next, child):
    rule = rule_for(to_next, child)
    assert rule.hours == (CHILD_GAP_HOURS if child else ADULT_CLOSE_HOURS)
    assert (rule.says == "take") == (to_next >= rule.hours)
    assert rule.says in (("take", "ask") if child else ("take", "leave_out"))


def test_a_gap_in_the_past_has_no_rule():
    with pytest.raises(ValueError):
        rule_for(-0.5, child=False)


@given(st.integers(0, 24 * 60))
def test_hours_are_spoken_to_the_minute(minutes):
    words = spoken_hours(minutes / 60).split()
    hours = int(words[words.index("hour" if "hour" in words else "hours") - 1]) if {"hour", "hours"} & {*words} else 0
    rest = int(words[words.index("minutes") - 1]) if "minutes" in words else 0
    assert hours * 60 + rest == minutes


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text):
    read_times(text)
