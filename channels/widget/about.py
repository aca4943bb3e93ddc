"""What the chat's first screen says of this service, and what it says to too many messages."""

from __future__ import annotations

from typing import Any, Dict, Optional

from actions.wording import wording
from knowledge.contacts import load_contacts
from knowledge.settings import settings


def about(region: Optional[str]) -> Dict[str, Any]:
    """Numbers, clinic, and how far the answers have been checked.

    Args:
        region: the one that the page is set up for; the deployment's own where None.
    """
    chosen, contacts = settings(), load_contacts()
    known = region or chosen.region
    return {
        "region": known,
        "emergency": contacts.words(known)["emergency"],
        "numbers": contacts.numbers("emergency", known),
        "clinic": {"name": chosen.clinic_name, "phone": chosen.clinic_phone},
        "least_review": chosen.min_status,
    }


def too_many(region: Optional[str]) -> str:
    """The words for a flood of messages; whoever is in danger finds the number in them."""
    words = {**load_contacts().words(region or settings().region), "clinic": settings().clinic}
    return wording("too_many_messages").strip().format_map(words)
