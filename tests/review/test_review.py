"""The content team's queue: what is kept, and what never is."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, inspect

from knowledge.database import engine_for, migrate
from review.__main__ import main
from review.models import Base
from review.redact import redacted
from review.store import MIGRATIONS, ReviewStore


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("mail me at jo.b+x@nhs.example.org please", "mail me at [email] please"),
        ("see https://a.example/x?y=1 and www.b.example", "see [link] and [link]"),
        ("born 12/03/1961, can I", "born [date], can I"),
        ("since 3rd March 2019 on it", "since [date] on it"),
        ("ring 0161 496 0000 or +44 161 496 0001", "ring [number] or [number]"),
        ("NHS no 943 476 5919", "NHS no [number]"),
        ("I live at M1 1AE and K1A 0B1", "I live at [place] and [place]"),
        ("at 12 Acacia Avenue", "at [place]"),
        ("Dr Jane Smith said 80 mg", "[name] said 80 mg"),
        ("my name is Priya Shah and I take it", "[name] and I take it"),
        ("my name is priya and I take it", "[name] and I take it"),
        ("I take 20 mg three times a day since 2019", "I take 20 mg three times a day since 2019"),
        ("may I have 10 mg", "may I have 10 mg"),
    ],
)
def test_what_tells_who_wrote_is_taken_out(text, kept):
    assert redacted(text) == kept


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=300), st.integers(10**6, 10**12))
def test_no_long_number_is_left_whatever_stands_around_it(text, number):
    assert str(number) not in redacted(f"{text} {number} x")


def test_words_are_kept_only_where_the_deployment_says_so(engine):
    ReviewStore(engine).note("unsure", ["dose"], "mail a@b.org")
    assert ReviewStore(engine).listing()[0]["text"] is None
    ReviewStore(engine, keep_text=True).note("unsure", ["dose"], "mail a@b.org")
    assert ReviewStore(engine).listing()[0]["text"] == "mail [email]"


def test_a_label_for_a_question_that_is_gone_is_no_error(engine):
    store = ReviewStore(engine)
    store.label("no such id", "dose")
    assert store.listing() == []


def test_the_migrations_make_the_tables_of_the_models(engine):
    with engine.begin() as connection:
        migrate(connection, migrations=MIGRATIONS)
    made = {column["name"] for column in inspect(engine).get_columns("review_questions")}
    assert made == {column.name for column in Base.metadata.tables["review_questions"].columns}
    made = {column["name"] for column in inspect(engine).get_columns("review_feedback")}
    assert made == {column.name for column in Base.metadata.tables["review_feedback"].columns}
    with engine.begin() as connection:
        migrate(connection, "base", migrations=MIGRATIONS)
    assert not {"review_questions", "review_feedback"} & set(inspect(engine).get_table_names())


def test_the_queue_is_listed_and_exported(tmp_path, capsys):
    url = f"sqlite:///{tmp_path / 'r.db'}"
    store = ReviewStore(engine_for(url), keep_text=True)
    store.label(store.note("unsure", ["dose", "pump"], 'what, "that"?'), "pump")
    store.note("no_answer", ["alcohol"], "wine")
    assert main(["list", "--url", url]) == 0
    assert "dose, pump" in capsys.readouterr().out
    assert main(["export", "--url", url, "--kind", "unsure"]) == 0
    head, row = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert head == ["at", "kind", "offered", "chosen", "text"]
    assert row[1:] == ["unsure", "dose pump", "pump", 'what, "that"?']


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "@SUM(A1)", "+1", "-1"])
def test_no_spreadsheet_takes_what_was_written_for_a_formula(tmp_path, capsys, text):
    url = f"sqlite:///{tmp_path / 'r.db'}"
    ReviewStore(engine_for(url), keep_text=True).note("unsure", [], text)
    assert main(["export", "--url", url]) == 0
    assert list(csv.reader(io.StringIO(capsys.readouterr().out)))[1][-1] == f"'{text}"


def test_a_queue_that_can_t_be_read_is_said(tmp_path, capsys):
    assert main(["list", "--url", f"sqlite:///{tmp_path}"]) == 1
    assert "can't be read" in capsys.readouterr().err


def test_nothing_that_is_stored_says_who_asked():
    assert set(Base.metadata.tables["review_questions"].columns.keys()) == {
        "id",
        "at",
        "kind",
        "offered",
        "chosen",
        "text",
    }
    assert set(Base.metadata.tables["review_feedback"].columns.keys()) == {"id", "at", "answer_id", "version", "helped"}


def test_feedback_is_counted_for_each_answer_and_version(engine):
    store = ReviewStore(engine)
    for version, helped in [("a" * 64, True), ("a" * 64, False), ("a" * 64, False), ("b" * 64, True)]:
        store.rate("baclofen/alcohol/allowed", version, helped)
    store.rate("baclofen/pump/alarm", "c" * 64, True)
    assert store.feedback() == [
        {"answer_id": "baclofen/alcohol/allowed", "version": "a" * 64, "helped": 1, "did_not": 2},
        {"answer_id": "baclofen/alcohol/allowed", "version": "b" * 64, "helped": 1, "did_not": 0},
        {"answer_id": "baclofen/pump/alarm", "version": "c" * 64, "helped": 1, "did_not": 0},
    ]


def test_feedback_is_shown_to_the_content_team(tmp_path, capsys):
    url = f"sqlite:///{tmp_path / 'r.db'}"
    ReviewStore(engine_for(url)).rate("baclofen/alcohol/allowed", "abcdef" * 8, False)
    assert main(["feedback", "--url", url]) == 0
    assert capsys.readouterr().out.splitlines()[1].split() == ["1", "0", "baclofen/alcohol/allowed", "abcdefabcdef"]


def test_a_queue_made_before_feedback_was_kept_takes_it_now(engine):
    with engine.begin() as connection:
        migrate(connection, "0001", migrations=MIGRATIONS)
    ReviewStore(engine).rate("baclofen/alcohol/allowed", "a", True)
    assert ReviewStore(engine).feedback()[0]["helped"] == 1


def test_a_second_store_on_the_same_database_finds_it_ready(tmp_path):
    url = f"sqlite:///{tmp_path / 'r.db'}"
    for _ in range(2):
        ReviewStore(create_engine(url, future=True)).note("unsure", [], "x")
    assert len(ReviewStore(engine_for(url)).listing()) == 2
