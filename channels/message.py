"""One message as every channel reads it from its provider's request."""

from __future__ import annotations

import json
from typing import NamedTuple, Optional


class Incoming(NamedTuple):
    """One message of one person.

    Attributes:
        id: the provider's id; the same message comes under the same id, however often.
        sender: the conversation, `<channel>:<the provider's id of the person>`.
        address: where the answer goes, as the channel's client reads it.
        text: what was written; None for a picture, a voice note, a place, a sticker, or nothing.
        region: whose numbers to give, where the channel knows it.
        handled: a keyword that the provider has answered already: STOP, START or HELP.
    """

    id: str
    sender: str
    address: str
    text: Optional[str]
    region: Optional[str] = None
    handled: Optional[str] = None

    def body(self) -> str:
        """All but the ids, to be kept until the message is answered."""
        return json.dumps([self.address, self.text, self.region, self.handled])


def from_body(message_id: str, sender: str, body: str) -> Incoming:
    """The message that was kept as `Incoming.body`."""
    return Incoming(message_id, sender, *json.loads(body))
