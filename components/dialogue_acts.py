"""What a message does as an answer to a card or a check question: its dialogue act.

The acts are a head of the one reading (`reader.py`). They count only where a card or a check question is open, and only where the head is sure: an
emergency stays open, and a doubt stays one, until somebody plainly says otherwise. The words of our own buttons are what they say.
"""

from __future__ import annotations

from typing import Any, Mapping, NamedTuple, Sequence

from knowledge.after_card import after_card, pressed
from knowledge.regions import only_names_a_region

YES, NO = "yes", "no"
CALLED, ON_THE_WAY, ARRIVED = "called", "on_the_way", "arrived"
BETTER, FALSE_ALARM = "better", "false_alarm"
CANNOT, WORSE = "cannot", "worse"
THANKS, OTHER, UNSURE = "thanks", "other", "unsure"
LEFT_NUMBER = "left_number"  # no act of the head: the channel has taken a number out of the message
ACTS = (YES, NO, CALLED, ON_THE_WAY, ARRIVED, BETTER, FALSE_ALARM, CANNOT, WORSE, THANKS, OTHER)  # that are learned
OF_HELP = (
    CALLED,
    ON_THE_WAY,
    ARRIVED,
    CANNOT,
)  # they belong to a card, whatever was asked since, and say that it is true
DENIES = (BETTER, FALSE_ALARM)
ENDS = (ARRIVED, *DENIES)

TOLD, DOUBTED, OVER = "told", "doubted", "over"
# Where an open danger stands, in this order: its card was told; they called; help is coming; the person says that there is nothing, which is not taken
# for the whole truth (`believed` in after_card.yml); over.
STAGES = (TOLD, CALLED, ON_THE_WAY, DOUBTED, OVER)


class Act(NamedTuple):
    """What a message does, and how surely, 0 to 1."""

    name: str
    share: float


def act_of(text: str, shares: Mapping[str, float], settings: Mapping[str, Any]) -> Act:
    """The act of a message: what a button says, none where it only tells a place, or the head's likeliest where it is sure enough, or `unsure`.

    Args:
        text: as it was written.
        shares: each act's share, 0 to 1; empty where nothing was learned.
        settings: the thresholds of config.yml: what ends something has to be surer than that help
            was called, and that than the rest.
    """
    known = pressed(text)
    if known:
        return Act(known, 1.0)
    if only_names_a_region(text):
        return Act(OTHER, 1.0)
    name = max(shares, key=lambda one: shares[one], default=UNSURE)
    share = shares.get(name, 0.0)
    kind = "over" if name in ENDS else "help" if name in (CALLED, ON_THE_WAY) else "act"
    return Act(name, share) if share >= settings[f"{kind}_threshold"] else Act(UNSURE, share)


def is_believed(act: str, flags: Sequence[str]) -> bool:
    """Whether a person is believed who says that there is nothing, or no more: of a doubt alone always, but that it is better."""
    return act == FALSE_ALARM or set(flags) <= set(after_card().believed)


def stage_after(act: str, stage: str, flags: Sequence[str]) -> str:
    """Where a danger of these flags stands after an act."""
    if act in (CALLED, ON_THE_WAY):
        return max(act, stage, key=STAGES.index) if stage != DOUBTED else act
    if act == ARRIVED:
        return OVER
    if act in DENIES:
        return OVER if set(flags) <= set(after_card().believed) else DOUBTED
    if act == CANNOT:
        return TOLD
    return stage
