"""Whom to call: the numbers of each region, and the placeholders that content writes for them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Dict, List, Optional

from knowledge import schema
from knowledge.files import read
from knowledge.settings import CONTENT

KINDS = ("emergency", "poison", "crisis", "same_day")


class Contacts:
    """Words and numbers for a person's region."""

    def __init__(self, contacts: schema.Contacts) -> None:
        self._contacts = contacts

    @property
    def regions(self) -> List[str]:
        """The regions that have numbers."""
        return list(self._contacts.regions)

    def words(self, region: Optional[str]) -> Dict[str, str]:
        """What each placeholder stands for; all regions' numbers in one line where the region is unknown."""
        known = self._contacts.regions.get(region or "")
        if known is None:
            return {kind: getattr(self._contacts.unknown, kind) for kind in KINDS}
        return {kind: getattr(known, kind).words for kind in KINDS}

    def fill(self, text: str, region: Optional[str]) -> str:
        """Puts the region's words in place of {emergency}, {poison}, {crisis} and {same_day}.

        Raises:
            KeyError: the text names a placeholder that does not exist.
        """
        return text.format_map(self.words(region))

    def numbers(self, kind: str, region: Optional[str]) -> List[Dict[str, str]]:
        """The numbers of one kind as the reply contract lists them: label, number, tel."""
        chosen = (
            {region: self._contacts.regions[region]} if region in self._contacts.regions else self._contacts.regions
        )
        listed: List[Dict[str, str]] = []
        for name, contacts in chosen.items():
            contact = getattr(contacts, kind)
            label = contact.label if len(chosen) == 1 else f"{contact.label} ({name})"
            listed += [{"label": label, "number": phone.number, "tel": phone.tel} for phone in contact.numbers]
        return listed


@lru_cache(maxsize=4)
def load_contacts(path: Path = CONTENT / "contacts.yml") -> Contacts:
    """Reads the contacts file once.

    Raises:
        ContentError: the file does not hold what it must.
    """
    return Contacts(read(path, schema.Contacts))
