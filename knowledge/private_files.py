"""Files of patients are their owner's alone, whatever the machine's habit is."""

from __future__ import annotations

import os
from pathlib import Path


def keep_files_private() -> None:
    """From now on this process and those that it starts make files and folders that nobody else may read."""
    os.umask(0o077)


def make_private_folder(folder: Path) -> None:
    """Makes a folder that nobody else may enter, also where it was there before: older files in it may be open to all."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid == os.geteuid():
        folder.chmod(0o700)
