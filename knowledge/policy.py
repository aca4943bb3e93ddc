"""What may be shown: one rule for every kind of text."""

from __future__ import annotations

import datetime
from typing import Any, Dict, NamedTuple, Optional

from knowledge.schema import STATUS_ORDER


def today() -> datetime.date:
    """The day in UTC that due dates are held against."""
    return datetime.datetime.now(datetime.timezone.utc).date()


class Standing(NamedTuple):
    """How far a text has been checked, as it stands now.

    Attributes:
        status: `approved` only while the signature is of this very text.
        note: why it is less than its file says; None where it is not.
    """

    status: str
    note: Optional[str] = None


def standing(review: Dict[str, Any], version: str) -> Standing:
    """A text's status: a signature holds for the version that was signed, and for no other.

    Args:
        review: the `review` of its file, dates as ISO strings or dates.
        version: the hash of the text as it is now.
    """
    status = str(review["status"])
    if status == "approved" and review.get("version") != version:
        return Standing("sourced", f"changed since {review.get('by')} signed it on {review.get('on')}")
    return Standing(status)


def why_withheld(review: Dict[str, Any], version: str, least: str, day: datetime.date) -> Optional[str]:
    """Why a text may not be shown on a day; None where it may.

    Args:
        least: the lowest status that is shown.
    """
    status, note = standing(review, version)
    if status not in STATUS_ORDER:
        return status
    if STATUS_ORDER.index(status) < STATUS_ORDER.index(least):
        return f"{note or status}; {least} is the least that is served"
    if datetime.date.fromisoformat(str(review["due"])) < day:
        return f"review was due on {review['due']}"
    return None
