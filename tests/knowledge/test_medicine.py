"""What is true of the medicine alone stands in one file; no module says its name, and none holds its figures."""

from __future__ import annotations

import io
import re
import tokenize

import pytest

from knowledge.medicine import medicine
from knowledge.schema import LABEL_REGIONS, REGIONS, labels_of
from knowledge.settings import MEDICINE_CONTENT, ROOT

PACKAGES = (
    "actions",
    "channels",
    "components",
    "escalations",
    "knowledge",
    "replies",
    "review",
    "scripts",
    "tools",
    "training",
)
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def words_of(path) -> str:
    """A module's code without its comments and docstrings."""
    kept = []
    before = tokenize.NEWLINE
    for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
        docstring = token.type == tokenize.STRING and before in (
            tokenize.NEWLINE,
            tokenize.INDENT,
            tokenize.NL,
            tokenize.DEDENT,
        )
        if token.type not in (tokenize.COMMENT,) and not docstring:
            kept.append(token.string)
        if token.type not in (tokenize.COMMENT, tokenize.NL):
            before = token.type
    return " ".join(kept).lower()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_says_the_medicine_s_name_or_a_brand(path):
    said = words_of(path)
    names = {name for name in medicine().own_names() if len(name) > 4}
    assert [name for name in sorted(names) if re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", said)] == []


def test_there_are_modules_to_read():
    assert len(MODULES) > 80


def test_the_file_is_the_folder_s_own():
    assert medicine().id == medicine().name == MEDICINE_CONTENT.name


def test_every_region_has_its_strengths_and_its_limit():
    for region in LABEL_REGIONS:
        assert medicine().tablets_mg[region].mg
        assert medicine().usual_most(region) >= medicine().usual_most_mg_per_day[region].usual
        assert medicine().usual_most_mg_per_day[region].usual <= medicine().usual_most_mg_per_day[region].most


@pytest.mark.parametrize(("region", "labels"), [("NI", "UK"), ("DE", "EU"), ("PL", "EU"), ("IE", "IE"), ("NZ", None)])
def test_a_country_without_labels_of_its_own_has_those_it_shares_or_the_most_cautious_limit(region, labels):
    assert labels_of(region) == labels
    assert medicine().usual_most(region) == medicine().usual_most(labels)


def test_where_the_region_is_unknown_the_most_cautious_limit_holds():
    assert medicine().usual_most(None) == min(medicine().usual_most(region) for region in REGIONS)


def test_every_figure_names_its_source_or_says_that_none_was_read(content):
    def walk(value, path):
        if hasattr(value, "source"):
            assert value.checked, path
            assert value.source is None or value.source in content.sources, (path, value.source)
        for name, inner in (value.dict() if hasattr(value, "dict") else {}).items():
            walk(getattr(value, name, inner), f"{path}.{name}")

    for one in [*medicine().brands, *medicine().tablets_mg.values(), *medicine().usual_most_mg_per_day.values(),
                medicine().names, medicine().missed_dose.adult, medicine().missed_dose.child, medicine().travel]:  # fmt: skip
        walk(one, type(one).__name__)


def test_a_brand_is_the_medicine():
    assert {"baclofen", "lioresal", "gablofen"} <= medicine().own_names()
    assert "ds" not in medicine().own_names()
