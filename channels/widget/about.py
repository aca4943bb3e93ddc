"""What the chat's first screen says of this service, and what it says to too many messages."""

from __future__ import annotations

from typing import Any, Dict, Optional

from knowledge.phrasebook import phrasebook
from knowledge.settings import settings


def about(region: Optional[str]) -> Dict[str, Any]:
    """Numbers, clinic, and how far the answers have been checked.

    Args:
        region: the one that the page is set up for; the deployment's own where None.
    """
    chosen, book = settings(), phrasebook()
    known = region or chosen.region
    return {
        "region": known,
        "emergency": book.words(known)["emergency"],
        "actions": book.actions(["emergency"], known),
        "clinic": {"name": chosen.clinic_name, "phone": chosen.clinic_phone},
        "least_review": chosen.min_status,
    }


def too_many(region: Optional[str]) -> str:
    """The words for a flood of messages; whoever is in danger finds the number in them."""
    return phrasebook().say("too_many_messages", region or settings().region)
