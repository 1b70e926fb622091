"""Parameters of trackers are dropped, and no others."""

from __future__ import annotations

import pytest

from styrka.web.http.trackers import drop_trackers


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("", ""),
        ("theme=energy&utm_source=x&fbclid=y", "theme=energy"),
        ("utm%5Fmedium=x&theme=energy", "theme=energy"),
        ("UTM_SOURCE=x", ""),
        ("gclid=1&a=%20&mc_cid=2&b", "a=%20&b"),
        ("utmost=1&id=2&q=utm_source", "utmost=1&id=2&q=utm_source"),
    ],
)
def test_only_parameters_of_trackers_go(query: str, left: str) -> None:
    assert drop_trackers(query) == left
