"""A reply as the text of one channel. The web chat lays the parts out itself; what it gets as text is what a person would hear.

Pure: a reply and a channel in, a text out. Everything that is said goes through here once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict, List, Optional

from channels import PAYLOAD_CHANNELS, PHONE_CHANNELS
from knowledge.phrasebook import phrasebook
from replies.reply import Origin, Reply
from replies.sms import fits_segments, in_sms_alphabet

MOST_SEGMENTS = 3  # of one reply on a phone
MOST_PUBLISHERS = 2


def message(reply: Reply, channel: Optional[str], hint: bool = False) -> Dict[str, Any]:
    """What is handed to Rasa for one reply: `text`, and where they apply `buttons` and `custom`.

    Args:
        channel: the name of the channel that it goes out by.
        hint: whether to say which words ask for the rest.
    """
    made: Dict[str, Any] = {"text": text(reply, channel, hint)}
    if reply.options:
        made["buttons"] = list(reply.options)
    if channel in PAYLOAD_CHANNELS:
        made["custom"] = {**reply.payload, "reminder": reply.reminder} if reply.reminder else reply.payload
    return made


def text(reply: Reply, channel: Optional[str], hint: bool = False) -> str:
    """The words of a reply on one channel."""
    said = [*([reply.reminder] if reply.reminder else []), *reply.said]
    if channel not in PHONE_CHANNELS:
        return "\n\n".join([*said, *_origin(reply.origin, hint and channel not in PAYLOAD_CHANNELS)])
    body = "\n".join(said)
    for line in _ever_shorter(reply.origin, hint):
        whole = f"{body}\n{line}"
        if fits_segments(in_sms_alphabet(whole), MOST_SEGMENTS):
            return whole
    return body


def _ever_shorter(origin: Optional[Origin], hint: bool) -> List[str]:
    """The line of origin, and what is said of it where there is less room: last of all only whether it was reviewed."""
    if origin is None:
        return []
    named = [replace(origin, publishers=origin.publishers[:most]) for most in (MOST_PUBLISHERS, 1, 0)]
    lines = [line for one in named[:2] for line in _origin(one, True)] if hint else []
    return [*lines, *(line for one in named for line in _origin(one, False))]


def _origin(origin: Optional[Origin], hint: bool) -> List[str]:
    """One line: where it comes from, whether it was signed, and how to get the rest."""
    if origin is None:
        return []
    book = phrasebook()
    parts = []
    if origin.publishers:
        parts.append(book.say("from_sources", publishers=", ".join(origin.publishers[:MOST_PUBLISHERS])))
    parts.append(book.say("reviewed_short" if origin.reviewed else "not_reviewed_short"))
    if hint:
        parts.append(book.say("ask_for_rest"))
    return [" ".join(parts)]
