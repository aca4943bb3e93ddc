"""What one pass of the encoder reads out of a message in its conversation: what it asks or tells, whether that is danger, whether it asks
several things, and what it does as an answer to a card or a check question.

Every head is a regression on the same vector. `rasa train` fits them from the examples, so a new topic or question needs nothing else.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple

import numpy as np

from components.encoder import SentenceEncoder
from components.regression import Regression
from components.vector_store import encoded
from knowledge.topic_ids import overview_of, red_flag_levels, topic_of_intent, topic_of_question

MEANING, ACTS, QUESTION = "meaning.npz", "acts.npz", "questions.{}.npz"
YES, NO = "yes", "no"
CARD, CHECK = "card", "check"  # what is open that a message may answer
FLOOR = 1e-6  # of a probability, before its logarithm


class Example(NamedTuple):
    """A message to learn from.

    Attributes:
        text: as it was written.
        before: what the person wrote just before it.
        labels: the intents that it asks for, in order, or the red flag that it tells of.
        questions: the full ids of the questions that it asks, as far as they are known.
        act: what it does as an answer to a card or a check question (`dialogue_acts.py`). Only the head over acts learns from such an example.
        at_check: whether it answers a check question.
    """

    text: str
    before: str
    labels: Tuple[str, ...]
    questions: Tuple[str, ...] = ()
    act: Optional[str] = None
    at_check: bool = False

    @property
    def signs(self) -> Dict[str, bool]:
        """The example's answer for each head of yes and no."""
        return {
            "danger": self.labels[0] in red_flag_levels(),
            "several": len(self.questions) > 1 or len(self.labels) > 1,
        }


class Reading(NamedTuple):
    """What was read.

    Attributes:
        meaning: each label's share, intents and red flags, 0 to 1.
        danger: how surely the message tells of danger that is happening now, 0 to 1.
        several: how surely it asks more than one thing, 0 to 1.
        acts: each act's share, 0 to 1, as an answer to the card or check question that is open; none where neither is.
        vector: float (width,).
    """

    meaning: Dict[str, float]
    danger: float
    several: float
    acts: Dict[str, float]
    vector: np.ndarray

    @property
    def flags(self) -> Dict[str, float]:
        """Each red flag's share."""
        return {flag: self.meaning.get(flag, 0.0) for flag in red_flag_levels()}


class Reader:
    """Fits, keeps and applies the heads.

    Args:
        settings: `C` and `max_iter` of the head over all labels, `question_C` and `question_iterations` of those over a topic's questions, `act_C`
            of that over acts, `priors`: by label, how much likelier it is in use than the heads think, who were fitted on what the encoder was tuned on.
    """

    def __init__(self, settings: Mapping[str, Any], encoder: SentenceEncoder) -> None:
        self._settings = settings
        self._encoder = encoder
        self._meaning = Regression()
        self._acts = Regression()
        self._signs = {name: Regression() for name in ("danger", "several")}
        self._questions: Dict[str, Regression] = {}

    @property
    def labels(self) -> List[str]:
        """The intents and red flags that it knows; none before it has learned."""
        return self._meaning.classes

    def fit(self, examples: Sequence[Example]) -> None:
        """Learns from the examples. One that asks for several things counts for each of them in part."""
        vectors = encoded(self._encoder, [one.text for one in examples], [one.before for one in examples])
        answers = np.array([bool(one.act) for one in examples])
        self._fit_acts([one for one in examples if one.act], vectors[answers])
        examples, vectors = [one for one in examples if not one.act], vectors[~answers]
        strength, most = self._settings["C"], self._settings["max_iter"]
        rows = [(row, label, 1 / len(one.labels)) for row, one in enumerate(examples) for label in one.labels]
        self._meaning.fit(
            vectors[[row for row, _, _ in rows]],
            [one for _, one, _ in rows],
            [one for _, _, one in rows],
            strength,
            most,
        )
        for name, head in self._signs.items():
            signs = [YES if one.signs[name] else NO for one in examples]
            if len(set(signs)) > 1:
                head.fit(vectors, signs, [1.0] * len(examples), strength, most)
        self._fit_questions(examples, vectors)

    def _fit_acts(self, replies: Sequence[Example], vectors: np.ndarray) -> None:
        """Learns what answers to a card or a check question do, from their words alone."""
        labels = [str(one.act) for one in replies]
        if len(set(labels)) > 1:
            rows = _beside(vectors, [one.at_check for one in replies])
            strength, most = self._settings["act_C"], self._settings["act_iterations"]
            self._acts.fit(rows, labels, [1.0] * len(labels), strength, most)

    def _fit_questions(self, examples: Sequence[Example], vectors: np.ndarray) -> None:
        asked: Dict[str, List[Tuple[int, str]]] = {}
        for row, one in enumerate(examples):
            for question in one.questions:
                asked.setdefault(topic_of_question(question), []).append((row, question))
        for topic, rows in asked.items():
            names = [question for _, question in rows]
            if len(set(names)) > 1:
                head = self._questions[topic] = Regression()
                weights = [1 / len(examples[row].questions) for row, _ in rows]
                strength, most = self._settings["question_C"], self._settings["question_iterations"]
                head.fit(vectors[[row for row, _ in rows]], names, weights, strength, most)

    def read(self, messages: Sequence[str], before: str = "", at: Optional[str] = None) -> List[Reading]:
        """A reading a message, each behind the same earlier ones.

        Args:
            at: `CARD` or `CHECK`, where one is open that the messages may answer.
        """
        vectors = self._encoder.encode(messages, [before] * len(messages))
        made = self.read_vectors(vectors)
        if at is None or not self._acts.classes:
            return made
        # An answer is read alone: behind a danger, "it is" sounds like it. Right behind a card nothing stands before it, and this is the same pass.
        alone = self._encoder.encode(messages) if before else vectors
        shares = self._acts.probabilities(_beside(alone, [at == CHECK] * len(messages)))
        rows = [dict(zip(self._acts.classes, map(float, row), strict=True)) for row in shares]
        return [one._replace(acts=acts) for one, acts in zip(made, rows, strict=True)]

    def read_vectors(self, vectors: np.ndarray) -> List[Reading]:
        """The same of vectors, float (messages, width), none of which is an answer."""
        prior = [float(self._settings["priors"].get(label, 1.0)) for label in self.labels]
        meaning = self._meaning.probabilities(vectors, np.log(prior))
        signs = {name: self._yes(name, vectors) for name in self._signs}
        flags = [column for column, label in enumerate(self.labels) if label in red_flag_levels()]
        # Flags alone raise odd short queries, yes and no alone misses dangers that share words with calm ones: the mean of both is better than
        # each.
        odds = (_odds(meaning[:, flags].sum(axis=1)) + _odds(signs["danger"])) / 2
        danger = 1.0 / (1.0 + np.exp(-odds))
        return [
            Reading(
                dict(zip(self.labels, map(float, meaning[row]), strict=True)),
                float(danger[row]),
                float(signs["several"][row]),
                {},
                vectors[row],
            )
            for row in range(len(vectors))
        ]

    def questions(self, intent: str, reading: Reading) -> Dict[str, float]:
        """Each question's share within its topic, by full id; the overview's alone where the topic has learned no other."""
        head = self._questions.get(topic_of_intent(intent))
        if head is None:
            return {overview_of(topic_of_intent(intent)): 1.0}
        return dict(zip(head.classes, map(float, head.probabilities(reading.vector[np.newaxis, :])[0]), strict=True))

    def _yes(self, name: str, vectors: np.ndarray) -> np.ndarray:
        head = self._signs[name]
        if YES not in head.classes:
            return np.zeros(len(vectors))
        return head.probabilities(vectors)[:, head.classes.index(YES)]

    def save(self, folder: Path) -> None:
        """Writes plain arrays; nothing in the files is pickled."""
        self._meaning.save(folder / MEANING)
        self._acts.save(folder / ACTS)
        for name, head in self._signs.items():
            head.save(folder / f"{name}.npz")
        for topic, head in self._questions.items():
            head.save(folder / QUESTION.format(topic))

    def load(self, folder: Path) -> None:
        """Reads what `save` wrote."""
        self._meaning.load(folder / MEANING)
        self._acts.load(folder / ACTS)
        for name, head in self._signs.items():
            head.load(folder / f"{name}.npz")
        for path in sorted(folder.glob(QUESTION.format("*"))):
            head = self._questions[path.name.split(".")[1]] = Regression()
            head.load(path)


def _odds(shares: np.ndarray) -> np.ndarray:
    """The logarithm of the odds."""
    within = np.clip(shares, FLOOR, 1.0 - FLOOR)
    return np.asarray(np.log(within / (1.0 - within)))


def _beside(vectors: np.ndarray, at_check: Sequence[bool]) -> np.ndarray:
    """Vectors with one more column, whether a check question is open: "no" does another thing there than behind a card."""
    return np.hstack([vectors, np.array(at_check, dtype=vectors.dtype)[:, np.newaxis]])
