"""Letters that only look like others hide no danger: fifteen emergencies in some fifty spellings."""

from __future__ import annotations

import pytest

from components.plain_text import plain
from tests.components.conftest import understood
from tests.components.spellings import ALIKE, EMERGENCIES, SAME

NOTICED = ("danger", "check")


@pytest.mark.parametrize("spelling", SAME)
def test_what_looks_the_same_is_read_as_the_same(spelling):
    for text in EMERGENCIES:
        assert plain(SAME[spelling](text)).lower() == plain(text).lower()


def noticed(agent, text: str) -> bool:
    return (understood(agent, text).get("red_flags") or {}).get("kind") in NOTICED


def test_as_typed_each_is_noticed(agent):
    assert [text for text in EMERGENCIES if not noticed(agent, text)] == []


@pytest.mark.parametrize("spelling", ALIKE)
def test_signs_around_the_words_hide_none(agent, spelling):
    assert [text for text in EMERGENCIES if not noticed(agent, ALIKE[spelling](text))] == []
