"""Whom to call: the numbers of each region, and the placeholders that content writes for them."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Dict, List, Optional, Sequence

from knowledge import schema
from knowledge.files import read
from knowledge.settings import CONTENT

KINDS = ("emergency", "poison", "crisis", "same_day", "pump_line")


class Contacts:
    """Words and numbers for a person's region."""

    def __init__(self, contacts: schema.Contacts) -> None:
        self._contacts = contacts

    @property
    def regions(self) -> List[str]:
        """The regions that have numbers."""
        return list(self._contacts.regions)

    @property
    def places(self) -> Dict[str, str]:
        """How people say that they are in a region, by region."""
        return {region: contacts.place for region, contacts in self._contacts.regions.items()}

    def words(self, region: Optional[str]) -> Dict[str, str]:
        """What each placeholder stands for; all regions' numbers in one line where the region is unknown."""
        known = self._contacts.regions.get(region or "")
        if known is None:
            return {kind: getattr(self._contacts.unknown, kind) for kind in KINDS}
        return {kind: getattr(known, kind).words for kind in KINDS}

    def fill(self, text: str, region: Optional[str]) -> str:
        """Puts the region's words in place of {emergency}, {poison}, {crisis}, {same_day} and {pump_line}.

        Raises:
            KeyError: the text names a placeholder that does not exist.
        """
        return text.format_map(self.words(region))

    def actions(
        self, kinds: Sequence[str], region: Optional[str], own: Optional[Dict[str, str]] = None
    ) -> List[Dict[str, str]]:
        """Numbers to press as the reply contract lists them: label, number, tel and role, one number each, in the order of `kinds`. None while the
        region is unknown: a wall of every region's numbers helps nobody, and the words name them.

        Args:
            own: the deployment's own number of a kind, as people dial it.
        """
        known = self._contacts.regions.get(region or "")
        listed: List[Dict[str, str]] = []
        for kind in kinds if known else ():
            contact = getattr(known, kind)
            role = "clinic" if kind == "pump_line" else kind
            number = (own or {}).get(kind)
            dialled = [schema.PhoneNumber(number=number, tel=re.sub(r"[^+\d]", "", number))] if number else []
            for phone in [*dialled, *contact.numbers]:
                if phone.tel not in [one["tel"] for one in listed]:
                    listed.append(
                        {"label": phone.label or contact.label, "number": phone.number, "tel": phone.tel, "role": role}
                    )
        return listed


@lru_cache(maxsize=4)
def load_contacts(path: Path = CONTENT / "contacts.yml") -> Contacts:
    """Reads the contacts file once.

    Raises:
        ContentError: the file does not hold what it must.
    """
    return Contacts(read(path, schema.Contacts))
