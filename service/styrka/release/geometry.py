"""The shapes of a release: what maps are drawn with, by view."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from styrka.errors import NotFound, ReleaseError
from styrka.release.reading import GEOMETRY, Release

Box = tuple[int, int, int, int]  # left, top, width, height
_OPEN: Final = 4  # releases whose shapes stay in memory, half a megabyte each


@dataclass(frozen=True)
class Shape:
    """The outline of a territory, ready for an SVG, and its NUTS level."""

    level: int
    path: str


@dataclass(frozen=True, eq=False)  # each is itself alone, so that what is made of one can be found again by it
class View:
    """A view of the map.

    Attributes:
        name: ``europe`` or ``se``.
        box: all of it.
        insets: the boxes in which outermost regions are drawn, by code.
        attribution: what must stand under the map, by language.
        shapes: by NUTS code.
        land: outlines of what lies behind.
        points: a point inside each territory, by code, where there is one.
    """

    name: str
    box: Box
    insets: Mapping[str, Box]
    attribution: Mapping[str, str]
    shapes: Mapping[str, Shape]
    land: tuple[str, ...]
    points: Mapping[str, tuple[int, int]]


def read_geometry(release: Release) -> Mapping[str, View]:
    """Return the views of a release by name, read once.

    Raises:
        NotFound: When the release was written without shapes.
        ReleaseError: When they are not what was written.
    """
    known = release.manifest["files"].get(GEOMETRY)
    if known is None:
        raise NotFound(
            f"The release {release.version} has no shapes for maps. They are in data/geometry/ when it is built.",
            sv=f"Utgåvan {release.version} har inga former för kartor. De ska finnas i data/geometry/ när den byggs.",
            release=release.version,
        )
    return _read(release.path / GEOMETRY, str(known["sha256"]))


@lru_cache(_OPEN)
def _read(path: Path, digest: str) -> Mapping[str, View]:
    try:
        content = path.read_bytes()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != digest:
        name = path.parent.name
        raise ReleaseError(
            f"The release {name} is damaged: {path.name} is not what was written.",
            sv=f"Utgåvan {name} är skadad: {path.name} är inte vad som skrevs.",
            release=name,
        )
    return {
        name: View(
            name,
            tuple(view["box"]),
            {code: tuple(box) for code, box in view["insets"].items()},
            view["attribution"],
            {code: Shape(shape["level"], shape["path"]) for code, shape in view["shapes"].items()},
            tuple(view["land"]),
            {code: tuple(point) for code, point in view["points"].items()},
        )
        for name, view in json.loads(content)["views"].items()
    }
