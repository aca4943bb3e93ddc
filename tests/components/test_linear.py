"""Every expression and reader that meets a patient's text takes a time that grows with its length, not with the square of it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any, Callable, Dict

import pytest

from knowledge.settings import ROOT
from tests.components.hostile import atoms
from tests.components.linear import cost, repeated
from tests.components.patterns import readers


def test_every_expression_is_linear():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.components.linear"], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]


READERS: Dict[str, Callable[[str], Any]] = readers()


def test_the_readers_are_found():
    assert {
        "components.plain_text.plain",
        "components.red_flag_rules.read_by_rules",
        "tools.figures.read_figures",
    } <= set(READERS)
    assert len(READERS) >= 35


@pytest.mark.parametrize("name", READERS)
def test_every_reader_is_linear(name):
    """Of 10,000 characters at most three times what 5,000 take, and never more than 0.6 s."""
    reader, wrong = READERS[name], []
    raw = name.startswith("components.plain_text")
    for atom in atoms():
        took = cost(reader, repeated(atom, 10_000, raw))
        if took > 0.1 and (took > 0.6 or took > 3 * cost(reader, repeated(atom, 5_000, raw))):
            wrong.append((atom, round(took, 3)))
    assert not wrong
