"""What one message tells of by itself: read once, as a whole, by what was learned from examples (`danger_model.py`).

Rules that a clinician can read (`red_flag_rules.py`: sums of doses, many tablets at once) only ask: where the reader sees no danger, they open a
check question; where it sees one, their flag counts with its own.
"""

from __future__ import annotations

import re
from typing import Any, Mapping, Optional

from components.danger_model import DangerModel, Reading
from components.red_flag_rules import Finding, is_within_limit, read_by_rules
from knowledge.topic_ids import red_flag_levels

# "no", "not yet", "5 mg morning and night": too little for a faint doubt to mean anything. A danger told in so few words is a plain one.
FEW_WORDS = 6


class DangerReader:
    """Reads single messages with a trained model, by the thresholds of config.yml."""

    def __init__(self, model: DangerModel, settings: Mapping[str, Any]) -> None:
        self._model = model
        self._settings = settings

    def read(self, text: str) -> Optional[Finding]:
        """What the message tells of by itself; None where it has no words."""
        if not text.strip():
            return None
        if not re.search(r"\w\w", text):
            return Finding("none", "none", [], "the classifier", 0.0)
        reading = self._model.read([text])[0]
        learned = self.named(reading, self._kind(text, reading.score), "the classifier")
        if learned.lead == "dose_above_max" and is_within_limit(text):
            learned = learned._replace(kind="none")
        by_rule = read_by_rules(text)
        if by_rule is None:
            return learned
        if learned.kind != "danger":
            return by_rule
        flags = sorted({*by_rule.flags, *learned.flags}, key=list(red_flag_levels()).index)
        return learned._replace(flags=flags, level=red_flag_levels()[flags[0]])

    def _kind(self, text: str, score: float) -> str:
        if score >= self._settings["threshold"]:
            return "danger"
        doubt = self._settings["few_words_threshold" if len(text.split()) <= FEW_WORDS else "check_threshold"]
        return "check" if score >= doubt else "none"

    def named(self, reading: Reading, kind: str, trigger: str) -> Finding:
        """The finding with its level and flags. In doubt the higher level (rule 7 of the facts)."""
        level = "emergency" if reading.emergency_share >= self._settings["emergency_share"] else "urgent"
        flags = reading.flags(level, self._settings["second_flag"])
        ordered = sorted(flags, key=list(red_flag_levels()).index)
        return Finding(kind, level, ordered, trigger, reading.score, flags[0])
