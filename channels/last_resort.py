"""What a channel says when Rasa itself could not answer: `utter_unavailable`, read from its file at start."""

from __future__ import annotations

import copy
from functools import lru_cache
from typing import Any, Dict

from ruamel.yaml import YAML

from components.response_generator import SCHEMA
from knowledge.contacts import load_contacts
from knowledge.settings import ROOT, settings

RESPONSES = ROOT / "data" / "responses" / "unavailable.yml"


def last_resort() -> Dict[str, Any]:
    """Text and payload of the `unavailable` reply."""
    return copy.deepcopy(_reply())


@lru_cache(maxsize=1)
def _reply() -> Dict[str, Any]:
    wording = YAML(typ="safe").load(RESPONSES.read_text(encoding="utf-8"))["responses"]["utter_unavailable"][0]
    words = {**load_contacts().words(settings().region), "clinic": settings().clinic}
    payload = {"schema": SCHEMA, "level": "none", **wording["custom"]}
    payload.setdefault("topic", "out_of_scope")
    return {"text": wording["text"].format_map(words), "custom": payload}
