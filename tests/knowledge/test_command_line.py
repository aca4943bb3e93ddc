"""`python -m knowledge`, as the content team uses it."""

from __future__ import annotations

import json

import pytest

from knowledge.__main__ import main
from knowledge.topic_ids import question_ids
from tests.builders import content_copy


@pytest.fixture(scope="module")
def url(tmp_path_factory) -> list:
    """A store that `load` has filled."""
    options = ["--url", f"sqlite:///{tmp_path_factory.mktemp('store') / 'k.db'}"]
    assert main([*options, "load"]) == 0
    return options


def test_load_and_list(url, capsys):
    assert main([*url, "load"]) == 0
    assert "0 added, 0 changed" in capsys.readouterr().out
    assert main([*url, "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("answer ") for line in lines) == len(question_ids())
    assert all(line.endswith("  served") for line in lines)


def test_show_gives_the_answer_of_one_person_and_any_version(url, capsys):
    assert main([*url, "show", "alcohol/allowed"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert main([*url, "show", shown["version"]]) == 0
    assert json.loads(capsys.readouterr().out) == shown
    assert main([*url, "show", "alcohol/allowed", "--audience", "teen", "--region", "UK"]) == 0
    assert json.loads(capsys.readouterr().out)["answer"] != shown["answer"]


@pytest.mark.parametrize("what", ["alcohol", "alcohol/weather", "f" * 64])
def test_what_does_not_exist_is_told(url, capsys, what):
    assert main([*url, "show", what]) == 1
    assert "no such" in capsys.readouterr().err


def test_broken_content_stops_the_load_and_leaves_the_store_as_it_was(url, tmp_path, capsys):
    main([*url, "list"])
    before = capsys.readouterr().out
    folder = content_copy(tmp_path)
    (folder / "answers" / "alcohol.yml").write_text("topic: alcohol\n", encoding="utf-8")
    (folder / "answers" / "pump.yml").write_text("title: [", encoding="utf-8")
    assert main([*url, "--content", str(folder), "load"]) == 1
    said = capsys.readouterr().err
    assert "faults in the content; nothing was loaded" in said
    assert "alcohol.yml: title: field required" in said and "pump.yml:" in said
    main([*url, "list"])
    assert capsys.readouterr().out == before


def test_check_finds_no_fault_in_what_is_shipped(capsys):
    assert main(["check"]) == 0
    said = capsys.readouterr().out
    assert f"{len(question_ids())} questions of 51 topics" in said and "no faults" in said
    assert "changed since" not in said


def test_an_empty_store_is_explained(tmp_path, capsys):
    assert main(["--url", f"sqlite:///{tmp_path / 'k.db'}", "list"]) == 1
    assert "python -m knowledge load" in capsys.readouterr().err
