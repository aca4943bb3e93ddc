"""Sentences to vectors: all-MiniLM-L6-v2, tuned to this domain, through onnxruntime, on one thread, without a network.

The artefact and how it was made: `components/encoder_weights/README.md`.
"""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import List, Sequence

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

FOLDER = Path(__file__).resolve().parent / "encoder_weights"
GRAPH = FOLDER / "bedside-minilm-5.onnx"
GRAPH_SHA256 = "fc4b877170b91109c3af518ab25aca6662df6dab7930f48fc232005ff37cb4c3"
TOKENIZER = FOLDER / "tokenizer.json"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"

WIDTH = 384
MAX_TOKENS = 128  # what the model was trained on; longer messages are read in windows
WINDOW_STEP = 96  # neighbouring windows share a quarter
MAX_WINDOWS = 4  # bounds the time for one message, whatever its length
REMEMBERED = 64  # sentences
MANY = 256  # sentences from which more than one core reads them: only training has so many


class EncoderError(Exception):
    """The encoder's files are missing or not the ones that were checked."""


def checked(path: Path, sha256: str) -> Path:
    """The path, once its content has been held against its hash.

    Raises:
        EncoderError: the file is missing or another one.
    """
    if not path.is_file():
        raise EncoderError(f"{path.name} is missing from {path.parent.name}/.")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != sha256:
        raise EncoderError(f"{path.name} has SHA-256 {found}, expected {sha256}: it is not the file that was checked.")
    return path


class SentenceEncoder:
    """Encodes sentences as unit vectors of 384 floats."""

    def __init__(self) -> None:
        self._tokenizer = Tokenizer.from_file(str(checked(TOKENIZER, TOKENIZER_SHA256)))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # a second thread spins a core and gains 1 ms
        options.inter_op_num_threads = 1
        graph = checked(GRAPH, GRAPH_SHA256)
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self._vector = lru_cache(maxsize=REMEMBERED)(self._encode)

    def encode(self, sentences: Sequence[str]) -> np.ndarray:
        """One vector a sentence: float32 (sentences, 384), length 1. Long ones are read in windows and averaged.

        The last few sentences are remembered: the parts of one message are asked for by more than one component.
        """
        if len(sentences) < MANY:
            return np.stack([self._vector(one) for one in sentences])
        with ThreadPoolExecutor(os.cpu_count()) as threads:  # onnxruntime works outside Python's lock
            return np.stack(list(threads.map(self._vector, sentences)))

    def _encode(self, sentence: str) -> np.ndarray:
        mean = np.mean([self._run(ids) for ids in self._windows(sentence)], axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12))

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

    def _run(self, row: List[int]) -> np.ndarray:
        """The vector of one row of token ids, run alone: in 8 bits it would depend on what it is batched with."""
        ids = np.array([row], dtype=np.int64)
        return np.asarray(self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0])


@lru_cache(maxsize=1)
def shared_encoder() -> SentenceEncoder:
    """The process's one encoder: its weights are loaded once."""
    return SentenceEncoder()
