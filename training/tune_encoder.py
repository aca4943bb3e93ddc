"""Tunes the sentence encoder to this domain, once for topics and red flags together.

Runs in an environment of its own (`training/README.md`): PyTorch is not part of the product. The whole encoder but its word
embeddings (words that no example holds keep their place among those that some do) is tuned under a linear head over all
labels (questions, conversation ids, red flags), a binary head for danger and one for several questions. A topic's share is the sum of its questions', and is learned beside
them: it is all that double questions are labelled with. Several runs that differ in their seed are averaged,
weight by weight: better than each of them, at no cost in use (Wortsman et al. 2022, arXiv:2203.05482).

    python training/tune_encoder.py --base <folder of the original model> --out var/tuned.safetensors --seeds 0,1 [--start var/shipped.safetensors] [--without j,k]
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path
from typing import Callable, Dict, List, Optional, Tuple

import numpy as np
import torch
from examples import Example, Variation, read_examples
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import AutoTokenizer, BertModel

BATCH, SCALE, SMOOTHING = 32, 10.0, 0.1
MAX_TOKENS, MAX_BEFORE = 256, 64  # as components/encoder.py has them
RATE, HEAD_RATE, WARM_UP, LAST = 2e-4, 3e-3, 100, 0.05
EPOCHS, PAIRED = 5, 0.4
TOPIC_WEIGHT = 0.5  # of the topic beside its question
TINY = 1e-9  # of a share, before its logarithm
ASK, QUESTION = "ask_", "/"  # begins a topic's intent; stands before a question's id in a retrieval intent
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
# Half precision: processors that have no instructions for it emulate it, twenty times slower than single precision.
HALF = DEVICE == "cuda" or torch.cpu._is_avx512_bf16_supported()
BATCHES_OF_LIKE_LENGTH = 20


class Tuner:
    """The encoder with its two heads."""

    def __init__(self, base: Path, labels: List[str], start: Optional[Path] = None, frozen: int = 0) -> None:
        self.most = MAX_TOKENS
        self.labels = {label: number for number, label in enumerate(labels)}
        self.topics = {topic: number for number, topic in enumerate(sorted({topic_of(label) for label in labels}))}
        self.members = membership(labels, self.topics)
        self.tokenizer = AutoTokenizer.from_pretrained(base)
        self.encoder = BertModel.from_pretrained(base, add_pooling_layer=False)
        if start:
            self.encoder.load_state_dict(load_file(str(start)), strict=False)
        self.encoder.embeddings.word_embeddings.weight.requires_grad = False
        for layer in self.encoder.encoder.layer[:frozen]:
            layer.requires_grad_(False)
        if frozen:
            self.encoder.embeddings.requires_grad_(False)
        self.which, self.any, self.many = nn.Linear(384, len(self.labels)), nn.Linear(384, 1), nn.Linear(384, 1)
        for part in (self.encoder, self.which, self.any, self.many):
            part.to(DEVICE)

    def embed(self, batch: List[Example]) -> torch.Tensor:
        """Mean-pooled vectors of length 1, as in use: the message is the first segment, what was written before it the second."""
        rows = [self._row(one) for one in batch]
        longest = max(len(ids) for ids, _ in rows)
        ids = torch.zeros(len(rows), longest, dtype=torch.long)
        kinds, mask = torch.zeros_like(ids), torch.zeros_like(ids)
        for number, (row, first) in enumerate(rows):
            ids[number, : len(row)] = torch.tensor(row)
            kinds[number, first : len(row)] = 1
            mask[number, : len(row)] = 1
        tokens = {
            "input_ids": ids.to(DEVICE),
            "token_type_ids": kinds.to(DEVICE),
            "attention_mask": mask.to(DEVICE),
        }
        with torch.autocast(DEVICE, dtype=torch.bfloat16, enabled=HALF):
            hidden = self.encoder(**tokens).last_hidden_state
        mask = tokens["attention_mask"].unsqueeze(-1).float()
        return nn.functional.normalize((hidden.float() * mask).sum(1) / mask.sum(1), dim=-1)

    def _row(self, one: Example) -> Tuple[List[int], int]:
        """Token ids of a message and what stands before it, and where the second segment begins."""
        own = self.tokenizer(one.text, add_special_tokens=False)["input_ids"]
        before = self.tokenizer(one.before, add_special_tokens=False)["input_ids"][-MAX_BEFORE:]
        end = self.tokenizer.sep_token_id
        first = [self.tokenizer.cls_token_id, *own[: self.most - len(before) - 3], end]
        return (first + [*before, end] if before else first), len(first)

    def loss(self, batch: List[Example]) -> torch.Tensor:
        """Cross-entropy of what each example is labelled with and of its topic, plus the binary loss."""
        vectors = self.embed(batch)
        shares = torch.log_softmax(self.which(vectors) * SCALE, dim=1)
        topics = torch.log(torch.exp(shares) @ self.members + TINY)
        told = torch.stack([self._wanted(one) for one in batch]).to(DEVICE)
        of_topics = (told[:, : self.members.shape[0]] @ self.members) + told[:, self.members.shape[0] :]
        losses = -(told[:, : self.members.shape[0]] * shares).sum(1) - TOPIC_WEIGHT * (of_topics * topics).sum(1)
        # Double questions are labelled with their topics alone.
        losses = losses - (told[:, self.members.shape[0] :] * topics).sum(1)
        which = (1 - SMOOTHING) * losses.mean() / (1 + TOPIC_WEIGHT) - SMOOTHING * shares.mean()
        return (
            which
            + self._yes_or_no(self.any, vectors, [one.danger for one in batch])
            + self._yes_or_no(self.many, vectors, [one.several for one in batch])
        )

    @staticmethod
    def _yes_or_no(head: nn.Linear, vectors: torch.Tensor, wanted: List[float]) -> torch.Tensor:
        target = torch.tensor(wanted, device=DEVICE)
        return nn.functional.binary_cross_entropy_with_logits(head(vectors).squeeze(-1) * SCALE, target)

    def _wanted(self, one: Example) -> torch.Tensor:
        """What an example is labelled with: a share for each label, then for each topic that is named without its question."""
        wanted = torch.zeros(self.members.shape[0] + self.members.shape[1])
        for label, share in one.shares.items():
            wanted[self.labels[label] if label in self.labels else self.members.shape[0] + self.topics[label]] += share
        return wanted

    def run(self, draw: Callable[[], List[Example]], epochs: int, rate: float) -> None:
        """All epochs, each of what `draw` answers; the rate rises at first and then falls in a line."""
        tuned = [one for one in self.encoder.parameters() if one.requires_grad]
        heads = [*self.which.parameters(), *self.any.parameters(), *self.many.parameters()]
        optimiser = torch.optim.AdamW([{"params": tuned}, {"params": heads}], lr=0.0)
        self.encoder.train()
        start, done = time.time(), 0
        for number in range(epochs):
            batches = _batches(draw())
            for step, batch in enumerate(batches):
                done = number * len(batches) + step
                factor = min(1.0, (done + 1) / WARM_UP) * max(LAST, 1 - done / (epochs * len(batches)))
                optimiser.param_groups[0]["lr"], optimiser.param_groups[1]["lr"] = rate * factor, HEAD_RATE * factor
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


def membership(labels: List[str], topics: Dict[str, int]) -> torch.Tensor:
    """Which label belongs to which topic; one that is no question is a topic of its own. 1.0 or 0.0, (labels, topics)."""
    found = torch.zeros(len(labels), len(topics), device=DEVICE)
    for number, label in enumerate(labels):
        found[number, topics[topic_of(label)]] = 1.0
    return found


def _batches(examples: List[Example]) -> List[List[Example]]:
    random.shuffle(examples)
    made = []
    for start in range(0, len(examples), BATCH * BATCHES_OF_LIKE_LENGTH):
        chunk = sorted(
            examples[start : start + BATCH * BATCHES_OF_LIKE_LENGTH], key=lambda one: len(one.text) + len(one.before)
        )
        made += [chunk[at : at + BATCH] for at in range(0, len(chunk), BATCH)]
    random.shuffle(made)
    return made


def tune(options: argparse.Namespace, examples: List[Example], seed: int) -> Dict[str, torch.Tensor]:
    """One run; answers the encoder's weights. The heads are left: `rasa train` fits its own."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    named = {label for one in examples for label in one.shares}
    tuner = Tuner(
        options.base,
        sorted(label for label in named if not label.startswith(ASK) or QUESTION in label),
        options.start,
        options.frozen,
    )
    tuner.most = options.tokens
    variation, often = Variation(seed), options.often.split(",")

    def draw() -> List[Example]:
        drawn = [one for one in examples if one.author in often or random.random() < options.share]
        return variation.epoch(drawn, options.paired)

    tuner.run(draw, options.epochs, options.rate)
    return {name: value.contiguous().cpu().clone() for name, value in tuner.encoder.state_dict().items()}


def average(runs: List[Dict[str, torch.Tensor]]) -> Dict[str, torch.Tensor]:
    """The mean of each weight over the runs."""
    return {name: torch.stack([one[name].float() for one in runs]).mean(0) for name in runs[0]}


def main() -> None:
    """Command line: see the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, required=True, help="folder of the original model (the package's `model`)")
    parser.add_argument("--start", type=Path, help="tuned weights to go on from (training/shipped_encoder.py)")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--without", default="", help="authors left out, to validate on them")
    parser.add_argument("--seeds", default="0,1")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument(
        "--rate", type=float, default=RATE, help="of learning at its highest; half of it or less from tuned weights"
    )
    parser.add_argument("--paired", type=float, default=PAIRED, help="pairs put together, for each example")
    parser.add_argument("--share", type=float, default=1.0, help="of the examples that each epoch draws")
    parser.add_argument(
        "--frozen", type=int, default=0, help="lowest layers that are left as they are: cheaper, from tuned weights"
    )
    parser.add_argument("--tokens", type=int, default=MAX_TOKENS, help="of an example that are read in tuning")
    parser.add_argument("--often", default="", help="authors whose examples are all in every epoch")
    options = parser.parse_args()
    without = options.without.split(",")
    examples = [one for one in read_examples() if one.author not in without]
    options.out.parent.mkdir(parents=True, exist_ok=True)
    runs = []
    for seed in options.seeds.split(","):
        runs.append(tune(options, examples, int(seed)))
        save_file(runs[-1], str(options.out.with_suffix(f".{seed}.safetensors")))
    save_file(average(runs), str(options.out))


if __name__ == "__main__":
    main()
