"""Logistic regression on sentence vectors: fitted by scikit-learn, stored as plain arrays, served by one matrix product.

Rasa's own LogisticRegressionClassifier is not used: it fixes C at 1 (on unit vectors its confidences stay below any useful threshold)
and loads through `skops`, which has known holes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import List, Optional, Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression


class Regression:
    """Class probabilities of vectors."""

    def __init__(self) -> None:
        self.classes: List[str] = []
        self._weights = np.zeros((0, 0), dtype=np.float32)  # (classes, width)
        self._bias = np.zeros(0, dtype=np.float32)

    def fit(
        self, vectors: np.ndarray, labels: Sequence[str], weights: Sequence[float], inverse_strength: float, most: int
    ) -> None:
        """Fits it.

        Args:
            vectors: float (examples, width).
            labels: one an example.
            weights: how much each example counts.
            inverse_strength: of the regularisation, scikit-learn's C.
            most: iterations of the solver.
        """
        model = LogisticRegression(C=inverse_strength, max_iter=most, random_state=0)
        model.fit(vectors, labels, weights)
        self.classes = [str(name) for name in model.classes_]
        coefficients, intercepts = model.coef_, model.intercept_
        if len(self.classes) == 2:  # scikit-learn keeps one row for two classes
            coefficients, intercepts = np.vstack([0 * coefficients, coefficients]), np.append(0.0, intercepts)
        self._weights = coefficients.astype(np.float32)
        self._bias = intercepts.astype(np.float32)

    def probabilities(self, vectors: np.ndarray, added: Optional[np.ndarray] = None) -> np.ndarray:
        """Float (messages, classes) of vectors (messages, width); `added` to the logits of each class, where it is given."""
        logits = vectors @ self._weights.T + self._bias
        if added is not None:
            logits = logits + added
        exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(exponents / exponents.sum(axis=1, keepdims=True))

    def save(self, path: Path) -> None:
        """Writes plain arrays; nothing in the file is pickled."""
        names = np.frombuffer(json.dumps(self.classes).encode(), dtype=np.uint8)
        np.savez(path, weights=self._weights, bias=self._bias, classes=names)

    def load(self, path: Path) -> None:
        """Reads what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            self.classes = json.loads(stored["classes"].tobytes().decode())
            self._weights, self._bias = stored["weights"], stored["bias"]
