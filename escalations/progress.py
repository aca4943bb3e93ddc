"""How far an escalation has come, as the person who wrote may truthfully be told: noted, handed to the clinic, seen by somebody.

Nothing here promises a call. A state that can't be looked up is None, and then nothing may be said of it.
"""

from __future__ import annotations

import datetime
from typing import Literal, NamedTuple, Optional

from sqlalchemy.exc import SQLAlchemyError

from escalations.models import ACKNOWLEDGED, CLOSED, DELIVERED, TOLD
from escalations.spool import Spool
from escalations.store import EscalationStore, NoSuchEscalation
from escalations.times import at_the_clinic

HANDED = (DELIVERED, TOLD)
SEEN = (ACKNOWLEDGED, CLOSED)  # closing needs a name too: somebody has read it


class Progress(NamedTuple):
    """Attributes:
    state: `noted` (it is kept, nobody has it yet), `handed` (the clinic's system, mail server or phone company has accepted it)
        or `seen` (a person has said so under their name).
    at: since when, in UTC.
    """

    state: Literal["noted", "handed", "seen"]
    at: datetime.datetime

    def clock(self, zone: Optional[str] = None) -> str:
        """The time of day by the clinic's clock: `02:14`."""
        return f"{at_the_clinic(self.at, zone):%H:%M}"


def progress(escalation_id: str, store: EscalationStore, spool: Spool) -> Optional[Progress]:
    """How far it has come since it was opened, or opened again; None where nothing is known of it, or the store is down.

    It asks a database: not for an event loop that has people waiting.
    """
    waiting = spool.find(escalation_id)
    try:
        shown = store.show(escalation_id)
    except (SQLAlchemyError, NoSuchEscalation):
        return Progress("noted", waiting.at) if waiting else None
    reached = Progress("noted", shown["at"])
    for event in shown["history"]:
        if event["kind"] in SEEN:
            reached = Progress("seen", event["at"]) if reached.state != "seen" else reached
        elif event["kind"] in HANDED:
            reached = Progress("handed", event["at"]) if reached.state == "noted" else reached
        elif (
            event["state"] == "new" and reached.state != "noted"
        ):  # new danger: what was seen is no longer all there is
            reached = Progress("noted", event["at"])
    return reached
