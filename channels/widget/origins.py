"""Which sites may use the chat: its own, and those on the deployment's list."""

from __future__ import annotations

from typing import Dict, FrozenSet, Optional
from urllib.parse import urlsplit

METHODS = "GET, POST, DELETE"
REQUEST_HEADERS = "authorization, content-type"
PREFLIGHT_SECONDS = "600"


def is_allowed(origin: Optional[str], host: str, listed: FrozenSet[str]) -> bool:
    """Whether a request from `origin` may be processed.

    Args:
        origin: its `Origin` header; browsers leave it out where page and server are one.
        host: its `Host` header, which names this server as the browser sees it.
        listed: the deployment's allow-list, in lower case.
    """
    if origin is None:
        return True
    try:
        return origin.lower() in listed or urlsplit(origin.lower()).netloc == host.lower() != ""
    except ValueError:  # no origin of any browser
        return False


def headers(origin: Optional[str], preflight: bool) -> Dict[str, str]:
    """What tells the browser that a page of this (allowed) origin may read the answer."""
    told = {"Vary": "Origin"}
    if origin:
        told["Access-Control-Allow-Origin"] = origin
        if preflight:
            told["Access-Control-Allow-Methods"] = METHODS
            told["Access-Control-Allow-Headers"] = REQUEST_HEADERS
            told["Access-Control-Max-Age"] = PREFLIGHT_SECONDS
    return told
