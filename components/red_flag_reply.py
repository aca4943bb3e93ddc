"""What is said when danger was noticed, and the notice for the clinic's staff. All of it happens inside Rasa: the action server,
the database and the network may be down."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from typing import Any, Dict, List, Optional, Sequence

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from channels import NUMBER_CHANNELS, PAYLOAD_CHANNELS
from components.after_reply import after_reply
from components.conversation_state import FOUND, STAGE, Conversation
from components.dialogue_acts import LEFT_NUMBER, TOLD
from escalations.notice import Notice, Turn, escalation_id, notice_id
from escalations.safekeeping import safekeeping
from knowledge.after_card import AT_CHECK, offered
from knowledge.people import Person
from knowledge.phrasebook import PUMP, phrasebook
from knowledge.policy import standing
from knowledge.red_flags import calls_crisis_first, more_of, red_flags, said_in_order, steps_of, version_of
from knowledge.schema import RedFlag
from replies import reply as replies
from replies.reply import Reply, region_options

LAST_TURNS = 8  # of the conversation, kept with a notice for the nurse who reads it


def reply_to(tracker: DialogueStateTracker, person: Person) -> Optional[Reply]:
    """What is said to what the screen found in the latest message; None where it found nothing.

    The notice is on the disk before the words are returned: what the person was told, the staff will learn.
    """
    message = tracker.latest_message
    found = (message.parse_data.get(FOUND) if message else None) or {}
    if found.get("kind") == "check":
        return _check(found, person)
    if found.get("kind") in ("after", "over"):
        if found["act"] != LEFT_NUMBER:  # of that the channel has told already, with the number
            _keep(tracker, found, person.region)
        return after_reply(found, _actions(found, found["level"], person), person)
    if found.get("kind") == "settled":
        return replies.conversation("feedback", phrasebook().say("check_settled", person.region, person.route))
    if found.get("kind") != "danger":
        return None
    channel = tracker.get_latest_input_channel()
    return _escalation(found, person, _keep(tracker, found, person.region), channel)


def _with_callback(made: Reply, channel: Optional[str]) -> Reply:
    """The card with the offer to leave a number: in the payload, or as its last line; not where the channel knows the number anyway."""
    if channel in NUMBER_CHANNELS:
        return made
    offer = phrasebook().say("callback_offer")
    if channel in PAYLOAD_CHANNELS:
        return replace(made, payload={**made.payload, "callback": {"ask": offer}})
    return replace(made, said=(*made.said, offer))


def _check(found: Dict[str, Any], person: Person) -> Reply:
    """The one question that settles whether it is happening now, with a yes and a no to press."""
    book, flag = phrasebook(), red_flags()[in_order_said(found)[0]]
    question = book.fill(flag.check, person.region, person.route)
    parts: Dict[str, Any] = {"do": [], "tell": None, "dont": None, "question": question}
    made = Reply(
        replies.payload(replies.CHECK, level=found["level"], parts=parts, **_about(found, person)), (question,)
    )
    return made.with_options(offered(AT_CHECK))


def _escalation(found: Dict[str, Any], person: Person, kept: Optional[str], channel: Optional[str]) -> Reply:
    """The steps, what to tell, and what not to do; what people answer to it is offered to press, where that does not part the card: a phone shows
    it as numbered lines."""
    book, flags = phrasebook(), [red_flags()[one] for one in in_order_said(found)]

    def fill(text: str) -> str:
        return book.fill(text, person.region, person.route)

    level, call = found["level"], book.say("stepped_up", person.region)
    steps = [fill(step) for step in steps_of(flags, level, call)]
    first, more = flags[0], fill(more_of(flags, level))
    tell, dont = fill(first.tell), fill(first.dont)
    parts = {"do": steps, "tell": tell, "dont": dont, "more": more}
    about = {STAGE: found.get(STAGE) or TOLD, **_about(found, person), **({"escalation_id": kept} if kept else {})}
    numbered = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))
    said = (numbered, book.say("danger_tell", tell=tell), dont, book.say("danger_no_help"))
    made = Reply(replies.payload(replies.ESCALATION, level=level, parts=parts, **about), said)
    made = _with_callback(made, channel)
    made = made if person.region else made.with_options(region_options(), book.say("ask_region"))
    return made.with_options(offered(about[STAGE])) if channel in PAYLOAD_CHANNELS else made


def in_order_said(found: Dict[str, Any]) -> List[str]:
    """The flags whose words are said. A check asks about the likeliest, by whose question the answer is understood (`settles_check`)."""
    lead = found.get("lead") or found["flags"][0]
    if found.get("kind") == "check":
        return [lead, *[flag for flag in found["flags"] if flag != lead]]
    return said_in_order(found["flags"], lead)


def _about(found: Dict[str, Any], person: Person) -> Dict[str, Any]:
    """Which flags, whom to call and who checked the words, as the contract lists them."""
    said = in_order_said(found)
    lead = red_flags()[said[0]]
    review = json.loads(lead.review.json())
    status = standing(review, version_of(said[0])).status
    return {
        "flags": [*said, *(flag for flag in found["flags"] if flag not in said)],
        "actions": _actions(found, found["level"], person),
        "version": version_of(said[0]),
        "review": replies.review_of({**review, "status": status}),
    }


def _actions(found: Dict[str, Any], level: str, person: Person) -> List[Dict[str, str]]:
    """The numbers to press for the flags whose words are said."""
    return _numbers(level, [red_flags()[one] for one in in_order_said(found)], person)


def _numbers(level: str, flags: Sequence[RedFlag], person: Person) -> List[Dict[str, str]]:
    """The numbers to press: that of the first step, in an emergency then the emergency number, then the others."""
    first, *others = phrasebook().actions(_calls(level, flags, person), person.region) or [{}]
    if level == "emergency":
        others.sort(key=lambda one: one["role"] != "emergency")
    return [first, *others] if first else []


def _calls(level: str, flags: Sequence[RedFlag], person: Person) -> List[str]:
    """The kinds of numbers to press, the one that the first step names in front: the emergency number's in an emergency, but where thoughts of
    suicide are all that was told. Who has a pump calls the pump clinic wherever others call somebody the same day."""
    calls = [call for flag in flags for call in flag.call]
    if level == "emergency" and not calls_crisis_first(flags):
        calls.insert(0, "emergency")
    pumped = ["pump_line" if person.route == PUMP and call == "same_day" else call for call in calls]
    return list(dict.fromkeys(pumped))


def _keep(tracker: DialogueStateTracker, found: Dict[str, Any], region: Optional[str]) -> Optional[str]:
    """Puts the notice into the spool; its escalation's id, or None where no disk takes it yet (the words are said all the same)."""
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
        level="none" if found["kind"] == "over" else found["level"],
        flags=found["flags"],
        trigger=found["trigger"],
        act=found.get("act") if found["kind"] != "danger" else None,
        turns=last_turns(tracker),
    )
    return own if safekeeping().keep(notice) else None


def last_turns(tracker: DialogueStateTracker) -> List[Turn]:
    """The conversation's last turns, oldest first."""
    turns: List[Turn] = []
    for event in tracker.applied_events():
        if isinstance(event, UserUttered) and event.text:
            turns.append(Turn(who="person", text=event.text))
        elif isinstance(event, BotUttered) and event.text:
            turns.append(Turn(who="assistant", text=event.text))
    return turns[-LAST_TURNS:]
