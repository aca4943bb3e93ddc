"""A trip told in bits, corrected, and asked about later: ten travellers, and some more."""

from __future__ import annotations

import datetime

import pytest

from actions import travel_supply
from actions.travel_supply import ValidateTravelSupplyForm
from tests.tools.dialogue import talk

WEDNESDAY = datetime.date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _a_wednesday(monkeypatch):
    monkeypatch.setattr(travel_supply, "today", lambda: WEDNESDAY)


@pytest.mark.parametrize(
    ("before", "turns", "days", "per_day"),
    [
        (["im going on hoilday for a mont, 30mg a day", "10 mg tablets"], ["so how many is that"], 31, 3),
        (["We're off to Malta for a fortnight"], ["how many do I bring", "two, three times a day"], 14, 6),
        ([], ["how many do i need", "from monday", "until the 17th of december", "3 a day"], 18, 3),
        ([], ["how many to pack? away until the 17th", "1 tds"], 23, 3),
        ([], ["how many for a cruise", "monday to friday", "4 times daily"], 5, 4),
        (["my flight's on the 3rd, back the 17th"], ["how many tablets is that at 2 a day"], 15, 2),
        ([], ["how many", "2 weeks and 3 days", "2 and 1 and 2"], 17, 5),
        ([], ["how many pills to take away", "3 weeks", "no sorry, 2 weeks", "one and a half twice a day"], 14, 3),
        (["I take 20 mg three times a day"], ["how many do i pack for 10 days", "they're 10s"], 10, 6),
        ([], ["how many for a month and a half", "1 every 6 hours"], 46.5, 4),
        (["we go away for 9 days", "15 mg twice a day, 5 mg tablets"], ["how many tablets altogether"], 9, 6),
        ([], ["how many", "a couple of weeks", "not 3, 4 a day"], 14, 4),
        ([], ["how many", "from the 3rd", "till sunday the 13th", "three"], 11, 3),
        ([], ["how many for 12 days", "60 mg a day", "20 mg tablets", "sorry the tablets are 10 mg"], 12, 6),
        (["off to my sister for 3 days"], ["how many", "2 at breakfast 1 at lunch and 2 at bedtime"], 3, 5),
        ([], ["how many", "till saturday", "2 a day"], 4, 2),
        (["i'm away from the 28th"], ["how many do i need till the 5th, i take 3 daily"], 8, 3),
        ([], ["how many", "counting the last one", "6 days", "3"], 6, 3),
    ],
)
async def test_what_was_told_over_several_messages_is_added_up(before, turns, days, per_day):
    known = await talk(ValidateTravelSupplyForm, *turns, before=before)
    assert known.taken and known.asks is None
    assert (known.slots["trip_days"], known.slots["trip_per_day"]) == (days, per_day)


@pytest.mark.parametrize(
    ("before", "turns", "asks"),
    [
        (["I have been on it for 3 months"], ["how many do i pack"], "trip_days"),
        (["I stopped 3 days ago"], ["how many do i pack"], "trip_days"),
        (["can I take 6 a day?"], ["how many for 10 days"], "trip_per_day"),
        ([], ["how many", "from monday"], "trip_until"),
        ([], ["how many", "from monday", "dunno"], "trip_until"),
        ([], ["how many", "for 3 months"], "trip_per_day"),
        ([], ["how many", "8 days", "30 mg"], "trip_strength_mg"),
    ],
)
async def test_what_is_still_open_is_asked_for(before, turns, asks):
    known = await talk(ValidateTravelSupplyForm, *turns, before=before, opens="ask_how_to_take")
    assert known.taken and known.asks == asks
