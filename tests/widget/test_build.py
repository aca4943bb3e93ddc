"""What is committed is what the sources make, it is small, and it knows the right numbers."""

from __future__ import annotations

import gzip
import json
import re

from scripts import widget
from scripts.widget_numbers import FILE, built_in

MOST_BYTES = 80_000  # gzipped, in all


def test_the_committed_file_is_what_the_sources_make(tmp_path):
    widget.build(tmp_path / "dist")
    built = (tmp_path / "dist" / widget.BUNDLE.name).read_bytes()
    assert [path.name for path in (tmp_path / "dist").iterdir()] == [widget.BUNDLE.name]
    assert built == widget.BUNDLE.read_bytes(), "run `make widget` and commit widget/dist"


def test_the_file_is_small_and_asks_no_other_host():
    bundle = widget.BUNDLE.read_bytes()
    size = len(gzip.compress(bundle, 9, mtime=0))
    print(f"\n{widget.BUNDLE.name}: {len(bundle)} bytes, {size} gzipped")
    assert size <= MOST_BYTES
    hosts = set(re.findall(r"https?://([a-z0-9.-]+)", bundle.decode("utf-8")))
    assert hosts <= {"www.w3.org"}  # the names of SVG and MathML, which are never fetched
    readme = (widget.FOLDER / "README.md").read_text(encoding="utf-8")
    assert f"{size / 1000:.1f} kB" in readme, f"widget/README.md must name the size: {size / 1000:.1f} kB"


def test_the_built_in_numbers_are_those_of_the_content():
    assert FILE.read_text(encoding="utf-8") == built_in(), "run `make widget`"


def test_the_first_screen_suggests_questions_of_the_content(content):
    words = (widget.FOLDER / "src" / "strings.ts").read_text(encoding="utf-8")
    listed = re.search(r"starters: \[\n(.*?)\n  \]", words, re.S)
    starters = re.findall(r'"([^"]+)"', listed[1]) if listed else []
    asked = {question.ask for answer in content.answers.values() for question in answer.questions.values()}
    assert len(starters) == 3
    assert set(starters) <= asked


def test_the_lock_file_names_no_registry():
    text = widget.LOCK.read_text(encoding="utf-8")
    assert "://" not in text, "run `make widget`"  # npm writes addresses for donations into it, too
    lock = json.loads(text)
    assert all("resolved" not in package for package in lock["packages"].values())
    assert all("integrity" in package for name, package in lock["packages"].items() if name)


def test_types_hold_and_the_parts_work():
    widget.check()
