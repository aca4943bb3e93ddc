"""Is it a side effect? The label's figure, what helps, when to call; and no verdict."""

from __future__ import annotations

import pytest

from actions.answer import ActionAnswerTopic
from actions.side_effects import ActionSideEffects, ValidateSideEffectsForm
from tests.actions.forms import fill
from tests.actions.test_answering import run
from tests.builders import tracker

INTENT = "use_side_effects"


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        (["is a headache a side effect"], "is a headache a side effect"),
        (["could it be a side effect", "headache"], "headache"),
        (["could it be a side effect", "dunno", "my feet are swollen"], "my feet are swollen"),
        (["could it be a side effect", "ringing in my ears"], "ringing in my ears"),
        (["could this be the baclofen", "I can't sleep"], "I can't sleep"),
    ],
)
async def test_what_was_noticed_is_asked_for_where_it_was_not_said(turns, said):
    known = await fill(ValidateSideEffectsForm, INTENT, *turns, later="ask_side_effects")
    assert known.taken and known.asks is None
    assert known.slots["effect_said"] == said


async def test_another_question_is_handed_back():
    known = await fill(
        ValidateSideEffectsForm, INTENT, "could it be a side effect", "can I drink beer", later="ask_alcohol"
    )
    assert not known.taken


async def test_cancel_leaves_it():
    known = await fill(ValidateSideEffectsForm, INTENT, "could it be a side effect", "cancel")
    assert known.slots["tool_cancelled"] and known.asks is None


@pytest.mark.parametrize(
    ("said", "effect", "words"),
    [
        ("headache", "headache", "4% to 8% of people"),
        ("sleepy", "sleepiness", "10% to 63% of people"),
        ("low blood pressure", "low_blood_pressure", "up to 9%"),
        ("constipated", "constipation", "2% to 6%"),
        ("swollen ankles", "ankle_swelling", "on the label without a figure"),
        ("brain fog", "confusion", "1% to 11% of people"),
    ],
)
async def test_the_label_s_figure_and_source_are_told(store, queue, said, effect, words):
    made = tracker(INTENT, said, slots={"effect_said": said})
    made.latest_message["metadata"] = {"region": "UK"}
    reply = (await run(ActionSideEffects(store, queue), made))[0][0]
    assert (reply["custom"]["type"], reply["custom"]["topic"]) == ("tool", "side_effects")
    assert [one["id"] for one in reply["custom"]["result"]["effects"]] == [effect]
    assert words in reply["text"]
    assert "I can't say whether yours comes from baclofen" in reply["text"]
    assert reply["custom"]["parts"]["help"] and reply["custom"]["sources"]
    assert reply["text"].endswith("Not clinically reviewed.")


async def test_an_unlisted_effect_is_never_waved_through(store, queue):
    made = tracker(INTENT, "ringing in my ears", slots={"effect_said": "ringing in my {ears}"})
    reply = (await run(ActionSideEffects(store, queue), made))[0][0]
    assert 'no information on "ringing in my {ears}"' in reply["text"]
    assert reply["custom"]["result"] == {"effects": [], "unknown": ["ringing in my {ears}"]}


async def test_several_effects_are_told_one_by_one(store, queue):
    made = tracker(INTENT, "x", slots={"effect_said": "headaches and constipation"})
    reply = (await run(ActionSideEffects(store, queue), made))[0][0]
    assert [one["id"] for one in reply["custom"]["result"]["effects"]] == ["headache", "constipation"]


async def test_a_question_that_names_none_gets_the_vetted_answer(store, queue):
    made = tracker("ask_side_effects", "what are the common side effects")
    assert (await run(ActionAnswerTopic(store, queue), made))[0][0]["custom"]["type"] == "answer"


async def test_a_pump_has_its_own_answer(store, queue):
    made = tracker("ask_side_effects", "is a headache a side effect of the pump")
    reply = (await run(ActionAnswerTopic(store, queue), made))[0][0]
    assert reply["custom"]["type"] == "answer" and "With a pump" in reply["text"]


async def test_an_effect_s_own_answer_tells_how_common_it_is_where_that_is_asked(store, queue):
    made = tracker("ask_drowsiness", "how common is sleepiness on baclofen")
    reply = (await run(ActionAnswerTopic(store, queue), made))[0][0]
    assert reply["custom"]["type"] == "answer" and reply["text"].startswith("Feeling sleepy: the most common one: 10%")
    plain = (await run(ActionAnswerTopic(store, queue), tracker("ask_drowsiness", "it makes me sleepy")))[0][0]
    assert "10%" not in plain["text"]
