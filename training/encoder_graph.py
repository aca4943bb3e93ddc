"""Builds the sentence encoder's ONNX graph from its weights, without PyTorch.

The model is all-MiniLM-L6-v2: a BERT of 6 layers, width 384, 12 heads (Devlin et al. 2019, arXiv:1810.04805), its token
vectors averaged over the real tokens and scaled to length 1 (Reimers and Gurevych 2019, arXiv:1908.10084).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17  # the first with LayerNormalization
IR_VERSION = 8  # what onnxruntime 1.19 reads
LAYERS, HEADS, WIDTH = 6, 12, 384
EPSILON = 1e-12  # of layer normalisation, from the model's config.json


class _Graph:
    """Collects nodes and constants; every method answers the name of its result."""

    def __init__(self, weights: Dict[str, np.ndarray]) -> None:
        self.weights = weights
        self.nodes: List[onnx.NodeProto] = []
        self.constants: Dict[str, onnx.TensorProto] = {}

    def weight(self, name: str, transpose: bool = False) -> str:
        value = self.weights[name].astype(np.float32)
        return self.constant(name, value.T if transpose else value)

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        result = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [result], **attributes))
        return result

    def linear(self, value: str, name: str) -> str:
        product = self.op("MatMul", value, self.weight(f"{name}.weight", transpose=True))
        return self.op("Add", product, self.weight(f"{name}.bias"))

    def normalise(self, value: str, name: str) -> str:
        return self.op(
            "LayerNormalization",
            value,
            self.weight(f"{name}.weight"),
            self.weight(f"{name}.bias"),
            axis=-1,
            epsilon=EPSILON,
        )

    def shape(self, *sizes: int) -> str:
        return self.constant(
            "shape_" + "_".join(str(size) for size in sizes).replace("-", "m"), np.array(sizes, dtype=np.int64)
        )

    def scalar(self, name: str, value: float) -> str:
        return self.constant(name, np.array(value, dtype=np.float32))


def _embed(graph: _Graph) -> str:
    words = graph.op("Gather", graph.weight("embeddings.word_embeddings.weight"), "input_ids")
    length = graph.op("Slice", graph.op("Shape", "input_ids"), graph.shape(1), graph.shape(2))
    positions = graph.op(
        "Slice", graph.weight("embeddings.position_embeddings.weight"), graph.shape(0), length, graph.shape(0)
    )
    segments = graph.op("Gather", graph.weight("embeddings.token_type_embeddings.weight"), "token_type_ids")
    return graph.normalise(graph.op("Add", graph.op("Add", words, positions), segments), "embeddings.LayerNorm")


def _attend(graph: _Graph, hidden: str, mask: str, layer: str) -> str:
    def heads(name: str, order: Sequence[int]) -> str:
        split = graph.op(
            "Reshape", graph.linear(hidden, f"{layer}.attention.self.{name}"), graph.shape(0, 0, HEADS, WIDTH // HEADS)
        )
        return graph.op("Transpose", split, perm=list(order))

    scores = graph.op("MatMul", heads("query", (0, 2, 1, 3)), heads("key", (0, 2, 3, 1)))
    scaled = graph.op("Div", scores, graph.scalar("root_of_head_width", (WIDTH / HEADS) ** 0.5))
    weights = graph.op("Softmax", graph.op("Add", scaled, mask), axis=-1)
    mixed = graph.op("Transpose", graph.op("MatMul", weights, heads("value", (0, 2, 1, 3))), perm=[0, 2, 1, 3])
    joined = graph.op("Reshape", mixed, graph.shape(0, 0, WIDTH))
    out = graph.linear(joined, f"{layer}.attention.output.dense")
    return graph.normalise(graph.op("Add", out, hidden), f"{layer}.attention.output.LayerNorm")


def _feed_forward(graph: _Graph, hidden: str, layer: str) -> str:
    wide = graph.linear(hidden, f"{layer}.intermediate.dense")
    error_function = graph.op("Erf", graph.op("Div", wide, graph.scalar("root_of_2", 2**0.5)))
    gelu = graph.op(
        "Mul",
        graph.op("Mul", wide, graph.scalar("half", 0.5)),
        graph.op("Add", error_function, graph.scalar("one", 1.0)),
    )
    out = graph.linear(gelu, f"{layer}.output.dense")
    return graph.normalise(graph.op("Add", out, hidden), f"{layer}.output.LayerNorm")


def _pool(graph: _Graph, hidden: str, real: str) -> str:
    weights = graph.op("Unsqueeze", real, graph.shape(-1))
    total = graph.op("ReduceSum", graph.op("Mul", hidden, weights), graph.shape(1), keepdims=0)
    count = graph.op("ReduceSum", weights, graph.shape(1), keepdims=0)
    mean = graph.op("Div", total, graph.op("Max", count, graph.scalar("tiny", 1e-9)))
    length = graph.op("ReduceL2", mean, axes=[1], keepdims=1)
    return graph.op("Div", mean, graph.op("Max", length, graph.scalar("tiny_length", 1e-12)))


def build(weights: Dict[str, np.ndarray]) -> onnx.ModelProto:
    """The encoder as an ONNX model: input_ids, token_type_ids and attention_mask, int64 (batch, tokens), to sentence_embedding, float32 (batch, 384).

    Args:
        weights: tensors by their original names.

    Raises:
        KeyError: a tensor is missing.
    """
    graph = _Graph(weights)
    real = graph.op("Cast", "attention_mask", to=TensorProto.FLOAT)
    padding = graph.op("Mul", graph.op("Sub", real, graph.scalar("one", 1.0)), graph.scalar("far", 1e9))
    mask = graph.op("Unsqueeze", padding, graph.shape(1, 2))
    hidden = _embed(graph)
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        hidden = _feed_forward(graph, _attend(graph, hidden, mask, layer), layer)
    graph.nodes.append(helper.make_node("Identity", [_pool(graph, hidden, real)], ["sentence_embedding"]))
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
        for name in ("input_ids", "token_type_ids", "attention_mask")
    ]
    output = helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["batch", WIDTH])
    body = helper.make_graph(graph.nodes, "all-MiniLM-L6-v2", inputs, [output], list(graph.constants.values()))
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    onnx.checker.check_model(model)
    return model


def save(weights: Dict[str, np.ndarray], path: Path) -> None:
    """Writes the model so that a reader sees either the whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    onnx.save(build(weights), str(part))
    part.replace(path)
