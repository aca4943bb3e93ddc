"""What the web chat has built in of the content, `widget/src/numbers.json`: the emergency numbers for when no server can be reached, and the
places that stand as short answers where a reply needs to know the country."""

from __future__ import annotations

import json

from knowledge.contacts import load_contacts
from knowledge.settings import ROOT

FILE = ROOT / "widget" / "src" / "numbers.json"


def built_in() -> str:
    """The file's content, from `knowledge/content/contacts.yml`."""
    contacts = load_contacts()
    words = {region: contacts.words(region)["emergency"] for region in contacts.regions}
    regions = {region: contacts.actions(["emergency"], region) for region in contacts.regions}
    places = list(contacts.places.values())
    every = {"words": {**words, "unknown": contacts.words(None)["emergency"]}, "regions": regions, "places": places}
    return json.dumps(every, indent=2) + "\n"
