"""The W3C SPARQL 1.1 suite over HTTP: nothing fails but what the list of known failures names, with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import conformance


def test_every_known_failure_has_a_reason() -> None:
    known = conformance.known()
    assert known
    assert [name for name, reason in known.items() if not reason] == []


@pytest.mark.shared
def test_the_suite_fails_only_where_known(shared: Path) -> None:
    pytest.importorskip("requests", reason="the suite's runner needs it")
    if not (shared / "conformance" / "run_sparql11_http.py").is_file():
        pytest.skip("the W3C suite is not in the shared folder")
    result = conformance.run(shared)
    assert conformance.verdict(result) == []
    assert result.counts["pass"] >= 560
    for category in ("protocol", "graph-store-protocol", "service-description", "syntax-update-1", "extra"):
        assert not [name for name in result.failures if name.startswith((f"sparql11/{category}/", f"{category}/"))]
