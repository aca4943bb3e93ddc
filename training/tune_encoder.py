"""Tunes the sentence encoder to this domain, once for topics and red flags together.

Runs in an environment of its own (`training/README.md`): PyTorch is not part of the product. Two stages, both over the whole
encoder with a linear head over all labels (topics, conversation ids, red flags) and a binary head for danger:

1. every example as it stands, 2 of 3 scheduled epochs at 5e-5;
2. one epoch at 3e-5 over the examples and over pairs put together from two of them: a danger beside an ordinary question is
   still that danger; two questions are both; a hard negative beside a question is no danger.

    python training/tune_encoder.py --out var/tuned.safetensors [--without j,k]
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional

import numpy as np
import torch
import yaml
from safetensors.torch import save_file
from torch import nn
from transformers import AutoTokenizer, BertModel

ROOT = Path(__file__).resolve().parent.parent
BATCH, MAX_TOKENS, SCALE, SMOOTHING = 32, 96, 10.0, 0.1
HEAD_RATE = 3e-3
SCHEDULED_EPOCHS, EPOCHS, WARM_UP = 3, 2, 100
SHORT = 160  # characters; what is put together stays within what people write
DANGER_PAIRS, QUESTION_PAIRS, NEGATIVE_PAIRS = 3600, 1800, 2400


class Example(NamedTuple):
    """One text with what it is: shares of labels, and whether it tells of danger."""

    text: str
    shares: Dict[str, float]
    danger: float
    author: str
    kind: Optional[str]


def read_examples() -> List[Example]:
    """Every training example of data/nlu."""
    found = []
    for path in sorted((ROOT / "data" / "nlu").rglob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            about = block["metadata"]
            label = "flag_" + about["flag"] if "flag" in about else block["intent"]
            for line in block["examples"].splitlines():
                found.append(
                    Example(line[2:], {label: 1.0}, float("flag" in about), about["author"], about.get("kind"))
                )
    return found


def pairs(examples: List[Example]) -> List[Example]:
    """Texts put together from two examples, with what the whole then is."""
    short = [one for one in examples if len(one.text) < SHORT]
    dangers = [one for one in short if one.danger]
    questions = [one for one in short if not one.danger and not one.kind and next(iter(one.shares)).startswith("ask_")]
    negatives = [one for one in short if one.kind]
    made = [_joined(random.choice(dangers), random.choice(questions), 0.7) for _ in range(DANGER_PAIRS)]
    made += [_joined(random.choice(questions), random.choice(questions), 1.0) for _ in range(QUESTION_PAIRS)]
    made += [_joined(random.choice(negatives), random.choice(questions), 0.6) for _ in range(NEGATIVE_PAIRS)]
    return made


def _joined(first: Example, second: Example, in_order: float) -> Example:
    one, two = (first.text, second.text) if random.random() < in_order else (second.text, first.text)
    text = (one if one[-1:] in ".!?" else one + random.choice([".", "", ",", " ...", "."])) + " " + two
    if first.danger:
        return Example(text, first.shares, 1.0, first.author, first.kind)
    labels = [next(iter(first.shares)), next(iter(second.shares))]
    shares = {label: labels.count(label) / 2 for label in labels}
    return Example(text, shares, 0.0, first.author, first.kind)


class Tuner:
    """The encoder with its two heads."""

    def __init__(self, base: Path, labels: List[str]) -> None:
        self.labels = {label: number for number, label in enumerate(labels)}
        self.tokenizer = AutoTokenizer.from_pretrained(base)
        self.encoder = BertModel.from_pretrained(base, add_pooling_layer=False)
        self.new_heads()

    def new_heads(self) -> None:
        """Heads from scratch; only the encoder is kept in the end."""
        self.which, self.any = nn.Linear(384, len(self.labels)), nn.Linear(384, 1)

    def embed(self, texts: List[str]) -> torch.Tensor:
        """Mean-pooled vectors of length 1, as in use."""
        tokens = self.tokenizer(texts, return_tensors="pt", padding=True, truncation=True, max_length=MAX_TOKENS)
        hidden = self.encoder(**tokens).last_hidden_state
        mask = tokens["attention_mask"].unsqueeze(-1).float()
        return nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=-1)

    def loss(self, batch: List[Example]) -> torch.Tensor:
        """Cross-entropy over all labels, plus the binary loss."""
        vectors = self.embed([one.text for one in batch])
        target = torch.zeros(len(batch), len(self.labels))
        for row, one in enumerate(batch):
            for label, share in one.shares.items():
                target[row, self.labels[label]] = share
        danger = torch.tensor([one.danger for one in batch])
        which = nn.functional.cross_entropy(self.which(vectors) * SCALE, target, label_smoothing=SMOOTHING)
        return which + nn.functional.binary_cross_entropy_with_logits(self.any(vectors).squeeze(-1) * SCALE, danger)

    def epoch(self, examples: List[Example], rate_at, optimiser) -> None:
        """One pass, in batches of texts of like length."""
        self.encoder.train()
        batches = _batches(examples)
        start = time.time()
        for step, batch in enumerate(batches):
            for group, rate in zip(optimiser.param_groups, rate_at(step, len(batches)), strict=True):
                group["lr"] = rate
            loss = self.loss(batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([p for group in optimiser.param_groups for p in group["params"]], 1.0)
            optimiser.step()
            if step % 100 == 99:
                print(f"{step + 1}/{len(batches)}  loss {loss.item():.3f}  {time.time() - start:.0f} s", flush=True)

    def optimiser(self) -> torch.optim.Optimizer:
        """AdamW over encoder and heads, in two groups."""
        heads = [*self.which.parameters(), *self.any.parameters()]
        return torch.optim.AdamW([{"params": self.encoder.parameters()}, {"params": heads}], lr=0.0)


def _batches(examples: List[Example]) -> List[List[Example]]:
    random.shuffle(examples)
    made = []
    for start in range(0, len(examples), BATCH * 20):
        chunk = sorted(examples[start : start + BATCH * 20], key=lambda one: len(one.text))
        made += [chunk[at : at + BATCH] for at in range(0, len(chunk), BATCH)]
    random.shuffle(made)
    return made


def tune(base: Path, out: Path, without: List[str], seed: int) -> None:
    """Runs both stages and writes the encoder's weights."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    examples = [one for one in read_examples() if one.author not in without]
    tuner = Tuner(base, sorted({label for one in examples for label in one.shares}))
    optimiser = tuner.optimiser()
    for number in range(EPOCHS):

        def first_stage(step: int, steps: int, number: int = number) -> List[float]:
            done = number * steps + step
            factor = min(1.0, (done + 1) / WARM_UP) * max(0.05, 1 - done / (SCHEDULED_EPOCHS * steps))
            return [5e-5 * factor, HEAD_RATE * factor]

        tuner.epoch(examples, first_stage, optimiser)
    tuner.new_heads()

    def second_stage(step: int, steps: int) -> List[float]:
        factor = max(0.03, 1 - step / steps)
        return [3e-5 * factor * (0.05 if step < 60 else 1.0), HEAD_RATE * factor]  # the new heads first

    tuner.epoch([*examples, *pairs(examples)], second_stage, tuner.optimiser())
    tuner.encoder.eval()
    out.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: value.contiguous().clone() for name, value in tuner.encoder.state_dict().items()}, str(out))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, required=True, help="folder of the original model (the package's `model`)")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--without", default="", help="authors left out, to validate on them")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    tune(options.base, options.out, [one for one in options.without.split(",") if one], options.seed)
