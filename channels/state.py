"""`/health` and `/metrics` of Rasa's server: whether what it notices is kept. Answered to this machine alone, not to what a proxy passes on."""

from __future__ import annotations

import time
from typing import Iterator, Optional

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from escalations.safekeeping import Safekeeping, safekeeping

LOOPBACK = ("127.0.0.1", "::1")
TEXT = "text/plain; version=0.0.4; charset=utf-8"


class KeptMetrics(Collector):
    """The figures of `Safekeeping`; nothing in them tells of a patient."""

    def __init__(self, kept: Safekeeping) -> None:
        self._kept = kept

    def collect(self) -> Iterator[Metric]:
        """All figures."""
        age = time.time() - self._kept.since if self._kept.held else 0.0
        yield GaugeMetricFamily("bedside_notices_unkept", "Notices that lie in memory alone", value=self._kept.held)
        yield GaugeMetricFamily("bedside_notices_unkept_oldest_seconds", "Age of the oldest of them", value=age)
        events = CounterMetricFamily(
            "bedside_spool_writes",
            "kept; failed: a try that no disk took; saved: from memory to a disk",
            labels=["event"],
        )
        for event in ("kept", "failed", "saved"):
            events.add_metric([event], self._kept.counts[event])
        yield events


def blueprint(kept: Optional[Safekeeping] = None) -> Blueprint:
    """Both addresses."""
    made, own = Blueprint("bedside_state"), kept or safekeeping()
    registry = CollectorRegistry()
    registry.register(KeptMetrics(own))

    @made.get("/health")
    async def health(request: Request) -> HTTPResponse:
        if not _is_from_here(request):
            return response.json({"error": "not found"}, status=404)
        return response.json(
            {"status": "red" if own.held else "ok", "unkept": own.held}, status=503 if own.held else 200
        )

    @made.get("/metrics")
    async def metrics(request: Request) -> HTTPResponse:
        if not _is_from_here(request):
            return response.json({"error": "not found"}, status=404)
        return response.raw(generate_latest(registry), content_type=TEXT)

    return made


def _is_from_here(request: Request) -> bool:
    forwarded = [name for name in ("x-forwarded-for", "forwarded", "x-real-ip", "via") if name in request.headers]
    return request.ip in LOOPBACK and not forwarded
