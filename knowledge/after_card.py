"""What is said to what a person answers to a card, and how far their word is taken: content (after_card.yml), which needs no database."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Dict, List, Optional

from pydantic import conlist, root_validator

from knowledge.files import read
from knowledge.schema import Strict, Text
from knowledge.settings import CONTENT

FILE = "after_card.yml"
AT_CHECK = "check"  # in place of a stage: below a check question


class Line(Strict):
    """One human line for each level.

    Attributes:
        later: in place of either, once the person has called or help is coming.
    """

    emergency: Text
    urgent: Text
    later: Optional[Text] = None


class Button(Strict):
    """A short answer to press below a card.

    Attributes:
        says: what it sends, in words that a person would write.
        act: what that does; it is taken from here, whatever it may be read as.
        stages: where the danger has to stand for it to be offered; `check`: below a check question.
    """

    title: Text
    says: Text
    act: Text
    stages: conlist(Text, min_items=1)  # type: ignore[valid-type]


class AfterCard(Strict):
    """What follows a card.

    Attributes:
        lines: by act. {call} becomes the number to call first, {until} what keeps the person safe until then, {check} what would make it a danger.
        stays: the lines of `better` and `false_alarm` where the person's word is not enough.
        believed: the red flags of which a person is believed who says that there is nothing, or that it is better.
        until: which step of its card keeps the person safe until help is there, from 1.
        buttons: in the order shown.
    """

    lines: Dict[str, Line]
    stays: Dict[str, Line]
    believed: List[Text]
    until: Dict[str, int]
    buttons: conlist(Button, min_items=1)  # type: ignore[valid-type]

    @root_validator
    def _whole(cls, values: Dict) -> Dict:
        if set(values.get("stays", {})) != {"better", "false_alarm"}:
            raise ValueError("`stays` has a line for better and for false_alarm")
        return values


@lru_cache(maxsize=1)
def after_card() -> AfterCard:
    """The content.

    Raises:
        ContentError: the file is missing or not what it must be.
    """
    return read(CONTENT / FILE, AfterCard)


def pressed(text: str) -> Optional[str]:
    """The act of a button whose own words a message is; None for any other message."""
    return _acts().get(_plain(text))


def offered(stage: str) -> List[Dict[str, str]]:
    """The buttons below what is said while a danger stands so, as the reply contract lists options."""
    return [{"title": one.title, "payload": one.says} for one in after_card().buttons if stage in one.stages]


@lru_cache(maxsize=1)
def _acts() -> Dict[str, str]:
    return {_plain(one.says): one.act for one in after_card().buttons}


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w']+", " ", text.lower().replace("\u2019", "'")).split())
