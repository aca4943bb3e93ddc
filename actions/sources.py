"""Telling where the last answer came from and who checked it."""

from __future__ import annotations

from typing import Any, Dict, Optional

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.asked import person_of
from actions.base import Events, ReplyingAction, say
from actions.names import LAST_VERSION
from actions.stores import knowledge_store
from knowledge.phrasebook import phrasebook
from knowledge.store import KnowledgeStore
from replies import reply as replies

TOPIC = "sources"


class ActionSources(ReplyingAction):
    """Names the sources and the review of the answer shown last, as it was shown."""

    def __init__(self, store: Optional[KnowledgeStore] = None) -> None:
        self._store = store or knowledge_store()

    def name(self) -> str:
        """As the rules call it."""
        return "action_sources"

    async def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Looks the shown version up, or speaks of sources in general."""
        version, person, book = tracker.get_slot(LAST_VERSION), person_of(tracker), phrasebook()
        if not version:
            return say(dispatcher, tracker, replies.conversation(TOPIC, book.say("sources_in_general", person.region)))
        served = self._store.version(version)
        text = book.say(
            "where_it_came_from",
            person.region,
            person.route,
            ask=served.ask,
            sources="\n".join(_line(one) for one in served.sources),
            review=_review(served.review),
            version=served.version[:12],
        )
        about = {"sources": replies.sources_of(served.sources), "review": replies.review_of(served.review)}
        return say(dispatcher, tracker, replies.conversation(TOPIC, text, **about))


def _line(source: Dict[str, Any]) -> str:
    year = f" ({source['year']})" if source.get("year") else ""
    values = {key: source[key] for key in ("publisher", "title", "checked", "url")}
    supports = source["supports"].strip().rstrip(".")
    return phrasebook().say("source_line", year=year, supports=supports[:1].upper() + supports[1:], **values)


def _review(review: Dict[str, Any]) -> str:
    if review["status"] == "approved":
        return phrasebook().say("reviewed", by=review["by"], on=review["on"])
    return phrasebook().say("not_reviewed")
