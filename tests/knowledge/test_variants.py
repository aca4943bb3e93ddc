"""Which text a person gets where several would fit, and that a variant replaces everything."""

from __future__ import annotations

from itertools import combinations

import pytest

from knowledge.content_check import Content
from knowledge.people import AUDIENCES, Person, fitting_variant


def variant(**when):
    return {"when": when, "answer": " ".join(f"{key} {value}" for key, value in when.items())}


def chosen(*whens, route=None, audiences=(), region=None):
    found = fitting_variant([variant(**when) for when in whens], Person(route, frozenset(audiences), region))
    return found["when"] if found else None


def test_every_condition_must_hold():
    assert chosen({"route": "pump", "audience": "child"}, route="pump") is None
    assert chosen({"audience": "child", "region": "UK"}, audiences=["child"], region="US") is None
    assert chosen({"route": "pump"}) is None
    assert chosen() is None


def test_the_route_counts_before_the_audience_and_the_audience_before_the_region():
    pump, child, uk = {"route": "pump"}, {"audience": "child"}, {"region": "UK"}
    assert chosen(uk, child, pump, route="pump", audiences=["child"], region="UK") == pump
    assert chosen(uk, child, pump, audiences=["child"], region="UK") == child
    assert chosen(uk, child, pump, region="UK") == uk


def test_of_two_for_the_same_the_one_with_more_conditions_is_chosen():
    both = {"route": "pump", "audience": "child"}
    assert chosen({"route": "pump"}, both, route="pump", audiences=["child"]) == both
    there = {"audience": "child", "region": "UK"}
    assert chosen({"audience": "child"}, there, audiences=["child"], region="UK") == there


@pytest.mark.parametrize(("first", "second"), list(combinations(AUDIENCES, 2)))
def test_of_two_audiences_the_one_that_changes_more_is_chosen(first, second):
    assert chosen({"audience": second}, {"audience": first}, audiences=[first, second]) == {"audience": first}


def test_the_order_in_the_file_does_not_matter():
    whens = [{"route": "pump"}, {"audience": "pregnant"}, {"route": "pump", "audience": "pregnant"}]
    for order in (whens, whens[::-1]):
        assert chosen(*order, route="pump", audiences=["pregnant"]) == whens[2]


def test_a_variant_replaces_all_that_is_shown(store, content):
    """Nothing of the general text is left: no line of safety, no more and no signs that are meant for others."""
    for name, question in content.questions.items():
        for one in question.variants:
            person = Person(one.when.route, frozenset(filter(None, [one.when.audience])), one.when.region)
            served = store.answer(name, person)
            assert (served.answer, served.safety, served.more, served.help) == (
                one.answer, one.safety, one.more, list(one.help),
            ), (name, one.when)  # fmt: skip


def test_sources_are_those_of_the_variant_where_it_names_some(store, content):
    name, number = next((name, n) for name, q in content.questions.items() for n, v in enumerate(q.variants)
                        if v.sources and v.when.route and not v.when.audience)  # fmt: skip
    one = content.questions[name].variants[number]
    assert [source["id"] for source in store.answer(name, Person(route="pump")).sources] == list(one.sources)


def test_a_pump_user_is_sent_to_the_pump_clinic(content: Content):
    for name, question in content.questions.items():
        for one in question.variants:
            if one.when.route == "pump":
                said = " ".join(text for _, text in one.texts())
                assert "{same_day}" not in said, name
                assert not said.rstrip().endswith("pharmacist today."), name
