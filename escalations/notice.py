"""What is known of a noticed danger, at the moment it is noticed."""

from __future__ import annotations

import datetime
import json
import uuid
from typing import Any, Dict, List, Literal, Optional

from pydantic import BaseModel, Extra

LONGEST = {
    "conversation": 256,
    "channel": 64,
    "region": 8,
    "trigger": 128,
}  # characters that the store takes (models.py)
NAMESPACE = uuid.UUID("5b8f3f0e-6f0a-4c39-9d0a-0d6f6f1f7c11")  # of escalation ids; any fixed value does
Level = Literal["none", "urgent", "emergency"]
Kind = Literal["danger", "after", "over"]
DANGER: Kind = "danger"
AFTER: Kind = "after"
OVER: Kind = "over"
LEFT_NUMBER = "left_number"  # what a person does who leaves a number to be called at


class Turn(BaseModel):
    """One thing said in the conversation."""

    class Config:
        extra = Extra.forbid

    who: Literal["person", "assistant"]
    text: str


class Notice(BaseModel):
    """One message that told of danger, or that such a danger is over.

    Attributes:
        id: of this notice; taking it in twice changes nothing.
        escalation_id: of the emergency it belongs to; later messages of it carry the same.
        kind: `danger`, or `over` once the person says that help has come or that it is over.
        trigger: what noticed it: the classifier, a rule by its name, or the answer to a check question.
        turns: the conversation's last turns, oldest first, the message itself the last of the person's.
    """

    class Config:
        extra = Extra.forbid

    id: str
    escalation_id: str
    kind: Kind
    conversation: str
    channel: str
    region: Optional[str]
    at: datetime.datetime
    level: Level
    flags: List[str]
    trigger: str
    act: Optional[str] = None
    turns: List[Turn]
    number: Optional[str] = None

    def fitting(self) -> Notice:
        """The same with nothing that a database can't hold: a name of an unheard-of length, a NUL. Better cut than refused."""
        turns = [turn.copy(update={"text": turn.text.replace("\x00", "")}) for turn in self.turns]
        cut = {
            name: value.replace("\x00", "")[:most]
            for name, most in LONGEST.items()
            if (value := getattr(self, name)) is not None
        }
        return self.copy(update={**cut, "turns": turns})

    def as_record(self) -> Dict[str, Any]:
        """The notice as plain JSON values, without the number."""
        return dict(json.loads(self.json(exclude={"number"})))


def escalation_id(conversation: str, first_at: float) -> str:
    """The id of the emergency that began with the conversation's message of that time.

    Made from the two alone, so that it is the same whoever works it out, also after a restart.
    """
    return str(uuid.uuid5(NAMESPACE, f"{conversation} {first_at:.6f}"))


def notice_id(conversation: str, at: float) -> str:
    """The id of the notice of one message."""
    return str(uuid.uuid5(NAMESPACE, f"notice {conversation} {at:.6f}"))
