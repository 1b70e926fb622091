"""Outlines in degrees: the projection's own test point, rings that turn as GeoJSON has it, holes, and insets."""

from __future__ import annotations

from itertools import pairwise

import pytest

from styrka.release import read_geometry
from styrka.release.outlines import _unproject, has_insets, make_polygons, place_point
from styrka.release.reading import Release

INSET = (0, 0, 100, 100)
SQUARE = "M2000 2000l500 0 0 500-500 0z"
HOLE = "M2100 2100l100 0 0 100-100 0z"
ISLAND = "M2140 2140l20 0 0 20-20 0z"


def test_the_projection_is_undone_as_its_guide_has_it() -> None:
    # IOGP Guidance Note 7-2, Lambert Azimuthal Equal Area: 5 E, 50 N.
    assert _unproject(3962799.45, 2999718.85) == (5.0, 50.0)
    assert _unproject(4321000, 3210000) == (10.0, 52.0)


def area(ring: list[tuple[float, float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


@pytest.mark.parametrize("path", [SQUARE + HOLE + ISLAND, ISLAND + HOLE + SQUARE], ids=["outer first", "outer last"])
def test_a_hole_is_a_hole_and_an_island_in_it_is_none(path: str) -> None:
    found = make_polygons(path)
    assert found is not None
    polygons = sorted(found["coordinates"], key=len)
    assert [len(polygon) for polygon in polygons] == [1, 2]
    for polygon in polygons:
        assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in polygon)
        assert area(polygon[0]) > 0
        assert all(area(ring) < 0 for ring in polygon[1:])


def test_what_is_drawn_in_an_inset_is_left_out() -> None:
    far = "M10 10l50 0 0 50-50 0z"
    assert make_polygons(far, (INSET,)) is None
    assert make_polygons(far + SQUARE, (INSET,)) == make_polygons(SQUARE, (INSET,))
    assert (has_insets(far + SQUARE, [INSET]), has_insets(SQUARE, [INSET])) == (True, False)


def test_a_line_is_no_polygon() -> None:
    assert make_polygons("M10 10l5 0-5 0z") is None


def test_capitals_lie_in_their_regions(release: Release) -> None:
    view = read_geometry(release)["europe"]
    insets = tuple(view.insets.values())
    places = {"SE110": (18.07, 59.33), "ITI43": (12.5, 41.9), "AT130": (16.37, 48.21), "PT1": (-8, 40)}
    for code, (east, north) in places.items():
        found = make_polygons(view.shapes[code].path, insets)
        assert found is not None
        positions = [one for polygon in found["coordinates"] for one in polygon[0]]
        assert min(x for x, _ in positions) < east < max(x for x, _ in positions)
        assert min(y for _, y in positions) < north < max(y for _, y in positions)
    x, y = place_point(*view.points["SE110"])
    assert (17 < x < 19.5, 58.7 < y < 60.3) == (True, True)
    # Vienna is a hole in Lower Austria.
    around = make_polygons(view.shapes["AT12"].path, insets)
    assert around is not None
    assert any(len(polygon) > 1 for polygon in around["coordinates"])
