"""What every channel does with a request's body: it is a JSON object of a bearable size, or refused."""

from __future__ import annotations

import json
from typing import Any, Dict, Optional

from knowledge.schema import REGIONS

MAX_BODY = 64 * 1024  # bytes; a message of 5,000 characters takes at most 30,000
MAX_CHARACTERS = 10_000


class Refused(Exception):
    """The request holds no message. Carries the HTTP status and what to mend, never what the request held."""

    def __init__(self, status: int, error: str) -> None:
        self.status = status
        self.error = error
        super().__init__(error)


def object_in(body: bytes) -> Dict[str, Any]:
    """The JSON object that a body holds.

    Raises:
        Refused: it is too large (413) or holds none (400).
    """
    of_bearable_size(body)
    try:
        data = json.loads(body.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Refused(400, "the body is not JSON in UTF-8") from error
    if not isinstance(data, dict):
        raise Refused(400, "the body must be a JSON object")
    return data


def of_bearable_size(body: bytes) -> None:
    """Nothing, where a body is not too large.

    Raises:
        Refused: it is (413).
    """
    if len(body) > MAX_BODY:
        raise Refused(413, f"the body has more than {MAX_BODY} bytes")


def region_named(value: Any) -> Optional[str]:
    """The region, where it is one; a wrong one is no reason to turn somebody in danger away."""
    return value if isinstance(value, str) and value in REGIONS else None
