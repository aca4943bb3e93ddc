"""`python -m knowledge`, as the content team uses it."""

from __future__ import annotations

import json

from knowledge.__main__ import main
from tests.builders import content_copy


def test_load_list_and_show(tmp_path, capsys):
    url = ["--url", f"sqlite:///{tmp_path / 'k.db'}"]
    assert main([*url, "load"]) == 0
    assert "51 added" in capsys.readouterr().out
    assert main([*url, "list"]) == 0
    assert capsys.readouterr().out.count("served") == 51
    assert main([*url, "show", "alcohol"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert main([*url, "show", shown["version"]]) == 0
    assert json.loads(capsys.readouterr().out) == shown


def test_broken_content_stops_the_load_and_leaves_the_store_as_it_was(tmp_path, capsys):
    url, folder = ["--url", f"sqlite:///{tmp_path / 'k.db'}"], content_copy(tmp_path)
    assert main([*url, "--content", str(folder), "load"]) == 0
    main([*url, "list"])
    before = capsys.readouterr().out.splitlines()[1:]
    (folder / "answers" / "alcohol.yml").write_text("topic: alcohol\n", encoding="utf-8")
    (folder / "answers" / "pump.yml").write_text("full: [", encoding="utf-8")
    assert main([*url, "--content", str(folder), "load"]) == 1
    said = capsys.readouterr().err
    assert "alcohol.yml: title: field required" in said
    assert "pump.yml:" in said
    main([*url, "list"])
    assert capsys.readouterr().out.splitlines() == before


def test_check_finds_no_fault_in_what_is_shipped(capsys):
    assert main(["check"]) == 0
    assert "no faults" in capsys.readouterr().out


def test_an_empty_store_is_explained(tmp_path, capsys):
    assert main(["--url", f"sqlite:///{tmp_path / 'k.db'}", "list"]) == 1
    assert "python -m knowledge load" in capsys.readouterr().err
