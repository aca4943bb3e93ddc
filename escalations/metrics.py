"""What a monitoring system can watch: how many notices wait, and what became of the others.

Served at `http://127.0.0.1:<BEDSIDE_ESCALATION_METRICS_PORT>`: `/metrics` in Prometheus' text format, and `/health` in JSON.
"""

from __future__ import annotations

import asyncio
import datetime
import time
from collections import Counter
from typing import Iterator, Optional

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from escalations.health import Health
from escalations.spool import Spool
from escalations.store import EscalationStore
from escalations.watch import Watch

EVENTS = ("taken_in", "delivered", "failed", "mailed", "unreached", "told", "not_told", "store_down")


class EscalationMetrics(Collector):
    """Reads the figures when they are asked for; a store that is down is a figure too."""

    def __init__(self, counts: Counter, store: EscalationStore, spool: Spool, watch: Optional[Watch] = None) -> None:
        self._counts, self._store, self._spool, self._watch = counts, store, spool, watch

    def collect(self) -> Iterator[Metric]:
        """All figures; nothing in them tells of a patient."""
        events = CounterMetricFamily(
            "bedside_escalation_events",
            "What the dispatcher did since it started; unreached: a try beyond the limit after which staff are mailed",
            labels=["event"],
        )
        for event in EVENTS:
            events.add_metric([event], self._counts[event])
        yield events
        yield GaugeMetricFamily("bedside_spool_waiting", "Notices not yet in the store", value=self._spool.count())
        yield GaugeMetricFamily("bedside_spool_broken", "Files set aside", value=self._spool.broken())
        yield GaugeMetricFamily("bedside_spool_oldest_seconds", "Age of the oldest of them", value=self._age_in_spool())
        yield self._routes()
        try:
            found = self._store.waiting()
        except SQLAlchemyError:
            yield GaugeMetricFamily("bedside_escalation_store_up", "Whether the store answers", value=0)
            return
        yield GaugeMetricFamily("bedside_escalation_store_up", "Whether the store answers", value=1)
        yield GaugeMetricFamily(
            "bedside_notices_undelivered", "Notices that wait for the clinic", value=found.undelivered
        )
        yield GaugeMetricFamily(
            "bedside_notices_oldest_seconds", "Age of the oldest of them", value=_age(found.undelivered_since)
        )
        yield GaugeMetricFamily(
            "bedside_emergencies_unacknowledged", "Emergencies that nobody has seen", value=found.unacknowledged
        )
        yield GaugeMetricFamily(
            "bedside_emergencies_oldest_seconds", "Age of the oldest of them", value=_age(found.unacknowledged_since)
        )

    def _age_in_spool(self) -> float:
        since = self._spool.since()
        return max(0.0, time.time() - since) if since is not None else 0.0

    def _routes(self) -> Metric:
        failing = GaugeMetricFamily(
            "bedside_escalation_route_failing_seconds", "For how long a route has taken nothing", labels=["route"]
        )
        for one in self._watch.failing() if self._watch else []:
            failing.add_metric([one.route], time.time() - one.since)
        return failing


def make_app(metrics: EscalationMetrics, health: Health) -> web.Application:
    """`/metrics`, and `/health`: 200 while danger reaches the clinic, 503 where it does not."""
    registry = CollectorRegistry()
    registry.register(metrics)

    async def figures(_: web.Request) -> web.Response:
        text = await asyncio.to_thread(generate_latest, registry)
        return web.Response(body=text, headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    async def state(_: web.Request) -> web.Response:
        report = await asyncio.to_thread(health.report)
        return web.json_response(report, status=200 if report["status"] == "ok" else 503)

    app = web.Application()
    app.router.add_get("/metrics", figures)
    app.router.add_get("/health", state)
    return app


def _age(since: Optional[datetime.datetime]) -> float:
    return max(0.0, time.time() - since.timestamp()) if since else 0.0
