"""What the screen has learned: three logistic regressions on sentence vectors, and one on the words themselves.

`any`: any danger at all; `which`: which red flag, or none; `over`: that help has come or that all is well again. The danger score is
the mean of the first and of what the second leaves for red flags, and that is weighed, as odds, with what the words say.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from components.clauses import spellings_of
from components.encoder import SentenceEncoder
from components.word_grams import WordGrams
from knowledge.topic_ids import red_flag_levels

FILE = "red_flag_screen.npz"
NONE, DANGER = "none", "danger"
FLOOR = 1e-6  # of a probability, so that neither reader alone can rule danger out
SURELY_HARMLESS = 0.01  # score of one spelling below which another is not read
NEAR = 3  # further flags that are named at most


class Reading(NamedTuple):
    """What was made of one text.

    Attributes:
        score: how surely it tells of danger, 0 to 1.
        by_flag: each red flag's share of the probability.
    """

    score: float
    by_flag: Dict[str, float]

    @property
    def emergency_share(self) -> float:
        """The share of the danger that points to emergencies, 0 to 1."""
        levels = red_flag_levels()
        emergencies = sum(value for flag, value in self.by_flag.items() if levels[flag] == "emergency")
        return emergencies / (sum(self.by_flag.values()) or 1.0)

    @property
    def lead(self) -> str:
        """The likeliest flag."""
        return max(self.by_flag, key=lambda flag: self.by_flag[flag])

    def flags(self, level: str, second: float) -> List[str]:
        """The likeliest flag of a level and those that come near it, the likeliest first.

        Args:
            level: of an urgent reading no emergency is named.
            second: from which share of the likeliest one's another flag is named.
        """
        levels = red_flag_levels()
        allowed = {flag: value for flag, value in self.by_flag.items() if level == "emergency" or levels[flag] == level}
        lead = max((flag for flag in allowed if levels[flag] == level), key=lambda flag: allowed[flag])
        near = [flag for flag in allowed if flag != lead and allowed[flag] >= second * allowed[lead]]
        return [lead, *sorted(near, key=lambda flag: -allowed[flag])[:NEAR]]


class DangerModel:
    """Fits, keeps and applies the regressions."""

    def __init__(self, encoder: SentenceEncoder, word_weight: float) -> None:
        """`word_weight`: how much the words count beside the vectors, 0 to 1."""
        self._encoder = encoder
        self._flags: List[str] = []
        self._weights: Dict[str, np.ndarray] = {}
        self._grams = WordGrams()
        self._word_weight = word_weight

    def fit(
        self,
        texts: Sequence[str],
        vectors: np.ndarray,
        flags: Sequence[Optional[str]],
        over: Sequence[bool],
        weights: Sequence[float],
        settings: Dict[str, Any],
    ) -> None:
        """Fits all three.

        Args:
            texts: the examples.
            vectors: float (examples, width).
            flags: each example's red flag, None where it is none.
            over: whether an example says that all is well again.
            weights: how much each example counts.
            settings: `C` and `max_iter` of the regressions, `word_alpha` of that on words.
        """
        self._grams.fit(texts, [DANGER if flag else NONE for flag in flags], settings["word_alpha"])
        self._fit("any", vectors, [flag is not None for flag in flags], weights, settings)
        self._flags = [str(one) for one in self._fit("which", vectors, [f or NONE for f in flags], weights, settings)]
        self._fit("over", vectors, over, weights, settings)

    def _fit(
        self, name: str, vectors: np.ndarray, labels: Sequence[Any], weights: Sequence[float], settings: Dict[str, Any]
    ) -> List[Any]:
        model = LogisticRegression(C=settings["C"], max_iter=settings["max_iter"], random_state=0)
        model.fit(vectors, labels, weights)
        self._weights[f"{name}_weights"] = model.coef_.astype(np.float32)
        self._weights[f"{name}_bias"] = model.intercept_.astype(np.float32)
        return list(model.classes_)

    def read(self, texts: Sequence[str]) -> List[Reading]:
        """A reading a text, the mean over its two spellings; the second is left out where the first is surely harmless."""
        if not texts:
            return []
        spelt = [spellings_of(text) for text in texts]
        first = self._read([one for one, _ in spelt])
        unsure = [row for row, one in enumerate(first) if one.score >= SURELY_HARMLESS]
        second = dict(zip(unsure, self._read([spelt[row][1] for row in unsure]), strict=True))
        return [_mean(one, second[row]) if row in second else one for row, one in enumerate(first)]

    def _read(self, texts: Sequence[str]) -> List[Reading]:
        if not texts:
            return []
        vectors = self._encoder.encode(texts)
        shares = _softmax(self._logits("which", vectors))
        none = self._flags.index(NONE)
        meant = (1.0 - shares[:, none] + _sigmoid(self._logits("any", vectors)[:, 0])) / 2
        said = self._grams.each(texts, [DANGER])[:, 0]
        scores = _sigmoid((1 - self._word_weight) * _odds(meant) + self._word_weight * _odds(said))
        columns = [number for number in range(len(self._flags)) if number != none]
        return [
            Reading(float(scores[row]), {self._flags[column]: float(shares[row, column]) for column in columns})
            for row in range(len(vectors))
        ]

    def over(self, text: str) -> float:
        """How surely a text says that all is well again, 0 to 1."""
        return float(_sigmoid(self._logits("over", self._encoder.encode([text])))[0, 0])

    def _logits(self, name: str, vectors: np.ndarray) -> np.ndarray:
        return vectors @ self._weights[f"{name}_weights"].T + self._weights[f"{name}_bias"]

    def save(self, folder: Path) -> None:
        """Writes plain arrays; nothing in the file is pickled."""
        names = np.frombuffer(json.dumps(self._flags).encode(), dtype=np.uint8)
        np.savez(folder / FILE, flags=names, **self._weights)
        self._grams.save(folder)

    def load(self, folder: Path) -> None:
        """Reads what `save` wrote."""
        with np.load(folder / FILE, allow_pickle=False) as stored:
            self._flags = json.loads(stored["flags"].tobytes().decode())
            self._weights = {name: stored[name] for name in stored.files if name != "flags"}
        self._grams.load(folder)


def _mean(one: Reading, other: Reading) -> Reading:
    by_flag = {flag: (share + other.by_flag[flag]) / 2 for flag, share in one.by_flag.items()}
    return Reading((one.score + other.score) / 2, by_flag)


def _odds(shares: np.ndarray) -> np.ndarray:
    """The logarithm of the odds."""
    within = np.clip(shares, FLOOR, 1.0 - FLOOR)
    return np.asarray(np.log(within / (1.0 - within)))


def _sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-logits))


def _softmax(logits: np.ndarray) -> np.ndarray:
    exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponents / exponents.sum(axis=1, keepdims=True)
