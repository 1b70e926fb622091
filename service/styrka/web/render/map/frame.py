"""A part of a view: one country and what lies around it, without the shapes that nobody would see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from styrka.release import Box, Shape, View
from styrka.web.render.map.outline import enclose, is_inside, measure_rings

_MARGIN: Final = 30  # one part in so many, on each side
_FRAMES: Final = 64  # countries whose parts of a view are at hand, up to 100 kB each


@lru_cache(_FRAMES)
def frame_country(view: View, code: str) -> View:
    """Return the part of a view that a country fills, without what lies in insets; the whole for what is none."""
    if code not in view.shapes:
        return view
    rings = [box for _, box in _split(view.shapes[code].path)]
    main = [ring for ring in rings if not any(is_inside(ring, inset) for inset in view.insets.values())]
    left, top, width, height = enclose(main or rings)
    margin = max(width, height) // _MARGIN + 1
    return _frame(view, (left - margin, top - margin, width + 2 * margin, height + 2 * margin))


@lru_cache(_FRAMES)
def frame_insets(view: View, code: str) -> Mapping[str, View]:
    """Return the insets in which outermost regions of a country are drawn, each as a view of its own, by code."""
    if code not in view.shapes:
        return {}
    rings = [box for _, box in _split(view.shapes[code].path)]
    return {
        name: replace(_frame(view, inset), name=f"{view.name}-{name.lower()}")
        for name, inset in view.insets.items()
        if any(is_inside(ring, inset) for ring in rings)
    }


def _frame(view: View, frame: Box) -> View:
    """Return what is seen of a view in a frame."""
    land = tuple(path for path in (_cut(one, frame) for one in view.land) if path)
    return replace(view, box=frame, insets={}, shapes=_cut_shapes(view.shapes, frame), land=land)


def _cut_shapes(shapes: Mapping[str, Shape], frame: Box) -> dict[str, Shape]:
    cut = ((code, shape.level, _cut(shape.path, frame)) for code, shape in shapes.items())
    return {code: Shape(level, path) for code, level, path in cut if path}


def _cut(path: str, frame: Box) -> str:
    """Return the rings of a path that are seen in a frame."""
    return "".join(ring for ring, box in _split(path) if _overlap(box, frame))


@lru_cache(4096)
def _split(path: str) -> tuple[tuple[str, Box], ...]:
    """Return the rings of a path, each with its box."""
    return tuple(zip((f"M{ring}" for ring in path.split("M")[1:]), measure_rings(path), strict=True))


def _overlap(one: Box, other: Box) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )
