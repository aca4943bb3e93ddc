"""What one message tells of by itself.

Two readers, and either may raise. One has learned from examples (`danger_model.py`); it reads the message and each of its parts.
The other is rules that a clinician can read: sums of doses and combinations that step up (`red_flag_rules.py`), and plain signs with
what takes them out of the here and now (`assertion.py`). The text they read is what was typed; a copy without its slips can raise the alarm
too, but never silence it.
"""

from __future__ import annotations

import re
from typing import Any, Mapping, Optional, Tuple

from components.assertion import signs
from components.clauses import parts_of, statements_of, without_pleasantries
from components.danger_model import DangerModel, Reading
from components.red_flag_rules import Finding, is_within_limit, read_by_rules, without_calm
from knowledge.topic_ids import red_flag_levels

SURENESS = {"none": 0, "check": 1, "danger": 2}
LEVELS = {"none": 0, "urgent": 1, "emergency": 2}
# "no", "not yet", "5 mg morning and night": too little for a faint doubt to mean anything. A danger told in so few words is a plain one: of
# the 24 in the validation sets none scores below 0.39.
FEW_WORDS = 6


class DangerReader:
    """Reads single messages with a trained model, by the thresholds of config.yml."""

    def __init__(self, model: DangerModel, settings: Mapping[str, Any]) -> None:
        self._model = model
        self._settings = settings

    def read(self, text: str, repaired: str = "") -> Optional[Finding]:
        """What the message tells of by itself; None where it has no words.

        Args:
            text: as it was typed.
            repaired: the same without its slips, where it has any. It is read besides, never instead: "a high fveer" is no fever to a
                reader of what was typed, and a repair can make another word of a right one.
        """
        if not text.strip():
            return None
        learned = self._read_learned(text)
        if repaired:
            learned = max(learned, self._read_learned(repaired), key=_danger_of)
        if learned.lead == "dose_above_max" and is_within_limit(text):
            learned = learned._replace(kind="none")
        by_rule = read_by_rules(text)
        if by_rule is None:
            return learned
        if learned.kind != "danger":
            return by_rule
        flags = sorted({*by_rule.flags, *learned.flags}, key=list(red_flag_levels()).index)
        return by_rule._replace(flags=flags, level=red_flag_levels()[flags[0]])

    def _read_learned(self, text: str) -> Finding:
        """The message as a whole, without its pleasantries, and in parts: the most dangerous reading that counts."""
        if not any(sign.asserted for sign in signs(text)):
            text = without_calm(text)
        if not re.search(r"\w\w", text):
            return Finding("none", "none", [], "the classifier", 0.0)
        counting = max(self._model.read([text, without_pleasantries(text) or text]), key=lambda one: one.score)
        found = signs(text)
        asserted = any(sign.asserted for sign in found)
        if counting.score >= self._settings["part_needs_whole"] or asserted:
            statements = statements_of(text)
            views = [*([statements] if statements else []), *parts_of(text)]
            for view, reading in zip(views, self._model.read(views), strict=True):
                if reading.score >= self._part_threshold(view) and reading.score > counting.score:
                    counting = reading
        return self.named(counting, self._kind(text, counting.score, bool(found), asserted), "the classifier")

    def _part_threshold(self, part: str) -> float:
        """A part alone counts only when it is nearly certain: parts lose what makes them harmless ("in the film she ..."). Less is
        needed of one that asserts a plain sign."""
        asserted = any(sign.asserted for sign in signs(part))
        return self._settings["asserted_part_threshold" if asserted else "part_threshold"]

    def _kind(self, text: str, score: float, has_signs: bool, asserted: bool) -> str:
        threshold = self._settings["threshold"]
        if has_signs:
            threshold = self._settings["asserted_threshold" if asserted else "taken_out_threshold"]
        if score >= threshold:
            return "danger"
        doubt = self._settings["hint_threshold" if len(text.split()) <= FEW_WORDS else "check_threshold"]
        return "check" if score >= min(threshold, doubt) else "none"

    def named(self, reading: Reading, kind: str, trigger: str) -> Finding:
        """The finding with its level and flags. In doubt the higher level (rule 7 of the facts)."""
        level = "emergency" if reading.emergency_share >= self._settings["emergency_share"] else "urgent"
        flags = reading.flags(level, self._settings["second_flag"])
        ordered = sorted(flags, key=list(red_flag_levels()).index)
        return Finding(kind, level, ordered, trigger, reading.score, flags[0])


def _danger_of(finding: Finding) -> Tuple[int, int, float]:
    """How dangerous a finding is; in doubt the higher level counts, not the surer reading."""
    return SURENESS[finding.kind], LEVELS[finding.level], finding.score
