"""What is said when danger was noticed, and the notice for the clinic's staff. All of it happens inside Rasa: the action server,
the database and the network may be down."""

from __future__ import annotations

import datetime
import logging
from typing import Any, Dict, List, Optional

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from components.conversation_state import FOUND, Conversation
from escalations.notice import Notice, Turn, escalation_id, notice_id
from escalations.settings import settings as escalation_settings
from escalations.spool import Spool
from knowledge.contacts import KINDS, Contacts
from knowledge.red_flags import frames, red_flags

logger = logging.getLogger(__name__)

LAST_TURNS = 8  # of the conversation, kept with a notice for the nurse who reads it
SAID_IN_FULL = 2  # flags whose words are said; further ones are named in the payload alone


def reply_to(
    tracker: DialogueStateTracker, contacts: Contacts, region: Optional[str], clinic: str
) -> Optional[Dict[str, Any]]:
    """Text and payload for what the screen found in the latest message; None where it found nothing.

    The notice is on the disk before the words are returned: what the person was told, the staff will learn.
    """
    message = tracker.latest_message
    found = (message.parse_data.get(FOUND) if message else None) or {}
    words = {**contacts.words(region), "clinic": clinic}
    if found.get("kind") == "check":
        flag = red_flags()[_in_order_said(found)[0]]
        return _reply("check", flag.check, found, contacts, region, words)
    if found.get("kind") == "over":
        _keep(tracker, found, region)
        return _all_well(frames().all_clear, words)
    if found.get("kind") == "settled":
        return _all_well(frames().check_settled, words)
    if found.get("kind") != "danger":
        return None
    kept = _keep(tracker, found, region)
    reply = _reply("escalation", _danger_words(found), found, contacts, region, words)
    if kept:
        reply["custom"]["escalation_id"] = kept
    return reply


def _all_well(text: str, words: Dict[str, str]) -> Dict[str, Any]:
    return {"text": text.strip().format_map(words), "custom": {"type": "conversation", "topic": "feedback"}}


def _danger_words(found: Dict[str, Any]) -> str:
    first, *others = [red_flags()[flag] for flag in _in_order_said(found)]
    texts = [first.text.strip(), first.more.strip()]
    texts += [other.text.strip() for other in others if set(other.call) - set(first.call)]
    if found["level"] == "emergency" and first.level != "emergency":
        texts.insert(0, frames().stepped_up.strip())
    return "\n\n".join(texts)


def _in_order_said(found: Dict[str, Any]) -> List[str]:
    """The flags whose words are said: the likeliest first, then the most dangerous of the others."""
    lead = found.get("lead") or found["flags"][0]
    return [lead, *[flag for flag in found["flags"] if flag != lead]][:SAID_IN_FULL]


def _reply(
    kind: str, text: str, found: Dict[str, Any], contacts: Contacts, region: Optional[str], words: Dict[str, str]
) -> Dict[str, Any]:
    calls = [call for flag in _in_order_said(found) for call in red_flags()[flag].call]
    if found["level"] == "emergency":
        calls.insert(0, "emergency")
    numbers = [number for call in sorted(set(calls), key=KINDS.index) for number in contacts.numbers(call, region)]
    payload = {"type": kind, "level": found["level"], "flags": found["flags"], "numbers": numbers}
    return {"text": text.strip().format_map(words), "custom": payload}


def _keep(tracker: DialogueStateTracker, found: Dict[str, Any], region: Optional[str]) -> Optional[str]:
    """Puts the notice into the spool; its escalation's id, or None where the disk fails (the words are said all the same)."""
    message = tracker.latest_message
    first = Conversation(tracker).open_emergency_before_latest or message
    own = escalation_id(tracker.sender_id, first.timestamp)
    notice = Notice(
        id=notice_id(tracker.sender_id, message.timestamp),
        escalation_id=own,
        kind=found["kind"],
        conversation=tracker.sender_id,
        channel=tracker.get_latest_input_channel() or "unknown",
        region=region,
        at=datetime.datetime.fromtimestamp(message.timestamp, datetime.timezone.utc),
        level=found["level"],
        flags=found["flags"],
        trigger=found["trigger"],
        turns=last_turns(tracker),
    )
    try:
        Spool(escalation_settings().spool).keep(notice)
    except OSError as error:
        logger.critical("AN ESCALATION COULD NOT BE KEPT: the spool can't be written (%s).", error.strerror)
        return None
    return own


def last_turns(tracker: DialogueStateTracker) -> List[Turn]:
    """The conversation's last turns, oldest first."""
    turns: List[Turn] = []
    for event in tracker.applied_events():
        if isinstance(event, UserUttered) and event.text:
            turns.append(Turn(who="person", text=event.text))
        elif isinstance(event, BotUttered) and event.text:
            turns.append(Turn(who="assistant", text=event.text))
    return turns[-LAST_TURNS:]
