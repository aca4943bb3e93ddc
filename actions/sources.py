"""Telling where the last answer came from and who checked it."""

from __future__ import annotations

from typing import Optional

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import replies
from actions.asked import region_of
from actions.base import Events, ReplyingAction
from actions.stores import knowledge_store
from knowledge.store import KnowledgeStore


class ActionSources(ReplyingAction):
    """Names the sources and the review of the answer shown last, as it was shown."""

    def __init__(self, store: Optional[KnowledgeStore] = None) -> None:
        self._store = store or knowledge_store()

    def name(self) -> str:
        """As the rules call it."""
        return "action_sources"

    async def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Looks the shown version up, or speaks of sources in general."""
        version, region = tracker.get_slot("last_version"), region_of(tracker)
        reply = (
            replies.where_it_came_from(self._store.version(version), region)
            if version
            else replies.no_answer_yet(region)
        )
        replies.say(dispatcher, tracker, reply)
        return []
