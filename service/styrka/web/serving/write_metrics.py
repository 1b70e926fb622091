"""The numbers of writes for Prometheus: by operation and outcome, how long they took, and how many wait."""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

OPERATIONS: Final = ("put", "post", "patch", "delete", "update")
TAKEN: Final = ("created", "changed", "unchanged")
_SECONDS: Final = (0.01, 0.05, 0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)


class Writes(Collector):
    """Writes since the service began. Safe to share among threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts = {(operation, outcome): 0 for operation in OPERATIONS for outcome in TAKEN}
        self._within = {operation: [0] * (len(_SECONDS) + 1) for operation in OPERATIONS}
        self._sums = dict.fromkeys(OPERATIONS, 0.0)
        self._inside = 0

    def note(self, operation: str, outcome: str) -> None:
        """Count one write.

        Parameters:
            operation: one of ``OPERATIONS``.
            outcome: one of ``TAKEN``, or the kind of the error that it was refused with.
        """
        with self._lock:
            self._counts[operation, outcome] = self._counts.get((operation, outcome), 0) + 1

    @contextmanager
    def timed(self, operation: str) -> Iterator[None]:
        """While this is open, a write waits for its turn or is being done."""
        began = time.perf_counter()
        with self._lock:
            self._inside += 1
        try:
            yield
        finally:
            seconds = time.perf_counter() - began
            with self._lock:
                self._inside -= 1
                self._sums[operation] += seconds
                self._within[operation][bisect_left(_SECONDS, seconds)] += 1

    def collect(self) -> Iterator[Metric]:
        """Yield the numbers now."""
        with self._lock:
            counts, sums, inside = dict(self._counts), dict(self._sums), self._inside
            within = {operation: tuple(found) for operation, found in self._within.items()}
        total = CounterMetricFamily(
            "styrka_writes", "Writes of graphs and updates, taken or refused", labels=["operation", "outcome"]
        )
        for labels, count in counts.items():
            total.add_metric(labels, count)
        yield total
        seconds = HistogramMetricFamily(
            "styrka_write_seconds",
            "Seconds that a writer took, waiting for the one before it included",
            labels=["operation"],
        )
        for operation, found in within.items():
            reached, buckets = 0, []
            for bound, count in zip((*_SECONDS, float("inf")), found, strict=True):
                reached += count
                buckets.append(("+Inf" if bound == float("inf") else str(bound), reached))
            seconds.add_metric([operation], buckets, sums[operation])
        yield seconds
        # One write is done at a time; the others wait.
        yield GaugeMetricFamily("styrka_writes_in_progress", "Writes that are being done", min(inside, 1))
        yield GaugeMetricFamily("styrka_writes_waiting", "Writes that wait for the one before them", max(inside - 1, 0))
