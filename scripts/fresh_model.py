"""Trains the model where its inputs have changed since the last training, and only then.

The fingerprint covers all that a model is made of: configuration, domain, training data, our components and the locked packages.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from knowledge.settings import ROOT

MODEL = ROOT / "models" / "bedside.tar.gz"
FINGERPRINT = ROOT / "models" / "bedside.inputs"
INPUTS = ("config.yml", "domain.yml", "requirements.lock", "data", "components")


def fingerprint() -> str:
    """SHA-256 over the names and contents of every input."""
    digest = hashlib.sha256()
    for path in sorted(file for name in INPUTS for file in _files(ROOT / name)):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_fresh() -> bool:
    """Whether the model on disk was made of the inputs as they are now."""
    return MODEL.is_file() and FINGERPRINT.is_file() and FINGERPRINT.read_text() == fingerprint()


def train() -> int:
    """Runs `rasa train`; 0 when a model was made. The fingerprint is written last: a broken training is done again."""
    made_of = fingerprint()
    FINGERPRINT.unlink(missing_ok=True)
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "rasa",
        "train",
        "--force",  # Rasa's own cache looks at a component's class alone, not at the modules behind it
        "--skip-validation",  # `make test` validates the data
        "--fixed-model-name",
        MODEL.name.split(".")[0],
        "--out",
        str(MODEL.parent),
    ]
    code = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"}, check=False
    ).returncode
    if code == 0:
        FINGERPRINT.write_text(made_of)
    return code


def _files(path: Path) -> list:
    return (
        [path]
        if path.is_file()
        else [file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    )


if __name__ == "__main__":
    if is_fresh() and "--force" not in sys.argv:
        print("The model is up to date.")
        sys.exit(0)
    print("Training the model: about two minutes on two cores.", flush=True)
    sys.exit(train())
