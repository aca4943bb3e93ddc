"""How the share of right answers grows with the examples of each topic: is it worth writing more?

A head over the topics is fitted on the first so many examples of each intent, authors mixed, and measured on tests/evaluation/questions.yml:
on the encoder's original weights, and as shipped. The shipped encoder was tuned on all examples, so its curve shows what the head alone still
gains. `python -m scripts.learning_curve` writes docs/learning-curve.png and prints the figures.
"""

from __future__ import annotations

import random
from typing import Dict, List, Sequence

import numpy as np
from ruamel.yaml import YAML

from components.encoder import SentenceEncoder, shared_encoder
from components.regression import Regression
from knowledge.settings import ROOT
from knowledge.topic_ids import OUT_OF_SCOPE, topic_of_intent
from scripts.evaluate import QUESTIONS, RED_FLAG
from scripts.evaluate_peers import Examples, examples, original_encoder

SIZES = (5, 10, 20, 40, 80, 160, 320)
STRENGTH, MOST = 10.0, 100  # of the head, as in config.yml
PLOT = ROOT / "docs" / "learning-curve.png"
WAYS = {"original encoder": False, "as shipped": True}


def share_right(data: Examples, vectors: np.ndarray, rows: Sequence[int], encoder: SentenceEncoder) -> float:
    """How many in-scope questions have the right first topic, 0 to 1, after training on the chosen rows."""
    head = Regression()
    head.fit(vectors[list(rows)], [data.intents[row] for row in rows], [1.0] * len(rows), STRENGTH, MOST)
    questions = [
        one for one in YAML(typ="safe").load(QUESTIONS.read_text(encoding="utf-8")) if OUT_OF_SCOPE not in one["topics"]
    ]
    shares = head.probabilities(encoder.encode([one["text"] for one in questions]))
    shares[:, head.classes.index(RED_FLAG)] = 0.0
    named = [topic_of_intent(head.classes[int(row.argmax())]) for row in shares]
    return float(np.mean([topic in one["topics"] for topic, one in zip(named, questions, strict=True)]))


def first_of_each(data: Examples, size: int) -> List[int]:
    """The rows of the first `size` examples of every intent, in an order that mixes authors."""
    order = list(range(len(data.texts)))
    random.Random(0).shuffle(order)
    taken: Dict[str, int] = {}
    chosen = []
    for row in order:
        intent = data.intents[row]
        if taken.get(intent, 0) < size:
            taken[intent] = taken.get(intent, 0) + 1
            chosen.append(row)
    return chosen


def plot(curves: Dict[str, List[float]]) -> None:
    """The curves as a picture."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4))
    for name, curve in curves.items():
        axes.plot(SIZES, curve, marker="o", label=name)
    axes.set(xscale="log", xlabel="examples a topic, at most", ylabel="first topic right", ylim=(0, 1))
    axes.set_xticks(SIZES, [str(size) for size in SIZES])
    axes.minorticks_off()
    axes.grid(alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(PLOT, dpi=120)


def main() -> None:
    """Trains every reader at every size."""
    data = examples()
    encoders = {True: shared_encoder(), False: original_encoder()}
    vectors = {tuned: encoder.encode(data.texts) for tuned, encoder in encoders.items()}
    curves: Dict[str, List[float]] = {}
    for name, tuned in WAYS.items():
        curves[name] = []
        for size in SIZES:
            rows = first_of_each(data, size)
            curves[name].append(share_right(data, vectors[tuned], rows, encoders[tuned]))
            print(f"{name}, {size} a topic: {curves[name][-1]:.3f}", flush=True)
    plot(curves)


if __name__ == "__main__":
    main()
