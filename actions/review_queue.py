"""Leaves questions for the content team. A queue that can't be reached never costs the person an answer."""

from __future__ import annotations

import logging
from typing import Optional, Sequence

from rasa_sdk import Tracker
from sqlalchemy.exc import SQLAlchemyError

from review.store import ReviewStore

UNSURE_INTENT = "nlu_fallback"

logger = logging.getLogger(__name__)


def note(queue: ReviewStore, kind: str, offered: Sequence[str], tracker: Tracker) -> Optional[str]:
    """Notes the latest message; its id in the queue, None where that failed."""
    try:
        return queue.note(kind, offered, tracker.latest_message.get("text") or "")
    except SQLAlchemyError as error:
        logger.error("A question could not be queued: %s.", type(error).__name__)
        return None


def label(queue: ReviewStore, tracker: Tracker, topic: str) -> None:
    """Labels the question that was not understood just before with what the person asked instead."""
    question = tracker.get_slot("unsure_question")
    said = [event for event in tracker.events if event.get("event") == "user"]
    before = ((said[-2].get("parse_data") or {}).get("intent") or {}).get("name") if len(said) > 1 else None
    if not question or before != UNSURE_INTENT:
        return  # something else was said in between: what is asked now says nothing of it
    try:
        queue.label(question, topic)
    except SQLAlchemyError as error:
        logger.error("A question could not be labelled: %s.", type(error).__name__)
