"""``/health`` and ``/metrics``: for those who run the service. Nothing here is cached or counted against a client."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from styrka.engine.interface import ask_truth
from styrka.release import read_current_version
from styrka.web.context import Service, service

blueprint = Blueprint("health", __name__)


@blueprint.get("/health/live")
def live() -> Response:
    """200 as long as the web process answers at all."""
    return _not_cached(jsonify(status="live"))


@blueprint.get("/health/ready")
def ready() -> Response:
    """200 when a question is answered from a release; else the error that stands in the way, 503.

    ``published`` is the release that the folder names: another one where it is not taken up yet, or cannot be opened;
    null where the folder cannot be read. What is answered from is in memory and answers on meanwhile.
    """
    ask_truth(service().engine, "ASK {}")
    state: dict[str, str | None] = {"status": "ready", "release": service().engine.version}
    if _has_folder(service()):
        state["published"] = read_current_version(service().settings.releases_path)
    return _not_cached(jsonify(state))


@blueprint.get("/metrics")
def metrics() -> Response:
    """Return numbers in the text format of Prometheus (0.0.4)."""
    return _not_cached(Response(generate_latest(service().watch.registry), content_type=CONTENT_TYPE_LATEST))


def collect(registry: CollectorRegistry, whole: Service) -> None:
    """Have a registry report a service's engine, cache and release, as they are when it is read."""
    registry.register(_State(whole))
    ProcessCollector(registry=registry)


class _State(Collector):
    def __init__(self, whole: Service) -> None:
        self._whole = whole

    def collect(self) -> Iterator[Metric]:
        """Yield the numbers now."""
        engines = {"public": self._whole.public.load, "reserved": self._whole.engine.load}
        for name, text in (
            ("workers", "Worker processes"),
            ("busy", "Workers with a query in hand"),
            ("waiting", "Queries that wait for a worker"),
            ("heavy", "Queries in hand that have proven heavy"),
        ):
            gauge = GaugeMetricFamily(f"styrka_{name}", text, labels=["queue"])
            for queue, load in engines.items():
                gauge.add_metric([queue], getattr(load, name))
            yield gauge
        kills = CounterMetricFamily("styrka_kills", "Queries that were ended", labels=["cause"])
        for cause, count in {"time": 0, "memory": 0, "heavy": 0, "aborted": 0, **engines["public"].kills}.items():
            kills.add_metric([cause], count)
        yield kills
        yield GaugeMetricFamily("styrka_cache_bytes", "Memory of the cached answers", self._whole.cache.bytes)
        yield GaugeMetricFamily("styrka_cache_answers", "Cached answers", len(self._whole.cache))
        if self._whole.writer is not None and self._whole.writer.size is not None:
            size = GaugeMetricFamily("styrka_scratch_bytes", "Memory of the scratch store at the last write")
            size.add_metric([], self._whole.writer.size)
            yield size
        edition = self._whole.engine.edition
        if _has_folder(self._whole):
            same = read_current_version(self._whole.settings.releases_path) == edition.version
            text = "Whether the published release is the one that is answered from"
            yield GaugeMetricFamily("styrka_release_taken_up", text, float(same))
        labels = {"version": edition.version, "created": edition.created}
        yield InfoMetricFamily("styrka_release", "The release that is answered from", labels)


def _has_folder(whole: Service) -> bool:
    return not whole.scratch and not whole.settings.engine


def _not_cached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
