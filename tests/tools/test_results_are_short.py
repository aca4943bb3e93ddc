"""What a tool says in the end: at most 60 words, and never twice the same."""

from __future__ import annotations

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.missed_dose import ActionMissedDose
from actions.side_effects import ActionSideEffects
from actions.stopping import ActionStopping
from actions.travel_supply import ActionTravelSupply
from knowledge.database import engine_for
from review.store import ReviewStore
from tests.actions.test_answering import run
from tests.builders import tracker
from tests.tools.dialogue import words_in
from tools.effects import content

MOST_WORDS = 60
TRIP = {"trip_days": 10.0, "trip_per_day": 3.0}
LATE = {"missed_next_hours": 4.75, "missed_who": "adult"}
STOP = {"stopping_has_stopped": False, "stopping_taken_for": "2 years", "stopping_mg_per_day": 30.0}


@pytest.mark.parametrize("region", [None, "US", "CA", "UK", "IE", "EU", "AU"])
@pytest.mark.parametrize(
    ("action", "slots", "text"),
    [
        (ActionTravelSupply, TRIP, "how many"),
        (ActionTravelSupply, {**TRIP, "trip_strength_mg": 10.0, "trip_left": 12.0}, "how many"),
        (ActionTravelSupply, {**TRIP, "trip_left": 90.0}, "I have a pump, how many"),
        (ActionTravelSupply, {**TRIP, "trip_per_day": 6.0, "trip_strength_mg": 20.0, "trip_left": 12.0}, "how many"),
        (ActionTravelSupply, {**TRIP, "trip_liquid": True}, "how many ml"),
        (ActionMissedDose, LATE, "it's for me"),
        (ActionMissedDose, LATE, "I'm pregnant and late"),
        (ActionMissedDose, {**LATE, "missed_next_hours": 1.5}, "I'm pregnant and late"),
        (ActionMissedDose, {**LATE, "missed_who": "child"}, "my son is late"),
        (ActionMissedDose, {**LATE, "missed_who": "child", "missed_next_hours": 3.25}, "my daughter is late"),
        (ActionStopping, STOP, "no"),
        (ActionStopping, STOP, "I'm pregnant"),
        (ActionStopping, STOP, "my son has a pump"),
        (ActionStopping, {**STOP, "stopping_taken_for": "since last summer"}, "no"),
    ],
)
async def test_a_result_is_short(store, action, slots, text, region):
    made = tracker("greet", text, slots=slots)
    made.latest_message["metadata"] = {"region": region}
    said = (await run(action(store), made))[0]
    assert len(said) == 1 and said[0]["custom"]["type"] == "tool"
    assert words_in(said[0]["text"]) <= MOST_WORDS, said[0]["text"]
    assert said[0]["text"].count("labelled box") <= 1 and "{" not in said[0]["text"]


@pytest.mark.parametrize("effect", content().effects, ids=lambda one: one.id)
async def test_what_is_said_of_one_effect_is_short(store, tmp_path, effect):
    queue = ReviewStore(engine_for(f"sqlite:///{tmp_path / 'queue.db'}"))
    made = tracker("use_side_effects", effect.name, slots={"effect_said": effect.name})
    said = (await run(ActionSideEffects(store, queue), made))[0]
    assert words_in(said[0]["text"]) <= MOST_WORDS, said[0]["text"]


@pytest.mark.parametrize(
    ("action", "slots"), [(ActionTravelSupply, TRIP), (ActionMissedDose, LATE), (ActionStopping, STOP)]
)
async def test_the_same_result_is_not_printed_twice(store, action, slots):
    made = tracker("greet", "I take it", slots=slots)
    first = (await run(action(store), made))[0][0]["text"]
    made.events = [{"event": "user", "text": "I take it"}, {"event": "bot", "text": first}]
    again = tracker("greet", "so what now, for me", slots=slots)
    again.events = [*made.events, {"event": "user", "text": "so what now, for me", "input_channel": "rest"}]
    dispatcher = CollectingDispatcher()
    await action(store).run(dispatcher, again, {})
    second = dispatcher.messages[0]["text"]
    assert second.startswith("As I said: ") and second != first
    assert words_in(second) < words_in(first)
