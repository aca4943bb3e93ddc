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
    assert [one["number"] for one in own.actions(["pump_line", "emergency"], None)] == ["0161 496 0001"]


def test_the_line_out_of_hours_is_said_and_pressed_first_for_advice_today_and_the_clinic_behind_it():
    own = book(clinic_name="Ward 7", clinic_phone="0161 496 0000", out_of_hours="0161 496 0002")
    assert (
        own.fill("{same_day}", "US") == "your prescriber's on-call line on 0161 496 0002, a pharmacist or urgent care"
    )
    assert own.fill("{same_day}", "UK").startswith("your clinic's out-of-hours line on 0161 496 0002, your GP,")
    assert own.fill("{same_day}", None).startswith("your clinic's out-of-hours line on 0161 496 0002, Ward 7 on 0161")
    pressed = own.actions(["same_day", "emergency"], "UK")
    assert [one["number"] for one in pressed] == ["0161 496 0002", "111", "0161 496 0000", "999"]
    assert [one["role"] for one in pressed] == ["same_day", "same_day", "clinic", "emergency"]
    assert [one["label"] for one in pressed][::2] == ["Clinic, out of hours", "Ward 7"]
    assert [one["role"] for one in own.actions(["emergency", "same_day"], "UK")] == ["emergency"]
    assert "pump clinic" in own.fill("{same_day}", "UK", "pump")


@pytest.mark.parametrize("number", ["ask at the desk", "12", "+", "0161 496 0000 or 0161 496 0001"])
def test_a_line_of_the_clinic_that_is_no_number_is_refused(number):
    with pytest.raises(ValueError, match="one phone number"):
        Settings(out_of_hours=number)


def test_which_of_the_clinic_s_lines_are_missing_is_known():
    lines = Settings(clinic_phone="0161 496 0000", out_of_hours="", pump_line=None).own_lines()
    assert [name for name, number in lines.items() if not number] == ["BEDSIDE_OUT_OF_HOURS", "BEDSIDE_PUMP_LINE"]


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
