"""Numbers, the clinic and values come into a text in one pass, in one place."""

from __future__ import annotations

import re

import pytest

from knowledge import schema
from knowledge.contacts import load_contacts
from knowledge.files import read
from knowledge.phrasebook import Phrasebook, phrasebook
from knowledge.schema import REGIONS
from knowledge.settings import CONTENT, Settings


def book(**chosen) -> Phrasebook:
    return Phrasebook(read(CONTENT / "phrases.yml", schema.Phrases).dict(), load_contacts(), Settings(**chosen))


@pytest.mark.parametrize("region", [*REGIONS, None])
def test_each_region_gets_its_own_numbers(region):
    words = load_contacts().words(region)
    assert book().fill("Call {emergency} or {poison}.", region) == f"Call {words['emergency']} or {words['poison']}."


def test_what_a_person_wrote_is_never_read_as_a_placeholder():
    assert (
        book().fill('You wrote "{said}".', "UK", said="{emergency} {0.__class__} {")
        == 'You wrote "{emergency} {0.__class__} {".'
    )


def test_one_who_has_a_pump_is_sent_to_the_pump_clinic_in_place_of_a_pharmacist():
    assert "pump clinic" in book().fill("{same_day}", "UK", "pump")
    assert "pump clinic" not in book().fill("{same_day}", "UK")


def test_the_deployment_s_own_numbers_are_said_and_can_be_pressed():
    own = book(clinic_name="Ward 7", clinic_phone="0161 496 0000", pump_line="0161 496 0001")
    assert own.fill("{clinic}", "UK") == "Ward 7 on 0161 496 0000"
    assert own.fill("{pump_line}", "UK").endswith("on 0161 496 0001")
    pressed = own.actions(["pump_line", "emergency"], "UK")
    assert (pressed[0]["number"], pressed[0]["tel"], pressed[0]["role"]) == ("0161 496 0001", "01614960001", "clinic")
    assert pressed[1]["role"] == "emergency"
    assert own.actions(["emergency"], None) == []


def test_blank_settings_are_unset():
    assert Settings(clinic_phone="", region="", pump_line="").clinic_phone is None


def test_an_unknown_placeholder_is_an_error_and_not_shown():
    with pytest.raises(KeyError):
        book().fill("Call {phone}.", "UK")
    with pytest.raises(KeyError):
        book().say("no_such_phrase")


def test_every_phrase_that_needs_no_value_can_be_said_everywhere(content):
    for name, text in content.phrases:
        names = set(re.findall(r"\{(\w+)\}", text)) - set(phrasebook().words(None))
        assert not names & {"region", "route", "name"}, f"{name}: these are the phrasebook's own"
        said = phrasebook().say(name, None, None, **dict.fromkeys(names, "x"))
        assert "{" not in said and said == said.strip(), name
