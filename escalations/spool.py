"""Folders that keep notices until the store has them: one file each, whole or not there.

A notice is written before the person is answered and needs neither the database, nor the network, nor the action server. A file
is on the disk before its name appears, so a process killed at any moment leaves nothing half written. Where the first folder's disk is full or
can't be written, the second one takes it. Only `safekeeping.py` writes here, only the dispatcher takes out.
"""

from __future__ import annotations

import logging
import os
import stat
import time
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Tuple

from escalations.notice import Notice

logger = logging.getLogger(__name__)

SUFFIX = ".json"
BROKEN = ".broken"  # set aside: it can't be read, or the store does not take it
AGAIN_SECONDS = 60.0  # between tries of what was set aside: a disk may recover, a store may be mended


class Spool:
    """The notices of one or two folders.

    Args:
        folder: the first.
        second: on another disk, or in the system's folder for temporary files; must be this user's and nobody else's.
    """

    def __init__(self, folder: Path, second: Optional[Path] = None) -> None:
        self.folder, self.second = folder, second
        self._tried_again: Dict[str, float] = {}

    def keep(self, notice: Notice) -> None:
        """Puts a notice on a disk; keeping it twice leaves one.

        Raises:
            OSError: neither folder can be written.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(self.folder, notice)
        except OSError as error:
            if self.second is None:
                raise
            logger.critical("The spool can't be written (%s): a notice goes to the second folder.", error.strerror)
            self.second.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _is_ours(self.second):
                raise
            _write(self.second, notice)

    def waiting(self) -> Iterator[Tuple[Path, Notice]]:
        """The notices that wait, oldest first. What can't be read is set aside and tried again later; never deleted, and never in the way."""
        self._take_up_again()
        for path in self._files(SUFFIX):
            try:
                notice = _read(path)
            except FileNotFoundError:
                if path.is_symlink():
                    self.set_aside(path, "it leads nowhere")
                continue  # another dispatcher was first
            except (OSError, ValueError, RecursionError) as error:
                self.set_aside(path, type(error).__name__)
                continue
            yield path, notice

    def done(self, path: Path) -> None:
        """Removes a notice that the store has taken in."""
        path.unlink(missing_ok=True)

    def set_aside(self, path: Path, why: str) -> None:
        """Puts a file out of the way of the others, and says so once."""
        try:
            path.replace(path.with_suffix(BROKEN))
        except OSError as error:  # the folder can't be written: it is passed over where it is
            why = f"{why}; it can't be set aside ({error.strerror})"
        if path.name not in self._tried_again:
            logger.critical("A NOTICE CAN'T BE TAKEN IN AND IS SET ASIDE: %s (%s). The others go on.", path.name, why)
        self._tried_again[path.name] = time.monotonic()

    def count(self) -> int:
        """How many notices wait."""
        return len(self._files(SUFFIX))

    def since(self) -> Optional[float]:
        """When the oldest notice that waits was noticed, in seconds since 1970; None where none waits."""
        times = [float(path.name[:17]) for path in self._files(SUFFIX)[:1] if path.name[:10].isdigit()]
        return times[0] if times else None

    def find(self, escalation_id: str) -> Optional[Notice]:
        """The first waiting notice of an escalation. Changes nothing, so that any process may ask; a file that goes away meanwhile
        has been taken in."""
        for path in self._files(SUFFIX):
            try:
                notice = _read(path)
            except (OSError, ValueError, RecursionError):
                continue
            if notice.escalation_id == escalation_id:
                return notice
        return None

    def broken(self) -> int:
        """How many files were set aside."""
        return len(self._files(BROKEN))

    def _files(self, suffix: str) -> List[Path]:
        folders = [self.folder, *([self.second] if self.second and _is_ours(self.second) else [])]
        found = [path for folder in folders if folder.is_dir() for path in folder.glob(f"*{suffix}")]
        return sorted(found, key=lambda path: path.name)

    def _take_up_again(self) -> None:
        """Gives what was set aside another try when its time has come."""
        for path in self._files(BROKEN):
            back = path.with_suffix(SUFFIX)
            if time.monotonic() - self._tried_again.get(back.name, float("-inf")) >= AGAIN_SECONDS:
                try:
                    path.replace(back)
                except OSError:
                    self._tried_again[back.name] = time.monotonic()


def _is_ours(folder: Path) -> bool:
    """Whether a folder is a real one, this user's alone: anybody may make one where temporary files lie."""
    try:
        about = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(about.st_mode) and about.st_uid == os.geteuid() and not about.st_mode & 0o077


def _read(path: Path) -> Notice:
    return Notice.parse_raw(path.read_text(encoding="utf-8"))


def _write(folder: Path, notice: Notice) -> None:
    target = folder / f"{notice.at.timestamp():017.6f}-{notice.id}{SUFFIX}"
    part = target.with_suffix(f".{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(notice.json())
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)  # half a file takes room of a disk that has none
        raise
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
