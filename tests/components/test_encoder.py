"""The encoder gives the original model's vectors."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest

from components import encoder
from components.encoder import MAX_TOKENS, MAX_WINDOWS, WIDTH, EncoderError, shared_encoder

# Made with the original implementation (transformers' BertModel on the same weights, mean-pooled, normalised).
REFERENCE = json.loads((Path(__file__).parent / "reference_vectors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", REFERENCE, ids=[case["text"][:30] for case in REFERENCE])
def test_a_vector_equals_the_original_model_s(case):
    vector = shared_encoder().encode([case["text"]])[0]
    assert np.abs(vector - np.array(case["vector"])).max() < 1e-5


def test_a_batch_gives_what_single_sentences_give():
    texts = [case["text"] for case in REFERENCE]
    together = shared_encoder().encode(texts)
    for text, vector in zip(texts, together, strict=True):
        assert np.abs(shared_encoder().encode([text])[0] - vector).max() < 1e-5


def test_vectors_have_length_one_whatever_the_text():
    vectors = shared_encoder().encode(["", "x", "word " * 2000, "🙂" * 300])
    assert vectors.shape == (4, WIDTH)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-5)


def test_a_long_message_is_read_in_windows_from_its_beginning_to_its_end():
    windows = shared_encoder()._windows("baclofen " + "word " * 2000 + "hospital")
    assert len(windows) == MAX_WINDOWS
    assert all(len(window) <= MAX_TOKENS for window in windows)
    short = shared_encoder()._tokenizer.encode("baclofen hospital").ids
    assert windows[0][1] == short[1]
    assert windows[-1][-2] == short[-2]


def test_a_message_of_2000_characters_takes_less_than_200_ms():
    text = "my story goes on and on and " * 72
    shared_encoder().encode([text])
    best = min(_seconds(text) for _ in range(5))
    assert best < 0.2


def _seconds(text: str) -> float:
    start = time.perf_counter()
    shared_encoder().encode([text])
    return time.perf_counter() - start


def test_weights_that_are_not_the_checked_ones_are_refused(tmp_path):
    other = tmp_path / "model.safetensors"
    other.write_bytes(b"something else")
    with pytest.raises(EncoderError, match="not the model that was checked"):
        encoder._checked(other, encoder.WEIGHTS_SHA256)


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setattr(encoder, "WEIGHTS_PACKAGE", "no_such_package")
    with pytest.raises(EncoderError, match="no_such_package is not installed"):
        encoder._package_folder()
