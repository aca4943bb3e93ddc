"""Loading: idempotent, in one transaction, and never losing a version. On SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text

from knowledge.database import migrate
from knowledge.loader import Loaded, load
from knowledge.models import Base
from knowledge.store import KnowledgeStore, NotServable


def with_answer(content, topic: str, **changes):
    """The content with one answer changed."""
    changed = content.answers[topic].copy(update=changes)
    return content._replace(answers={**content.answers, topic: changed})


def test_loading_twice_changes_nothing_more(engine, content):
    assert load(engine, content) == Loaded(51, 0, 0, 0)
    assert load(engine, content) == Loaded(0, 0, 51, 0)


def test_an_answer_once_shown_can_be_looked_up_as_it_was(engine, content):
    load(engine, content)
    shown = KnowledgeStore(engine).answer("alcohol")
    assert load(engine, with_answer(content, "alcohol", full="Other words.")) == Loaded(0, 1, 50, 0)
    store = KnowledgeStore(engine)
    assert store.answer("alcohol").full == "Other words."
    assert store.answer("alcohol").version != shown.version
    assert store.version(shown.version) == shown


def test_going_back_to_an_older_text_serves_the_older_version_again(engine, content):
    load(engine, content)
    first = KnowledgeStore(engine).answer("alcohol").version
    load(engine, with_answer(content, "alcohol", full="Other words."))
    load(engine, content)
    assert KnowledgeStore(engine).answer("alcohol").version == first


def test_a_topic_whose_file_is_gone_is_withdrawn_but_its_version_stays(engine, content):
    load(engine, content)
    shown = KnowledgeStore(engine).answer("alcohol")
    fewer = content._replace(answers={topic: one for topic, one in content.answers.items() if topic != "alcohol"})
    assert load(engine, fewer) == Loaded(0, 0, 50, 1)
    with pytest.raises(NotServable):
        KnowledgeStore(engine).answer("alcohol")
    assert KnowledgeStore(engine).version(shown.version).full == shown.full


def test_a_load_that_fails_half_way_leaves_the_store_as_it_was(engine, content, monkeypatch):
    load(engine, content)
    before = KnowledgeStore(engine).listing()
    changed = content._replace(
        answers={topic: one.copy(update={"full": "Other words."}) for topic, one in content.answers.items()}
    )
    from knowledge import loader

    point, seen = loader._point, []

    def fails_at_the_tenth(session, topic, stored):
        seen.append(topic)
        if len(seen) == 10:
            raise RuntimeError("the power went")
        point(session, topic, stored)

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
        loaded_at = connection.execute(text("SELECT max(loaded_at) FROM answer_versions")).scalar()
    load(engine, content)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT max(loaded_at) FROM answer_versions")).scalar() == loaded_at
