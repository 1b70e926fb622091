"""The drawings on the pages of things: strategies on a line of time, and where a region lies."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final

from markupsafe import Markup, escape

from styrka.text.things import get_thing_words
from styrka.web.context import language
from styrka.web.render.map.locator import draw_locator
from styrka.web.render.map.shapes import find_view
from styrka.web.render.things.timeline import Period

_WIDTH: Final = 960  # units of the drawing
_LETTER: Final = 7.6  # units that a letter takes at most, about
_ROW: Final = 42  # units for a strategy: its name, and below it the bar
_BAR: Final = 12
_HEAD: Final = 24  # units for the years
_STEP: Final = 5  # years from one named year to the next
_EUROPE: Final = "europe"


def draw_periods(periods: Sequence[Period]) -> Markup:
    """Return strategies as bars on a line of time, faded where only a date is recorded; empty for none.

    The page has the same as a list, so the drawing is none to a screen reader.
    """
    if not periods:
        return Markup()
    first, last = min(one.first for one in periods), max(one.last for one in periods) + 1
    scale, height = _WIDTH // (last - first), _HEAD + len(periods) * _ROW
    parts = [f'<svg class="periods" viewBox="0 0 {_WIDTH} {height}" aria-hidden="true" focusable="false">']
    for year in range(first, last + 1):
        if year % _STEP == 0:
            place = (year - first) * scale
            parts.append(
                f'<path class="year" d="M{place} {_HEAD}V{height}"/><text x="{place + 3}" y="16">{year}</text>'
            )
    for number, one in enumerate(periods):
        place, top = (one.first - first) * scale, _HEAD + number * _ROW
        length = (one.last - one.first + 1) * scale
        look = "certain" if one.certain else "faded"
        parts.append(f'<rect class="{look}" x="{place}" y="{top + 22}" width="{length}" height="{_BAR}" rx="4"/>')
        label = textwrap.shorten(one.link.label, int(_WIDTH / _LETTER) - 2, placeholder="…")
        start = max(1, min(place + 1, int(_WIDTH - _LETTER * len(label))))
        parts.append(f'<text class="name" x="{start}" y="{top + 16}">{escape(label)}</text>')
    # The labels are escaped where they are written; all else is numbers.
    return Markup("".join([*parts, "</svg>"]))  # noqa: S704


def draw_place(codes: Sequence[str], country: str, region_name: str, country_name: str) -> tuple[Markup, str]:
    """Return a map of a country with a region in it, and the notice that the shapes ask for; empty without shapes.

    Raises:
        ReleaseError: When the release is damaged.
    """
    view = find_view(_EUROPE)
    if not view or not codes:
        return Markup(), ""
    label = get_thing_words("located", language(), region=region_name, country=country_name)
    drawn = draw_locator(view, codes, country, label)
    return drawn, view.attribution[language()] if drawn else ""
