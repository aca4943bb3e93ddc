"""Fits how far the classifier's shares are sharpened, so that a confidence is how often it is right; prints it for config.yml.

On the validation questions: `python -m training.fit_confidence`, with a trained model on disk.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize_scalar

from components.encoder import shared_encoder
from knowledge.topic_ids import intent_of_topic
from training.trained import VALIDATION, read_labelled, trained_classifier

BINS = 10


def sharpened(shares: np.ndarray, power: float) -> np.ndarray:
    """Shares, float (messages, intents), raised to a power and made to sum to 1."""
    raised = np.power(shares, power)
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def calibration_error(confidences: np.ndarray, right: np.ndarray) -> float:
    """How far confidence and share of right ones lie apart, weighted over the bins."""
    at = np.minimum((confidences * BINS).astype(int), BINS - 1)
    gaps = [abs(right[at == bin].mean() - confidences[at == bin].mean()) * (at == bin).mean() for bin in np.unique(at)]
    return float(sum(gaps))


def main() -> None:
    """Prints the power with the likeliest labels, and the calibration error before and with it."""
    reader = trained_classifier().reader
    questions = [one for one in read_labelled(VALIDATION / "questions.yml")]
    shares = reader.read(
        [one["text"] for one in questions], shared_encoder().encode([one["text"] for one in questions])
    )
    accepted = np.array(
        [
            [intent in {intent_of_topic(topic) for topic in one["topics"]} for intent in reader.intents]
            for one in questions
        ]
    )

    def surprise(power: float) -> float:
        return float(-np.log((sharpened(shares, power) * accepted).sum(axis=1) + 1e-9).mean())

    best = float(minimize_scalar(surprise, bounds=(0.5, 5.0), method="bounded").x)
    right = accepted[np.arange(len(questions)), shares.argmax(axis=1)]
    for power in (1.0, best):
        sharp = sharpened(shares, power)
        low = sorted(sharp.max(axis=1)[~right])
        print(
            f"{power:.2f}: calibration error {calibration_error(sharp.max(axis=1), right):.3f}, {right.mean():.3f} right; the wrong ones at {[round(float(one), 2) for one in low]}"
        )
    for threshold in (0.25, 0.3, 0.35, 0.4, 0.45, 0.5):
        kept = sharpened(shares, best).max(axis=1) >= threshold
        print(
            f"from {threshold}: {kept.mean():.3f} answered, {right[kept].mean():.3f} of them right, wrong ones asked back {(~kept & ~right).sum()}, right ones {(~kept & right).sum()}"
        )
    print(f"sharpness: {best:.2f}")


if __name__ == "__main__":
    main()
