"""The weights of the encoder that is shipped, in 32 bits again: to go on tuning from.

    python -m training.shipped_encoder var/shipped.safetensors

What quantisation rounded stays rounded; a few hundred steps of tuning make up for it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Dict

import numpy as np
import onnx
from onnx import numpy_helper
from safetensors.numpy import save_file

from components.encoder import GRAPH

QUANTISED, SCALE, ZERO = "_quantized", "_scale", "_zero_point"
WORDS = "embeddings.word_embeddings.weight"


def weights(graph: Path = GRAPH) -> Dict[str, np.ndarray]:
    """Every tuned tensor by its name in the model, float32; `linear` layers as PyTorch keeps them, (out, in)."""
    stored = {one.name: numpy_helper.to_array(one) for one in onnx.load(str(graph)).graph.initializer}
    found = {}
    for name, value in stored.items():
        if name.endswith(QUANTISED):
            name = name.removesuffix(QUANTISED)
            value = (value.astype(np.float32) - stored[name + ZERO].astype(np.float32)) * stored[name + SCALE]
        if name.startswith(("encoder.", "embeddings.")) and not name.endswith((SCALE, ZERO)):
            is_linear = value.ndim == 2 and name.startswith("encoder.")
            found[name] = np.ascontiguousarray(value.T if is_linear else value, dtype=np.float32)
    return found


if __name__ == "__main__":
    save_file(weights(), sys.argv[1])
