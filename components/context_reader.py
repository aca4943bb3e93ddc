"""What a message asks for in the light of the question before it: "and for kids?", "why is that", "ok and driving".

Three readings are weighed: the message alone, the message behind the last question (a regression that has learned from dialogues), and
that people mostly go on about what they asked. The weights stand in config.yml; `training/fit_context.py` fits them.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any, Dict, List, Mapping, NamedTuple, Sequence

import numpy as np

from components.clauses import TURN
from components.encoder import SentenceEncoder
from components.follow_up import Asked, leans
from components.regression import Regression

FILE = "context_reader.npz"
FLOOR = 1e-4  # of a share, before its logarithm
SHORT = 90  # characters; of the questions that stand in for the one before
STAND_INS = 3  # other questions of the same topic that are put before each follow-up to learn from


class FollowUp(NamedTuple):
    """A dialogue to learn from: what was asked before, the intent it had, what is said now, and the intent of that."""

    before: str
    last: str
    text: str
    intent: str


class Signs(NamedTuple):
    """What speaks for each intent, float (intents,) each."""

    own: np.ndarray  # logarithm of its share in the message alone
    together: np.ndarray  # the same, read behind the last question
    stays: np.ndarray  # 1 for the last intent
    leans: np.ndarray  # 1 for it where the message begins as one that leans

    def shares(self, weights: Mapping[str, float]) -> np.ndarray:
        """Each intent's probability, float (intents,)."""
        total = sum(weights[name] * signs for name, signs in self._asdict().items())
        exponents = np.exp(total - total.max())
        return np.asarray(exponents / exponents.sum())


class ContextReader:
    """Fits, keeps and applies the regression on two turns, and weighs the readings."""

    def __init__(self, settings: Dict[str, Any], encoder: SentenceEncoder) -> None:
        self._settings = settings
        self._encoder = encoder
        self._together = Regression()

    def fit(self, vectors: np.ndarray, labels: Sequence[str], texts: Sequence[str], dialogues: List[FollowUp]) -> None:
        """Fits it on single messages, vectors float (examples, width) with their texts, and on dialogues."""
        chance = random.Random(0)
        by_intent: Dict[str, List[str]] = {}
        for text, label in zip(texts, labels, strict=True):
            if len(text) < SHORT:
                by_intent.setdefault(label, []).append(text)
        joined, meant = [], []
        for one in dialogues:
            others = by_intent.get(one.last, [])
            for before in [one.before, *chance.sample(others, min(STAND_INS, len(others)))]:
                joined.append(before + TURN + one.text)
                meant.append(one.intent)
        every = np.vstack([vectors, self._encoder.encode(joined)]) if joined else vectors
        names = [*labels, *meant]
        self._together.fit(every, names, [1.0] * len(names), self._settings["C"], self._settings["max_iter"])

    def signs(self, text: str, own: np.ndarray, before: Asked, intents: Sequence[str]) -> Signs:
        """What speaks for each of the intents.

        Args:
            text: the message.
            own: the intents' shares in it alone, float (intents,).
            before: the last question.
            intents: their names, the same that the reader was fitted on.
        """
        together = self._together.probabilities(self._encoder.encode([before.text + TURN + text]))[0]
        last = np.array([float(intent == before.intent) for intent in intents])
        return Signs(np.log(own + FLOOR), np.log(together + FLOOR), last, last * leans(text))

    def save(self, folder: Path) -> None:
        """Writes plain arrays; nothing in the file is pickled."""
        self._together.save(folder / FILE)

    def load(self, folder: Path) -> None:
        """Reads what `save` wrote."""
        self._together.load(folder / FILE)
