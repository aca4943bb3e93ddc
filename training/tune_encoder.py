"""Tunes the sentence encoder to this domain, once for topics and red flags together.

Runs in an environment of its own (`training/README.md`): PyTorch is not part of the product. The whole encoder but its word
embeddings (words that no example holds keep their place among those that some do) is tuned under a linear head over all
labels (questions, conversation ids, red flags) and a binary head for danger. A topic's share is the sum of its questions', and is learned beside
them: it is all that double questions are labelled with. Several runs that differ in their seed are averaged,
weight by weight: better than each of them, at no cost in use (Wortsman et al. 2022, arXiv:2203.05482).

    python training/tune_encoder.py --base <folder of the original model> --out var/tuned.safetensors --seeds 0,1 [--without j,k]
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path
from typing import Dict, List

import numpy as np
import torch
from examples import Example, Variation, read_examples
from safetensors.torch import save_file
from torch import nn
from transformers import AutoTokenizer, BertModel

BATCH, MAX_TOKENS, SCALE, SMOOTHING = 32, 96, 10.0, 0.1
RATE, HEAD_RATE, WARM_UP, LAST = 2e-4, 3e-3, 100, 0.05
EPOCHS, PAIRED = 5, 0.4
TOPIC_WEIGHT = 0.5  # of the topic beside its question
ASK, QUESTION = "ask_", "/"  # begins a topic's intent; stands before a question's id in a retrieval intent
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
BATCHES_OF_LIKE_LENGTH = 20


class Tuner:
    """The encoder with its two heads."""

    def __init__(self, base: Path, labels: List[str]) -> None:
        self.labels = {label: number for number, label in enumerate(labels)}
        self.members = membership(labels)
        self.tokenizer = AutoTokenizer.from_pretrained(base)
        self.encoder = BertModel.from_pretrained(base, add_pooling_layer=False)
        self.encoder.embeddings.word_embeddings.weight.requires_grad = False
        self.which, self.any = nn.Linear(384, len(self.labels)), nn.Linear(384, 1)
        for part in (self.encoder, self.which, self.any):
            part.to(DEVICE)

    def embed(self, texts: List[str]) -> torch.Tensor:
        """Mean-pooled vectors of length 1, as in use."""
        tokens = self.tokenizer(texts, return_tensors="pt", padding=True, truncation=True, max_length=MAX_TOKENS)
        tokens = tokens.to(DEVICE)
        with torch.autocast(DEVICE, dtype=torch.bfloat16):
            hidden = self.encoder(**tokens).last_hidden_state
        mask = tokens["attention_mask"].unsqueeze(-1).float()
        return nn.functional.normalize((hidden.float() * mask).sum(1) / mask.sum(1), dim=-1)

    def loss(self, batch: List[Example]) -> torch.Tensor:
        """Cross-entropy of what each example is labelled with and of its topic, plus the binary loss."""
        vectors = self.embed([one.text for one in batch])
        shares = torch.log_softmax(self.which(vectors) * SCALE, dim=1)
        losses = []
        for row, one in enumerate(batch):
            told = [share * self._of(shares[row], label) for label, share in one.shares.items()]
            topics = [share * self._of(shares[row], topic_of(label)) for label, share in one.shares.items()]
            losses.append(-(sum(told) + TOPIC_WEIGHT * sum(topics)) / (1 + TOPIC_WEIGHT))
        which = (1 - SMOOTHING) * torch.stack(losses).mean() - SMOOTHING * shares.mean()
        danger = torch.tensor([one.danger for one in batch], device=DEVICE)
        return which + nn.functional.binary_cross_entropy_with_logits(self.any(vectors).squeeze(-1) * SCALE, danger)

    def _of(self, shares: torch.Tensor, label: str) -> torch.Tensor:
        """The logarithm of a label's share; of a topic that of all its questions together."""
        if label in self.labels:
            return shares[self.labels[label]]
        return torch.logsumexp(shares[self.members[label]], dim=0)

    def run(self, examples: List[Example], variation: Variation, epochs: int) -> None:
        """All epochs, the rate rising at first and then falling in a line."""
        tuned = [one for one in self.encoder.parameters() if one.requires_grad]
        heads = [*self.which.parameters(), *self.any.parameters()]
        optimiser = torch.optim.AdamW([{"params": tuned}, {"params": heads}], lr=0.0)
        self.encoder.train()
        start, done = time.time(), 0
        for number in range(epochs):
            batches = _batches(variation.epoch(examples, PAIRED))
            for step, batch in enumerate(batches):
                done = number * len(batches) + step
                factor = min(1.0, (done + 1) / WARM_UP) * max(LAST, 1 - done / (epochs * len(batches)))
                optimiser.param_groups[0]["lr"], optimiser.param_groups[1]["lr"] = RATE * factor, HEAD_RATE * factor
                loss = self.loss(batch)
                optimiser.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_([*tuned, *heads], 1.0)
                optimiser.step()
                if step % 100 == 99:
                    print(f"epoch {number + 1}, {step + 1}/{len(batches)}: loss {loss.item():.3f}, {time.time() - start:.0f} s", flush=True)  # fmt: skip
        self.encoder.eval()


def topic_of(label: str) -> str:
    """The topic's intent of a question's; the label itself where it is none."""
    return label.partition(QUESTION)[0]


def membership(labels: List[str]) -> Dict[str, torch.Tensor]:
    """The places of each topic's questions among the labels."""
    found: Dict[str, List[int]] = {}
    for number, label in enumerate(labels):
        if QUESTION in label:
            found.setdefault(topic_of(label), []).append(number)
    return {topic: torch.tensor(numbers, device=DEVICE) for topic, numbers in found.items()}


def _batches(examples: List[Example]) -> List[List[Example]]:
    random.shuffle(examples)
    made = []
    for start in range(0, len(examples), BATCH * BATCHES_OF_LIKE_LENGTH):
        chunk = sorted(examples[start : start + BATCH * BATCHES_OF_LIKE_LENGTH], key=lambda one: len(one.text))
        made += [chunk[at : at + BATCH] for at in range(0, len(chunk), BATCH)]
    random.shuffle(made)
    return made


def tune(base: Path, examples: List[Example], seed: int, epochs: int) -> Dict[str, torch.Tensor]:
    """One run; answers the encoder's weights. The heads are left: `rasa train` fits its own."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    named = {label for one in examples for label in one.shares}
    tuner = Tuner(base, sorted(label for label in named if not label.startswith(ASK) or QUESTION in label))
    tuner.run(examples, Variation(seed), epochs)
    return {name: value.contiguous().cpu().clone() for name, value in tuner.encoder.state_dict().items()}


def average(runs: List[Dict[str, torch.Tensor]]) -> Dict[str, torch.Tensor]:
    """The mean of each weight over the runs."""
    return {name: torch.stack([one[name].float() for one in runs]).mean(0) for name in runs[0]}


def main() -> None:
    """Command line: see the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, required=True, help="folder of the original model (the package's `model`)")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--without", default="", help="authors left out, to validate on them")
    parser.add_argument("--seeds", default="0,1")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    options = parser.parse_args()
    without = options.without.split(",")
    examples = [one for one in read_examples() if one.author not in without]
    options.out.parent.mkdir(parents=True, exist_ok=True)
    runs = []
    for seed in options.seeds.split(","):
        runs.append(tune(options.base, examples, int(seed), options.epochs))
        save_file(runs[-1], str(options.out.with_suffix(f".{seed}.safetensors")))
    save_file(average(runs), str(options.out))


if __name__ == "__main__":
    main()
