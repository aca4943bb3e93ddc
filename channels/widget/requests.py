"""Reads what a client sends, and refuses what is no message."""

from __future__ import annotations

import re
from typing import NamedTuple, Optional, Tuple

from channels.callback import LONGEST
from channels.request import MAX_CHARACTERS, Refused, object_in, region_named
from components.plain_text import plain

_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
MAX_REFERENCE = 128  # characters of an answer's id or version


class Message(NamedTuple):
    """One message; `id` is the client's own, the same however often it is sent."""

    id: str
    text: str
    region: Optional[str]


class Feedback(NamedTuple):
    """Whether one answer helped."""

    answer_id: str
    version: str
    helped: bool


def read_message(body: bytes) -> Message:
    """The message in a request's body.

    Raises:
        Refused: the body is too large, no JSON, or holds no id or no text.
    """
    data = object_in(body)
    own, text = data.get("id"), data.get("text")
    if not isinstance(own, str) or not _ID.fullmatch(own):
        raise Refused(400, '"id" must be 8 to 64 letters, digits or hyphens')
    if not isinstance(text, str) or not plain(text):
        raise Refused(400, '"text" must be a string that is not empty')
    if len(text) > MAX_CHARACTERS:
        raise Refused(413, f'"text" has more than {MAX_CHARACTERS} characters')
    return Message(own, plain(text), region_named(data.get("region")))


def read_number(body: bytes) -> Tuple[str, Optional[str]]:
    """The number that a person leaves, as it was typed, and the page's region.

    Raises:
        Refused: the body is too large, no JSON, or holds no number.
    """
    data = object_in(body)
    number = data.get("number")
    if not isinstance(number, str) or not 0 < len(plain(number)) <= LONGEST:
        raise Refused(400, f'"number" must be a string of 1 to {LONGEST} characters')
    return plain(number), region_named(data.get("region"))


def read_feedback(body: bytes) -> Feedback:
    """The feedback in a request's body.

    Raises:
        Refused: it names no answer, or does not say whether it helped.
    """
    data = object_in(body)
    answer_id, version, helped = data.get("answer_id"), data.get("version"), data.get("helped")
    for value in (answer_id, version):
        if not isinstance(value, str) or not 0 < len(value) <= MAX_REFERENCE:
            raise Refused(400, '"answer_id" and "version" must be those of an answer')
    if not isinstance(helped, bool):
        raise Refused(400, '"helped" must be true or false')
    return Feedback(str(answer_id), str(version), helped)
