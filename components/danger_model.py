"""What the screen has learned: a regression on sentence vectors and one on the words themselves, each of what a message tells or asks.

Both know every red flag and every intent, and how surely a message tells of danger is what they leave for the red flags. A reader that
knows what harmless messages are about takes half as many of them for danger, at the same recall, as one that only knows that they are harmless.
The two readings are weighed, as odds. A third regression says whether help has come or all is well again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Sequence

import numpy as np

from components.clauses import spellings_of
from components.encoder import SentenceEncoder
from components.regression import Regression
from components.word_grams import WordGrams
from knowledge.topic_ids import red_flag_levels

MEANING_FILE, OVER_FILE = "danger_meaning.npz", "danger_over.npz"
OVER, NOT_OVER = "over", "not_over"
FLOOR = 1e-6  # of a probability, so that neither reader alone can rule danger out
SURELY_HARMLESS = 0.03  # score of one spelling below which another is not read
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
        self._word_weight = word_weight
        self._meaning = Regression()
        self._over = Regression()
        self._grams = WordGrams()

    def fit(
        self,
        texts: Sequence[str],
        vectors: np.ndarray,
        labels: Sequence[str],
        over: Sequence[bool],
        weights: Sequence[float],
        settings: Dict[str, Any],
    ) -> None:
        """Fits all three.

        Args:
            texts: the examples.
            vectors: float (examples, width).
            labels: each example's red flag, or its intent where it tells of none.
            over: whether an example says that all is well again.
            weights: how much each example counts.
            settings: `C` and `max_iter` of the regressions, `word_alpha` of that on words.
        """
        self._grams.fit(texts, labels, settings["word_alpha"])
        self._meaning.fit(vectors, labels, weights, settings["C"], settings["max_iter"])
        ended = [OVER if one else NOT_OVER for one in over]
        self._over.fit(vectors, ended, weights, settings["C"], settings["max_iter"])

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
        classes = self._meaning.classes
        flags = [column for column, name in enumerate(classes) if name in red_flag_levels()]
        meant = self._meaning.probabilities(self._encoder.encode(texts))[:, flags]
        said = self._grams.probabilities(texts, classes)[:, flags]
        odds = (1 - self._word_weight) * _odds(meant.sum(axis=1)) + self._word_weight * _odds(said.sum(axis=1))
        scores = 1.0 / (1.0 + np.exp(-odds))
        return [
            Reading(float(score), {classes[column]: float(share) for column, share in zip(flags, shares, strict=True)})
            for score, shares in zip(scores, meant, strict=True)
        ]

    def over(self, text: str) -> float:
        """How surely a text says that all is well again, 0 to 1."""
        shares = self._over.probabilities(self._encoder.encode([text]))[0]
        return float(shares[self._over.classes.index(OVER)])

    def save(self, folder: Path) -> None:
        """Writes plain arrays; nothing in the files is pickled."""
        self._meaning.save(folder / MEANING_FILE)
        self._over.save(folder / OVER_FILE)
        self._grams.save(folder)

    def load(self, folder: Path) -> None:
        """Reads what `save` wrote."""
        self._meaning.load(folder / MEANING_FILE)
        self._over.load(folder / OVER_FILE)
        self._grams.load(folder)


def _mean(one: Reading, other: Reading) -> Reading:
    by_flag = {flag: (share + other.by_flag[flag]) / 2 for flag, share in one.by_flag.items()}
    return Reading((one.score + other.score) / 2, by_flag)


def _odds(shares: np.ndarray) -> np.ndarray:
    """The logarithm of the odds."""
    within = np.clip(shares, FLOOR, 1.0 - FLOOR)
    return np.asarray(np.log(within / (1.0 - within)))
