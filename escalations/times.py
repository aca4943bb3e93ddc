"""Moments as the stores keep them (UTC; SQLite forgets to say so) and as staff read them (the clinic's own clock)."""

from __future__ import annotations

import datetime
from typing import Optional
from zoneinfo import ZoneInfo

from knowledge.settings import settings


def from_seconds(seconds: float) -> datetime.datetime:
    """Seconds since 1970 as a moment in UTC."""
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)


def utc(moment: datetime.datetime) -> datetime.datetime:
    """A stored moment in UTC. SQLite gives it back without a zone, PostgreSQL in the server's."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=datetime.timezone.utc)
    return moment.astimezone(datetime.timezone.utc)


def at_the_clinic(moment: datetime.datetime, zone: Optional[str] = None) -> datetime.datetime:
    """The moment by the clinic's clock, or by that of `zone`."""
    return utc(moment).astimezone(ZoneInfo(zone or settings().time_zone))


def told(moment: datetime.datetime, zone: Optional[str] = None) -> str:
    """As staff read it, with the zone: `2026-11-30 02:14 GMT`."""
    return f"{at_the_clinic(moment, zone):%Y-%m-%d %H:%M %Z}"
