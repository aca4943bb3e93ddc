"""What the actions work on."""

from __future__ import annotations

import pytest

from review.store import ReviewStore


@pytest.fixture
def queue(engine) -> ReviewStore:
    """A content team's queue that keeps the words."""
    return ReviewStore(engine, keep_text=True)
