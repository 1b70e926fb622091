"""Which release answers, and of which year it is."""

from __future__ import annotations

import pytest

from styrka.clock import read_today
from styrka.engine.interface import Edition


@pytest.mark.parametrize(
    ("version", "created", "year"),
    [
        ("2025-11-22-0a1b2c3d4e5f", "2026-01-02T03:04:05+00:00", "2025"),
        ("undated-0a1b2c3d4e5f", "2026-01-02T03:04:05+00:00", "2026"),
        ("scratch-1-0", "", read_today()[:4]),
        ("", "", read_today()[:4]),
    ],
)
def test_a_release_has_a_year_whatever_its_version_is(version: str, created: str, year: str) -> None:
    assert Edition(version, created).year == year
