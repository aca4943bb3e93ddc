"""What was said so far, read from Rasa's tracker, and its deletion from Rasa's store."""

from __future__ import annotations

from typing import Any, Dict, Iterable, Iterator, List, Optional

from rasa.core.tracker_store import InMemoryTrackerStore, SQLTrackerStore, TrackerStore
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import text

CARRIED = ("buttons", "custom")


class CannotDelete(Exception):
    """The deployment keeps its conversations in a store that this channel can't delete from."""


def turns(tracker: Optional[DialogueStateTracker]) -> List[Dict[str, Any]]:
    """Every message of the person with what was said to it, oldest first.

    Returns:
        For each: `id` (the client's), `at` (seconds since 1970), `text`, and `replies`, each with `id`, `text` and where they apply
        `buttons` and `custom`.
    """
    found: List[Dict[str, Any]] = []
    events: Iterable[Event] = tracker.events if tracker else ()
    for event in events:
        if isinstance(event, UserUttered) and event.text:
            found.append({"id": event.message_id, "at": event.timestamp, "text": event.text, "replies": []})
        elif isinstance(event, BotUttered) and found:
            replies = found[-1]["replies"]
            replies.append(reply(found[-1]["id"], len(replies), {"text": event.text, **event.data}))
    return found


def turn(tracker: Optional[DialogueStateTracker], message_id: str) -> Optional[Dict[str, Any]]:
    """The turn of one message; None where it was not processed."""
    return next((one for one in turns(tracker) if one["id"] == message_id), None)


def reply(message_id: str, number: int, said: Dict[str, Any]) -> Dict[str, Any]:
    """One thing said, as the API has it; its id is the message's and its place."""
    carried = {key: said[key] for key in CARRIED if said.get(key)}
    return {"id": f"{message_id}.{number}", "text": said.get("text") or "", **carried}


def was_shown(tracker: Optional[DialogueStateTracker], answer_id: str, version: str) -> bool:
    """Whether this very answer was said in the conversation."""
    payloads = [one.get("custom") or {} for each in turns(tracker) for one in each["replies"]]
    return any(payload.get("answer_id") == answer_id and payload.get("version") == version for payload in payloads)


def delete(store: TrackerStore, conversation: str) -> None:
    """Deletes every event of a conversation.

    Raises:
        CannotDelete: the store is neither SQL nor in memory.
    """
    for one in list(_kept_in(store)):
        if isinstance(one, SQLTrackerStore):
            with one.session_scope() as session:
                if one.engine.dialect.name == "sqlite":
                    session.execute(text("PRAGMA secure_delete = ON"))  # or the words stay in the file's free pages
                session.query(one.SQLEvent).filter(one.SQLEvent.sender_id == conversation).delete()
                session.commit()
        elif isinstance(one, InMemoryTrackerStore):
            one.store.pop(conversation, None)
        else:
            raise CannotDelete(type(one).__name__)


def _kept_in(store: Optional[TrackerStore]) -> Iterator[TrackerStore]:
    """The stores inside Rasa's wrappers: it falls back to memory when the first one fails."""
    inner = getattr(store, "_tracker_store", None)
    if store is not None and inner is None:
        yield store
    elif store is not None:
        yield from _kept_in(inner)
        yield from _kept_in(getattr(store, "_fallback_tracker_store", None))
