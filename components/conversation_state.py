"""What the conversation so far means for the next message: an open emergency, a pending check, what was said lately."""

from __future__ import annotations

import re
from typing import Any, Dict, List, Optional

from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from knowledge.red_flags import red_flags
from knowledge.topic_ids import ASK, USE, topic_of_intent

FOUND = "red_flags"  # the key under which the screen leaves what it found in a message
OPEN_LEVEL = "open_level"  # and how urgent an escalation is that an earlier message opened and that is not over
BESIDE = "beside"  # within it: the intents that are answered behind an urgent flag or a check question
ANSWER_FIRST = "answer_first"  # and whether they are answered before the check question
SCORE = "danger_score"  # and how sure it was that the message tells of danger, 0 to 1, whether it raised or not
FORM = "_form"  # ends the name of a tool's form, behind its topic
RECENT = 3  # messages of the person that are read together with the next one
RECENT_SECONDS = 12 * 3600  # an older message belongs to another day

CHECK_MESSAGES = 3  # for as many messages a check question stays open while the person asks other things

# Whole answers, lower case. Everything that is not clearly the answer that settles a check is treated as the other one.
_NO = re.compile(
    r"^\W*(?:(?:no+|nope|nah|not (?:now|at all|really)|never|negative|none)\b(?:\W+(?:no|nothing|not|it|it's|its|that|thats|i'm|im|he's|hes|she's|shes|"
    r"they're|was|were|long|years?|ago|just|only|asking|a|question|fine|ok|okay|all|good|nobody|no one|noone|thanks?|thank|you|she|he|they|i|is|am|are|happening|now|right|curious|wondering|last|month|week|over|gone|sorry|don't|dont|worry|like|since|then|everything|everyone|we)\b)*"
    r"|(?:it|that) (?:was|is) (?:years|months|weeks|long|a long time) ago|(?:just|only) (?:asking|wondering|curious)(?: in general)?|(?:i'm|im) fine|all fine|not happening)\W*$",
    re.IGNORECASE,
)
_YES = re.compile(
    r"^\W*(?:yes|yeah|yep|yup|aye|ya|sure|of course|definitely|absolutely|fully|(?:he|she|they|i) (?:does|do|did|is|am))\b(?:\W+(?:yes|yeah|he|she|they|i|it|i'm|im|he's|hes|she's|shes|does|do|did|is|am|are|wakes?|woke|up|fully|fine|easily|awake|and|talks?|talking|chats?|chatting|answers?|right|away|straight|now|normal|normally|ok|okay|just|sleepy|all|good|thanks?|thank|you|me|to|completely|no|problem|of|course)\b)*\W*$",
    re.IGNORECASE,
)
_STARTS = {
    "no": re.compile(r"^\W*(?:no+|nope|nah|never|negative|none|not (?:now|at all|really|any ?more))\b", re.IGNORECASE),
    "yes": re.compile(r"^\W*(?:yes|yeah|yep|yup|aye|of course|(?:he|she|they|i) (?:does|do|did))\b", re.IGNORECASE),
}
_ASKS = re.compile(
    r"\?\s*$|^\W*(?:(?:and|but|so|also|ok|okay|anyway|btw),?\s+)*(?:can|could|do|does|is|are|will|would|should|what|how|when|where|which|who|why)\b",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"^\W*(?:(?:ok|okay|k|great|good|fine|cool|perfect|lovely|brilliant|nice|got it|understood|i see|noted|that helps|very helpful|helpful|"
    r"thanks?|thanx|thx|ty|thank you|cheers|ta|so much|very much|a lot|a million|for (?:that|this|the help|your help|the info)|much appreciated|then|bye|goodbye|"
    r"that'?s (?:all|everything|it)|love|mate|dear|doc)\b\W*)+$",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"\b(?:(?:ambulance|paramedics?|crew|911|999|help|they) (?:is|are|has|have|'ve|'s)?\s*(?:here|come|arrived|been|coming|on (?:its|their|the) way|with (?:us|me|him|her))"
    r"|(?:called|rang|phoned|dialled) (?:911|999|112|000|an? ambulance|the ambulance|for help|them)|(?:in|at) (?:the )?(?:hospital|a&e|a and e|er|emergency room)"
    r"|(?:he|she|it|they|we|i)(?:'s|'m|'re| is| are| am)? (?:all )?(?:fine|ok|okay|better|safe|over|alright|all right) now|it's over|its over|false alarm)\b",
    re.IGNORECASE,
)


_NOT_WELL = re.compile(
    r"\b(?:not|isn'?t|ain'?t|aren'?t|never|no longer)\W+(?:\w+\W+)?(?:fine|ok|okay|good|well|all ?right|right(?! now))\b",
    re.IGNORECASE,
)
_NO_HELP = re.compile(
    r"\b(?:nobody|no ?one|no answer|not answering|won'?t (?:come|answer)|(?:can'?t|cannot) (?:come|get through)|ignor\w+|hours? away|did ?n'?t (?:come|answer)|not (?:here|come|coming)|but (?:he|she|they|i|it|his|her|my|their)\b)",
    re.IGNORECASE,
)


def says_no(text: str) -> bool:
    """Whether a message is a clear no to "is it happening now?"; "no, he is not right" is none."""
    return bool(_NO.match(text.strip())) and not _NOT_WELL.search(text)


def denies_help(text: str) -> bool:
    """Whether a message that names help says that it does not do ("nobody answers", "they are here but he is blue")."""
    return bool(_NO_HELP.search(text))


def says_yes(text: str) -> bool:
    """Whether a message is a clear yes to "does the person wake up?"."""
    return bool(_YES.match(text.strip()))


def says_thanks(text: str) -> bool:
    """Whether a message is only thanks, or that it was understood."""
    return bool(_THANKS.match(text))


def asks(text: str) -> bool:
    """Whether a message is put as a question."""
    return bool(_ASKS.search(text.strip()))


def says_over(text: str) -> bool:
    """Whether a message says that help has come or that it is over."""
    return bool(_OVER.search(text))


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
        """What the check question is about that is still open: asked last, or since when only other things were asked."""
        since: List[str] = []
        for event in list(reversed(self._said))[:CHECK_MESSAGES]:
            found = _found(event)
            if found:
                is_open = found.get("kind") == "check" and not any(_settles(found, text) for text in since)
                return found if is_open else None
            since.append(event.text or "")
        return None

    def is_settled_by(self, text: str) -> bool:
        """Whether a message is the plain answer to the open check that is believed."""
        return (says_yes if _settled_by(self.pending_check or {}) == "yes" else says_no)(text)

    def is_confirmed_by(self, text: str) -> bool:
        """Whether a message begins with the answer that makes the open check a danger."""
        other = {"yes": "no", "no": "yes"}[_settled_by(self.pending_check or {})]
        return bool(_STARTS[other].match(text))

    def is_settled_at_the_start_of(self, text: str) -> bool:
        """Whether a message begins with that answer; what follows has to be looked at."""
        return bool(_STARTS[_settled_by(self.pending_check or {})].match(text))

    @property
    def open_emergency(self) -> Optional[UserUttered]:
        """The message that began the emergency which is still open."""
        return self._opened_by(self._said)

    @property
    def open_level(self) -> Optional[str]:
        """The highest level since the emergency that is still open began; None where none is."""
        opened = self.open_emergency
        if opened is None:
            return None
        since = self._said[self._said.index(opened) :]
        return "emergency" if any(_found(event).get("level") == "emergency" for event in since) else "urgent"

    @property
    def open_emergency_before_latest(self) -> Optional[UserUttered]:
        """The same, as it stood before the latest message."""
        return self._opened_by(self._said[:-1])

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


def _settles(check: Dict[str, Any], text: str) -> bool:
    """Whether a message that raised nothing answered a check: all but a plain other question did."""
    return bool(_STARTS[_settled_by(check)].match(text)) or not asks(text)
