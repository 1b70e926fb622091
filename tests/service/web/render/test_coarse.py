"""Outlines for small pictures: fewer corners, the same ones on both sides of a border."""

from __future__ import annotations

import re

from styrka.release import Release, read_geometry
from styrka.web.render.map.coarse import coarsen_paths, coarsen_view
from styrka.web.render.map.outline import enclose, measure_rings

# Two squares with a common border that has a notch of 2 square units, and another of 200.
LEFT = "M0 0l100 0 0 40-2 1 2 1 0 18-20 10 20 10 0 20-100 0z"
RIGHT = "M100 0l100 0 0 100-100 0 0-20-20-10 20-10 0-18-2-1 2-1z"


def test_a_border_of_two_loses_the_same_corners_in_both() -> None:
    left, right = coarsen_paths((LEFT, RIGHT), 50)
    assert left == "M0 0l100 0 0 60-20 10 20 10 0 20-100 0z"
    assert right == "M100 0l100 0 0 100-100 0 0-20-20-10 20-10z"
    assert coarsen_paths((LEFT, RIGHT), 0) == (LEFT, RIGHT)


def test_a_small_ring_keeps_three_corners() -> None:
    (path,) = coarsen_paths(("M0 0l2 0 0 2-1 1-1-1z",), 10_000)
    assert path.count(" ") + path.count("-") >= 3


def test_the_map_of_sweden_is_half_as_long_and_lies_where_it_lay(release: Release) -> None:
    view = read_geometry(release)["se"]
    coarse = coarsen_view(view)
    sizes = [sum(len(shape.path) for shape in one.shapes.values()) for one in (view, coarse)]
    assert sizes[1] < sizes[0] * 0.55
    for code, shape in view.shapes.items():
        rings, left = list(measure_rings(shape.path)), list(measure_rings(coarse.shapes[code].path))
        assert len(left) == len(rings)
        assert max(abs(a - b) for a, b in zip(enclose(rings), enclose(left), strict=True)) < 80
        assert re.fullmatch(r"(M-?\d+ -?\d+l[-\d ]+z)+", coarse.shapes[code].path)


def test_the_map_of_europe_is_as_it_was(release: Release) -> None:
    view = read_geometry(release)["europe"]
    assert coarsen_view(view) is view
