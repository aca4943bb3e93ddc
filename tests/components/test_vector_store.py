"""The vectors of training examples are kept between trainings, and nothing hangs on the file."""

from __future__ import annotations

import numpy as np
import pytest

from components import vector_store
from components.encoder import shared_encoder
from components.vector_store import LEAST
from components.vector_store import encoded as encoded_with

TEXTS = ["can I drink on it", "what is the half life", "can I drink on it"]
BEFORE = ["", "", "is it safe to drive"]


def encoded(encoder, messages, before, file):
    """As a training does it, of a few messages."""
    return encoded_with(encoder, messages, before, file, least=1)


class Counting:
    """The real encoder; counts what it is asked."""

    def __init__(self) -> None:
        self.asked = []

    def encode(self, messages, before):
        self.asked += zip(messages, before, strict=True)
        return shared_encoder().encode(messages, before)


@pytest.fixture()
def file(tmp_path):
    return tmp_path / "var" / "vectors.npz"


def test_a_second_training_encodes_only_what_is_new_and_gets_the_same(file):
    first, second = Counting(), Counting()
    vectors = encoded(first, TEXTS, BEFORE, file)
    assert len(first.asked) == 3  # the same words behind others are another example
    again = encoded(second, [*TEXTS, "does it cause hiccups"], [*BEFORE, ""], file)
    assert second.asked == [("does it cause hiccups", "")]
    assert np.array_equal(vectors, again[:3]) and again.shape == (4, vectors.shape[1]) and again.dtype == np.float32


def test_what_is_kept_is_what_was_encoded(file):
    encoded(Counting(), TEXTS, BEFORE, file)
    assert np.allclose(encoded(Counting(), TEXTS, BEFORE, file), shared_encoder().encode(TEXTS, BEFORE), atol=1e-3)


def test_what_is_no_longer_trained_on_is_not_kept(file):
    encoded(Counting(), TEXTS, BEFORE, file)
    encoded(Counting(), ["another one"], [""], file)
    third = Counting()
    encoded(third, TEXTS[:1], [""], file)
    assert third.asked == [(TEXTS[0], "")]


def test_other_weights_encode_anew(file, monkeypatch):
    encoded(Counting(), TEXTS, BEFORE, file)
    monkeypatch.setattr(vector_store, "GRAPH_SHA256", "another encoder")
    second = Counting()
    encoded(second, TEXTS, BEFORE, file)
    assert len(second.asked) == 3


@pytest.mark.parametrize("harm", [lambda whole: whole[: len(whole) // 2], lambda _: b"", lambda _: b"no archive"])
def test_a_broken_file_is_made_anew(file, harm):
    vectors = encoded(Counting(), TEXTS, BEFORE, file)
    file.write_bytes(harm(file.read_bytes()))
    assert np.array_equal(encoded(Counting(), TEXTS, BEFORE, file), vectors)
    last = Counting()
    encoded(last, TEXTS, BEFORE, file)
    assert not last.asked


def test_a_place_that_cannot_be_written_costs_time_and_nothing_else(tmp_path, caplog):
    in_the_way = tmp_path / "var"
    in_the_way.write_text("a file where the folder should be")
    vectors = encoded(Counting(), TEXTS, BEFORE, in_the_way / "vectors.npz")
    assert vectors.shape[0] == 3 and "could not be kept" in caplog.text


def test_the_few_examples_of_a_test_do_not_take_the_place_of_a_training_s(file):
    encoded(Counting(), TEXTS, BEFORE, file)
    held = file.read_bytes()
    other = Counting()
    encoded_with(other, ["something else", TEXTS[0]], ["", ""], file)
    assert len(other.asked) == 2 < LEAST and file.read_bytes() == held
