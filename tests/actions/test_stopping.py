"""The tool for before one stops: gathers what the prescriber will ask, plans nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.stopping import ActionStopping, ValidateStoppingForm
from tests.actions.forms import fill
from tests.actions.test_answering import run
from tests.builders import tracker

INTENT = "use_stopping"
OPENS = "I want to stop taking it"


@pytest.mark.parametrize(
    ("turns", "taken_for", "milligrams"),
    [
        ([OPENS, "no", "2 years", "10 mg three times a day"], "2 years", 30),
        ([OPENS, "not yet", "six months", "60mg a day"], "6 months", 60),
        ([OPENS, "still taking it", "since 2019", "20mg tds"], "since 2019", 60),
        ([OPENS, "no", "don't know", "30"], "not known", 30),
        ([OPENS, "no", "a year", "no idea"], "1 year", None),
        ([OPENS, "no", "dunno", "not sure"], "not known", None),
        ([OPENS, "no, and I've been on 10mg three times a day for 3 years"], "3 years", 30),
        (["I've been on 20 mg a day for 2 years and want to come off it", "no"], "2 years", 20),
        ([OPENS, "no", "3 years", "no, make that 4 years", "20 mg a day"], "4 years", 20),
        ([OPENS, "nope", "about a month", "15"], "1 month", 15),
        ([OPENS, "not sure", "no", "ages", "5 mg twice daily"], "ages", 10),
        ([OPENS, "I haven't missed any", "a few weeks", "25 mg daily"], "a few weeks", 25),
    ],
)
async def test_what_the_prescriber_will_ask_is_gathered(turns, taken_for, milligrams):
    known = await fill(ValidateStoppingForm, INTENT, *turns, later="ask_stopping")
    assert known.taken and known.asks is None
    assert known.slots["stopping_taken_for"] == taken_for
    assert known.slots.get("stopping_mg_per_day") == milligrams


@pytest.mark.parametrize(
    ("turns", "asks"),
    [
        ([OPENS], "stopping_has_stopped"),
        ([OPENS, "maybe later"], None),
        ([OPENS, "i don't know"], "stopping_has_stopped"),
        ([OPENS, "no"], "stopping_taken_for"),
        ([OPENS, "no", "2 years"], "stopping_mg_per_day"),
    ],
)
async def test_one_thing_is_asked_at_a_time(turns, asks):
    known = await fill(ValidateStoppingForm, INTENT, *turns)
    assert known.asks == asks if known.taken else asks is None


async def test_the_vetted_answer_comes_before_the_first_question(store):
    known = await fill(ValidateStoppingForm, INTENT, OPENS, store=store)
    assert store.answer("stopping/overview").answer.split(".")[0].split("{")[0] in known.said[0]
    assert (await fill(ValidateStoppingForm, INTENT, OPENS, "no", store=store)).said == []


@pytest.mark.parametrize("aside", ["what is withdrawal like", "can I drive", "does it interact with ibuprofen"])
async def test_another_question_is_handed_back(aside):
    assert not (await fill(ValidateStoppingForm, INTENT, OPENS, aside)).taken


async def test_cancel_leaves_it():
    known = await fill(ValidateStoppingForm, INTENT, OPENS, "no", "never mind")
    assert known.slots["tool_cancelled"] and known.asks is None


def after(taken_for="2 years", milligrams=30.0, text="hello"):
    slots = {"stopping_has_stopped": False, "stopping_taken_for": taken_for, "stopping_mg_per_day": milligrams}
    return tracker(INTENT, text, slots=slots)


async def test_the_list_holds_what_was_told_and_what_to_ask(store):
    said, remembered = await run(ActionStopping(store), after())
    payload, text = said[0]["custom"], said[0]["text"]
    assert (payload["type"], payload["topic"], payload["result"]["stopped"]) == ("tool", "stopping", False)
    assert payload["result"]["taken_for"] == "2 years" and payload["result"]["mg_per_day"] == 30
    assert "taken for 2 years, 30 mg a day" in text
    asks = payload["result"]["questions"]
    assert len(asks) == 6 and all(one in payload["parts"]["more"] for one in asks)
    assert [one for one in asks if one in text] == asks[:2]
    assert "Keep taking it as prescribed" in text and payload["sources"]
    assert remembered["last_topic"] == "stopping"


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("I have a pump and want to stop", "Who turns the pump down"),
        ("I'm pregnant and want to stop", "birth"),
        ("my son wants to come off it", "school"),
    ],
)
async def test_some_have_more_to_ask(store, text, question):
    said, _ = await run(ActionStopping(store), after(text=text))
    assert question in said[0]["text"]


async def test_what_is_not_known_is_not_told(store):
    said, _ = await run(ActionStopping(store), after("not known", 0.0))
    assert "Tell them" not in said[0]["text"]
    assert said[0]["custom"]["result"]["mg_per_day"] is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(milligrams=st.floats(0.5, 400))
async def test_no_dose_but_the_person_s_own_is_ever_told(store, milligrams):
    said, _ = await run(ActionStopping(store), after(milligrams=milligrams))
    own = f"{milligrams:g}"
    assert {found for found in re.findall(r"([\d.]+) ?mg", said[0]["text"].split("From: ")[0])} <= {
        own,
        f"{round(milligrams, 2):g}",
    }
