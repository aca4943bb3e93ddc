"""A folder that keeps notices until the store has them: one file each, whole or not there.

It is written before the person is answered and needs neither the database, nor the network, nor the action server. A file
is on the disk before its name appears, so a process killed at any moment leaves nothing half written.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Iterator, Optional, Tuple

from pydantic import ValidationError

from escalations.notice import Notice

SUFFIX = ".json"
BROKEN = ".broken"


class Spool:
    """The notices of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, notice: Notice) -> None:
        """Puts a notice on the disk; keeping it twice leaves one.

        Raises:
            OSError: the disk is full or can't be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        target = self.folder / f"{notice.at.timestamp():017.6f}-{notice.id}{SUFFIX}"
        part = target.with_suffix(f".{os.getpid()}.part")
        with part.open("w", encoding="utf-8") as file:
            file.write(notice.json())
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        self._sync_folder()

    def waiting(self) -> Iterator[Tuple[Path, Notice]]:
        """The notices that wait, oldest first. A file that can't be read is set aside, never deleted."""
        for path in sorted(self.folder.glob(f"*{SUFFIX}")) if self.folder.is_dir() else []:
            try:
                yield path, Notice.parse_raw(path.read_text(encoding="utf-8"))
            except (ValidationError, ValueError):
                path.replace(path.with_suffix(BROKEN))

    def done(self, path: Path) -> None:
        """Removes a notice that the store has taken in."""
        path.unlink(missing_ok=True)

    def count(self) -> int:
        """How many notices wait."""
        return len(list(self.folder.glob(f"*{SUFFIX}"))) if self.folder.is_dir() else 0

    def since(self) -> Optional[float]:
        """When the oldest notice that waits was noticed, in seconds since 1970; None where none waits."""
        names = sorted(path.name for path in self.folder.glob(f"*{SUFFIX}")) if self.folder.is_dir() else []
        times = [float(name[:17]) for name in names[:1] if name[:10].isdigit()]
        return times[0] if times else None

    def find(self, escalation_id: str) -> Optional[Notice]:
        """The first waiting notice of an escalation. Changes nothing, so that any process may ask; a file that goes away meanwhile
        has been taken in."""
        for path in sorted(self.folder.glob(f"*{SUFFIX}")) if self.folder.is_dir() else []:
            try:
                notice = Notice.parse_raw(path.read_text(encoding="utf-8"))
            except (OSError, ValueError, RecursionError):
                continue
            if notice.escalation_id == escalation_id:
                return notice
        return None

    def broken(self) -> int:
        """How many files were set aside."""
        return len(list(self.folder.glob(f"*{BROKEN}"))) if self.folder.is_dir() else 0

    def _sync_folder(self) -> None:
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
