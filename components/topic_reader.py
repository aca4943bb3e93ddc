"""What a text is about: a regression on its sentence vector and one on its words (`word_grams.py`), multiplied."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence

import numpy as np

from components.encoder import SentenceEncoder
from components.regression import Regression
from components.word_grams import WordGrams
from knowledge.topic_ids import OUT_OF_SCOPE

FLOOR = 1e-6  # of a probability, so that neither reader alone can rule an intent out
FILE = "topic_reader.npz"


class TopicReader:
    """Fits, keeps and applies both regressions."""

    def __init__(self, settings: Dict[str, Any], encoder: SentenceEncoder) -> None:
        self._settings = settings
        self._encoder = encoder
        self._meaning = Regression()
        self._grams = WordGrams()

    @property
    def intents(self) -> List[str]:
        """What the columns of every reading stand for."""
        return self._meaning.classes

    def fit(self, vectors: np.ndarray, labels: Sequence[str], weights: Sequence[float]) -> None:
        """Fits the regression on vectors, float (examples, width); each example counts by its weight."""
        self._meaning.fit(vectors, labels, weights, self._settings["C"], self._settings["max_iter"])

    def fit_words(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Fits the regression on words, where the settings want one."""
        if self._reads_words:
            self._grams.fit(texts, labels, self._settings["word_alpha"])

    def read(
        self, texts: Sequence[str], vectors: Optional[np.ndarray] = None, out_of_scope_weight: Optional[float] = None
    ) -> np.ndarray:
        """Each intent's probability, float (texts, intents): a weighted geometric mean of both readers.

        Args:
            texts: what to read.
            vectors: float (texts, width), where they are known.
            out_of_scope_weight: how much likelier out of scope is taken to be, in place of the setting.
        """
        known = self._encoder.encode(texts) if vectors is None else vectors
        meant = self._meaning.probabilities(known, self._prior(out_of_scope_weight))
        if not self._reads_words:
            return meant
        weight = self._settings["encoder_weight"]
        said = self._grams.probabilities(texts, self.intents)
        both = np.exp(weight * np.log(meant + FLOOR) + (1 - weight) * np.log(said + FLOOR))
        return np.asarray(both / both.sum(axis=1, keepdims=True))

    def words(self, texts: Sequence[str]) -> np.ndarray:
        """How surely the words alone name each intent, against the rest: float (texts, intents), each 0 to 1."""
        return self._grams.each(texts, self.intents) if self._reads_words else self.read(texts)

    def _prior(self, out_of_scope_weight: Optional[float]) -> np.ndarray:
        likelier = out_of_scope_weight or self._settings["out_of_scope_weight"]
        return np.array([math.log(likelier) if intent == OUT_OF_SCOPE else 0.0 for intent in self.intents])

    @property
    def _reads_words(self) -> bool:
        return float(self._settings["encoder_weight"]) < 1.0

    def save(self, folder: Path) -> None:
        """Writes plain arrays; nothing in the files is pickled."""
        self._meaning.save(folder / FILE)
        if self._reads_words:
            self._grams.save(folder)

    def load(self, folder: Path) -> None:
        """Reads what `save` wrote."""
        self._meaning.load(folder / FILE)
        if self._reads_words:
            self._grams.load(folder)
