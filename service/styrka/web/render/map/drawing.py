"""A view of the map with every territory in its state, as an SVG that stands in a page or is a file of its own.

In a page the colours are the style sheet's, by class; a file has them as attributes, since a style element would be
refused where the file is opened from this service (Content Security Policy).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from markupsafe import Markup, escape

from styrka.release import View
from styrka.web.render.map.coarse import coarsen_view

OWN: Final = "own"
JOINT: Final = "joint"
WITHOUT: Final = "without"
NONE: Final = "none"  # nothing is recorded
STATES: Final = (OWN, JOINT, WITHOUT, NONE)
LARGER: Final = "larger"  # has the theme, and others that decide lie inside
COUNTRY: Final = "country"  # the ground, and what an answer is not about
CLASSES: Final = ("class-1", "class-2", "class-3", "class-4", "class-5")  # of values, the lowest first

_STRIPES: Final = {JOINT: (60, 30, 45), LARGER: (90, 22, 135)}  # width of the tile, of its stripe, turn in degrees
# Of a file alone: fill, and stroke.
_COLOURS: Final = {
    "sea": "#ffffff",
    "behind": "#eceff1",
    COUNTRY: "#dde2e6",
    OWN: "#0b5a7a",
    "ground": "#cfe3ec",
    "stripe": "#0b5a7a",
    WITHOUT: "#f3e9d2",
    NONE: "#ffffff",
    **dict(zip(CLASSES, ("#dbeaf1", "#a5cbdc", "#69a5c0", "#2f7d9f", "#0a4560"), strict=True)),
}
_LINE: Final = "#5c6873"
_PIXELS: Final = 1_000  # how wide a file is
_STROKE: Final = 4
# Territories of a map at most whose labels are titles too, which a pointer shows; for all of Europe that is 9 kB.
_TITLED: Final = 100
_WHOLE: Final = 5_000  # the width of a view in which a line is so wide; in a part of it, a line is as wide on paper


@dataclass(frozen=True)
class Drawn:
    """A territory on the map.

    Attributes:
        codes: whose shapes it has.
        level: its NUTS level: the smaller ones are drawn over the larger ones.
        state: one of ``STATES``, or of ``CLASSES``.
        larger: whether other territories lie inside it; then it is striped where it has the theme.
        label: what it is called, and its state in words.
        address: where it leads.
    """

    codes: tuple[str, ...]
    level: int
    state: str
    larger: bool
    label: str
    address: str

    @property
    def look(self) -> str:
        """The class that it is drawn with."""
        return LARGER if self.larger and self.state in (OWN, JOINT) else self.state


@dataclass(frozen=True)
class Caption:
    """What a map says beside its shapes: title and description, the names of the insets, and in a file its legend.

    A file without a legend stands in a page that has it, and the notice.
    """

    title: str
    description: str
    insets: Mapping[str, str]
    legend: Sequence[tuple[str, str]] = ()
    notice: str = ""
    measure: str = ""


def draw_map(view: View, territories: Iterable[Drawn], caption: Caption, *, whole: bool = False) -> Markup:
    """Return the map as an SVG.

    Parameters:
        whole: whether it is a file of its own, with its colours, legend and notice; else a part of a page.
    """
    view = view if whole else coarsen_view(view)
    left, top, width, height = view.box
    shown = sorted(
        (one for one in territories if any(code in view.shapes for code in one.codes)),
        key=lambda one: (one.level, not one.larger, one.look),
    )
    lines = len(caption.legend) + (5 if caption.measure else 4) if whole and caption.legend else 0
    below = _measure_line(view) * lines
    parts = [
        f'<svg {_attributes(whole, width, height + below)}viewBox="{left} {top} {width} {height + below}" '
        f'class="map {view.name}" role="group" aria-labelledby="title-{view.name}">'
        f'<title id="title-{view.name}">{escape(caption.title)}</title>'
        f"<desc>{escape(caption.description)}</desc>",
        _write_patterns(view, whole),
    ]
    if whole:
        parts.append(_write_ground_of_file(left, top, width, height + below))
    parts += _write_ground(view, {code for one in shown for code in one.codes}, whole)
    for look, group in groupby(shown, key=lambda one: one.look):
        parts.append(f'<g class="{look}"{_fill(view, look, whole)}>')
        parts += [_write_territory(view, one, titled=len(shown) <= _TITLED) for one in group]
        parts.append("</g>")
    parts += _write_insets(view, caption.insets, whole)
    if lines:  # what the frame of a part cuts reaches below it
        parts += [_write_ground_of_file(left, top + height, width, below), *_write_legend(view, caption)]
    return Markup("".join((*parts, "</svg>")))  # noqa: S704  # every text in it is escaped above


def _attributes(whole: bool, width: int, height: int) -> str:
    size = f'width="{_PIXELS}" height="{round(_PIXELS * height / width)}"'
    return f'xmlns="http://www.w3.org/2000/svg" {size} ' if whole else ""


def _write_ground_of_file(left: int, top: int, width: int, height: int) -> str:
    return f'<rect x="{left}" y="{top}" width="{width}" height="{height}"{_paint("sea", True)}/>'


def _write_patterns(view: View, whole: bool) -> str:
    """Return the definitions of the stripes; their names hold the view's, since a page may have two maps."""
    return f"<defs>{''.join(_write_pattern(view, look, whole) for look in _STRIPES)}</defs>"


def _write_pattern(view: View, look: str, whole: bool) -> str:
    tile, stripe, turn = _STRIPES[look]
    return (
        f'<pattern id="{look}-{view.name}" width="{tile}" height="{tile}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate({turn})"><rect class="ground" width="{tile}" height="{tile}"'
        f'{_paint("ground", whole)}/><rect class="stripe" width="{stripe}" height="{tile}"'
        f"{_paint('stripe', whole)}/></pattern>"
    )


def _write_ground(view: View, used: set[str], whole: bool) -> list[str]:
    """Return the land behind, and the countries that are no territories of the map, in grey."""
    behind = "".join(f'<path d="{path}"/>' for path in view.land)
    countries = "".join(
        f'<path d="{shape.path}"/>' for code, shape in view.shapes.items() if shape.level == 0 and code not in used
    )
    return [
        f'<g class="{name}"{_paint(name, whole)}>{shapes}</g>'
        for name, shapes in (("behind", behind), ("country", countries))
        if shapes
    ]


def _write_territory(view: View, one: Drawn, *, titled: bool) -> str:
    path = "".join(view.shapes[code].path for code in one.codes if code in view.shapes)
    label = escape(one.label)
    title = f"<title>{label}</title>" if titled else ""
    return f'<a href="{escape(one.address)}" aria-label="{label}">{title}<path d="{path}"/></a>'


def _write_insets(view: View, names: Mapping[str, str], whole: bool) -> list[str]:
    boxes = "".join(
        f'<rect x="{left}" y="{top}" width="{width}" height="{height}"/>'
        for left, top, width, height in view.insets.values()
    )
    texts = "".join(
        f'<text x="{view.insets[code][0] + 14}" y="{view.insets[code][1] + 66}">{escape(name)}</text>'
        for code, name in names.items()
    )
    paint = f' fill="none" stroke="{_LINE}" stroke-width="{_STROKE}"' if whole else ""
    words = f' fill="{_LINE}" font-family="sans-serif" font-size="55"' if whole else ""
    if not boxes:
        return []
    return [f'<g class="insets"{paint}>{boxes}</g><g class="names" aria-hidden="true"{words}>{texts}</g>']


def _write_legend(view: View, caption: Caption) -> list[str]:
    """Return the title, the legend and the notice, below the map of a file."""
    left, top, _, height = view.box
    line = _measure_line(view)
    size, edge, down = line // 2, left + line // 2, top + height + line
    parts = [
        f'<g font-family="sans-serif" font-size="{size}"><text x="{edge}" y="{down}">{escape(caption.title)}</text>'
    ]
    if caption.measure:
        down += line
        parts.append(f'<text x="{edge}" y="{down}">{escape(caption.measure)}</text>')
    for look, words in caption.legend:
        down += line
        parts.append(
            f'<rect x="{edge}" y="{down - size}" width="{2 * size}" height="{size}"{_fill(view, look, True)}/>'
            f'<text x="{edge + 3 * size}" y="{down}">{escape(words)}</text>'
        )
    for words in caption.notice.split(". "):
        down += line * 2 // 3
        parts.append(f'<text x="{edge}" y="{down}" font-size="{size * 2 // 3}">{escape(words.strip("."))}.</text>')
    return [*parts, "</g>"]


def _measure_line(view: View) -> int:
    """Return the height of a line of the legend in a file."""
    return view.box[2] // 30


def _fill(view: View, look: str, whole: bool) -> str:
    """Return how a group is filled: stripes by reference in either case, plain colours only in a file."""
    width = max(1, round(_STROKE * view.box[2] / _WHOLE))
    line = f' stroke="{_LINE}" stroke-width="{width}"' if whole else ""
    return f' fill="url(#{look}-{view.name})"{line}' if look in _STRIPES else f"{_paint(look, whole)}{line}"


def _paint(name: str, whole: bool) -> str:
    if not whole:
        return ""
    return f' fill="{_COLOURS[name]}"'
