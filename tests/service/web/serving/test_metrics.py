"""What Prometheus reads: its parser understands it, names keep its conventions, and no label grows without end."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import Client

from tests.service.web.conftest import MakeApp
from tests.service.web.instances import AUTHORITY, TOKEN, TURTLE, UPDATE, Instance, scratch

# https://prometheus.io/docs/practices/naming/: base units, in the plural, last but for _total and _info.
OTHER_UNITS = re.compile(r"_(ms|milliseconds|minutes|hours|kb|kib|mb|megabytes|percent)(_|$)")


def families(text: str) -> dict[str, Metric]:
    """The metrics by name, as Prometheus' own parser reads them; none twice."""
    found = list(text_string_to_metric_families(text))
    assert len({one.name for one in found}) == len(found)
    return {one.name: one for one in found}


def value(found: dict[str, Metric], sample: str, **labels: str) -> float:
    """The value of one sample; 0 when there is none."""
    samples = [one for metric in found.values() for one in metric.samples if one.name == sample]
    return next((one.value for one in samples if one.labels == labels), 0.0)


@pytest.fixture(scope="module")
def pad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A scratch instance."""
    with scratch(tmp_path_factory.mktemp("scratch")) as instance:
        yield instance


def numbers(pad: Instance) -> dict[str, Metric]:
    """What the instance tells."""
    return families(pad.send("GET", "/metrics").text)


def test_every_metric_keeps_the_conventions(pad: Instance) -> None:
    pad.send("PUT", "/graphs?graph=http://e/g", "<a:a> <a:b> 1 .", TURTLE)
    for name, metric in numbers(pad).items():
        assert metric.documentation, name
        assert re.fullmatch(r"(styrka|process)_[a-z][a-z_]*[a-z]", name)
        assert not OTHER_UNITS.search(name)
        assert not {"path", "client", "address", "agent", "query", "graph"} & {
            label for sample in metric.samples for label in sample.labels
        }
        if metric.type == "counter":
            assert {sample.name for sample in metric.samples} <= {f"{name}_total"}
        else:
            assert not name.endswith("_total")
        if metric.type == "histogram":
            assert name.endswith("_seconds")


def test_the_buckets_of_a_histogram_add_up(pad: Instance) -> None:
    pad.send("POST", "/update", "INSERT DATA { <a:a> <a:b> 2 }", UPDATE)
    for metric in numbers(pad).values():
        if metric.type != "histogram":
            continue
        series: dict[tuple[tuple[str, str], ...], list[tuple[float, float]]] = {}
        counts: dict[tuple[tuple[str, str], ...], float] = {}
        for sample in metric.samples:
            key = tuple(sorted((label, told) for label, told in sample.labels.items() if label != "le"))
            if sample.name.endswith("_bucket"):
                series.setdefault(key, []).append((float(sample.labels["le"]), sample.value))
            elif sample.name.endswith("_count"):
                counts[key] = sample.value
        assert series
        for key, buckets in series.items():
            assert [bound for bound, _ in buckets] == sorted(bound for bound, _ in buckets)
            assert [count for _, count in buckets] == sorted(count for _, count in buckets)
            assert buckets[-1] == (float("inf"), counts[key])


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "operation", "outcome"),
    [
        ("PUT", "/graphs?graph=http://e/new", "<a:a> <a:b> 1 .", TURTLE, "put", "created"),
        ("PUT", "/graphs?graph=http://e/new", "<a:a> <a:b> 2 .", TURTLE, "put", "changed"),
        ("POST", "/graphs?graph=http://e/new", "<a:a> <a:b> 3 .", TURTLE, "post", "changed"),
        ("PATCH", "/graphs?graph=http://e/new", "DELETE WHERE { ?s ?p 3 }", UPDATE, "patch", "changed"),
        ("PATCH", "/graphs?graph=http://e/new", "DROP ALL", UPDATE, "patch", "unfit-patch"),
        ("DELETE", "/graphs?graph=http://e/new", "", AUTHORITY, "delete", "changed"),
        ("DELETE", "/graphs?graph=http://e/new", "", AUTHORITY, "delete", "not-found"),
        ("PUT", "/graphs?default", "<a:a> <a:b>", TURTLE, "put", "unreadable-body"),
        ("PUT", "/graphs?default", "", {**TURTLE, "If-Match": '"x.ttl"'}, "put", "precondition-failed"),
        ("PUT", "/graphs?default", "", {}, "put", "unauthorised"),
        ("POST", "/update", "INSERT DATA { <a:a> <a:b> 1 }", UPDATE, "update", "changed"),
        ("POST", "/update", "INSERT DATA { <a:a> <a:b> }", UPDATE, "update", "query-syntax-error"),
        ("POST", "/update", "", AUTHORITY, "update", "unsupported-media-type"),
    ],
)
def test_each_write_is_counted_by_what_came_of_it(
    pad: Instance, method: str, path: str, body: str, headers: dict[str, str], operation: str, outcome: str
) -> None:
    labels = {"operation": operation, "outcome": outcome}
    before = numbers(pad)
    pad.send(method, path, body, headers)
    after = numbers(pad)
    assert value(after, "styrka_writes_total", **labels) == value(before, "styrka_writes_total", **labels) + 1
    total = {
        name: sum(sample.value for sample in found["styrka_writes"].samples)
        for name, found in (("before", before), ("after", after))
    }
    assert total["after"] == total["before"] + 1
    assert value(after, "styrka_writes_in_progress") == value(after, "styrka_writes_waiting") == 0


def test_reading_a_graph_is_no_write(pad: Instance) -> None:
    before = numbers(pad)["styrka_writes"].samples
    for method in ("GET", "HEAD", "OPTIONS"):
        pad.send(method, "/graphs?default")
    assert numbers(pad)["styrka_writes"].samples == before


def test_the_size_of_the_scratch_store_is_reported(pad: Instance) -> None:
    assert pad.send("POST", "/update", "DROP ALL", UPDATE).status_code == 204
    assert value(numbers(pad), "styrka_scratch_bytes") == 0
    assert pad.send("PUT", "/graphs?default", "<a:a> <a:b> 1 .", TURTLE).status_code == 204
    assert value(numbers(pad), "styrka_scratch_bytes") > 1_000_000


def test_what_clients_make_up_makes_no_numbers(make_app: MakeApp) -> None:
    client: Client = make_app(write_token=TOKEN).test_client()
    client.get("/sparql?query=ASK{}")
    client.put("/graphs?graph=http://e/0")
    client.get("/doc/nothing/0")
    client.get("/metrics")
    before = sum(len(metric.samples) for metric in families(client.get("/metrics").text).values())
    for number in range(1, 30):
        client.get(f"/sparql?query=ASK{{}}%23{number}", headers={"User-Agent": f"agent{number}"})
        client.put(f"/graphs?graph=http://e/{number}", environ_overrides={"REMOTE_ADDR": f"192.0.2.{number}"})
        client.get(f"/doc/nothing/{number}")
    after = sum(len(metric.samples) for metric in families(client.get("/metrics").text).values())
    assert after == before
