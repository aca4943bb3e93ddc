"""Averages tuned weights with those that the tuning started from, weight by weight: what the encoder knew before is kept where the new examples
say nothing of it (Wortsman et al. 2021, arXiv:2109.01903).

    python -m training.blend var/shipped.safetensors var/tuned.safetensors 0.85 var/blended.safetensors
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Dict

import numpy as np
from safetensors.numpy import load_file, save_file


def blended(start: Dict[str, np.ndarray], tuned: Dict[str, np.ndarray], share: float) -> Dict[str, np.ndarray]:
    """Every tuned tensor, `share` of it tuned and the rest as it was; one that the start doesn't have stays tuned."""
    return {
        name: share * value + (1 - share) * start[name] if name in start else value for name, value in tuned.items()
    }


def main(start: Path, tuned: Path, share: float, target: Path) -> None:
    """Writes the average of two files."""
    save_file(blended(load_file(str(start)), load_file(str(tuned)), share), str(target))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]), Path(sys.argv[4]))
