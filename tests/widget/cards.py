"""The card of every danger, as the code makes it now, for the tests of what is shown."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from components import red_flag_reply
from components.after_reply import after_reply
from components.dialogue_acts import TOLD, stage_after
from knowledge.after_card import pressed
from knowledge.people import Person
from knowledge.topic_ids import red_flag_levels
from replies.rendering import message

CARD, CHECK, AFTER, UNKNOWN = "card", "check", "after", "nowhere"
ESCALATION_ID = "00000000-0000-0000-0000-000000000000"


def said(text: str) -> List[Dict[str, Any]]:
    """What is answered to "card seizure UK", "card seizure+unresponsive nowhere", "check seizure UK", "after cannot overdose", or the words of a button
    below a card of a fit; nothing to any other message."""
    if pressed(text):
        return [after(pressed(text) or "", "seizure")]
    kind, *about = text.split()
    if kind == AFTER and len(about) == 2:
        return [after(*about)]
    if kind not in (CARD, CHECK) or len(about) != 2:
        return []
    return [card(about[0].split("+"), None if about[1] == UNKNOWN else about[1], kind == CHECK)]


def after(act: str, flag: str) -> Dict[str, Any]:
    """The message for an answer to the card of a danger that was just told."""
    found = {"level": red_flag_levels()[flag], "flags": [flag], "lead": flag, "act": act}
    found["stage"] = stage_after(act, TOLD, [flag])
    person = Person(region="UK")
    numbers = red_flag_reply._actions(found, str(found["level"]), person)
    return message(after_reply(found, numbers, person), "widget")


def card(flags: List[str], region: Optional[str], is_check: bool = False) -> Dict[str, Any]:
    """The message for some dangers, the likeliest first."""
    levels = [red_flag_levels()[flag] for flag in flags]
    found = {"level": "emergency" if "emergency" in levels else "urgent", "flags": flags, "lead": flags[0]}
    person = Person(region=region)
    if is_check:
        return message(red_flag_reply._check({"kind": "check", **found}, person), "widget")
    return message(red_flag_reply._escalation({"kind": "danger", **found}, person, ESCALATION_ID, "widget"), "widget")
