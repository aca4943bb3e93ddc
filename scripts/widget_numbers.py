"""What the web chat has built in of the content, `widget/src/numbers.json`: the emergency numbers for when no server can be reached, and the
places that stand as short answers where a reply needs to know the country, each with the region that it means."""

from __future__ import annotations

import json

from knowledge.contacts import load_contacts
from knowledge.phrasebook import phrasebook
from knowledge.settings import ROOT

FILE = ROOT / "widget" / "src" / "numbers.json"


def built_in() -> str:
    """The file's content, from `knowledge/content/contacts.yml`."""
    contacts, book = load_contacts(), phrasebook()
    words = {region: contacts.words(region)["emergency"] for region in contacts.regions}
    regions = {region: contacts.actions(["emergency"], region) for region in contacts.regions}
    places = {book.say("region_option", place=place): region for region, place in contacts.places.items()}
    every = {"words": {**words, "unknown": contacts.words(None)["emergency"]}, "regions": regions, "places": places}
    return json.dumps(every, indent=2) + "\n"
