"""What a channel says when Rasa itself could not answer: `utter_unavailable`, read from its file at start."""

from __future__ import annotations

import copy
from functools import lru_cache
from typing import Any, Dict

from ruamel.yaml import YAML

from knowledge.phrasebook import phrasebook
from knowledge.settings import ROOT, settings
from knowledge.topic_ids import OUT_OF_SCOPE
from replies.reply import payload

RESPONSES = ROOT / "data" / "responses" / "unavailable.yml"


def last_resort() -> Dict[str, Any]:
    """Text and payload of the `unavailable` reply."""
    return copy.deepcopy(_reply())


@lru_cache(maxsize=1)
def _reply() -> Dict[str, Any]:
    wording = YAML(typ="safe").load(RESPONSES.read_text(encoding="utf-8"))["responses"]["utter_unavailable"][0]
    text = phrasebook().fill(wording["text"], settings().region)
    return {"text": text, "custom": payload(wording["custom"]["type"], OUT_OF_SCOPE)}
