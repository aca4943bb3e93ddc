"""The vectors of training examples, kept between trainings: to encode 70,000 messages takes minutes, and a change of a few lines needs only theirs.

One file beside the databases. It holds what the last training used, is worthless without the examples, and may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import logging
import os
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Dict, List, Sequence, Tuple

import numpy as np

from components.encoder import GRAPH_SHA256, SentenceEncoder
from knowledge.settings import ROOT

FILE = ROOT / "var" / "training_vectors.npz"
KEY_BYTES = 16
STEP = 2000  # messages encoded between two looks at the progress
LEAST = 1000  # examples for which it is worth it: the few of a test must not take the place of a whole training's

logger = logging.getLogger(__name__)


def encoded(
    encoder: SentenceEncoder, messages: Sequence[str], before: Sequence[str], file: Path = FILE, least: int = LEAST
) -> np.ndarray:
    """One vector a message, float32 (messages, width), rounded to 16 bits whether it was kept or is new, so that both train the same model.

    Args:
        encoder: encodes what the file does not hold.
        messages: what is read.
        before: what was said before each.
        file: where vectors are kept; one that can't be read or written costs time and nothing else.
        least: of fewer messages nothing is read from the file or kept.
    """
    keys = [_key(*one) for one in zip(messages, before, strict=True)]
    kept = _read(file) if len(messages) >= least else {}
    missing = list(
        {key: one for key, one in zip(keys, zip(messages, before, strict=True), strict=True) if key not in kept}.items()
    )
    for start in range(0, len(missing), STEP):
        part = missing[start : start + STEP]
        vectors = encoder.encode([text for _, (text, _) in part], [earlier for _, (_, earlier) in part])
        kept.update(zip([key for key, _ in part], vectors.astype(np.float16), strict=True))
        logger.info("Encoded %d of %d new examples.", start + len(part), len(missing))
    if missing and len(messages) >= least:
        _write(file, {key: kept[key] for key in keys})
    return np.stack([kept[key] for key in keys]).astype(np.float32)


def _key(text: str, before: str) -> bytes:
    """Of the message, what it is read behind and the weights that read it."""
    whole = "\0".join((GRAPH_SHA256, before, text))
    return hashlib.blake2b(whole.encode(), digest_size=KEY_BYTES).digest()


def _read(file: Path) -> Dict[bytes, np.ndarray]:
    try:
        with np.load(file, allow_pickle=False) as held:
            keys, vectors = held["keys"], held["vectors"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}
    return {bytes(key): vector for key, vector in zip(keys, vectors, strict=False)}


def _write(file: Path, kept: Dict[bytes, np.ndarray]) -> None:
    """Whole or not at all: a training that is stopped leaves the file before."""
    part = file.with_name(f"{file.stem}.{os.getpid()}.part.npz")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(part, **_arrays(list(kept.items())))
        os.replace(part, file)
    except OSError as error:
        logger.warning("Vectors could not be kept for the next training: %s", error)
        with suppress(OSError):
            part.unlink()


def _arrays(kept: List[Tuple[bytes, np.ndarray]]) -> Dict[str, np.ndarray]:
    keys = np.frombuffer(b"".join(key for key, _ in kept), dtype=np.uint8).reshape(len(kept), KEY_BYTES)
    return {"keys": keys, "vectors": np.stack([vector for _, vector in kept])}
