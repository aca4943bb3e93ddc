"""The one place where a text gets its numbers, the clinic and its values: a single pass, so that what a person wrote is never read as a
placeholder."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Dict, List, Optional, Sequence

from knowledge import schema
from knowledge.contacts import Contacts, load_contacts
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
        words = self._contacts.words(region)
        pump_line, clinic = words["pump_line"], self._chosen.clinic_name
        if self._chosen.pump_line:
            pump_line = f"{pump_line} on {self._chosen.pump_line}"
        if self._chosen.clinic_phone:
            clinic = f"{clinic} on {self._chosen.clinic_phone}"
        same_day = pump_line if route == PUMP else words["same_day"]
        return {**words, "pump_line": pump_line, "same_day": same_day, "clinic": clinic, "medicine": medicine().name}

    def places(self) -> Dict[str, str]:
        """How people say that they are in a region, by region."""
        return self._contacts.places

    def actions(self, kinds: Sequence[str], region: Optional[str]) -> List[Dict[str, str]]:
        """Numbers to press, as the reply contract lists them; the pump clinic's own where the deployment has one."""
        own = {"pump_line": self._chosen.pump_line} if self._chosen.pump_line else {}
        return self._contacts.actions(kinds, region, own)

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


@lru_cache(maxsize=1)
def phrasebook() -> Phrasebook:
    """This process's phrasebook, read once."""
    phrases = read(CONTENT / "phrases.yml", schema.Phrases).dict()
    return Phrasebook(phrases, load_contacts(), settings())
