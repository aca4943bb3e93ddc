"""What the words themselves say: logistic regression on word and character n-grams.

The sentence encoder knows what is meant in words it has never seen; n-grams know the words that people do use, and their slips. Each errs where
the other does not.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Callable, Dict, List, Sequence

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDClassifier

FILE = "word_grams.npz"
REMEMBERED = 64  # texts
SETTINGS: List[dict] = [
    {"ngram_range": (1, 2), "min_df": 2, "sublinear_tf": True},
    {"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 3, "sublinear_tf": True},
]


class WordGrams:
    """Fits, keeps and applies the regression."""

    def __init__(self) -> None:
        self._vectorizers: List[TfidfVectorizer] = []
        self._analyzers: List[Callable[[str], List[str]]] = []  # text to grams, of each vectorizer
        self._idf: List[np.ndarray] = []  # (grams,), of each vectorizer
        self._classes: List[str] = []
        self._by_gram = np.zeros((0, 0), dtype=np.float32)  # (grams, classes)
        self._bias = np.zeros(0, dtype=np.float32)
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._sums)  # a message and its parts are read more than once

    def fit(self, texts: Sequence[str], labels: Sequence[str], alpha: float) -> None:
        """Fits vocabulary and regression.

        Args:
            texts: the examples.
            labels: one a text.
            alpha: strength of regularisation.
        """
        self._vectorizers = [TfidfVectorizer(**settings) for settings in SETTINGS]
        features = sparse.hstack([one.fit_transform(texts) for one in self._vectorizers]).tocsr()
        model = SGDClassifier(loss="log_loss", alpha=alpha, max_iter=15, random_state=0, n_jobs=-1).fit(
            features, labels
        )
        self._classes = [str(name) for name in model.classes_]
        self._prepare()
        weights, bias = model.coef_, model.intercept_
        if len(self._classes) == 2:  # scikit-learn keeps one row for two classes
            weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
        self._by_gram = np.ascontiguousarray(weights.T.astype(np.float16).astype(np.float32))
        self._bias = bias.astype(np.float32)

    def probabilities(self, texts: Sequence[str], classes: Sequence[str]) -> np.ndarray:
        """Class probabilities, float (texts, classes), each class against the rest and then made to sum to 1."""
        chosen = self.each(texts, classes) + 1e-9
        return np.asarray(chosen / chosen.sum(axis=1, keepdims=True))

    def each(self, texts: Sequence[str], classes: Sequence[str]) -> np.ndarray:
        """How surely each class is meant, against the rest: float (texts, classes), each 0 to 1."""
        at = {name: column for column, name in enumerate(self._classes)}
        sums = np.stack([self._remembered(text) for text in texts]) + self._bias
        return np.asarray(1.0 / (1.0 + np.exp(-sums[:, [at[name] for name in classes]])))

    def _sums(self, text: str) -> np.ndarray:
        """The product of one text's tf-idf features and the weights: what `transform` of the vectorizers gives, at a twentieth of its time."""
        total, offset = np.zeros(self._by_gram.shape[1], dtype=np.float32), 0
        for vectorizer, analyze, idf in zip(self._vectorizers, self._analyzers, self._idf, strict=True):
            vocabulary = vectorizer.vocabulary_
            counts = Counter(vocabulary[gram] for gram in analyze(text) if gram in vocabulary)
            if counts:
                columns = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
                times = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
                values = (1.0 + np.log(times)) * idf[columns]
                # Only the rows of the grams that occur are touched: a whole product would copy the matrix first.
                total += (values / np.linalg.norm(values)).astype(np.float32) @ self._by_gram[columns + offset]
            offset += len(vocabulary)
        return total

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
        self._prepare()

    def _prepare(self) -> None:
        self._remembered.cache_clear()
        self._analyzers = [one.build_analyzer() for one in self._vectorizers]
        self._idf = [np.asarray(one.idf_, dtype=np.float32) for one in self._vectorizers]


def _words(vectorizer: TfidfVectorizer) -> List[str]:
    return sorted(vectorizer.vocabulary_, key=lambda word: vectorizer.vocabulary_[word])
