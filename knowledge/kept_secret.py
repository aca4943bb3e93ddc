"""A key that a deployment did not set: made once, and kept in a file that its owner alone can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def kept_secret(path: Path) -> str:
    """The file's key; the file is made at the first use.

    Raises:
        OSError: it can't be written or read.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(new, path)  # whole or not at all, and never over another process's
        except FileExistsError:
            pass
        new.unlink()
    return path.read_text(encoding="ascii").strip()
