"""The table of all dangers says what the content says."""

from __future__ import annotations

from knowledge.red_flags import red_flags
from knowledge.topic_ids import red_flag_levels
from scripts.cards import FILE, pictures_of, table


def test_the_table_is_what_the_content_makes():
    assert FILE.read_text(encoding="utf-8") == table(), "run `python -m scripts.cards`"


def test_every_danger_stands_in_it_with_its_grade_and_every_step():
    rows = {row.split("|")[1].strip(" `"): row for row in table().splitlines() if row.startswith("| `")}
    assert set(rows) == set(red_flag_levels())
    for name, level in red_flag_levels().items():
        assert f"| {level} |" in rows[name] and rows[name].count(". ") >= len(red_flags()[name].do)
        assert all(f"](cards/{picture.name})" in rows[name] for picture in pictures_of(name))
        assert "{" not in rows[name]
