""" "No" and "cancel": ten people who do not want the tool get one friendly line."""

from __future__ import annotations

import pytest

from actions.missed_dose import ActionMissedDose, ValidateMissedDoseForm
from actions.side_effects import ActionSideEffects, ValidateSideEffectsForm
from actions.stopping import ActionStopping, ValidateStoppingForm
from actions.travel_supply import ActionTravelSupply, ValidateTravelSupplyForm
from tests.actions.test_answering import run
from tests.builders import tracker
from tests.tools.dialogue import talk, words_in


@pytest.mark.parametrize(
    ("form", "turns"),
    [
        (ValidateTravelSupplyForm, ["how many do i pack", "no"]),
        (ValidateTravelSupplyForm, ["how many do i pack", "10 days", "nope, forget it"]),
        (ValidateTravelSupplyForm, ["how many do i pack", "10 days", "Nah."]),
        (ValidateMissedDoseForm, ["my dose is late", "no thank you"]),
        (ValidateMissedDoseForm, ["my dose is late", "10pm", "no"]),
        (ValidateMissedDoseForm, ["the dose is late", "in 3 hours", "I didn't ask for that"]),
        (ValidateStoppingForm, ["I want to stop taking it", "cancel"]),
        (ValidateStoppingForm, ["I want to stop taking it", "no", "no"]),
        (ValidateSideEffectsForm, ["could it be a side effect", "no"]),
        (ValidateSideEffectsForm, ["could it be a side effect", "nothing"]),
        (ValidateSideEffectsForm, ["could it be a side effect", "never mind, thanks"]),
        (ValidateMissedDoseForm, ["my dose is late", "I'd rather not say"]),
    ],
)
async def test_a_no_leaves_the_tool(form, turns):
    known = await talk(form, *turns, intent="out_of_scope")
    assert known.taken and known.asks is None and known.said == []
    assert known.slots["tool_cancelled"]


async def test_a_no_that_answers_is_an_answer():
    known = await talk(ValidateStoppingForm, "I want to stop taking it", "no", intent="out_of_scope")
    assert known.asks == "stopping_taken_for" and not known.slots.get("tool_cancelled")


@pytest.mark.parametrize("made", [ActionMissedDose, ActionStopping, ActionTravelSupply, ActionSideEffects])
async def test_leaving_is_one_human_line(store, made):
    said, _ = await run(made(store), tracker(slots={"tool_cancelled": True}))
    assert len(said) == 1 and "left that" in said[0]["text"]
    assert "\n" not in said[0]["text"] and words_in(said[0]["text"]) <= 15
