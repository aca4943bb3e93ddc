"""Whom to call: every number is sourced, every label true of its number, and few are shown where the country is not known."""

from __future__ import annotations

import datetime
import re

import pytest

from knowledge.contacts import KINDS, Contacts, load_contacts
from knowledge.schema import LABEL_REGIONS, REGIONS, labels_of
from knowledge.settings import Settings

OLD = ("US", "CA", "UK", "IE", "EU", "AU")  # the regions of the first contract: pages and settings name them


@pytest.fixture
def contacts() -> Contacts:
    """The shipped contacts."""
    return load_contacts()


@pytest.mark.parametrize("region", REGIONS)
def test_every_number_names_a_source_and_the_day_on_which_it_was_read(content, region):
    for contact in content.contacts_file.regions[region].contacts:
        for phone in contact.numbers:
            source = content.sources[phone.source]
            assert source.kind != "article" and source.checked <= phone.checked <= datetime.date.today()


@pytest.mark.parametrize("region", REGIONS)
def test_no_number_has_two_buttons_and_the_emergency_number_is_never_missing(contacts, region):
    every = contacts.actions(list(KINDS), region)
    assert len({one["tel"] for one in every}) == len(every)
    assert contacts.actions(["emergency"], region)[0]["role"] == "emergency"


@pytest.mark.parametrize("region", REGIONS)
def test_a_role_without_a_number_of_its_own_gives_the_emergency_number_under_its_true_name(contacts, region):
    emergency = contacts.actions(["emergency"], region)
    for kind in ("poison", "crisis"):
        for one in contacts.actions([kind], region):
            assert one["role"] == kind or one in emergency, (kind, one)
    assert all(one["role"] == "same_day" for one in contacts.actions(["same_day"], region))


@pytest.mark.parametrize("region", REGIONS)
def test_one_tel_has_one_role_in_a_country(content, region):
    """Samaritans are not NHS 111: a label stands for one number, or says how it differs."""
    for contact in content.contacts_file.regions[region].contacts:
        labels = [phone.label or contact.label for phone in contact.numbers]
        assert len(labels) == len(set(labels)), labels


@pytest.mark.parametrize(
    ("region", "kind", "tel"),
    [
        ("US", "poison", "+18002221222"),
        ("UK", "crisis", "116123"),
        ("NI", "crisis", "08088088000"),
        ("IE", "emergency", "112"),
        ("CA", "crisis", "988"),
        ("AU", "emergency", "000"),
        ("PL", "crisis", "116123"),
        *((region, "poison", "112") for region in ("EU", "DE", "FR", "IT", "ES", "NL", "PL")),
        ("NZ", "emergency", "112"),
        ("OTHER", "emergency", "112"),
    ],
)
def test_the_first_number_of_a_role(contacts, region, kind, tel):
    assert contacts.actions([kind], region)[0]["tel"] == tel


def test_northern_ireland_is_not_sent_to_nhs_111(contacts):
    assert not any("111" in words for words in contacts.words("NI").values() if "18001" not in words)
    assert "111" not in [one["tel"] for one in contacts.actions(list(KINDS), "NI")]


def test_nobody_is_told_a_number_of_a_country_that_has_none_here(contacts):
    for region in ("NZ", "OTHER"):
        assert "your own emergency number" in contacts.words(region)["emergency"]
        assert contacts.actions(["emergency"], region)[0]["label"] == "Emergency, in many countries"


def test_while_the_country_is_unknown_few_numbers_are_said_and_none_is_to_press(contacts):
    numbers = [number for words in contacts.words(None).values() for number in re.findall(r"\d[\d ]{2,}", words)]
    assert len(numbers) <= 6
    assert contacts.actions(list(KINDS), None) == []


@pytest.mark.parametrize("region", OLD)
def test_the_regions_of_the_first_contract_hold(contacts, region):
    assert Settings(region=region).region == region and region in contacts.regions
    assert labels_of(region) == region and region in LABEL_REGIONS


def test_an_old_setting_of_eu_still_means_112(contacts):
    assert contacts.words("EU")["emergency"] == "112"
    assert [one["tel"] for one in contacts.actions(["emergency"], "EU")] == ["112"]


@pytest.mark.parametrize("region", [*REGIONS, None])
def test_the_words_read_on_behind_a_call(contacts, region):
    words = contacts.words(region)
    for kind in KINDS:
        assert words[kind] == words[kind].strip(" .") and "{" not in words[kind]
    assert words["in_writing"].endswith(".") and words["crisis_in_writing"].endswith(".")
