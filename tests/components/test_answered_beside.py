"""What is answered right behind an escalation or a check question."""

from __future__ import annotations

import pytest

from components.answered_beside import intents_beside
from components.red_flag_rules import Finding

ASKED = ["ask_food_caffeine", "ask_stopping"]  # the first is safe beside an urgent matter, the second is not


@pytest.mark.parametrize(
    ("kind", "level", "score", "answered"),
    [
        ("danger", "emergency", 0.9, []),
        ("danger", "urgent", 0.9, ["ask_food_caffeine"]),
        ("check", "emergency", 0.2, ["ask_food_caffeine"]),
        ("check", "urgent", 0.2, ["ask_food_caffeine"]),
        ("check", "emergency", 0.05, ASKED),
        ("over", "none", 1.0, []),
    ],
)
def test_the_surer_the_danger_the_less_is_said_beside_it(kind, level, score, answered):
    finding = Finding(kind, level, ["seizure"], "test", score)
    assert intents_beside(finding, "ask_stopping", ASKED, faint=0.1) == answered


def test_what_was_not_understood_is_not_answered():
    finding = Finding("check", "urgent", ["seizure"], "test", 0.05)
    assert intents_beside(finding, "nlu_fallback", ASKED, faint=0.1) == []
    assert intents_beside(finding, "thanks", ["thanks"], faint=0.1) == []


@pytest.mark.parametrize("flag", ["self_harm", "mood_crisis"])
def test_a_person_in_despair_is_not_sent_on_to_an_ordinary_answer(flag):
    for kind, score in (("danger", 0.9), ("check", 0.05)):
        finding = Finding(kind, "urgent", ["pump_problem", flag], "test", score)
        assert intents_beside(finding, "ask_food_caffeine", ASKED, faint=0.1) == []
