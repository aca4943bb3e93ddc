"""Messages to vectors: all-MiniLM-L6-v2, tuned to this domain, through onnxruntime, on one thread, without a network.

A message is the first segment; what the person wrote just before it is the second, so that one pass reads it in its conversation.

The artefact and how it was made: `components/encoder_weights/README.md`.
"""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import List, Optional, Sequence

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

FOLDER = Path(__file__).resolve().parent / "encoder_weights"
GRAPH = FOLDER / "bedside-minilm-8.onnx"
GRAPH_SHA256 = "91fa12fd36484363307c994438fa78316001b156dc6d289d03d501ca670bfd89"
TOKENIZER = FOLDER / "tokenizer.json"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"

WIDTH = 384
MAX_TOKENS = 256  # of both segments: some 190 words; longer messages are read in windows
MAX_BEFORE = 64  # of the second segment: its end
MAX_WINDOWS = 4  # bounds the time for one message, whatever its length
REMEMBERED = 64  # messages
MANY = 256  # messages from which more than one core reads them: only training has so many


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
    """Encodes messages as unit vectors of 384 floats."""

    def __init__(self) -> None:
        self._tokenizer = Tokenizer.from_file(str(checked(TOKENIZER, TOKENIZER_SHA256)))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._first, self._end = self._tokenizer.token_to_id("[CLS]"), self._tokenizer.token_to_id("[SEP]")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # a second thread spins a core and gains 1 ms
        options.inter_op_num_threads = 1
        graph = checked(GRAPH, GRAPH_SHA256)
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self._vector = lru_cache(maxsize=REMEMBERED)(self._encode)

    def encode(self, messages: Sequence[str], before: Optional[Sequence[str]] = None) -> np.ndarray:
        """One vector a message: float32 (messages, 384), length 1.

        Args:
            messages: what is read. Very long ones are read in windows and averaged.
            before: what the person wrote just before each, its turns joined by `clauses.TURN`; "" where it was the first.
        """
        earlier = before or [""] * len(messages)
        if len(messages) < MANY:
            return np.stack([self._vector(*one) for one in zip(messages, earlier, strict=True)])
        with ThreadPoolExecutor(os.cpu_count()) as threads:  # onnxruntime works outside Python's lock
            return np.stack(list(threads.map(self._encode, messages, earlier)))

    def _encode(self, message: str, before: str) -> np.ndarray:
        earlier = self._ids(before)[-MAX_BEFORE:]
        mean = np.mean([self._run(ids, earlier) for ids in self._windows(message, len(earlier))], axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12))

    def _ids(self, text: str) -> List[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids) if text else []

    def _windows(self, message: str, earlier: int) -> List[List[int]]:
        """The message's token ids, in windows that leave room for the second segment. Neighbours share a quarter; of a very long text, its
        beginning and its end are kept."""
        ids, room = self._ids(message), MAX_TOKENS - (earlier + 3 if earlier else 2)
        if len(ids) <= room:
            return [ids]
        step = room * 3 // 4
        starts = list(range(0, max(1, len(ids) - room + step), step))
        if len(starts) > MAX_WINDOWS:
            starts = starts[: MAX_WINDOWS // 2] + starts[-(MAX_WINDOWS // 2) :]
        return [ids[start : start + room] for start in starts]

    def _run(self, ids: List[int], earlier: List[int]) -> np.ndarray:
        """The vector of one row of token ids, run alone: in 8 bits it would depend on what it is batched with."""
        second = [*earlier, self._end] if earlier else []
        row = np.array([[self._first, *ids, self._end, *second]], dtype=np.int64)
        segments = np.zeros_like(row)
        segments[0, len(ids) + 2 :] = 1
        fed = {"input_ids": row, "token_type_ids": segments, "attention_mask": np.ones_like(row)}
        return np.asarray(self._session.run(None, fed)[0][0])


@lru_cache(maxsize=1)
def shared_encoder() -> SentenceEncoder:
    """The process's one encoder: its weights are loaded once."""
    return SentenceEncoder()
