"""Outlines in degrees: from the paths that maps are drawn with to the positions of GeoJSON (RFC 7946).

The paths of the view ``europe`` are in the projection EPSG:3035, moved and scaled as ``data/geometry/README.md`` has
it. Here that is undone: Lambert's azimuthal equal-area projection on the ellipsoid GRS 80 (EPSG method 9820).
ETRS89, which it gives, and WGS 84 lie less than a metre apart; a unit of a path is 920 metres.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any, Final

from styrka.release.geometry import Box

_SCALE: Final = 0.00108696  # units of a path in a metre
_LEFT, _TOP = 2_000_000, 5_500_000  # where the path's axes are 0, in metres of the projection
_EAST, _NORTH = 4_321_000, 3_210_000  # of the projection's centre
_CENTRE: Final = (math.radians(52), math.radians(10))
_RADIUS: Final = 6_378_137.0
_FLATTENING: Final = 1 / 298.257222101
_SQUARE: Final = _FLATTENING * (2 - _FLATTENING)
_PLACES: Final = 3  # decimals of a degree, 110 metres at most: finer than the paths are
_NUMBER: Final = re.compile(r"-?\d+")

Position = tuple[float, float]  # longitude, latitude
Ring = tuple[Position, ...]


def place_point(x: float, y: float) -> Position:
    """Return where a point of the view lies."""
    return _unproject(x / _SCALE + _LEFT, _TOP - y / _SCALE)


@lru_cache(4096)
def make_polygons(path: str, left_out: tuple[Box, ...] = ()) -> dict[str, Any] | None:
    """Return a path as a MultiPolygon, outer rings against the clock and holes with it; None where nothing is left.

    Parameters:
        left_out: the boxes of the insets: what is drawn there lies elsewhere.
    """
    rings = [ring for ring in map(_read_ring, path.split("M")[1:]) if not _is_within(ring, left_out)]
    placed = [_drop_repeated(tuple(place_point(x, y) for x, y in ring)) for ring in rings]
    whole = [ring for ring in placed if len(ring) >= 4 and _measure(ring)]  # three corners, and the first again
    if not whole:
        return None
    around = [[other for other in whole if other is not ring and _holds(other, ring)] for ring in whole]
    polygons: dict[int, list[Ring]] = {
        place: [_turn(ring, 1)] for place, ring in enumerate(whole) if len(around[place]) % 2 == 0
    }
    for place, ring in enumerate(whole):
        if len(around[place]) % 2:
            outer = min(around[place], key=lambda other: abs(_measure(other)))
            polygons.setdefault(whole.index(outer), []).append(_turn(ring, -1))
    return {"type": "MultiPolygon", "coordinates": list(polygons.values())}


def has_insets(path: str, insets: Iterable[Box]) -> bool:
    """Return whether a part of a path is drawn in an inset."""
    boxes = tuple(insets)
    return any(_is_within(_read_ring(ring), boxes) for ring in path.split("M")[1:])


def _read_ring(text: str) -> list[tuple[int, int]]:
    numbers = [int(number) for number in _NUMBER.findall(text)]
    return list(zip(accumulate(numbers[::2]), accumulate(numbers[1::2]), strict=True))


def _is_within(ring: Sequence[tuple[int, int]], boxes: Iterable[Box]) -> bool:
    return any(
        all(left <= x <= left + width and top <= y <= top + height for x, y in ring)
        for left, top, width, height in boxes
    )


def _drop_repeated(ring: Ring) -> Ring:
    """Return a ring without a position twice in a row, closed."""
    kept = [one for place, one in enumerate(ring) if one != ring[place - 1]]
    return (*kept, kept[0]) if kept else ()


def _measure(ring: Ring) -> float:
    """Return twice the area in square degrees; positive for a ring against the clock."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def _turn(ring: Ring, sign: int) -> Ring:
    return ring if _measure(ring) * sign > 0 else ring[::-1]


def _holds(ring: Ring, other: Ring) -> bool:
    """Return whether another ring lies inside; rings of one path may touch, but never cross."""
    corners = set(ring)
    loose = next((one for one in other if one not in corners), None)
    return loose is not None and _contains(ring, loose)


def _contains(ring: Ring, position: Position) -> bool:
    x, y = position
    inside = False
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def _authalic(latitude: float) -> float:
    """Return q of EPSG method 9820."""
    sine, e = math.sin(latitude), math.sqrt(_SQUARE)
    return (1 - _SQUARE) * (sine / (1 - _SQUARE * sine * sine) - math.log((1 - e * sine) / (1 + e * sine)) / (2 * e))


_POLE: Final = _authalic(math.pi / 2)
_SPHERE: Final = _RADIUS * math.sqrt(_POLE / 2)
_BETA: Final = math.asin(_authalic(_CENTRE[0]) / _POLE)
_STRETCH: Final = (
    _RADIUS * math.cos(_CENTRE[0]) / math.sqrt(1 - _SQUARE * math.sin(_CENTRE[0]) ** 2) / (_SPHERE * math.cos(_BETA))
)


def _unproject(east: float, north: float) -> Position:
    """Return longitude and latitude of a place in the projection, in metres."""
    across, up = (east - _EAST) / _STRETCH, (north - _NORTH) * _STRETCH
    distance = math.hypot(across, up)
    if not distance:
        return math.degrees(_CENTRE[1]), math.degrees(_CENTRE[0])
    angle = 2 * math.asin(distance / (2 * _SPHERE))
    sine, cosine = math.sin(angle), math.cos(angle)
    beta = math.asin(cosine * math.sin(_BETA) + up * sine * math.cos(_BETA) / distance)
    longitude = _CENTRE[1] + math.atan2(
        across * sine, distance * math.cos(_BETA) * cosine - up * math.sin(_BETA) * sine
    )
    two, three = _SQUARE**2, _SQUARE**3
    latitude = (
        beta
        + (_SQUARE / 3 + 31 * two / 180 + 517 * three / 5040) * math.sin(2 * beta)
        + (23 * two / 360 + 251 * three / 3780) * math.sin(4 * beta)
        + 761 * three / 45360 * math.sin(6 * beta)
    )
    return round(math.degrees(longitude), _PLACES), round(math.degrees(latitude), _PLACES)
