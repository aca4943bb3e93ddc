"""What the conversation so far means for the next message: an open emergency, a pending check, what was said lately."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from components.dialogue_acts import NO, OTHER, OVER, TOLD, UNSURE, YES
from escalations.notice import Level
from knowledge.red_flags import red_flags
from knowledge.topic_ids import ASK, USE, topic_of_intent

FOUND = "red_flags"  # the key under which the screen leaves what it found in a message
ACT = "act"  # and what the message does as an answer, while a card or a check question is open (`dialogue_acts.py`)
OPEN_LEVEL = "open_level"  # and how urgent an escalation of an earlier message is that the person has to be reminded of
LEFT_NUMBER_KEY = (
    "left_number"  # in a message's metadata: a number to call was taken out of it, and is kept with the escalation
)
STAGE_SLOT = "danger_stage"  # the slot that holds it for whoever sees slots alone
STAGE = "stage"  # within what was found, and in every reply's payload: where the open danger stands
BESIDE = "beside"  # within it: the intents that are answered behind an urgent flag or a check question
ANSWER_FIRST = "answer_first"  # and whether they are answered before the check question
SCORE = "danger_score"  # and how sure it was that the message tells of danger, 0 to 1, whether it raised or not
FORM = "_form"  # ends the name of a tool's form, behind its topic
RECENT = 3  # messages of the person that are read together with the next one
RECENT_SECONDS = 12 * 3600  # an older message belongs to another day
REMIND_SECONDS = 3600  # as long a reminder stands in front of answers
AFTER_SECONDS = 3600  # as long it is heard that what was over has begun anew

CHECK_MESSAGES = 3  # for as many messages a check question stays open while the person asks other things


class OpenDanger(NamedTuple):
    """A danger that was told, and where it stands.

    Attributes:
        opened: the message that began it.
        level: its highest so far.
        flags: of the latest message that told of it, the likeliest first.
        stage: where it stands (`dialogue_acts.STAGES`).
        told_at: when its card was last told, in seconds since 1970.
        latest_at: when something was last said of it.
    """

    opened: UserUttered
    level: Level
    flags: List[str]
    stage: str
    told_at: float
    latest_at: float


def said_newest_first(tracker: DialogueStateTracker) -> List[str]:
    """What the person wrote, the latest message first, but nothing from before they asked to forget it."""
    since = tracker.slots["forget_before"].value if "forget_before" in tracker.slots else None
    events = reversed(tracker.applied_events())
    return [
        event.text
        for event in events
        if isinstance(event, UserUttered) and event.text and event.timestamp >= (since or 0.0)
    ]


def page_region(tracker: DialogueStateTracker) -> Optional[str]:
    """The region that the page or channel of the latest message was set up for."""
    metadata = tracker.latest_message.metadata if tracker.latest_message else None
    return (metadata or {}).get("region")


class Conversation:
    """Reads the tracker's messages; an empty one where there is no tracker."""

    def __init__(self, tracker: Optional[DialogueStateTracker]) -> None:
        events = tracker.applied_events() if tracker else []
        self._said: List[UserUttered] = [event for event in events if isinstance(event, UserUttered)]
        self._form = tracker.active_loop_name if tracker else None
        self.asked_slot: Optional[str] = tracker.get_slot(REQUESTED_SLOT) if tracker and self._form else None

    @property
    def last_tool(self) -> Optional[str]:
        """The topic whose tool the person's last message opened."""
        name = ((self._said[-1].intent or {}).get("name") or "") if self._said else ""
        return topic_of_intent(name) if name.startswith(USE) else None

    @property
    def last_topic(self) -> Optional[str]:
        """The topic that the person's last message asked about; None where it asked about none."""
        name = ((self._said[-1].intent or {}).get("name") or "") if self._said else ""
        return topic_of_intent(name) if name.startswith(ASK) else None

    @property
    def answers_a_tool(self) -> bool:
        """Whether a tool has just asked for a figure, or given its result, which figures may correct."""
        return self._form is not None or self.last_tool is not None

    @property
    def open_tool(self) -> Optional[str]:
        """The topic of the tool that waits for an answer."""
        return self._form.removesuffix(FORM) if self._form else None

    @property
    def told_of_a_stop(self) -> bool:
        """Whether the person's last message was taken as a sudden stop, and nothing worse was said since it began."""
        last = _found(self._said[-1]) if self._said else {}
        flags = last.get("flags") or []
        return last.get("kind") == "danger" and last.get("level") == "urgent" and "stopped_suddenly" in flags

    @property
    def recent(self) -> List[str]:
        """The person's last messages, oldest first, but none from before an emergency that is over."""
        kept: List[str] = []
        newest = self._said[-1].timestamp if self._said else 0.0
        for event in reversed(self._said):
            if _found(event).get("kind") == "over" or newest - event.timestamp > RECENT_SECONDS or len(kept) == RECENT:
                break
            if event.text:
                kept.insert(0, event.text)
        return kept

    @property
    def before(self) -> List[str]:
        """What the next message is read behind, oldest first: the last messages, but none from before what was told as danger, or as over."""
        kept: List[str] = []
        for event in reversed(self._said[-RECENT:]):
            old = self._said[-1].timestamp - event.timestamp > RECENT_SECONDS
            if old or _found(event).get("kind") in ("danger", "over"):
                break
            if event.text:
                kept.insert(0, event.text)
        return kept

    @property
    def pending_check(self) -> Optional[Dict[str, Any]]:
        """What the check question is about that is still open: asked last, or since when only other things were said."""
        for event in list(reversed(self._said))[:CHECK_MESSAGES]:
            found = _found(event)
            if found:
                return found if found.get("kind") == "check" else None
            if event.parse_data.get(ACT, OTHER) not in (OTHER, UNSURE):
                return None
        return None

    @property
    def settles_check(self) -> str:
        """The act that is believed to settle the open check."""
        return _settled_by(self.pending_check or {})

    @property
    def confirms_check(self) -> str:
        """The act that makes it a danger."""
        return NO if self.settles_check == YES else YES

    @property
    def open_danger(self) -> Optional[OpenDanger]:
        """The last danger that was told, open or over; None where none was."""
        opened, latest = self._last_danger()
        if opened is None or latest is None:
            return None
        since = [(event, _found(event)) for event in self._said[self._said.index(opened) :]]
        told = [(event, found) for event, found in since if found.get("kind") == "danger"]
        level: Level = "emergency" if any(found.get("level") == "emergency" for _, found in told) else "urgent"
        last = told[-1][1]
        lead = last.get("lead") or last["flags"][0]
        flags = [lead, *(flag for flag in last["flags"] if flag != lead)]
        stage = next((found[STAGE] for _, found in reversed(since) if found.get(STAGE)), TOLD)
        stage = OVER if _found(latest).get("kind") == "over" else stage
        return OpenDanger(opened, level, flags, stage, told[-1][0].timestamp, latest.timestamp)

    def danger_at(self, now: float) -> Optional[OpenDanger]:
        """The same, as far as an answer to its card is expected at a time, in seconds since 1970."""
        danger = self.open_danger
        limit = AFTER_SECONDS if danger and danger.stage == OVER else RECENT_SECONDS
        return danger if danger and now - danger.latest_at <= limit else None

    def remind_level(self, now: float) -> Optional[str]:
        """How urgent the danger is that the person has to be reminded of: for an hour, or until they say that help was called."""
        danger = self.open_danger
        due = danger and danger.stage == TOLD and now - danger.told_at <= REMIND_SECONDS
        return danger.level if danger and due else None

    @property
    def open_emergency(self) -> Optional[UserUttered]:
        """The message that began the emergency which is still open."""
        return self._opened_by(self._said)

    @property
    def open_level(self) -> Optional[str]:
        """The highest level since the emergency that is still open began; None where none is."""
        danger = self.open_danger
        return danger.level if danger and danger.stage != OVER else None

    @property
    def open_emergency_before_latest(self) -> Optional[UserUttered]:
        """The same, as it stood before the latest message."""
        return self._opened_by(self._said[:-1])

    def _last_danger(self) -> Tuple[Optional[UserUttered], Optional[UserUttered]]:
        """The message that began the last danger, open or over, and the last one that said anything of it."""
        opened, latest, is_over = None, None, False
        for event in self._said:
            kind = _found(event).get("kind")
            if kind == "danger":
                opened, is_over = (event if opened is None or is_over else opened), False
            elif kind == "over":
                is_over = True
            latest = event if kind in ("danger", "over", "after") else latest
        return opened, latest

    @staticmethod
    def _opened_by(said: List[UserUttered]) -> Optional[UserUttered]:
        opened = None
        for event in said:
            kind = _found(event).get("kind")
            if kind == "danger":
                opened = opened or event
            elif kind == "over":
                opened = None
        return opened


def _found(event: UserUttered) -> Dict[str, Any]:
    found = event.parse_data.get(FOUND)
    return found if isinstance(found, dict) else {}


def _settled_by(check: Dict[str, Any]) -> str:
    lead = check.get("lead") or next(iter(check.get("flags") or []), None)
    return red_flags()[lead].settled_by if lead else "no"
