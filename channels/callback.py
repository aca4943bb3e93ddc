"""The number that a person leaves to be called at: it goes to the escalation and nowhere else.

It is taken out of a message before Rasa gets that, so that it stands in no transcript, no log and no queue. Channels whose conversations carry the
number anyway ask for none.
"""

from __future__ import annotations

import datetime
import logging
import uuid
from typing import Any, Dict, NamedTuple, Optional

import phonenumbers
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher
from rasa.shared.core.trackers import DialogueStateTracker

from channels import NUMBER_CHANNELS
from components.conversation_state import LEFT_NUMBER_KEY, RECENT_SECONDS, Conversation, OpenDanger
from escalations.notice import AFTER, LEFT_NUMBER, NAMESPACE, Notice, escalation_id
from escalations.settings import settings
from escalations.spool import Spool

logger = logging.getLogger(__name__)

INSTEAD = "[phone number]"  # stands in the message for it
LONGEST = 40  # characters of a number as it is typed
# The countries whose way of writing a number is tried where the person's is not known, in the order of contacts.yml.
_COUNTRIES = ("US", "GB", "IE", "CA", "AU", "NZ", "DE", "FR", "IT", "ES", "NL", "PL")
_COUNTRY_OF = {"UK": "GB", "NI": "GB", **{one: one for one in _COUNTRIES if one != "GB"}}


class Taken(NamedTuple):
    """A message without the number that was in it, and what Rasa is told of that."""

    text: str
    about: Dict[str, Any]


class Found(NamedTuple):
    """A number that can be called, and where it stands in a text."""

    number: str
    start: int
    end: int


def number_in(text: str, region: Optional[str]) -> Optional[Found]:
    """The first telephone number of a text that is a valid one, in international form where its country is known.

    Args:
        region: the person's; None: the likely countries' ways of writing one are tried.
    """
    country = _COUNTRY_OF.get(region or "")
    for one in (country,) if country else (None, *_COUNTRIES):
        for match in PhoneNumberMatcher(text, one, leniency=Leniency.VALID):
            sure = country or match.raw_string.lstrip().startswith("+")
            known = phonenumbers.format_number(match.number, PhoneNumberFormat.E164)
            return Found(known if sure else match.raw_string, match.start, match.end)
    return None


def taken_out(text: str, tracker: Optional[DialogueStateTracker], channel: str, region: Optional[str], now: float) -> Taken:  # fmt: skip
    """A message as Rasa gets it: without the number, which its escalation has then, where a danger of today is known and the channel has none.

    Danger in the same message is read as ever. Where the number can't be kept the message loses it all the same, and nothing is said of it.
    """
    danger = Conversation(tracker).open_danger
    if tracker is None or channel in NUMBER_CHANNELS or danger is None or now - danger.latest_at > RECENT_SECONDS:
        return Taken(text, {})
    found = number_in(text, region)
    if found is None:
        return Taken(text, {})
    kept = keep(tracker.sender_id, danger, found.number, channel, region, now)
    return Taken(text[: found.start] + INSTEAD + text[found.end :], {LEFT_NUMBER_KEY: True} if kept else {})


def keep(conversation: str, danger: OpenDanger, number: str, channel: str, region: Optional[str], now: float) -> bool:
    """Puts the number into the spool for the danger's escalation; False where the disk fails."""
    own = escalation_id(conversation, danger.opened.timestamp)
    own = escalation_id(conversation, danger.opened.timestamp)
    notice = Notice(
        id=str(uuid.uuid5(NAMESPACE, f"{own} {number}")), escalation_id=own, kind=AFTER,  # the same number twice is one notice
        conversation=conversation, channel=channel, region=region,
        at=datetime.datetime.fromtimestamp(now, datetime.timezone.utc), level=danger.level, flags=danger.flags,
        trigger="the person left a number", act=LEFT_NUMBER, turns=[], number=number,
    )  # fmt: skip
    try:
        Spool(settings().spool).keep(notice)
    except OSError as error:
        logger.critical("A NUMBER TO CALL BACK COULD NOT BE KEPT: the spool can't be written (%s).", error.strerror)
        return False
    return True
