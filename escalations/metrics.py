"""What a monitoring system can watch: how many notices wait, and what became of the others.

Served at `http://127.0.0.1:<BEDSIDE_ESCALATION_METRICS_PORT>/metrics` in Prometheus' text format.
"""

from __future__ import annotations

from collections import Counter
from typing import Iterator

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from escalations.spool import Spool
from escalations.store import EscalationStore

EVENTS = ("taken_in", "delivered", "failed", "mailed", "unreached", "store_down")


class EscalationMetrics(Collector):
    """Reads the figures when they are asked for; a store that is down is a figure too."""

    def __init__(self, counts: Counter, store: EscalationStore, spool: Spool) -> None:
        self._counts, self._store, self._spool = counts, store, spool

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
        try:
            undelivered, is_up = self._store.undelivered(), 1
        except SQLAlchemyError:
            undelivered, is_up = 0, 0
        yield GaugeMetricFamily("bedside_escalation_store_up", "Whether the store answers", value=is_up)
        if is_up:
            yield GaugeMetricFamily(
                "bedside_notices_undelivered", "Notices that wait for the clinic", value=undelivered
            )


def serve(metrics: EscalationMetrics, port: int) -> int:
    """Serves the figures on the loopback address, in a thread; answers the port (another one where 0 was asked for)."""
    registry = CollectorRegistry()
    registry.register(metrics)
    server, _ = start_http_server(port, addr="127.0.0.1", registry=registry)
    return int(server.server_port)
