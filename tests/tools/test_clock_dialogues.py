"""The missed-dose tool understands a clock: ten people at night, none of whom counts hours, and some more."""

from __future__ import annotations

import pytest

from actions.missed_dose import ValidateMissedDoseForm
from tests.tools.dialogue import MINUTE, talk
from tools.missed_dose import read_times

TO_NEXT = "missed_next_hours"


@pytest.mark.parametrize(
    ("before", "turns", "hours"),
    [
        (["i forgot my evening tablet"], ["its 2 am now, next at 8 in the morning"], 6),
        (
            ["i forgot my tablet in the evening, now is 2 am. do i take now"],
            ["its the 10 mg one, next is at 8 morning"],
            6,
        ),
        ([], ["Hello. My dose is late.", "it's 7 pm now", "next one is 10pm"], 3),
        ([], ["3 hours late, next at 10pm", "it is 7 pm now"], 3),
        ([], ["1 hour late, next is at 8 and now is 2"], 6),
        ([], ["the tablet is late", "half past seven", "noon"], 7.5),
        ([], ["Missed my lunchtime one, I'm afraid", "at ten tonight", "quarter to nine"], 1.25),
        ([], ["forgot the 2 o'clock tablet, next 8pm, just gone half five"], 2.5),
        ([], ["my son is late with his, his next is 6.30pm and its 14:00"], 4.5),
        ([], ["I take it at 8am, 2pm and 8pm, forgot the 2pm and its 4pm now"], 4),
        ([], ["late again!", "nxt 9, i mean next is at 9", "now 11 at night"], 10),
        ([], ["missed my 6am, next at 2, it's ten past nine"], 4 + 50 / 60),
        (["overslept and missed one"], ["it's 1 in the morning. next is at 7"], 6),
        ([], ["am i too late", "not sure", "7ish", "5 o'clock"], 2),
        ([], ["my mum's tablet is late", "her next one is at 21:00", "18:30"], 2.5),
        ([], ["i forgot the 8am one, im 3 hours late and the next is 2pm"], 3),
        ([], ["is it too late? i've just seen the clock, midday, next due midnight", "it's noon"], 12),
        ([], ["can i still take it, its 8 now and next is 8:30"], 0.5),
        ([], ["the tablet is late", "730pm", "it's 645"], 0.75),
        ([], ["next one is 10pm, its for me and i'm late", "no sorry, next one is 11pm", "8pm now"], 3),
    ],
)
async def test_a_time_of_day_is_worth_as_much_as_hours(before, turns, hours):
    known = await talk(ValidateMissedDoseForm, *turns, before=before)
    assert known.taken
    assert known.slots[TO_NEXT] == pytest.approx(hours, abs=0.01)
    assert known.asks in (None, "missed_who")


@pytest.mark.parametrize(
    ("turns", "asks"),
    [
        (["my dose is late"], "missed_next_hours"),
        (["my dose is late", "next is at 10pm"], "missed_now"),
        (["3 hours late, next at 10pm"], "missed_now"),
        (["my dose is late", "half past seven"], "missed_now"),
        (["my dose is late", "it's 7 pm now"], "missed_next_hours"),
        (["my dose is late", "8pm", "in 3 hours"], None),
        (["I forgot my 8am, 2 hours late, next at 2pm"], None),
    ],
)
async def test_the_time_now_is_asked_for_only_where_it_is_needed(turns, asks):
    known = await talk(ValidateMissedDoseForm, *turns)
    assert known.taken and known.asks == asks


async def test_one_who_has_no_clock_is_helped():
    known = await talk(ValidateMissedDoseForm, "my dose is late", "at 10 pm", "no idea")
    assert (known.asks, known.said) == ("missed_now", ["utter_help_missed_now"])


async def test_the_time_that_it_was_an_hour_ago_is_not_the_time_now():
    known = await talk(ValidateMissedDoseForm, "next at 8", before=["i forgot one, it's 2 am now"], apart=61 * MINUTE)
    assert known.asks == "missed_now"


async def test_another_dose_has_hours_of_its_own():
    known = await talk(
        ValidateMissedDoseForm,
        "now my other tablet is late",
        before=["im late, it's 2 pm now, next one at 8 pm", "/action_missed_dose"],
    )
    assert known.asks == "missed_next_hours"


@pytest.mark.parametrize(
    ("text", "to_next"),
    [
        ("it's 2 am, next at 8", 6),
        ("now is 2 and the next is at 8", 6),
        ("it is half past seven and the next one is at 10", 2.5),
        ("its 11 at night and next is at 8", 9),
        ("time is 22:15, next tablet 23:00", 0.75),
        ("next one's at midnight, it's 9pm", 3),
        ("it's 12:30 pm, next at 1", 0.5),
        ("it's 12 am and next is at 6", 6),
        ("it's a quarter past 3, next at 4 o'clock", 0.75),
        ("20 to 5 now, next dose 6", 80 / 60),
        ("i take 2 tablets 3 times a day", None),
        ("10 mg at 8 and 10 mg at 2", None),
        ("i am 8 weeks in and 2 tablets short", None),
        ("should i take 1 or 2", None),
    ],
)
def test_the_nearest_reading_counts_where_am_or_pm_is_missing(text, to_next):
    found = read_times(text).to_next
    assert found == (pytest.approx(to_next, abs=0.01) if to_next is not None else None)
