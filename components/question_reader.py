"""Which question of a topic a message asks: one regression a topic, on the same sentence vectors and on the words.

The topic is known before (`topic_reader.py`); here its share is divided among its questions, so a question never takes a message from another
topic. Where none leads, it is the topic's `overview`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression

from components.encoder import SentenceEncoder
from knowledge.topic_ids import overview_of, topic_of_question

FILE = "question_reader.npz"
WORDS = 2**13  # columns that words and pairs of words are hashed into
_HASH = HashingVectorizer(n_features=WORDS, ngram_range=(1, 2), alternate_sign=False, norm="l2", lowercase=True)


class Example(NamedTuple):
    """A message to learn from; `before` is what the person wrote before it, where it leans on that."""

    text: str
    question: str
    before: Optional[str] = None


class QuestionReader:
    """Fits, keeps and applies a regression for each topic.

    Args:
        settings: `question_C` and `question_iterations` of the solver, `question_words` the weight of the words beside the vector,
            `question_leads` the share from which a question is taken in place of the overview.
    """

    def __init__(self, settings: Dict[str, Any], encoder: SentenceEncoder) -> None:
        self._settings = settings
        self._encoder = encoder
        self._questions: Dict[str, List[str]] = {}
        self._weights: Dict[str, np.ndarray] = {}  # (questions, width + words)
        self._bias: Dict[str, np.ndarray] = {}

    def fit(self, examples: Sequence[Example], vectors: np.ndarray) -> None:
        """Fits every topic's regression.

        Args:
            examples: messages with their questions.
            vectors: float (examples, width), of the messages.
        """
        rows: Dict[str, List[int]] = {}
        for number, one in enumerate(examples):
            rows.setdefault(topic_of_question(one.question), []).append(number)
        if not rows:
            return
        features = self._features([one.text for one in examples], vectors)
        for topic, numbers in rows.items():
            labels = [examples[number].question for number in numbers]
            names = sorted(set(labels))
            self._questions[topic] = names
            if len(names) < 2:
                continue
            model = LogisticRegression(
                C=self._settings["question_C"], max_iter=self._settings["question_iterations"], random_state=0
            ).fit(features[numbers], labels)
            coefficients, intercepts = model.coef_, model.intercept_
            if len(names) == 2:  # scikit-learn keeps one row for two classes
                coefficients, intercepts = np.vstack([0 * coefficients, coefficients]), np.append(0.0, intercepts)
            self._weights[topic] = coefficients.astype(np.float32)
            self._bias[topic] = intercepts.astype(np.float32)

    def shares(self, topic: str, texts: Sequence[str], vectors: Optional[np.ndarray] = None) -> Dict[str, float]:
        """Each question's share within its topic: the mean over the texts, which are readings of one message.

        Args:
            topic: its id.
            texts: the message, or the message alone and behind the one before it.
            vectors: float (texts, width), where they are known.
        """
        names = self._questions.get(topic, [])
        if topic not in self._weights:
            return dict.fromkeys(names, 1.0)
        known = self._encoder.encode(texts) if vectors is None else vectors
        logits = self._features(texts, known) @ self._weights[topic].T + self._bias[topic]
        exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
        mean = (exponents / exponents.sum(axis=1, keepdims=True)).mean(axis=0)
        return {name: float(share) for name, share in zip(names, np.asarray(mean).ravel(), strict=True)}

    def asked(self, topic: str, texts: Sequence[str], vectors: Optional[np.ndarray] = None) -> Tuple[str, float]:
        """The full id of the question that a message of the topic asks, and its share; the overview where none leads."""
        shares = self.shares(topic, texts, vectors)
        best = max(shares, key=lambda name: shares[name], default=overview_of(topic))
        share = shares.get(best, 0.0)
        if share < self._settings["question_leads"]:
            return overview_of(topic), shares.get(overview_of(topic), 0.0)
        return best, share

    def _features(self, texts: Sequence[str], vectors: np.ndarray) -> sparse.csr_matrix:
        words = _HASH.transform(texts) * self._settings["question_words"]
        return sparse.hstack([sparse.csr_matrix(vectors), words]).tocsr()

    def save(self, folder: Path) -> None:
        """Writes plain arrays; nothing in the file is pickled."""
        kept = {f"weights {topic}": weights.astype(np.float16) for topic, weights in self._weights.items()}
        kept.update({f"bias {topic}": bias for topic, bias in self._bias.items()})
        about = np.frombuffer(json.dumps(self._questions).encode(), dtype=np.uint8)
        np.savez_compressed(folder / FILE, about=about, **kept)

    def load(self, folder: Path) -> None:
        """Reads what `save` wrote."""
        with np.load(folder / FILE, allow_pickle=False) as stored:
            self._questions = json.loads(stored["about"].tobytes().decode())
            for key in stored.files:
                kind, _, topic = key.partition(" ")
                if kind == "weights":
                    self._weights[topic] = stored[key].astype(np.float32)
                elif kind == "bias":
                    self._bias[topic] = stored[key]
