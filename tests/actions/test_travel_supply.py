"""The travel tool's form and result: what is read, what is asked, what is refused."""

from __future__ import annotations

import datetime

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.travel_supply import ActionTravelSupply, ValidateTravelSupplyForm, in_words
from knowledge.people import NOBODY_IN_PARTICULAR
from knowledge.settings import ROOT
from tests.builders import on_channel, tracker
from tools.travel_supply import work_out

DOMAIN = {"forms": {"travel_supply_form": {"required_slots": ["trip_days", "trip_per_day"]}}}


async def fill(*turns: str):
    """What the form knows after some messages, what it asks next, what it said, and whether it took the last one."""
    slots, said, taken = {}, [], True
    for number, text in enumerate(turns):
        made = tracker("use_travel_supply", text, slots=dict(slots))
        if number:
            made.active_loop = {"name": "travel_supply_form"}
        dispatcher = CollectingDispatcher()
        events = await ValidateTravelSupplyForm().run(dispatcher, made, DOMAIN)
        said = [message["response"] for message in dispatcher.messages]
        taken = not any(event["event"] == "action_execution_rejected" for event in events)
        slots.update({event["name"]: event["value"] for event in events if event["event"] == "slot"})
    return {key.removeprefix("trip_"): value for key, value in slots.items() if value is not None}, said, taken


@pytest.mark.parametrize(
    ("turns", "days", "per_day"),
    [
        (["I'm off for 10 days, 3 a day, how many do I pack?"], 10, 3),
        (["how many", "10 days", "3"], 10, 3),
        (["how many", "10", "3"], 10, 3),
        (["how many", "two weeks", "one tablet four times a day"], 14, 4),
        (["how many", "away 6 days", "no sorry 9 days", "three tablets daily"], 9, 3),
        (["how many from the 3rd to the 17th", "call it 15 days", "one and a half tablets three times a day"], 15, 4.5),
        (["how many for a fortnight", "2-3"], 14, 3),
        (["how many for 5 nights", "half a tablet twice daily"], 6, 1),
        (["10 days, 3 a day, how many", "no, four a day"], 10, 4),
        (["10 days, 3 a day, how many", "what about 3 weeks"], 21, 3),
        (["how many for 8 days", "15 mg three times a day", "5s"], 8, 9),
        (["how many for 8 days", "15 mg three times a day", "5"], 8, 9),
        (["15 mg three times a day and all I have is 5s, how many for 8 days"], 8, 9),
        (["how many for 8 days", "20mg twice daily, 10mg tablets"], 8, 4),
        (["how many for a week", "2 in the morning and 1 at night"], 7, 3),
        (["how many for a week", "one every 8 hours"], 7, 3),
        (["how many for a week", "I have 3 tablets"], 7, 3),
        (["how many ml for a week", "5 ml three times a day"], 7, 15),
        (["how many for a week and a half", "tds"], 10.5, 3),
        (["how many", "dunno", "5 days", "i don't know", "two a day"], 5, 2),
    ],
)  # fmt: skip
async def test_figures_are_gathered_over_any_number_of_messages(turns, days, per_day):
    known, _, taken = await fill(*turns)
    assert taken
    assert (known["days"], known["per_day"]) == (days, per_day)
    assert known.get("requested_slot") is None


@pytest.mark.parametrize(
    ("turns", "asks", "says"),
    [
        (["how many"], "trip_days", []),
        (["how many for 3 days"], "trip_per_day", []),
        (["how many for 3 days", "15 mg three times a day"], "trip_strength_mg", []),
        (["how many for 0 days"], "trip_days", ["utter_nonsense_trip_days"]),
        (["how many", "-3"], "trip_days", ["utter_nonsense_trip_days"]),
        (["how many for 5000 days"], "trip_days", ["utter_nonsense_trip_days"]),
        (["how many for 3 days", "4,000 tablets"], "trip_per_day", ["utter_nonsense_trip_per_day"]),
        (["how many for 3 days", "0 a day"], "trip_per_day", ["utter_nonsense_trip_per_day"]),
        (["how many for 3 days", "15 mg three times a day", "900"], "trip_strength_mg", ["utter_nonsense_trip_strength_mg"]),
        (["how many", "not sure"], "trip_days", ["utter_help_trip_days"]),
    ],
)  # fmt: skip
async def test_what_is_missing_or_cannot_be_is_asked_for(turns, asks, says):
    known, said, _ = await fill(*turns)
    assert (known["requested_slot"], said) == (asks, says)


@pytest.mark.parametrize(
    "text", ["can I drink beer with it", "is the pump better", "thanks", "does it make you sleepy"]
)
async def test_another_question_is_handed_back(text):
    assert not (await fill("how many", text))[2]


@pytest.mark.parametrize("text", ["cancel", "never mind", "stop", "forget it please"])
async def test_the_form_is_left_on_request(text):
    known, _, taken = await fill("how many", text)
    assert taken
    assert known["tool_cancelled"]
    assert "requested_slot" not in known


async def result_of(store, **slots):
    """What the tool says of figures."""
    dispatcher = CollectingDispatcher()
    made = on_channel(
        tracker("use_travel_supply", "x", slots={f"trip_{name}": value for name, value in slots.items()}), "rest"
    )
    await ActionTravelSupply(store).run(dispatcher, made, {})
    return dispatcher.messages[0]


async def test_the_result_is_said_in_words_and_figures(store):
    said = await result_of(store, days=10.0, per_day=3.0, strength_mg=10.0)
    told = said["custom"]
    assert (told["type"], told["topic"], told["question"]) == ("tool", "travel_supply", "travel_supply/how_much")
    assert told["result"] == {
        "days": 10.0, "per_day": 3.0, "strength_mg": 10.0, "needed": 30, "recommended": 51, "runs_out_on": None,
    }  # fmt: skip
    assert "you need 30" in said["text"]
    assert "Bring 51" in said["text"]
    assert "{" not in said["text"]


async def test_what_is_left_is_counted_down_to_its_day(store):
    said = await result_of(store, days=10.0, per_day=3.0, left=40.0)
    last = datetime.date.today() + datetime.timedelta(days=13)
    assert said["custom"]["result"]["runs_out_on"] == last.isoformat()
    assert f"{last.day} {last:%B}" in said["text"]
    assert "Order at least 11 more" in said["text"]


async def test_a_daily_total_above_the_usual_most_is_checked_with_a_person_and_never_cut(store):
    said = await result_of(store, days=7.0, per_day=5.0, strength_mg=20.0)
    assert "100 mg a day" in said["text"]
    assert "check with a pharmacist today" in said["text"]


async def test_leaving_says_so(store):
    dispatcher = CollectingDispatcher()
    await ActionTravelSupply(store).run(dispatcher, on_channel(tracker(slots={"tool_cancelled": True}), "rest"), {})
    assert "left that" in dispatcher.messages[0]["text"]


def test_no_tool_tells_anyone_to_take_another_dose():
    for days, per_day in ((1, 1), (10, 3), (90, 4.5)):
        text = in_words(work_out(days, per_day), 10.0, 5.0, datetime.date.today(), False, NOBODY_IN_PARTICULAR)
        assert f"{per_day:g} tablets" in text
        assert not any(
            words in text.lower() for words in ("take more", "take less", "increase", "reduce your dose", "halve")
        )


def test_every_question_of_the_form_has_its_words():
    words = (ROOT / "data" / "responses" / "tools.yml").read_text(encoding="utf-8")
    for slot in ("trip_until",):
        assert f"utter_ask_{slot}:" in words and f"utter_help_{slot}:" in words
    for slot in ("trip_days", "trip_per_day", "trip_strength_mg"):
        for kind in ("ask", "help", "nonsense"):
            assert f"utter_{kind}_{slot}:" in words
