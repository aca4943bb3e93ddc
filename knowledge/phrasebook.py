"""The one place where a text gets its numbers, the clinic and its values: a single pass, so that what a person wrote is never read as a
placeholder."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Dict, List, Optional, Sequence

from knowledge import schema
from knowledge.contacts import EMERGENCY, SAME_DAY, Contacts, load_contacts
from knowledge.files import read
from knowledge.medicine import medicine
from knowledge.settings import CONTENT, Settings, settings

PUMP = "pump"


class Phrasebook:
    """Fills texts for one deployment.

    Args:
        phrases: the fixed phrases by their names.
        contacts: whom to call, by region.
        chosen: the deployment's settings.
    """

    def __init__(self, phrases: Dict[str, str], contacts: Contacts, chosen: Settings) -> None:
        self._phrases = phrases
        self._contacts = contacts
        self._chosen = chosen

    def words(self, region: Optional[str], route: Optional[str] = None) -> Dict[str, str]:
        """What each placeholder stands for. To one who has a pump the pump clinic's line is what others have a pharmacist for."""
        clinic = self._chosen.clinic_name
        if self._chosen.clinic_phone:
            clinic = f"{clinic} on {self._chosen.clinic_phone}"
        words = self._contacts.words(region, clinic, self._own())
        same_day = words["pump_line"] if route == PUMP else words["same_day"]
        return {**words, "same_day": same_day, "clinic": clinic, "medicine": medicine().name}

    def places(self) -> Dict[str, str]:
        """How people say that they are in a region, by region."""
        return self._contacts.places

    def likely_places(self) -> Dict[str, str]:
        """The few that are offered first, and one for every other."""
        return self._contacts.likely

    def further_places(self) -> Dict[str, str]:
        """What is offered to one who is in another country."""
        return self._contacts.further

    def actions(self, kinds: Sequence[str], region: Optional[str]) -> List[Dict[str, str]]:
        """Numbers to press, as the reply contract lists them, the deployment's own lines among them. The clinic's number stands behind the
        others of its kind: at night nobody may answer there."""
        listed = self._contacts.actions(kinds, region, self._own())
        phone = self._chosen.clinic_phone
        if phone is None or SAME_DAY not in kinds or kinds[0] == EMERGENCY:
            return listed
        tel = re.sub(r"[^+\d]", "", phone)
        clinic = {"label": capital(self._chosen.clinic_name), "number": phone, "tel": tel, "role": "clinic"}
        place = next((at for at, one in enumerate(listed) if one["role"] not in ("same_day", "clinic")), len(listed))
        known = any(one["tel"] == tel for one in listed)
        return listed if known else [*listed[:place], clinic, *listed[place:]]

    def _own(self) -> Dict[str, str]:
        """The numbers of the deployment's own lines, by kind."""
        lines = {"out_of_hours": self._chosen.out_of_hours, "pump_line": self._chosen.pump_line}
        return {kind: number for kind, number in lines.items() if number}

    def fill(self, text: str, region: Optional[str], route: Optional[str] = None, **values: Any) -> str:
        """A text of the content with the person's numbers and `values` in it.

        Raises:
            KeyError: it names a placeholder that is neither.
        """
        return text.strip().format_map({**self.words(region, route), **values})

    def say(self, name: str, region: Optional[str] = None, route: Optional[str] = None, **values: Any) -> str:
        """One of the fixed phrases, filled.

        Raises:
            KeyError: no such phrase, or a value is missing.
        """
        return self.fill(self._phrases[name], region, route, **values)


def capital(text: str) -> str:
    """A text with a capital letter in front."""
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=1)
def phrasebook() -> Phrasebook:
    """This process's phrasebook, read once."""
    phrases = read(CONTENT / "phrases.yml", schema.Phrases).dict()
    return Phrasebook(phrases, load_contacts(), settings())
