"""The missed-dose tool: what its form gathers, and that only the general rule is ever told."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.missed_dose import ActionMissedDose, ValidateMissedDoseForm
from tests.actions.forms import fill
from tests.actions.test_answering import run
from tests.builders import tracker

INTENT = "use_missed_dose"


@pytest.mark.parametrize(
    ("turns", "to_next", "who"),
    [
        (["I missed my dose, next one is due in 3 hours"], 3, "adult"),
        (["I forgot my 8am, it's 1pm now, next one is at 4pm"], 3, "adult"),
        (["how late can I be", "in 3 hours"], 3, "adult"),
        (["how late can I be", "3"], 3, "adult"),
        (["i'm late with my tablet", "half an hour"], 0.5, "adult"),
        (["my son is 2 hours late with his, next due in 5 hours"], 5, "child"),
        (["my daughter's dose is late", "an hour"], 1, "child"),
        (["the dose is late", "2 hours", "adult"], 2, "adult"),
        (["the dose is late", "2 hours", "it's for a child"], 2, "child"),
        (["the dose is late", "2 hours", "me"], 2, "adult"),
        (["the dose is late", "dunno", "90 minutes", "an adult"], 1.5, "adult"),
        (["the dose is late", "-3", "3 hours", "adult"], 3, "adult"),
        (["the dose is late", "40 hours", "4 hours", "adult"], 4, "adult"),
        (["the dose is late", "no, in two hours", "adult"], 2, "adult"),
        (["i'm late", "2 hours", "next one is in 5 hours"], 5, "adult"),
        (["is my mum late, next in 2 hours"], 2, "adult"),
        (["I was due at 8 and it's now 11, next one at 2"], 3, "adult"),
    ],
)
async def test_figures_are_gathered_over_any_number_of_messages(turns, to_next, who):
    known = await fill(ValidateMissedDoseForm, INTENT, *turns, later="ask_missed_dose")
    assert known.taken and known.asks is None
    assert (known.slots["missed_next_hours"], known.slots["missed_who"]) == (to_next, who)


@pytest.mark.parametrize(
    ("turns", "asks", "said"),
    [
        (["the tablet is late"], "missed_next_hours", []),
        (["the tablet is late", "2 hours"], "missed_who", []),
        (["the tablet is late", "not sure"], "missed_next_hours", ["utter_help_missed_next_hours"]),
        (["the tablet is late", "30 hours"], "missed_next_hours", ["utter_nonsense_missed_next_hours"]),
        (["the tablet is late", "-1"], "missed_next_hours", ["utter_nonsense_missed_next_hours"]),
        (["the tablet is late", "2 hours", "no idea"], "missed_who", ["utter_help_missed_who"]),
    ],
)
async def test_what_is_missing_or_can_t_be_is_asked_for(turns, asks, said):
    known = await fill(ValidateMissedDoseForm, INTENT, *turns)
    assert (known.asks, known.said) == (asks, said)


async def test_the_answer_to_what_was_asked_comes_before_what_the_form_needs(store):
    known = await fill(ValidateMissedDoseForm, INTENT, "the tablet is late", store=store)
    answer, *_ = known.said
    assert (
        answer.startswith(store.answer("missed_dose/overview").answer.split(".")[0])
        and known.asks == "missed_next_hours"
    )


@pytest.mark.parametrize("aside", ["can I drink beer with it", "what is baclofen", "does it make me sleepy"])
async def test_another_question_is_handed_back(aside):
    assert not (await fill(ValidateMissedDoseForm, INTENT, "the tablet is late", aside)).taken


@pytest.mark.parametrize(
    "danger", ["he took it 2 hours ago and is not breathing", "I want to die, next dose in 3 hours"]
)
async def test_a_danger_is_never_an_answer(danger):
    assert not (await fill(ValidateMissedDoseForm, INTENT, "the tablet is late", danger, later="red_flag")).taken


async def test_cancel_leaves_it():
    known = await fill(ValidateMissedDoseForm, INTENT, "the tablet is late", "cancel")
    assert known.slots["tool_cancelled"] and known.asks is None


def after(to_next, who="adult", late=None, text="hello"):
    slots = {"missed_next_hours": to_next, "missed_who": who, "missed_hours_late": late}
    return tracker(INTENT, text, slots=slots)


@pytest.mark.parametrize(
    ("to_next", "who", "rule", "words"),
    [
        (5, "adult", "take", "take it now, as the next is about 5 hours away"),
        (2, "adult", "take", "(2 hours or more)"),
        (1.9, "adult", "leave_out", "leave it out"),
        (0, "adult", "leave_out", "leave it out"),
        (5, "child", "take", "give it now"),
        (4, "child", "take", "(4 hours or more)"),
        (3.5, "child", "ask", "ask a pharmacist or your child's team now how to time both"),
    ],
)
async def test_the_general_rule_for_the_gap_is_told(store, to_next, who, rule, words):
    said, remembered = await run(ActionMissedDose(store), after(to_next, who))
    payload, text = said[0]["custom"], said[0]["text"]
    assert (payload["type"], payload["topic"], payload["result"]["rule"]) == ("tool", "missed_dose", rule)
    assert words in text
    assert "Never double up" in text and "Missed two or more? Ring" in text
    assert payload["sources"] and payload["parts"]["help"] and text.endswith("Not clinically reviewed.")
    assert remembered["last_topic"] == "missed_dose"
    assert (
        remembered["last_version"] == store.answer("missed_dose/overview").version
    )  # "where does that come from" is about this


async def test_in_pregnancy_help_is_to_be_sought_sooner(store):
    said, _ = await run(ActionMissedDose(store), after(5, text="I'm pregnant, next dose in 5 hours"))
    assert "Ring your maternity team and" in said[0]["text"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(to_next=st.floats(0, 24), who=st.sampled_from(["adult", "child"]))
async def test_no_amount_is_ever_told(store, to_next, who):
    said, _ = await run(ActionMissedDose(store), after(to_next, who))
    assert not re.search(r"\d ?(mg|ml|tablets?)\b", said[0]["text"].split("From: ")[0])
