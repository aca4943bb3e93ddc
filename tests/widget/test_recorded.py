"""What was recorded for the tests of the views has the shape of what the code says now."""

from __future__ import annotations

import pytest

from actions.texts import warnings_for
from channels.widget.about import about
from components import red_flag_reply
from knowledge.people import Person
from knowledge.store import KnowledgeStore
from replies import reply as replies
from replies.rendering import message
from tests.widget.recorded import RECORDED

SEIZURE = {"level": "emergency", "flags": ["seizure"], "lead": "seizure"}


def shape(value, key: str = ""):
    """The keys and kinds of a payload; a tool's figures are its own."""
    if key == "result":
        return "figures"
    if isinstance(value, dict):
        return {name: shape(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return "value"


@pytest.mark.parametrize("region", ["UK", None])
def test_an_answer(store: KnowledgeStore, region):
    person = Person(region=region)
    served = store.answer("alcohol/allowed", person)
    made = replies.answer(served, person, warnings_for(store, served, person), store.asks(served.related))
    assert shape(message(made, "widget")) == shape(RECORDED["said"]["beer"][0])


def test_a_danger_and_a_check():
    known = Person(region="UK")
    danger = message(red_flag_reply._escalation({"kind": "danger", **SEIZURE}, known, "id", "widget"), "widget")
    assert shape(danger) == shape(RECORDED["said"]["fit"][0])
    unknown = message(red_flag_reply._escalation({"kind": "danger", **SEIZURE}, Person(), "id", "widget"), "widget")
    assert shape(unknown) == shape(RECORDED["said"]["fit, country unknown"][0])
    check = message(red_flag_reply._check({"kind": "check", **SEIZURE}, known), "widget")
    assert shape(check) == shape(RECORDED["said"]["may be a fit"][0])


def test_the_first_screen():
    assert shape(about("UK")) == shape(RECORDED["about"])
    assert shape(about(None)) == shape(RECORDED["about, country unknown"])
