"""Loading: idempotent, in one transaction, and never losing a version. On SQLite and on PostgreSQL."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import inspect, text

from knowledge.database import migrate
from knowledge.loader import Loaded, load, texts_of
from knowledge.models import Base
from knowledge.store import KnowledgeStore, NotServable
from knowledge.topic_ids import question_ids
from tests.builders import with_question, without_question

ASKED = "alcohol/allowed"
OTHER = "It is other words."


@pytest.fixture(scope="module")
def whole(content) -> int:
    """How many texts are shipped."""
    return len(texts_of(content))


def test_loading_twice_changes_nothing_more(engine, content, whole):
    assert load(engine, content) == Loaded(whole, 0, 0, 0)
    assert load(engine, content) == Loaded(0, 0, whole, 0)


def test_texts_of_every_kind_are_kept(content):
    kinds = Counter(text.kind for text in texts_of(content))
    assert kinds["answer"] == len(question_ids()) and kinds["contacts"] == 1
    assert kinds["warning"] == len(content.warnings.sets) and kinds["red_flag"] == len(content.red_flags)
    assert kinds["medicines"] == len(content.medicines.classes) and kinds["effect"] == len(content.effects.effects)


def test_an_answer_once_shown_can_be_looked_up_as_it_was(engine, content, whole):
    load(engine, content)
    shown = KnowledgeStore(engine).answer(ASKED)
    assert load(engine, with_question(content, ASKED, answer=OTHER)) == Loaded(0, 1, whole - 1, 0)
    store = KnowledgeStore(engine)
    assert store.answer(ASKED).answer == OTHER
    assert store.answer(ASKED).version != shown.version
    assert store.version(shown.version)._replace(review=shown.review) == shown


def test_going_back_to_an_older_text_serves_the_older_version_again(engine, content):
    load(engine, content)
    first = KnowledgeStore(engine).answer(ASKED).version
    load(engine, with_question(content, ASKED, answer=OTHER))
    load(engine, content)
    assert KnowledgeStore(engine).answer(ASKED).version == first


def test_a_question_that_is_gone_is_withdrawn_but_its_version_stays(engine, content, whole):
    load(engine, content)
    shown = KnowledgeStore(engine).answer(ASKED)
    assert load(engine, without_question(content, ASKED)) == Loaded(0, 0, whole - 1, 1)
    with pytest.raises(NotServable):
        KnowledgeStore(engine).answer(ASKED)
    as_it_was = KnowledgeStore(engine).version(shown.version)
    assert as_it_was.answer == shown.answer and as_it_was.review["status"] == "retired"


def test_a_load_that_fails_half_way_leaves_the_store_as_it_was(engine, content, monkeypatch):
    load(engine, content)
    before = KnowledgeStore(engine).listing()
    changed = content
    for name in list(content.questions)[:20]:
        changed = with_question(changed, name, answer=OTHER)
    from knowledge import loader

    point, seen = loader._point, []

    def fails_at_the_tenth(session, one, known):
        seen.append(one)
        if len(seen) == 10:
            raise RuntimeError("the power went")
        point(session, one, known)

    monkeypatch.setattr(loader, "_point", fails_at_the_tenth)
    with pytest.raises(RuntimeError):
        load(engine, changed)
    assert KnowledgeStore(engine).listing() == before


def test_migrations_make_the_tables_that_the_models_describe(engine):
    with engine.begin() as connection:
        migrate(connection)
    made = inspect(engine)
    for table in Base.metadata.sorted_tables:
        columns = {column["name"]: column["nullable"] for column in made.get_columns(table.name)}
        assert columns == {column.name: column.nullable for column in table.columns}
    with engine.begin() as connection:
        migrate(connection, "base")
    assert not set(Base.metadata.tables) & set(inspect(engine).get_table_names())


def test_a_version_row_is_never_overwritten(engine, content):
    load(engine, content)
    with engine.begin() as connection:
        loaded_at = connection.execute(text("SELECT max(loaded_at) FROM text_versions")).scalar()
    load(engine, content)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT max(loaded_at) FROM text_versions")).scalar() == loaded_at


def test_leaflets_that_were_shown_before_are_kept_as_versions(engine, content):
    """A store of schema 1 becomes one of schema 2; nothing that was shown is lost, and nothing old is served."""
    with engine.begin() as connection:
        migrate(connection, "0001")
        connection.execute(
            text(
                "INSERT INTO answer_versions (version, topic, content, loaded_at) VALUES (:v, 'alcohol', '{}', '2026-01-01 00:00:00')"
            ),
            {"v": "f" * 64},
        )
    load(engine, content)
    with engine.begin() as connection:
        kept = connection.execute(text("SELECT kind, id FROM text_versions WHERE version = :v"), {"v": "f" * 64}).all()
    assert [tuple(row) for row in kept] == [("leaflet", "alcohol")]
    with pytest.raises(NotServable):
        KnowledgeStore(engine).answer("alcohol")
    with pytest.raises(NotServable):
        KnowledgeStore(engine).version("f" * 64)
