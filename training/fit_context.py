"""Fits the weights by which a message is read behind the last question (components/context_reader.py), and prints them for config.yml.

Learns from the validation set's dialogues; each author's are also read with weights fitted on the other's. `python -m
training.fit_context`, with a trained model on disk.
"""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Sequence, Tuple

import numpy as np
from scipy.optimize import minimize

from components.context_reader import Signs
from components.encoder import shared_encoder
from components.follow_up import Asked, asks_again
from components.intent_classifier import SentenceIntentClassifier
from knowledge.topic_ids import intent_of_topic, topic_ids
from training.trained import VALIDATION, read_labelled, trained_classifier

REGULARISATION = 0.02


class Turn(NamedTuple):
    """A later turn: its signs (names, intents), which intents are right, whose it is, and its words."""

    signs: np.ndarray
    right: np.ndarray
    author: str
    text: str


def turns(classifier: SentenceIntentClassifier) -> List[Turn]:
    """Every later turn that no rule decides, behind the question that was asked last."""
    found, intents = [], classifier.reader.intents
    for one in read_labelled(VALIDATION / "follow_ups.yml"):
        before = None
        for turn in one["turns"]:
            if before and not asks_again(turn["user"], before.intent):
                vector = shared_encoder().encode([turn["user"]])
                own = classifier.reader.read([turn["user"]], vector)[0]
                signs = np.stack(list(classifier.context.signs(turn["user"], own, before, intents)))
                accepted = {intent_of_topic(topic) for topic in turn["topics"]}
                right = np.array([intent in accepted for intent in intents])
                found.append(Turn(signs, right, one["id"][:2], turn["user"]))
            if turn["topics"][0] in topic_ids():
                before = Asked(turn["user"], intent_of_topic(turn["topics"][0]))
    return found


def fit(examples: Sequence[Turn]) -> np.ndarray:
    """The weights under which the right intents are likeliest, float (signs,)."""

    def loss(weights: np.ndarray) -> Tuple[float, np.ndarray]:
        total, slope = 0.0, np.zeros_like(weights)
        for one in examples:
            scores = weights @ one.signs
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            right = shares * one.right
            total -= np.log(right.sum() + 1e-12)
            slope -= one.signs @ (right / (right.sum() + 1e-12) - shares)
        count = len(examples)
        return total / count + REGULARISATION * float(weights @ weights), slope / count + 2 * REGULARISATION * weights

    return np.asarray(minimize(loss, np.zeros(len(Signs._fields)), jac=True).x)


def share_right(examples: Sequence[Turn], weights: np.ndarray) -> float:
    """How often the likeliest intent is right."""
    return float(np.mean([one.right[int((weights @ one.signs).argmax())] for one in examples]))


def main() -> None:
    """Prints the check on unseen authors, then the weights."""
    every = turns(trained_classifier())
    for author in sorted({one.author for one in every}):
        own = [one for one in every if one.author == author]
        weights = fit([one for one in every if one.author != author])
        print(f"{author}, unseen: {share_right(own, weights):.3f} of {len(own)} right")
    named: Dict[str, Any] = dict(zip(Signs._fields, (round(float(one), 2) for one in fit(every)), strict=True))
    print("context:", named)


if __name__ == "__main__":
    main()
