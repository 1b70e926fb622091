"""What describes the catalogue and its datasets: one graph that nobody writes,
and the first and last day of what is stated as a year or a month."""

from __future__ import annotations

import hashlib
import json

import pytest

from styrka.publish import datasets
from styrka.publish.datasets import describe_catalogue, describe_parts
from styrka.release import Release, open_release
from styrka.vocabulary import BASE, PREFIXES

TITLE = PREFIXES["dcterms"] + "title"


def test_only_the_graph_of_the_datasets_describes_them(copied: Release) -> None:
    before = describe_catalogue(copied), describe_parts(copied)
    assert before[1]
    data = copied.path / "data.nq"
    planted = [
        f'<{BASE}{name}> <{TITLE}> "Planted"@en <{BASE}graph/strategies/se122-test> .\n'.encode()
        for name in ("catalog", "dataset/strategies", "dataset/planted")
    ]
    content = b"".join(sorted([*data.read_bytes().splitlines(keepends=True), *planted]))
    data.write_bytes(content)
    manifest = json.loads((copied.path / "manifest.json").read_bytes())
    manifest["files"]["data.nq"] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    (copied.path / "manifest.json").write_text(json.dumps(manifest))
    spoilt = open_release(copied.path, checksums=True)
    assert (describe_catalogue(spoilt), describe_parts(spoilt)) == before


@pytest.mark.parametrize(
    ("stated", "first", "last"),
    [
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2000-02", "2000-02-01", "2000-02-29"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2024-04", "2024-04-01", "2024-04-30"),
        ("2024-12", "2024-12-01", "2024-12-31"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02-29", "2024-02-29", "2024-02-29"),
    ],
)
def test_a_month_ends_with_its_last_day(stated: str, first: str, last: str) -> None:
    term = f'"{stated}"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>'.encode()
    assert datasets._day(term) == first
    assert datasets._day(term, last=True) == last
