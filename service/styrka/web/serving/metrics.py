"""Metrics for Prometheus: requests by route, method and status, and writes by operation and outcome.

What clients make up, such as methods and paths, is no label: a label has few values (Prometheus, practices/naming).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

OPERATIONS: Final = ("put", "post", "patch", "delete", "update")
TAKEN: Final = ("created", "changed", "unchanged")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH", "QUERY"})
_REQUEST_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_WRITE_SECONDS: Final = (0.01, 0.05, 0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)

disable_created_metrics()  # type: ignore[no-untyped-call]  # one series more for each, that nothing here reads


class RequestMetrics:
    """Counts of requests. Safe to share among threads."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Make the metrics of a registry."""
        self._requests = Counter(
            "styrka_requests", "Requests answered", ("route", "method", "status"), registry=registry
        )
        self._seconds = Histogram(
            "styrka_request_seconds",
            "Seconds from request to reply",
            ("route",),
            buckets=_REQUEST_SECONDS,
            registry=registry,
        )
        self._bytes = Counter("styrka_response_bytes", "Bytes of response bodies", registry=registry)
        cache = Counter(
            "styrka_cache_requests",
            "Requests by whether a cached answer was given ahead of the application",
            ("found",),
            registry=registry,
        )
        self._cache = {True: cache.labels("yes"), False: cache.labels("no")}
        # Finding the series of a request by its labels costs more than counting it.
        self._series: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self.dropped = Counter(
            "styrka_log_dropped", "Lines of the request log that were not written", registry=registry
        )

    def count(self, method: str, route: str, status: int, seconds: float, size: int, *, cached: bool) -> None:
        """Count one request.

        Parameters:
            route: the URL rule that matched.
            seconds: from the request to the reply.
            size: of the body, in bytes.
            cached: whether the answer came from the response cache ahead of the application.
        """
        method = method if method in _METHODS else "other"
        series = self._series.get((route, method, status))
        if series is None:
            series = self._requests.labels(route, method, status), self._seconds.labels(route)
            self._series[route, method, status] = series
        requests, histogram = series
        requests.inc()
        histogram.observe(seconds)
        self._bytes.inc(size)
        self._cache[cached].inc()


class WriteMetrics:
    """Counts of writes: by operation and outcome, how long they took, how many wait. Safe to share among threads."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Make the metrics of a registry."""
        self._writes = Counter(
            "styrka_writes",
            "Writes of graphs and updates, taken or refused",
            ("operation", "outcome"),
            registry=registry,
        )
        self._seconds = Histogram(
            "styrka_write_seconds",
            "Seconds that a writer took, waiting for the one before it included",
            ("operation",),
            buckets=_WRITE_SECONDS,
            registry=registry,
        )
        for labels in product(OPERATIONS, TAKEN):
            self._writes.labels(*labels)
        for operation in OPERATIONS:
            self._seconds.labels(operation)
        self._lock = threading.Lock()
        self._inside = 0
        # One write is done at a time; the others wait.
        Gauge("styrka_writes_in_progress", "Writes that are being done", registry=registry).set_function(
            lambda: min(self._inside, 1)
        )
        Gauge("styrka_writes_waiting", "Writes that wait for the one before them", registry=registry).set_function(
            lambda: max(self._inside - 1, 0)
        )

    def count(self, operation: str, outcome: str) -> None:
        """Count one write.

        Parameters:
            operation: one of ``OPERATIONS``.
            outcome: one of ``TAKEN``, or the kind of the error that it was refused with.
        """
        self._writes.labels(operation, outcome).inc()

    @contextmanager
    def time_write(self, operation: str) -> Iterator[None]:
        """Count a write as waiting for its turn or being done, and measure how long, while the context is open."""
        began = time.perf_counter()
        with self._lock:
            self._inside += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1
            self._seconds.labels(operation).observe(time.perf_counter() - began)
