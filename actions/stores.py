"""The action server's one knowledge store, opened on first use."""

from __future__ import annotations

from functools import lru_cache

from knowledge.settings import settings
from knowledge.store import KnowledgeStore, open_store


@lru_cache(maxsize=1)
def knowledge_store() -> KnowledgeStore:
    """The store that this deployment configures. No connection is made before the first look-up."""
    return open_store(settings().knowledge_url, settings().min_status)
