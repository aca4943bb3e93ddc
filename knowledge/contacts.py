"""Whom to call: the numbers of each region, and the placeholders that content writes for them."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence

from knowledge import schema
from knowledge.files import read
from knowledge.settings import CONTENT

KINDS = ("emergency", "poison", "crisis", "same_day", "out_of_hours", "pump_line")
EMERGENCY, SAME_DAY = "emergency", "same_day"
OUT_OF_HOURS = "{out_of_hours}"
ROLES = {"pump_line": "clinic", "out_of_hours": "same_day"}  # as the contract calls them, where it is another name
FALL_BACK = ("poison", "crisis")  # where they have no number of their own, the emergency number is the one to press


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

    @property
    def likely(self) -> Dict[str, str]:
        """The places that are offered first, and behind them the one that stands for every other."""
        offered = [*self._contacts.likely, schema.OTHER_REGION]
        return {region: self.places[region] for region in offered}

    @property
    def further(self) -> Dict[str, str]:
        """The places that are offered to one who is in none of the likely ones."""
        return {region: place for region, place in self.places.items() if region not in self.likely}

    def words(
        self, region: Optional[str], clinic: str = "your clinic", own: Optional[Dict[str, str]] = None
    ) -> Dict[str, str]:
        """What each placeholder stands for.

        Args:
            clinic: what the clinic is called, its number included where there is one.
            own: the deployment's own number of a kind; it is said wherever that line is spoken of.
        """
        made = {kind: self._words(kind, region) for kind in KINDS}
        for kind, number in (own or {}).items():
            made[kind] = f"{made[kind]} on {number}"
        same_day = made[SAME_DAY]
        if (own or {}).get("out_of_hours") and OUT_OF_HOURS not in same_day:
            same_day = f"{OUT_OF_HOURS}, {same_day}"
        made[SAME_DAY] = same_day.replace(OUT_OF_HOURS, made["out_of_hours"]).replace("{clinic}", clinic)
        return {**made, **self._in_writing(region)}

    def fill(self, text: str, region: Optional[str]) -> str:
        """Puts the region's words in place of {emergency}, {poison}, {crisis}, {same_day} and {pump_line}.

        Raises:
            KeyError: the text names a placeholder that does not exist.
        """
        return text.format_map(self.words(region))

    def actions(
        self, kinds: Sequence[str], region: Optional[str], own: Optional[Dict[str, str]] = None
    ) -> List[Dict[str, str]]:
        """Numbers to press as the reply contract lists them: label, number, tel and role, one number each, in the order of `kinds`. While the
        region is unknown none but the deployment's own: a wall of every region's numbers helps nobody, and the words name the most needed.

        What leads with the emergency number is an emergency: nobody is offered same-day advice beside it.

        Args:
            own: the deployment's own number of a kind, as people dial it.
        """
        known = self._contacts.regions.get(region or "")
        wanted = [kind for kind in kinds if kind != SAME_DAY or kinds[0] != EMERGENCY]
        listed: Dict[str, Dict[str, str]] = {}
        for kind in wanted:
            for one in [*self._own(kind, region, own or {}), *(_numbers(known, kind) if known else ())]:
                listed.setdefault(one["tel"], one)
        return list(listed.values())

    def _own(self, kind: str, region: Optional[str], own: Dict[str, str]) -> List[Dict[str, str]]:
        """The clinic's own line for a kind: at night it gives the advice of the same day."""
        kind = "out_of_hours" if kind == SAME_DAY else kind
        if not own.get(kind):
            return []
        region = region if region in self._contacts.regions else schema.OTHER_REGION
        label = getattr(self._contacts.regions[str(region)], kind).label
        return [_action(label, own[kind], re.sub(r"[^+\d]", "", own[kind]), kind)]

    def _words(self, kind: str, region: Optional[str]) -> str:
        known = self._contacts.regions.get(region or "")
        return str(getattr(known, kind).words if known else getattr(self._contacts.unknown, kind))

    def _in_writing(self, region: Optional[str]) -> Dict[str, str]:
        known: Any = self._contacts.regions.get(region or "")
        ways = {name: getattr(known, name, None) for name in ("in_writing", "crisis_in_writing")}
        return {name: way.words if way else getattr(self._contacts.unknown, name) for name, way in ways.items()}


def _numbers(known: schema.RegionContacts, kind: str) -> List[Dict[str, str]]:
    contact: schema.Contact = getattr(known, kind)
    if not contact.numbers and kind in FALL_BACK:
        kind, contact = EMERGENCY, known.emergency
    return [_action(phone.label or contact.label, phone.number, phone.tel, kind) for phone in contact.numbers]


def _action(label: str, number: str, tel: str, kind: str) -> Dict[str, str]:
    return {"label": label, "number": number, "tel": tel, "role": ROLES.get(kind, kind)}


@lru_cache(maxsize=4)
def load_contacts(path: Path = CONTENT / "contacts.yml") -> Contacts:
    """Reads the contacts file once.

    Raises:
        ContentError: the file does not hold what it must.
    """
    return Contacts(read(path, schema.Contacts))
