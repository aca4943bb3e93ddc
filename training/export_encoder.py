"""Tuned weights to the artefact that the product serves: one ONNX file, its weights in 8 bits.

    python -m training.export_encoder var/tuned.safetensors

Dynamic quantisation, per channel with reduced range (plain 8 bits saturate on processors without VNNI), word embeddings
included. Writes the file and prints its SHA-256, which `components/encoder.py` and the model card hold.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from pathlib import Path

from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

from components.encoder import GRAPH
from training import encoder_graph


def export(weights: Path, target: Path) -> str:
    """Writes the artefact; answers its SHA-256."""
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        encoder_graph.save(load_file(str(weights)), whole)
        target.parent.mkdir(parents=True, exist_ok=True)
        quantize_dynamic(
            str(whole), str(target), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gather"],
        )  # fmt: skip
    return hashlib.sha256(target.read_bytes()).hexdigest()


if __name__ == "__main__":
    print(export(Path(sys.argv[1]), GRAPH))
