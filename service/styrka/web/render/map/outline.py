"""Where the rings of a path lie. Paths are those of a release: whole numbers after M, relative lines, closed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Final

from styrka.release import Box

_NUMBER: Final = re.compile(r"-?\d+")


def measure_rings(path: str) -> Iterator[Box]:
    """Yield the box around each ring of a path."""
    for ring in path.split("M")[1:]:
        numbers = [int(number) for number in _NUMBER.findall(ring)]
        across, down = list(accumulate(numbers[::2])), list(accumulate(numbers[1::2]))
        yield min(across), min(down), max(across) - min(across), max(down) - min(down)


def enclose(boxes: Iterable[Box]) -> Box:
    """Return the box around boxes, of which there must be one at least."""
    every = list(boxes)
    left, top = min(box[0] for box in every), min(box[1] for box in every)
    return left, top, max(box[0] + box[2] for box in every) - left, max(box[1] + box[3] for box in every) - top


def is_inside(box: Box, other: Box) -> bool:
    """Return whether a box lies inside another one."""
    return (
        other[0] <= box[0]
        and other[1] <= box[1]
        and box[0] + box[2] <= other[0] + other[2]
        and box[1] + box[3] <= other[1] + other[3]
    )
