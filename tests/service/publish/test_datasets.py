"""What describes the catalogue and its datasets: one graph, and none that anybody may write."""

from __future__ import annotations

import hashlib
import json

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
