"""The nouns as boxes, and how they join as lines between them; each box and each name of a join is a link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup, escape

from styrka.web.render.names import Link

_WIDE: Final = 4  # boxes in a row
_BOX: Final = (170, 52)  # width and height
_STEP: Final = (320, 140)  # from one box to the next
_EDGE: Final = 12
_LETTER: Final = 7.4  # units that a letter takes at most, about


def draw_nouns(nouns: Sequence[Link], joins: Sequence[tuple[Link, Link, Link]], title: str) -> Markup:
    """Return the drawing as an SVG: the nouns in rows, in their order.

    Parameters:
        joins: the first noun, the property, and the second noun.
        title: what it shows.
    """
    places = {one.iri: (number % _WIDE, number // _WIDE) for number, one in enumerate(nouns)}
    rows = -(-len(nouns) // _WIDE)
    width, height = 2 * _EDGE + (_WIDE - 1) * _STEP[0] + _BOX[0], 2 * _EDGE + (rows - 1) * _STEP[1] + _BOX[1]
    parts = [f'<svg class="nouns" viewBox="0 0 {width} {height}" role="group" aria-label="{escape(title)}">']
    ends = [(_center(places[one.iri]), _center(places[other.iri]), by) for one, by, other in joins]
    parts += [f'<path d="M{a[0]} {a[1]}L{b[0]} {b[1]}"/>' for a, b, _ in ends]
    parts += [_write_name((a[0] + b[0]) // 2, (a[1] + b[1]) // 2, by) for a, b, by in ends]
    parts += [_write_box(_center(places[one.iri]), one) for one in nouns]
    # The labels and addresses are escaped where they are written; all else is numbers.
    return Markup("".join((*parts, "</svg>")))  # noqa: S704


def _center(place: tuple[int, int]) -> tuple[int, int]:
    return _EDGE + place[0] * _STEP[0] + _BOX[0] // 2, _EDGE + place[1] * _STEP[1] + _BOX[1] // 2


def _write_box(center: tuple[int, int], one: Link) -> str:
    (x, y), (width, height) = center, _BOX
    return (
        f'<a href="{escape(one.address)}"><rect class="noun" x="{x - width // 2}" y="{y - height // 2}" '
        f'width="{width}" height="{height}" rx="8"/><text x="{x}" y="{y + 6}">{escape(one.label)}</text></a>'
    )


def _write_name(x: int, y: int, one: Link) -> str:
    width = int(_LETTER * len(one.label)) + 12
    return (
        f'<a href="{escape(one.address)}"><rect class="join" x="{x - width // 2}" y="{y - 13}" width="{width}" '
        f'height="26" rx="4"/><text class="small" x="{x}" y="{y + 5}">{escape(one.label)}</text></a>'
    )
