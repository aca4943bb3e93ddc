"""Makes what tests need, with only what the test is about spelt out."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence

from rasa_sdk import Tracker

from knowledge import schema
from knowledge.content_check import Content
from knowledge.settings import CONTENT, MEDICINE_CONTENT


def tracker(
    intent: str = "greet",
    text: str = "hello",
    channel: str = "rest",
    slots: Optional[Dict[str, Any]] = None,
    ranking: Optional[List[str]] = None,
    questions: Sequence[str] = (),
    ranked: Sequence[str] = (),
) -> Tracker:
    """A tracker after one message.

    Args:
        ranking: intents, the likeliest first.
        questions: the full ids of what the message asks.
        ranked: the likeliest question of each of the likeliest topics.
    """
    message = {
        "intent": {"name": intent, "confidence": 0.9},
        "intent_ranking": [{"name": name, "confidence": 0.5} for name in ranking or [intent]],
        "questions": list(questions),
        "question_ranking": [{"id": one, "confidence": 0.5} for one in ranked],
        "text": text,
        "entities": [],
    }
    return Tracker("someone", slots or {}, message, [], False, None, {}, "action_listen")  # fmt: skip


def on_channel(made: Tracker, channel: str) -> Tracker:
    """The same tracker, its message come in by `channel`."""
    made.events = [{"event": "user", "text": made.latest_message["text"], "input_channel": channel}]
    return made


def question(**changes: Any) -> Dict[str, Any]:
    """A valid question of a topic's file, with changes."""
    return {
        "ask": "Can I drink alcohol with baclofen?",
        "answer": "It is best not to drink. Both slow the brain.",
        "safety": "Call {emergency} now if someone is hard to wake.",
        "more": "The two add up.",
        "help": ["sleepy_confused"],
        "sources": {"NHS-about": "best not to drink"},
        "related": ["driving/overview"],
        "review": {"status": "sourced", "due": "2027-11-22"},
        **changes,
    }


def content_copy(folder: Path) -> Path:
    """The shipped content, to break in a test; the folder of its language."""
    copied = folder / "content" / MEDICINE_CONTENT.name
    shutil.copytree(MEDICINE_CONTENT, copied)
    return copied / CONTENT.name


def with_question(content: Content, name: str, **changes: Any) -> Content:
    """The content with one question changed, by its full id."""
    topic, _, own = name.partition("/")
    answers = content.answers[topic]
    changed = answers.questions[own].copy(update=changes)
    after = answers.copy(update={"questions": {**answers.questions, own: changed}})
    return content._replace(answers={**content.answers, topic: after})


def without_question(content: Content, name: str) -> Content:
    """The content without one question."""
    topic, _, own = name.partition("/")
    answers = content.answers[topic]
    fewer = {key: one for key, one in answers.questions.items() if key != own}
    return content._replace(answers={**content.answers, topic: answers.copy(update={"questions": fewer})})


def review(**changes: Any) -> schema.Review:
    """A review; a signed one where `status` is approved and a `version` is given."""
    signed = {"by": "A. Clinician, MRPharmS", "on": "2026-11-22"} if changes.get("status") == "approved" else {}
    return schema.Review(**{"status": "sourced", "due": "2099-01-01", **signed, **changes})
