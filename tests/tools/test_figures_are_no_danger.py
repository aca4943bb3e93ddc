"""Numbers inside a tool: counts, times and durations are values, never an alarm and never another topic; a danger stays one."""

from __future__ import annotations

import pytest

from actions.missed_dose import ValidateMissedDoseForm
from actions.stopping import ValidateStoppingForm
from actions.travel_supply import ValidateTravelSupplyForm
from components.tool_danger import told_to_a_tool
from tests.tools.dialogue import talk
from tools.figures import only_figures

TRIP, STOP, MISSED = ValidateTravelSupplyForm, ValidateStoppingForm, ValidateMissedDoseForm


@pytest.mark.parametrize(
    "text",
    [
        "4 times daily",
        "counting the last one",
        "2 and 1 and 2",
        "for 3 months",
        "it's 7 pm now",
        "next one is 10pm",
        "half past seven",
        "until the 17th",
        "from monday to friday",
        "3 hours late, next at 10pm",
        "10 mg tablets, 3 of them at night",
        "noon",
        "twice a day, plus half a tablet at bedtime",
        "about six weeks now",
    ],
)
def test_figures_alone_are_figures(text):
    assert only_figures(text)


@pytest.mark.parametrize(
    "text",
    [
        "took 30 of them",
        "not taking it for 3 days now",
        "i took 2 together",
        "my chest hurts for 2 hours now",
        "no pulse since 10",
        "stopped 3 days ago",
        "3 fits since noon",
        "hello",
        "",
        "he can't wake up now",
    ],
)
def test_what_tells_more_than_figures_is_looked_at(text):
    assert not only_figures(text)


@pytest.mark.parametrize(
    ("form", "turns"),
    [
        (TRIP, ["how many", "10 days", "4 times daily"]),
        (TRIP, ["how many", "10 days", "2 and 1 and 2"]),
        (TRIP, ["how many", "for 3 months"]),
        (TRIP, ["how many", "6 days", "counting the last one"]),
        (TRIP, ["how many", "including today"]),
        (STOP, ["I want to stop", "no", "for 3 months"]),
        (STOP, ["I want to stop", "no", "3 months", "2 and 1 and 2"]),
        (STOP, ["I want to stop", "no", "3 months", "4 times daily"]),
        (MISSED, ["my dose is late", "3"]),
        (MISSED, ["my dose is late", "in 3 hours, I take it 4 times daily"]),
        (MISSED, ["my dose is late", "4 times daily"]),
    ],
)
async def test_figures_inside_a_tool_stay_inside(form, turns):
    assert (await talk(form, *turns)).taken


@pytest.mark.parametrize(
    ("topic", "asked", "text"),
    [
        ("missed_dose", None, "I take 3 tablets a day and I'm late with one, next in 3 hours"),
        ("missed_dose", None, "I've been on it for 3 weeks, next dose in 2 hours"),
        ("missed_dose", None, "I was out all day and my 6pm is late, next at 10"),
        ("missed_dose", None, "a dose is 2 tablets, I'm an hour late, next in 5"),
        ("missed_dose", None, "I missed my morning dose of 2 tablets, next at 2"),
        ("missed_dose", "missed_next_hours", "4 times daily"),
        ("missed_dose", "missed_next_hours", "2 tablets 3 times a day, next in 3 hours"),
        ("missed_dose", "missed_now", "it's 2 am"),
        ("missed_dose", "missed_next_hours", "10pm, counting the last one"),
        ("missed_dose", "missed_who", "for 3 months now it's been me who takes it"),
        ("stopping", "stopping_taken_for", "for 3 months"),
        ("stopping", "stopping_mg_per_day", "2 and 1 and 2"),
        ("travel_supply", "trip_per_day", "4 times daily"),
        ("missed_dose", None, "I have 4 doses a day, all on time but this one, next in 2 hours"),
    ],
)
def test_figures_told_to_a_tool_are_no_danger(topic, asked, text):
    assert told_to_a_tool(topic, asked, text) is None


@pytest.mark.parametrize(
    ("asked", "text", "flag"),
    [
        (None, "I'm three doses behind, next in 2 hours", "stopped_suddenly"),
        (None, "I have not had any for 3 days, next dose in 2 hours", "stopped_suddenly"),
        (None, "missed it all day yesterday, when is the next one", "stopped_suddenly"),
        (None, "I forgot 2 tablets, breakfast and lunch. next at 8", "stopped_suddenly"),
        (None, "nothing since Sunday, next in an hour", "stopped_suddenly"),
        (None, "we skipped several doses, next at noon", "stopped_suddenly"),
        ("missed_next_hours", "three of them", "stopped_suddenly"),
        ("missed_next_hours", "for 3 days", "stopped_suddenly"),
        ("missed_now", "more than one", "stopped_suddenly"),
        ("missed_now", "she took both together at 2 am", "dose_above_max"),
        ("missed_next_hours", "it's my baclofen pump, at 8", "pump_problem"),
        ("missed_who", "all doses missed for 2 days", "stopped_suddenly"),
        (None, "It was due at 6am and it's 9pm now, next at 10", "stopped_suddenly"),
    ],
)
def test_a_real_danger_in_a_missed_dose_still_escalates(asked, text, flag):
    found = told_to_a_tool("missed_dose", asked, text)
    assert found and flag in found.flags
