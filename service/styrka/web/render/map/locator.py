"""Where one region is: its outline in that of its country, small enough for the head of a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup, escape

from styrka.release import Box, View
from styrka.web.render.map.outline import enclose, is_inside, measure_rings

_SMALL: Final = 12  # a region whose box is less than a twelfth of the country's gets a ring around it
_MARGIN: Final = 25  # one part in so many, on each side


def draw_locator(view: View, codes: Sequence[str], country: str, label: str) -> Markup:
    """Return a map of a country with a region in it, as a part of a page; empty where the region has no shape.

    Parameters:
        codes: of the region's shapes.
        country: the code of the country; the region's own where it is one.
        label: what the map shows, for who does not see it.
    """
    path = "".join(view.shapes[code].path for code in codes if code in view.shapes)
    if not path or country not in view.shapes:
        return Markup()
    around = view.shapes[country].path
    rings = list(measure_rings(path))
    inset = next((box for box in view.insets.values() if is_inside(rings[0], box)), None)
    frame = inset or _frame_main(view, around)
    return Markup(  # noqa: S704  # the label is escaped, and the paths were checked by the build
        f'<svg class="locator" role="img" aria-label="{escape(label)}" viewBox="{_widen(frame)}">'
        f'<path class="country" d="{around}"/><path class="here" d="{path}"/>'
        f"{'' if inset else _write_ring(view, codes, enclose(rings), frame)}</svg>"
    )


def _frame_main(view: View, path: str) -> Box:
    """Return the box of a country without what is drawn in insets."""
    rings = list(measure_rings(path))
    main = [ring for ring in rings if not any(is_inside(ring, inset) for inset in view.insets.values())]
    return enclose(main or rings)


def _widen(box: Box) -> str:
    left, top, width, height = box
    margin = max(width, height) // _MARGIN + 1
    return f"{left - margin} {top - margin} {width + 2 * margin} {height + 2 * margin}"


def _write_ring(view: View, codes: Sequence[str], box: Box, frame: Box) -> str:
    size = max(frame[2], frame[3])
    if max(box[2], box[3]) * _SMALL >= size:
        return ""
    across, down = view.points.get(codes[0], (box[0] + box[2] // 2, box[1] + box[3] // 2))
    return f'<circle class="ring" cx="{across}" cy="{down}" r="{size // 16}"/>'
