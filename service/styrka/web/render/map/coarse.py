"""Outlines for small pictures, without the corners that cannot be seen in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final

from styrka.release import View

_NUMBER: Final = re.compile(r"-?\d+")
_PASSES: Final = 12
# Square units of a view that cannot be seen where it is shown as large as pages show it.
_UNSEEN: Final = {"se": 1200}
Corner = tuple[int, int]
Ring = tuple[Corner, ...]


def coarsen_view(view: View) -> View:
    """Return a view as pages show it: the same where all of it can be seen there."""
    if view.name not in _UNSEEN:
        return view
    paths = coarsen_paths(tuple(shape.path for shape in view.shapes.values()), _UNSEEN[view.name])
    shapes = {code: replace(shape, path=path) for (code, shape), path in zip(view.shapes.items(), paths, strict=True)}
    return replace(view, shapes=shapes)


@lru_cache(8)
def coarsen_paths(paths: tuple[str, ...], size: int) -> tuple[str, ...]:
    """Return paths without corners that hold less than so many square units with the two beside them.

    A border of two loses the same ones in both, and no corner of three is lost. A corner goes when it holds less
    than those beside it, one pass after the other: no two in a row in one pass.
    """
    rings = {path: [_read_ring(ring) for ring in path.split("M")[1:]] for path in paths}
    for _ in range(_PASSES):
        dropped = _choose_dropped([ring for several in rings.values() for ring in several], 2 * size)
        if not dropped:
            break
        rings = {path: [_leave_out(ring, dropped) for ring in several] for path, several in rings.items()}
    return tuple("".join(map(_write_ring, rings[path])) for path in paths)


def _choose_dropped(rings: Iterable[Ring], size: int) -> set[Corner]:
    areas: dict[Corner, int] = {}
    beside: dict[Corner, frozenset[Corner]] = {}
    lasting: set[Corner] = set()
    for ring in rings:
        for before, corner, after in zip((ring[-1], *ring), ring, (*ring[1:], ring[0]), strict=False):
            pair = frozenset((before, after))
            if len(ring) <= 4 or beside.setdefault(corner, pair) != pair:
                lasting.add(corner)
            areas[corner] = _measure(before, corner, after)
    return {
        corner
        for corner, area in areas.items()
        if area < size and corner not in lasting and _is_least(corner, beside[corner], areas)
    }


def _is_least(corner: Corner, beside: Iterable[Corner], areas: Mapping[Corner, int]) -> bool:
    """Return whether a corner holds less than those beside it; of equal ones the first by its place."""
    return all((areas[corner], corner) < (areas[one], one) for one in beside)


def _measure(one: Corner, other: Corner, third: Corner) -> int:
    """Return twice the area of a triangle."""
    return abs((other[0] - one[0]) * (third[1] - one[1]) - (third[0] - one[0]) * (other[1] - one[1]))


def _leave_out(ring: Ring, dropped: set[Corner]) -> Ring:
    kept = tuple(corner for corner in ring if corner not in dropped)
    return kept if len(kept) > 2 else ring


def _read_ring(text: str) -> Ring:
    numbers = [int(number) for number in _NUMBER.findall(text)]
    return tuple(zip(accumulate(numbers[::2]), accumulate(numbers[1::2]), strict=True))


def _write_ring(ring: Ring) -> str:
    steps = [step for one, other in pairwise(ring) for step in (other[0] - one[0], other[1] - one[1])]
    line = "".join(f"{step}" if step < 0 or not place else f" {step}" for place, step in enumerate(steps))
    return f"M{ring[0][0]} {ring[0][1]}l{line}z"
