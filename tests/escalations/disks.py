"""Disks that are really full or can't be written."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

import pytest


class Disk:
    """A small disk of its own.

    Attributes:
        folder: where it is mounted.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self) -> None:
        """Leaves no byte."""
        with (self.folder / "ballast").open("wb", buffering=0) as file:
            try:
                while file.write(b"x" * 4096):
                    pass
            except OSError:
                pass

    def empty(self) -> None:
        """Gives the room back."""
        (self.folder / "ballast").unlink()

    def set_writable(self, writable: bool) -> None:
        """Mounts it anew, for reading alone or not."""
        subprocess.run(["mount", "-o", f"remount,{'rw' if writable else 'ro'}", str(self.folder)], check=True)


@contextmanager
def mounted(folder: Path) -> Iterator[Disk]:
    """A disk of 64 kB, where this user may mount one."""
    folder.mkdir(mode=0o700, exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode != 0:
        if os.environ.get("CI"):
            raise AssertionError("no disk can be mounted")
        pytest.skip("only root can mount a disk")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
