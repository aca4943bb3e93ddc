"""What may be served is a policy, and one for every kind of text: minimum status, due date, retired, signed."""

from __future__ import annotations

import datetime

import pytest

from knowledge.database import engine_for
from knowledge.loader import load, texts_of
from knowledge.people import Person
from knowledge.policy import why_withheld
from knowledge.red_flags import red_flags, version_of
from knowledge.store import KnowledgeStore, NotServable, StoreUnavailable
from knowledge.topic_ids import question_ids
from tests.builders import review, with_question

ASKED = "alcohol/allowed"


def stored(content, engine, **changes):
    """Loads the content with one answer's review changed."""
    version = next(text.version for text in texts_of(content) if text.id == ASKED)
    if changes.get("status") == "approved":
        changes.setdefault("version", version)
    load(engine, with_question(content, ASKED, review=review(**changes)))
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
    store = KnowledgeStore(stored(content, database, status=status), minimum)
    if served:
        assert store.answer(ASKED).review["status"] == status
    else:
        with pytest.raises(NotServable):
            store.answer(ASKED)


def test_a_signature_of_another_text_counts_for_nothing(content, database):
    stored(content, database, status="approved", version="0" * 64)
    answer = KnowledgeStore(database).answer(ASKED)
    assert (answer.review["status"], answer.review["by"], answer.review["on"]) == ("sourced", None, None)
    with pytest.raises(NotServable, match="changed since A. Clinician, MRPharmS signed it"):
        KnowledgeStore(database, "approved").answer(ASKED)


@pytest.mark.parametrize(("today", "served"), [("2027-11-22", True), ("2027-11-23", False)])
def test_an_answer_is_served_to_the_end_of_its_due_date(content, database, today, served):
    stored(content, database, due="2027-11-22")
    store = KnowledgeStore(database, day=lambda: datetime.date.fromisoformat(today))
    if served:
        assert store.answer(ASKED)
    else:
        with pytest.raises(NotServable, match="due on 2027-11-22"):
            store.answer(ASKED)


def test_what_may_not_be_served_is_not_offered_either(content, database):
    stored(content, database, status="retired")
    assert list(KnowledgeStore(database).asks([ASKED, "alcohol/why"])) == ["alcohol/why"]


def test_under_approved_nothing_is_shown_before_it_is_signed_whatever_kind_it_is(store, content):
    strict = KnowledgeStore(store._engine, "approved")
    assert strict.warnings(list(content.warnings.sets)) == {}
    for asked in (lambda: strict.answer(ASKED), lambda: strict.medicines(content.medicines.classes[0].id),
                  lambda: strict.effect(content.effects.effects[0].id)):  # fmt: skip
        with pytest.raises(NotServable):
            asked()
    assert {row.withheld is None for row in strict.listing()} == {False}
    assert {row.kind for row in strict.listing()} == {
        "answer", "warning", "red_flag", "medicines", "effect", "contacts",
    }  # fmt: skip
    for (
        name,
        flag,
    ) in red_flags().items():  # a danger is answered whatever its status; the payload tells the status as it stands
        review = {"status": flag.review.status, "due": flag.review.due}
        assert why_withheld(review, version_of(name), "approved", datetime.date(2026, 12, 1))


def test_every_question_is_served_as_shipped(store):
    for question in question_ids():
        assert store.answer(question).question == question
    assert len(question_ids()) == 495


def test_an_answer_stands_whole_with_what_supports_it(store):
    answer = store.answer(ASKED)
    assert answer.topic == "alcohol" and answer.answer_id == f"baclofen/{ASKED}"
    assert all(source["supports"] and source["url"] and source["checked"] for source in answer.sources)
    assert answer.review.keys() == {"status", "by", "on", "due"}


def test_warning_sets_are_looked_up_in_the_order_named(store):
    assert list(store.warnings(["pump", "mood", "no_such_set"])) == ["pump", "mood"]


def test_a_variant_for_somebody_else_is_not_chosen(store, content):
    name = next(
        name for name, one in content.questions.items() if one.variants and all(v.when.route for v in one.variants)
    )
    assert (
        store.answer(name, Person(audiences=frozenset(["child"]), region="US")).answer == content.questions[name].answer
    )


def test_an_unknown_question_is_not_servable(store):
    for what in ("weather", "alcohol/weather", "alcohol"):
        with pytest.raises(NotServable, match="no such text"):
            store.answer(what)


@pytest.mark.parametrize("url", ["sqlite:////proc/nowhere.db", "postgresql://nobody@127.0.0.1:1/none"])
def test_a_store_that_cannot_be_read_says_so(url):
    with pytest.raises(StoreUnavailable):
        KnowledgeStore(engine_for(url)).answer(ASKED)


def test_a_store_that_was_never_filled_says_so(database):
    with pytest.raises(StoreUnavailable):
        KnowledgeStore(database).answer(ASKED)
