"""The figures in the form that Prometheus and its like collect."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from adapters.answering import reloading
from adapters.digest import service as digests
from adapters.monitoring.figures import BUCKETS, Figures

_COUNTED = {
    "digests": ("Claims of the day", (digests.POSTED, digests.FAILED, digests.PAUSED, digests.LEFT_OUT)),
    "reloads": ("Libraries that changed", (reloading.RELOADED, reloading.REFUSED)),
}
"""What is counted beside questions, and its outcomes. Each is told from the start, as 0: to see that a count grew takes two values of it."""


class _OfFigures(Collector):
    """Made anew each time somebody asks: the answering path knows nothing of it."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterator[Metric]:
        yield from self._readiness()
        yield from self._answers()
        yield from self._connections()
        yield from self._queues()
        yield from self._beside()

    def _readiness(self) -> Iterator[Metric]:
        figures = self._figures
        yield GaugeMetricFamily("catena_ready", "1 where questions are answered everywhere", value=figures.is_ready())
        is_written = not figures.health.store_problem()
        yield GaugeMetricFamily("catena_store_up", "1 where the store could be written the last time", value=is_written)

    def _answers(self) -> Iterator[Metric]:
        commands = CounterMetricFamily(
            "catena_commands", "Questions, by what became of them", labels=("platform", "command", "outcome")
        )
        for labels, count in self._figures.answered.items():
            commands.add_metric(labels, count)
        yield commands
        seconds = HistogramMetricFamily(
            "catena_answer_seconds", "Seconds from being asked to having the answer", labels=("platform",)
        )
        for platform, latency in self._figures.latency.items():
            below, buckets = 0, []
            for bound, count in zip((*map(str, BUCKETS), "+Inf"), latency.counts, strict=True):
                below += count
                buckets.append((bound, float(below)))
            seconds.add_metric((platform,), buckets, latency.seconds)
        yield seconds

    def _connections(self) -> Iterator[Metric]:
        connected = GaugeMetricFamily("catena_connected", "1 where a connection stands", labels=("platform",))
        silent = GaugeMetricFamily(
            "catena_last_heard_seconds", "Seconds since a platform was heard of", labels=("platform",)
        )
        reconnects = CounterMetricFamily("catena_reconnects", "Connections made anew", labels=("platform",))
        for connection in self._figures.health.connections.values():
            label = (connection.name,)
            connected.add_metric(label, float(connection.is_ready))
            reconnects.add_metric(label, connection.reconnects)
            if math.isfinite(connection.seconds_silent):
                silent.add_metric(label, connection.seconds_silent)
        yield from (connected, silent, reconnects)

    def _queues(self) -> Iterator[Metric]:
        queue = GaugeMetricFamily("catena_queue", "What waits", labels=("queue",))
        for name, waiting in self._figures.queues.items():
            queue.add_metric((name,), waiting())
        yield queue
        yield GaugeMetricFamily("catena_tasks", "Tasks of the event loop", value=len(asyncio.all_tasks()))
        yield GaugeMetricFamily(
            "catena_loop_lag_seconds",
            "How late the event loop was at the worst of the last minute",
            value=self._figures.lag,
        )

    def _beside(self) -> Iterator[Metric]:
        figures = self._figures
        for name, (about, outcomes) in _COUNTED.items():
            counts = dict.fromkeys(outcomes, 0) | dict(figures.counters.get(name, {}))
            yield _counted(f"catena_{name}", f"{about}, by what became of them", counts)
        yield CounterMetricFamily("catena_errors", "Errors in the log", value=figures.health.errors)
        library = GaugeMetricFamily("catena_library_info", "The libraries that answer", labels=("library", "hash"))
        for name, app in figures.shelf.apps.items() if figures.shelf is not None else ():
            library.add_metric((name, app.library.hash[:12]), 1)
        yield library
        build = GaugeMetricFamily("catena_build_info", "The version that runs", labels=("version",))
        build.add_metric((figures.version,), 1)
        yield build


def _counted(name: str, about: str, counts: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(name, about, labels=("outcome",))
    for outcome, count in sorted(counts.items()):
        family.add_metric((outcome,), count)
    return family


def registry_of(figures: Figures) -> CollectorRegistry:
    """All metrics: ours, and those of the process."""
    registry = CollectorRegistry()
    registry.register(_OfFigures(figures))
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
    return registry
