"""Makes what tests need, with only what the test is about spelt out."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Dict, List, Optional

from rasa_sdk import Tracker

from knowledge.settings import CONTENT


def tracker(
    intent: str = "greet",
    text: str = "hello",
    channel: str = "rest",
    slots: Optional[Dict[str, Any]] = None,
    ranking: Optional[List[str]] = None,
) -> Tracker:
    """A tracker after one message."""
    message = {
        "intent": {"name": intent, "confidence": 0.9},
        "intent_ranking": [{"name": name, "confidence": 0.5} for name in ranking or [intent]],
        "text": text,
        "entities": [],
    }
    return Tracker("someone", slots or {}, message, [], False, None, {}, "action_listen")  # fmt: skip


def on_channel(made: Tracker, channel: str) -> Tracker:
    """The same tracker, its message come in by `channel`."""
    made.events = [{"event": "user", "text": made.latest_message["text"], "input_channel": channel}]
    return made


def answer(**changes: Any) -> Dict[str, Any]:
    """A valid answer file's content, with changes."""
    return {
        "topic": "alcohol",
        "title": "Alcohol",
        "question": "Can I drink alcohol with baclofen?",
        "short": "It is best not to drink. Call {emergency} if someone is hard to wake.",
        "full": "It is best not to drink alcohol. Both slow the brain.",
        "sources": ["NHS-about"],
        "see_also": ["driving"],
        "review": {"status": "sourced", "by": None, "on": None, "due": "2027-11-22"},
        **changes,
    }


def content_copy(folder: Path) -> Path:
    """The shipped content, to break in a test."""
    copied = folder / "content"
    shutil.copytree(CONTENT, copied)
    return copied
