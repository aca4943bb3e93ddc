"""The hash of a text: what a signature is of."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Dict

from pydantic import BaseModel


def version_of(kind: str, name: str, content: Dict[str, Any]) -> str:
    """SHA-256 over kind, id and content as canonical JSON, in hexadecimal."""
    whole = {"kind": kind, "id": name, "content": content}
    canonical = json.dumps(whole, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def content_of(model: BaseModel) -> Dict[str, Any]:
    """All of a text that can be shown: its file without the review."""
    return dict(json.loads(model.json(exclude={"review"})))
