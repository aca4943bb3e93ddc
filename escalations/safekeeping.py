"""Where Rasa leaves a notice: on a disk; where no disk takes it, in memory, tried again each second until one does.

What lies in memory alone is lost with the process, so it is never called noted, and it is told of by a CRITICAL line and a figure.
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections import Counter
from functools import lru_cache
from typing import Dict

from escalations.notice import Notice
from escalations.settings import settings
from escalations.spool import Spool

logger = logging.getLogger(__name__)

AGAIN_SECONDS = 1.0
MOST = 10_000  # notices in memory; what comes then is told of in the log alone


class Safekeeping:
    """Keeps notices for one process.

    Attributes:
        counts: `kept`, `failed` (tries that no disk took) and `saved` (from memory to a disk) since the process began.
    """

    def __init__(self, spool: Spool, every: float = AGAIN_SECONDS) -> None:
        self._spool, self._every = spool, every
        self._held: Dict[str, Notice] = {}
        self._lock = threading.Lock()
        self._busy = False
        self.counts: Counter = Counter(kept=0, failed=0, saved=0)
        self.since = 0.0  # when the oldest notice in memory could not be written, in seconds since 1970
        atexit.register(self.try_again)

    @property
    def held(self) -> int:
        """How many notices lie in memory alone."""
        return len(self._held)

    def keep(self, notice: Notice) -> bool:
        """Whether the notice is on a disk; where not, it is held and tried again. Raises nothing: the person is answered all the same."""
        try:
            self._spool.keep(notice)
        except OSError as error:
            self._hold(notice, error)
            return False
        self.counts["kept"] += 1
        return True

    def try_again(self) -> bool:
        """Writes what is held, the oldest first; whether nothing is left."""
        for notice in list(self._held.values()):
            try:
                self._spool.keep(notice)
            except OSError:
                self.counts["failed"] += 1
                return False
            with self._lock:
                self._held.pop(notice.id, None)
            self.counts["saved"] += 1
            logger.critical("The spool can be written again: notice %s is kept.", notice.id)
        return True

    def _hold(self, notice: Notice, error: OSError) -> None:
        self.counts["failed"] += 1
        with self._lock:
            self.since = self.since if self._held else time.time()
            if len(self._held) < MOST:
                self._held[notice.id] = notice
            start, self._busy = not self._busy, True
        logger.critical(
            "AN ESCALATION COULD NOT BE KEPT: no spool can be written (%s). %d lie in memory and are tried each second.",
            error.strerror, self.held,
        )  # fmt: skip
        if start:
            threading.Thread(target=self._until_kept, name="safekeeping", daemon=True).start()

    def _until_kept(self) -> None:
        while True:
            time.sleep(self._every)
            self.try_again()
            with self._lock:
                if not self._held:
                    self._busy = False
                    return


@lru_cache(maxsize=1)
def safekeeping() -> Safekeeping:
    """This process's."""
    return Safekeeping(settings().spools)
