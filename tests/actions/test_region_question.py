"""The country is asked once, when it matters, with buttons; then one number is said."""

from __future__ import annotations

import pytest

from actions.answer import ActionAnswerTopic
from actions.more import ActionRegion
from knowledge.phrasebook import phrasebook
from knowledge.regions import only_names_a_region, region_of
from knowledge.schema import REGIONS
from tests.actions.test_answering import asks, run

CALLS = "missed_dose/double"  # its answer names the poison line, which has a number only where the country is known
EMERGENCY = "alcohol/already_drank"  # names the emergency number alone
PLAIN = "alcohol/wait_hours"


async def test_it_is_asked_where_a_line_was_named_that_has_no_number_yet(store):
    said, remembered = await run(ActionAnswerTopic(store), asks(CALLS))
    assert "Where are you? Then I can give you one number." in said[0]["text"]
    assert [one["title"] for one in said[0]["buttons"]] == list(phrasebook().likely_places().values())
    assert said[0]["custom"]["options"] == said[0]["buttons"] and remembered["region_asked"] is True


async def test_it_is_asked_once(store):
    said, remembered = await run(ActionAnswerTopic(store), asks(CALLS, slots={"region_asked": True}))
    assert not said[0]["buttons"] and "Where are you" not in said[0]["text"] and "region_asked" not in remembered


async def test_it_is_not_asked_where_nothing_hangs_on_it_or_the_country_is_known(store):
    for made in (asks(PLAIN), asks(EMERGENCY), asks(CALLS, text="can i take two now, I'm in the UK")):
        said, _ = await run(ActionAnswerTopic(store), made)
        assert not said[0]["buttons"] and "Where are you" not in said[0]["text"]


async def test_a_page_that_says_its_country_is_believed(store):
    made = asks(EMERGENCY)
    made.latest_message["metadata"] = {"region": "AU"}
    said, _ = await run(ActionAnswerTopic(store), made)
    assert "000" in said[0]["text"] and "911" not in said[0]["text"] and not said[0]["buttons"]


async def test_one_number_is_given_where_the_country_is_known(store):
    said, _ = await run(ActionAnswerTopic(store), asks(EMERGENCY, text="I'm in the UK"))
    assert "999" in said[0]["text"] and not any(other in said[0]["text"] for other in ("911", "112", "000"))


@pytest.mark.parametrize("region", REGIONS)
def test_a_press_of_a_button_says_where_the_person_is(region):
    place = phrasebook().places()[region]
    pressed = phrasebook().say("region_option", place=place)
    assert region_of([pressed]) == region and only_names_a_region(pressed)


def test_few_countries_are_offered_first_and_every_other_behind_another_country():
    likely, further = phrasebook().likely_places(), phrasebook().further_places()
    assert len(likely) <= 7 and list(likely)[-1] == "OTHER" and {"UK", "NI"} <= set(likely)
    assert set(likely) | set(further) == set(REGIONS) and not set(likely) & set(further)


async def test_another_country_brings_the_further_ones_to_press(store):
    said, _ = await run(ActionRegion(), asks(PLAIN, text="I'm in another country"))
    assert "Is it one of these?" in said[0]["text"] and "your own emergency number, or 112" in said[0]["text"]
    assert [one["title"] for one in said[0]["buttons"]] == list(phrasebook().further_places().values())
    named, _ = await run(ActionRegion(), asks(PLAIN, text="I'm in Germany"))
    assert "In an emergency call 112." in named[0]["text"] and not named[0]["buttons"]
