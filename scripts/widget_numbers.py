"""The emergency numbers that the web chat has built in, for when no server can be reached: `widget/src/numbers.json`."""

from __future__ import annotations

import json

from knowledge.contacts import load_contacts
from knowledge.settings import ROOT

FILE = ROOT / "widget" / "src" / "numbers.json"


def built_in() -> str:
    """The file's content, from `knowledge/content/contacts.yml`."""
    contacts = load_contacts()
    words = {region: contacts.words(region)["emergency"] for region in contacts.regions}
    regions = {region: contacts.numbers("emergency", region) for region in contacts.regions}
    every = {"words": {**words, "unknown": contacts.words(None)["emergency"]}, "regions": regions}
    return json.dumps(every, indent=2) + "\n"
