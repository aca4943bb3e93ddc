"""What may be served is a policy: minimum status, due date, retired."""

from __future__ import annotations

import datetime

import pytest

from knowledge.database import engine_for
from knowledge.loader import load
from knowledge.schema import Review
from knowledge.store import KnowledgeStore, NotServable, Person, StoreUnavailable
from knowledge.topic_ids import topic_ids


def reviewed(content, engine, **review):
    """Loads the content with one answer's review changed."""
    changed = content.answers["alcohol"].copy(update={"review": Review(**review)})
    load(engine, content._replace(answers={**content.answers, "alcohol": changed}))
    return engine


@pytest.fixture
def database(tmp_path):
    return engine_for(f"sqlite:///{tmp_path / 'k.db'}")


@pytest.mark.parametrize(
    ("status", "minimum", "served"),
    [
        ("draft", "draft", True),
        ("draft", "sourced", False),
        ("sourced", "sourced", True),
        ("sourced", "approved", False),
        ("approved", "approved", True),
        ("approved", "sourced", True),
        ("retired", "draft", False),
    ],
)
def test_a_status_is_served_from_the_minimum_up(content, database, status, minimum, served):
    signed = {"by": "A. Clinician", "on": "2026-11-22"} if status == "approved" else {}
    reviewed(content, database, status=status, due="2099-01-01", **signed)
    store = KnowledgeStore(database, minimum)
    if served:
        assert store.answer("alcohol").review["status"] == status
    else:
        with pytest.raises(NotServable):
            store.answer("alcohol")


@pytest.mark.parametrize(("today", "served"), [("2027-11-22", True), ("2027-11-23", False)])
def test_an_answer_is_served_to_the_end_of_its_due_date(content, database, today, served):
    reviewed(content, database, status="sourced", due="2027-11-22")
    store = KnowledgeStore(database, today=lambda: datetime.date.fromisoformat(today))
    if served:
        assert store.answer("alcohol")
    else:
        with pytest.raises(NotServable, match="due on 2027-11-22"):
            store.answer("alcohol")


def test_every_topic_is_served_as_shipped(store):
    for topic in topic_ids():
        assert store.answer(topic).topic == topic


def test_the_variant_with_most_fitting_conditions_is_chosen(store, content):
    topic, variant = next((a.topic, v) for a in content.answers.values() for v in a.variants if v.when.route == "pump")
    assert store.answer(topic, Person(route="pump")).full == variant.full.strip()
    assert store.answer(topic).full == content.answers[topic].full


def test_a_variant_for_somebody_else_is_not_chosen(store, content):
    topic = next(a.topic for a in content.answers.values() if a.variants and all(v.when.route for v in a.variants))
    assert store.answer(topic, Person(audience="child", region="US")).full == content.answers[topic].full


def test_an_unknown_topic_is_not_servable(store):
    with pytest.raises(NotServable):
        store.answer("weather")


@pytest.mark.parametrize("url", ["sqlite:////proc/nowhere.db", "postgresql://nobody@127.0.0.1:1/none"])
def test_a_store_that_cannot_be_read_says_so(url):
    with pytest.raises(StoreUnavailable):
        KnowledgeStore(engine_for(url)).answer("alcohol")


def test_a_store_that_was_never_filled_says_so(database):
    with pytest.raises(StoreUnavailable):
        KnowledgeStore(database).answer("alcohol")
