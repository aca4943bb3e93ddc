"""Where a person is, from what they say, their page and the deployment."""

from __future__ import annotations

import pytest

from knowledge.regions import region_of, region_said


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("I live in Leeds and he can't breathe", "UK"),
        ("we're in Texas", "US"),
        ("im in new south wales, mate's gone blue", "AU"),
        ("calling from Toronto", "CA"),
        ("I'm staying in Spain till Friday", "ES"),
        ("I live in Portugal", "EU"),
        ("we're in Belfast", "NI"),
        ("I'm in Northern Ireland", "NI"),
        ("I'm in Ireland", "IE"),
        ("I'm in New Zealand", "NZ"),
        ("calling from India", "OTHER"),
        ("I'm in another country", "OTHER"),
        ("UK", "UK"),
        ("the Netherlands", "NL"),
        ("Canada.", "CA"),
        ("should I ring 999 or 111", "UK"),
        ("do I call triple zero", "AU"),
        ("NHS said wait", "UK"),
        ("I'm in another EU country", "EU"),
    ],
)
def test_a_place_that_the_person_is_in_is_understood(text, region):
    assert region_said(text) == region


@pytest.mark.parametrize(
    "text",
    [
        "I'm flying to Canada next week, how much do I pack",
        "is it sold in Australia",
        "my cousin in Spain takes it",
        "I take 10 in the morning",
        "tell us how it works",
        "he is in pain",
        "call 911?",
        "",
    ],
)
def test_a_place_that_is_only_named_is_not_where_they_are(text):
    assert region_said(text) is None


def test_the_newest_place_counts_then_the_page_then_the_deployment():
    assert region_of(["what about milk", "I'm in Perth", "I'm in Canada", "I'm in Wales"], "US") == "CA"
    assert region_of(["hello"], "AU") == "AU"
    assert region_of(["hello"], "Atlantis") is None
    assert region_of([]) is None
