"""What the words themselves say: logistic regression on word and character n-grams.

The sentence encoder knows what is meant in words it has never seen; n-grams know the words that people do use, and their slips. Each errs where
the other does not.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Dict, List, Sequence

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDClassifier

FILE = "word_grams.npz"
SETTINGS: List[dict] = [
    {"ngram_range": (1, 2), "min_df": 2, "sublinear_tf": True},
    {"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 3, "sublinear_tf": True},
]


class WordGrams:
    """Fits, keeps and applies the regression."""

    def __init__(self) -> None:
        self._vectorizers: List[TfidfVectorizer] = []
        self._classes: List[str] = []
        self._by_gram = np.zeros((0, 0), dtype=np.float32)  # (grams, classes)
        self._bias = np.zeros(0, dtype=np.float32)

    def fit(self, texts: Sequence[str], labels: Sequence[str], alpha: float) -> None:
        """Fits vocabulary and regression.

        Args:
            texts: the examples.
            labels: one a text.
            alpha: strength of regularisation.
        """
        self._vectorizers = [TfidfVectorizer(**settings) for settings in SETTINGS]
        features = sparse.hstack([one.fit_transform(texts) for one in self._vectorizers]).tocsr()
        model = SGDClassifier(loss="log_loss", alpha=alpha, max_iter=15, random_state=0, n_jobs=1).fit(features, labels)
        self._classes = [str(name) for name in model.classes_]
        self._by_gram = np.ascontiguousarray(model.coef_.T.astype(np.float16).astype(np.float32))
        self._bias = model.intercept_.astype(np.float32)

    def probabilities(self, texts: Sequence[str], classes: Sequence[str]) -> np.ndarray:
        """Class probabilities, float (texts, classes), each class against the rest and then made to sum to 1."""
        features = sparse.hstack([one.transform(texts) for one in self._vectorizers]).tocsr()
        # Only the columns of the grams that occur are touched: a whole product would copy the matrix first.
        sums = [
            features.data[start:end].astype(np.float32) @ self._by_gram[features.indices[start:end]]
            for start, end in zip(features.indptr[:-1], features.indptr[1:], strict=True)
        ]
        each = 1.0 / (1.0 + np.exp(-(np.stack(sums) + self._bias)))
        at = {name: column for column, name in enumerate(self._classes)}
        chosen = each[:, [at[name] for name in classes]] + 1e-9
        return np.asarray(chosen / chosen.sum(axis=1, keepdims=True))

    def save(self, folder: Path) -> None:
        """Writes plain arrays; nothing in the file is pickled."""
        kept: Dict[str, np.ndarray] = {"weights": self._by_gram.astype(np.float16), "bias": self._bias}
        about = {"classes": self._classes, "words": [_words(one) for one in self._vectorizers]}
        for number, one in enumerate(self._vectorizers):
            kept[f"idf_{number}"] = one.idf_.astype(np.float32)
        kept["about"] = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
        np.savez_compressed(folder / FILE, **kept)

    def load(self, folder: Path) -> None:
        """Reads what `save` wrote."""
        with np.load(folder / FILE, allow_pickle=False) as stored:
            about = json.loads(stored["about"].tobytes().decode())
            self._classes, self._bias = about["classes"], stored["bias"]
            self._by_gram = stored["weights"].astype(np.float32)
            self._vectorizers = []
            for number, (settings, words) in enumerate(zip(SETTINGS, about["words"], strict=True)):
                one = TfidfVectorizer(**settings, vocabulary={word: index for index, word in enumerate(words)})
                one.idf_ = stored[f"idf_{number}"].astype(np.float64)
                self._vectorizers.append(one)


def _words(vectorizer: TfidfVectorizer) -> List[str]:
    return sorted(vectorizer.vocabulary_, key=lambda word: vectorizer.vocabulary_[word])
