"""Reads what a client sends, and refuses what is no message."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, NamedTuple, Optional

from channels.rest import MAX_BODY, MAX_CHARACTERS, Refused
from components.plain_text import plain
from knowledge.schema import REGIONS

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


def region_named(value: Any) -> Optional[str]:
    """The region, where it is one; a wrong one is no reason to turn somebody in danger away."""
    return value if isinstance(value, str) and value in REGIONS else None


def read_message(body: bytes) -> Message:
    """The message in a request's body.

    Raises:
        Refused: the body is too large, no JSON, or holds no id or no text.
    """
    data = _object(body)
    own, text = data.get("id"), data.get("text")
    if not isinstance(own, str) or not _ID.fullmatch(own):
        raise Refused(400, '"id" must be 8 to 64 letters, digits or hyphens')
    if not isinstance(text, str) or not plain(text):
        raise Refused(400, '"text" must be a string that is not empty')
    if len(text) > MAX_CHARACTERS:
        raise Refused(413, f'"text" has more than {MAX_CHARACTERS} characters')
    return Message(own, plain(text), region_named(data.get("region")))


def read_feedback(body: bytes) -> Feedback:
    """The feedback in a request's body.

    Raises:
        Refused: it names no answer, or does not say whether it helped.
    """
    data = _object(body)
    answer_id, version, helped = data.get("answer_id"), data.get("version"), data.get("helped")
    for value in (answer_id, version):
        if not isinstance(value, str) or not 0 < len(value) <= MAX_REFERENCE:
            raise Refused(400, '"answer_id" and "version" must be those of an answer')
    if not isinstance(helped, bool):
        raise Refused(400, '"helped" must be true or false')
    return Feedback(str(answer_id), str(version), helped)


def _object(body: bytes) -> Dict[str, Any]:
    if len(body) > MAX_BODY:
        raise Refused(413, f"the body has more than {MAX_BODY} bytes")
    try:
        data = json.loads(body.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Refused(400, "the body is not JSON in UTF-8") from error
    if not isinstance(data, dict):
        raise Refused(400, "the body must be an object")
    return data
