"""The region in figures: its indicators as small lines of time beside the country and the EU, and what is like it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from styrka.engine.interface import Row
from styrka.text.locale import format_number
from styrka.text.reference.indicators import get_indicator_words
from styrka.vocabulary import BASE
from styrka.web.context import language
from styrka.web.render.names import Link, Names
from styrka.web.render.things.asking import ask_rows, read, select

_ORDER: Final = (
    "gdp-pps-eu27-100-2026",
    "gdp-pps-eu27-100",
    "gdp-eur-per-head",
    "gerd-pct-gdp",
    "tertiary-pct-25-64",
    "employment-pct-15-64",
    "unemployment-pct-15-74",
)
_OLDER: Final = {"gdp-pps-eu27-100": "gdp-pps-eu27-100-2026"}  # an extract, and the newer one: never the two together
_INDEX: Final = BASE + "scheme/unit/eu27-100"
_AVERAGE: Final = 100.0  # what the EU has in an index of which it is the base
_WIDTH, _HEIGHT, _MARGIN = 220, 64, 6
_NEAREST: Final = 5
_OWN: Final = "the region"  # as the question says whose a value is

Points = Mapping[int, float]  # values by year


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator of a region.

    Attributes:
        indicator: the data set.
        unit: what its values are in.
        place: the larger region whose values these are; None where they are the region's own.
        own, country: the values by year.
        average: what the EU has by definition; None where that is not recorded.
        remarks: what the publisher remarks on each year's value.
        code: of the data set.
        notice: what must stand with it.
        drawing: the line, which is none to a screen reader: the page has the same in words.
    """

    indicator: Link
    unit: str
    place: Link | None
    own: Points
    country: Points
    average: float | None
    remarks: Mapping[int, str]
    code: str
    notice: str
    drawing: Markup

    @property
    def latest(self) -> int:
        """The last year that has a value."""
        return max(self.own)


@dataclass(frozen=True)
class Structure:
    """The regions that are structurally most like one, with their distances, and as what it was compared."""

    compared_as: Link
    nearest: tuple[tuple[Link, str], ...]


@dataclass(frozen=True)
class RegionFigures:
    """The indicators of a region, and what is structurally like it; None where it cannot be compared."""

    lines: tuple[IndicatorLine, ...]
    structure: Structure | None

    @staticmethod
    def get_words(key: str, **values: object) -> str:
        """Return words of the section in the reader's language."""
        return get_indicator_words(key, language(), **values)


def describe_indicators(region: str, country: str) -> RegionFigures:
    """Return what the section of a region's figures shows. Raises as ``answer_question``.

    Parameters:
        region: its code.
        country: the IRI of the country that it lies in; empty for a country.
    """
    return RegionFigures(
        list_lines(ask_rows("indicators-of-a-region", region=region), country),
        _find_structure(ask_rows("structurally-similar", region=region)),
    )


def find_country(rows: Iterable[Row]) -> str:
    """Return the IRI of the country among the larger regions of an answer; empty where none is.

    Parameters:
        rows: the answer to ``indicators-of-a-region``.
    """
    larger = dict.fromkeys(row["place"].value for row in rows if row["whose"].value != _OWN)
    values = " ".join(f"<{iri}>" for iri in larger)
    found = select(f"SELECT ?place {{ VALUES ?place {{ {values} }} ?place styrka:nutsLevel 0 }}") if larger else ()
    return read(found[0], "place") if found else ""


def list_lines(rows: Sequence[Row], country: str) -> tuple[IndicatorLine, ...]:
    """Return the lines of a region's indicators. Raises as ``Engine.run``.

    Parameters:
        rows: the answer to ``indicators-of-a-region``.
        country: the IRI of the country that it lies in; empty where that has no line of its own.
    """
    by_set: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        by_set[row["indicator"].value.rsplit("/", 1)[-1]][row["place"].value].append(row)
    own = {slug for slug, places in by_set.items() if any(_is_own(several) for several in places.values())}
    for older, newer in _OLDER.items():
        if older in by_set and newer in by_set:
            del by_set[older if newer in own or older not in own else newer]
    names = Names(
        {term.value for row in rows for term in (row["indicator"], row["place"], row["unit"])}
        | {one for row in rows for one in _list_remarks(row)}
    )
    return tuple(
        line
        for slug in sorted(by_set, key=lambda one: _ORDER.index(one) if one in _ORDER else len(_ORDER))
        if (line := _make_line(by_set[slug], country, names)) is not None
    )


def _is_own(rows: Sequence[Row]) -> bool:
    """Return whether the rows of one place are the region's own."""
    return rows[0]["whose"].value == _OWN


def _list_remarks(row: Row) -> list[str]:
    """Return the concepts of what the publisher remarks on a value."""
    return [one for one in read(row, "status").split() if one.startswith(BASE)]


def _make_line(places: Mapping[str, Sequence[Row]], country: str, names: Names) -> IndicatorLine | None:
    """Return the line of the region or, where it has none, of the smallest larger one; None for the country's."""
    chosen = [one for one, rows in places.items() if _is_own(rows)]
    chosen += sorted((one for one in places if one != country), key=len, reverse=True)
    if not chosen:
        return None
    rows = places[chosen[0]]
    first = rows[0]
    own = {int(row["year"].value): float(row["value"].value) for row in rows}
    around = {} if chosen[0] == country else _read_points(places.get(country, ()))
    average = _AVERAGE if first["unit"].value == _INDEX else None
    return IndicatorLine(
        names.link(first["indicator"].value),
        names.name(first["unit"].value),
        None if _is_own(rows) else names.link(chosen[0]),
        own,
        around,
        average,
        {int(row["year"].value): ", ".join(map(names.name, _list_remarks(row))) for row in rows},
        first["code"].value,
        first["notice"].value,
        _draw(own, around, average),
    )


def _read_points(rows: Sequence[Row]) -> Points:
    return {int(row["year"].value): float(row["value"].value) for row in rows}


def _draw(own: Points, country: Points, average: float | None) -> Markup:
    years = sorted({*own, *country})
    values = [*own.values(), *country.values(), *([average] if average is not None else [])]
    low, span = min(values), (max(values) - min(values)) or 1
    first, length = years[0], (years[-1] - years[0]) or 1

    def place(year: int, value: float) -> str:
        x = _MARGIN + (year - first) / length * (_WIDTH - 2 * _MARGIN)
        y = _HEIGHT - _MARGIN - (value - low) / span * (_HEIGHT - 2 * _MARGIN)
        return f"{x:.0f} {y:.0f}"

    def trace(points: Points, look: str) -> str:
        steps = [place(year, points[year]) for year in sorted(points)]
        dots = "".join(f"M{step}h0" for step in steps)
        return f'<path class="{look}" d="M{"L".join(steps)}"/><path class="{look} dots" d="{dots}"/>' if steps else ""

    parts = [f'<svg class="indicator" viewBox="0 0 {_WIDTH} {_HEIGHT}" aria-hidden="true" focusable="false">']
    if average is not None:
        parts.append(f'<path class="eu" d="M{place(first, average)}L{place(years[-1], average)}"/>')
    # Numbers alone are written.
    return Markup("".join([*parts, trace(country, "country"), trace(own, "own"), "</svg>"]))  # noqa: S704


def _find_structure(rows: Sequence[Row]) -> Structure | None:
    if not rows:
        return None
    names = Names({row[column].value for row in rows[:_NEAREST] for column in ("region", "as")})
    nearest = tuple(
        (names.link(row["region"].value), format_number(float(row["distance"].value), language()))
        for row in rows[:_NEAREST]
    )
    return Structure(names.link(rows[0]["as"].value), nearest)
