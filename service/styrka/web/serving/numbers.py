"""The numbers of requests for Prometheus: added up many requests at a time, exact whenever they are read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})


class Noted(NamedTuple):
    """What is noted of one request: when (seconds of the epoch), what was asked and answered, how long, by whom."""

    moment: float
    method: str
    route: str
    status: int
    seconds: float
    size: int
    query_id: str
    kept: bool
    address: str
    agent: str


@dataclass(slots=True)
class _Tally:
    """Requests of one kind: how many, their bytes and seconds, and how many took at most each of the bounds."""

    count: int = 0
    size: int = 0
    seconds: float = 0.0
    within: list[int] = field(default_factory=lambda: [0] * (len(_SECONDS) + 1))


class Numbers(Collector):
    """Requests by route, method, status, and whether the answer was kept."""

    def __init__(self, settle: Callable[[], None]) -> None:
        """Have ``settle`` add what is still to be added before they are read."""
        self._settle = settle
        self._tallies: dict[tuple[str, str, int, bool], _Tally] = {}
        self.dropped = 0  # lines of the log that nobody had time to write

    def add(self, requests: Iterable[Noted]) -> None:
        """Add requests; not to be called by two threads at once."""
        tallies = self._tallies
        for one in requests:
            method = one.method if one.method in _METHODS else "other"
            key = (one.route, method, one.status, one.kept)
            tally = tallies.get(key)
            if tally is None:
                tally = tallies[key] = _Tally()
            tally.count += 1
            tally.size += one.size
            tally.seconds += one.seconds
            tally.within[bisect_left(_SECONDS, one.seconds)] += 1

    def collect(self) -> Iterator[Metric]:
        """Yield the numbers now."""
        self._settle()
        found = list(self._tallies.items())
        requests = CounterMetricFamily("styrka_requests", "Requests answered", labels=["route", "method", "status"])
        counts: dict[tuple[str, str, str], int] = {}
        routes: dict[str, _Tally] = {}
        for (route, method, status, _), tally in found:
            labels = (route, method, str(status))
            counts[labels] = counts.get(labels, 0) + tally.count
            whole = routes.setdefault(route, _Tally())
            whole.seconds += tally.seconds
            whole.within = [one + other for one, other in zip(whole.within, tally.within, strict=True)]
        for labels, count in counts.items():
            requests.add_metric(labels, count)
        yield requests
        seconds = HistogramMetricFamily("styrka_request_seconds", "Seconds from request to reply", labels=["route"])
        for route, whole in routes.items():
            seconds.add_metric([route], _buckets(whole.within), whole.seconds)
        yield seconds
        size = sum(tally.size for _, tally in found)
        yield CounterMetricFamily("styrka_response_bytes", "Bytes of response bodies", size)
        kept = CounterMetricFamily(
            "styrka_cache_requests",
            "Requests by whether a kept answer was given ahead of the application",
            labels=["found"],
        )
        for told, value in (("yes", True), ("no", False)):
            kept.add_metric([told], sum(tally.count for key, tally in found if key[3] is value))
        yield kept
        yield CounterMetricFamily("styrka_log_dropped", "Lines of the request log that were not written", self.dropped)


def _buckets(within: list[int]) -> list[tuple[str, float]]:
    """Cumulative counts by upper bound, as a histogram of Prometheus has them."""
    total, made = 0, []
    for bound, count in zip((*map(str, _SECONDS), "+Inf"), within, strict=True):
        total += count
        made.append((bound, float(total)))
    return made
