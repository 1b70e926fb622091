"""The values of an answer on a map: each region in the class that its value lies in, with unit, year and source."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import request
from markupsafe import Markup

from styrka.ask.answer import AnsweredQuestion
from styrka.ask.territories import Territory
from styrka.engine.interface import Row
from styrka.release import View
from styrka.text.locale import format_date, format_number
from styrka.text.maps import get_map_words
from styrka.vocabulary import BASE, PREFIXES
from styrka.web.context import address, host, language
from styrka.web.render.map.classes import choose_looks, classify, shorten, write_legend
from styrka.web.render.map.drawing import COUNTRY, NONE, Caption, Drawn, draw_map
from styrka.web.render.map.shapes import find_territories
from styrka.web.render.names import Names
from styrka.web.render.related import keep_language
from styrka.web.render.things.asking import read, select

_WITHIN: Final = ("country", "region")  # parameters that say of which regions an answer is
_PARTS: Final = """SELECT ?place {{ ?place styrka:partOf <{within}> ; styrka:nutsLevel {level} ;
  skos:inScheme <http://data.europa.eu/nuts/scheme/2024> }}"""


@dataclass(frozen=True)
class Measured:
    """A region on the map: its look, and its name with its value in words."""

    territory: Territory
    look: str
    label: str


@dataclass(frozen=True)
class ClassMap:
    """The values of an answer on a map.

    Attributes:
        within: the code of the region that the answer is of; empty for all of Europe.
        places: the regions.
        legend: each look, and the values that it stands for with how many regions have them.
        measure: what is measured, in which unit and year.
        dataset: the IRI of the data set or source that the values are of.
        notices: what must stand beside them.
    """

    within: str
    places: tuple[Measured, ...]
    legend: tuple[tuple[str, str], ...]
    measure: str
    dataset: str
    notices: tuple[str, ...]


def find_within(asked: AnsweredQuestion) -> str:
    """Return the code of the region that an answer is of; empty where it is of all."""
    values = (asked.values.get(name) for name in _WITHIN)
    return next((value.rsplit("/", 1)[-1] for value in values if value), "")


def measure(asked: AnsweredQuestion, shapes: View) -> ClassMap | None:
    """Return the values of an answer by region; None where fewer than two regions with a shape have one.

    Raises:
        StyrkaError: As ``Engine.run``.
    """
    view = asked.query.page.view
    within = find_within(asked)
    territories = find_territories()
    values, rows = _read_values(asked)
    found = {iri: one for iri in values if (one := _find_territory(iri, territories, shapes))}
    if view.counted and within:
        parts = _list_parts(within, found, shapes)
        found, values = parts, {iri: values.get(iri) for iri in parts}
    numbers = [number for iri in found if (number := values[iri]) is not None]
    if len(numbers) < 2:
        return None
    others = {} if view.counted else _list_others(found, territories, within)
    starts = classify(numbers)
    looks = choose_looks(len(starts) + 1)
    chosen = {iri: NONE if (number := values[iri]) is None else looks[bisect_right(starts, number)] for iri in found}
    names = Names([*found, *others, *_list_things(rows.values())])
    places = [
        *(Measured(one, chosen[iri], _describe(iri, values[iri], rows.get(iri), names)) for iri, one in found.items()),
        *(Measured(one, COUNTRY, f"{names.name(iri)}: {_get_words('outside')}") for iri, one in others.items()),
    ]
    source = _read_source(view.source)
    return ClassMap(
        within,
        tuple(places),
        tuple(write_legend({iri: values[iri] for iri in found}, chosen, len(others), counted=view.counted)),
        _write_measure(asked, list(rows.values()), names, source),
        next((row["set"].value for row in rows.values() if "set" in row), f"{BASE}id/source/{view.source}"),
        tuple(dict.fromkeys([*(row["notice"].value for row in rows.values() if "notice" in row), *source[:1]])),
    )


def draw(made: ClassMap, shapes: View, title: str, *, whole: bool = False, legend: bool = True) -> Markup:
    """Return the map as an SVG, for a page or as a file.

    Parameters:
        whole: whether it is a file.
        legend: whether a file has its legend and the notices in it.
    """
    base, chosen = host().rstrip("/") if whole else "", request.args.get("lang", "")
    drawn = [
        Drawn(
            one.territory.codes,
            one.territory.level,
            one.look,
            False,
            one.label,
            base + keep_language(address(one.territory.iri), chosen),
        )
        for one in made.places
    ]
    names = Names(PREFIXES["region"] + code for code in shapes.insets)
    insets = {code: names.name(PREFIXES["region"] + code) for code in shapes.insets}
    lines = made.legend if legend else ()
    caption = Caption(title, made.measure, insets, lines, write_notice(made, shapes), made.measure)
    return draw_map(shapes, drawn, caption, whole=whole)


def write_notice(made: ClassMap, shapes: View) -> str:
    """Return what must stand beside the map: the notices of the values, and of the shapes."""
    return ". ".join(one.rstrip(".") for one in (*made.notices, shapes.attribution[language()])) + "."


def make_picture_address(asked: AnsweredQuestion, **more: str) -> str:
    """Return the address of the map as a file.

    Parameters:
        more: parameters beside those of the question.
    """
    given = asked.query.shorten({name: value for name, value in asked.values.items() if value is not None})
    return f"/map.svg?{urlencode({'question': asked.query.slug, **given, 'lang': language(), **more})}"


def _get_words(key: str, **values: object) -> str:
    return get_map_words(key, language(), **values)


def _read_values(asked: AnsweredQuestion) -> tuple[dict[str, float | None], dict[str, Row]]:
    """Return the value of each region, None where none is recorded, and its first row."""
    view = asked.query.page.view
    rows: dict[str, Row] = {}
    several: dict[str, set[str]] = defaultdict(set)
    for row in asked.rows:
        if view.label in row and view.of in row:
            rows.setdefault(row[view.label].value, row)
            several[row[view.label].value].add(row[view.of].value)
    if view.counted:
        return {iri: float(len(things)) for iri, things in several.items()}, rows
    return {iri: _read_number(row[view.of].value) for iri, row in rows.items()}, rows


def _read_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _find_territory(iri: str, territories: Mapping[str, Territory], shapes: View) -> Territory | None:
    code = iri.rsplit("/", 1)[-1]
    if iri in territories:
        return territories[iri] if any(one in shapes.shapes for one in territories[iri].codes) else None
    return Territory(iri, (code,), shapes.shapes[code].level, "", larger=False) if code in shapes.shapes else None


def _list_parts(within: str, found: Mapping[str, Territory], shapes: View) -> dict[str, Territory]:
    """Return all parts of a region of the level that the answer's have, in NUTS 2024, also those without a value."""
    levels = Counter(one.level for one in found.values())
    if not levels:
        return {}
    rows = select(_PARTS.format(within=PREFIXES["region"] + within, level=levels.most_common(1)[0][0]))
    parts = {row["place"].value: _find_territory(row["place"].value, {}, shapes) for row in rows}
    return {iri: one for iri, one in sorted(parts.items()) if one}


def _list_others(
    found: Mapping[str, Territory], territories: Mapping[str, Territory], within: str
) -> dict[str, Territory]:
    """Return the territories of a country, or of all, that are not in the answer and that no other one lies in."""
    country = PREFIXES["region"] + within
    return {
        iri: one
        for iri, one in territories.items()
        if iri not in found and not one.larger and (not within or one.country == country)
    }


def _describe(iri: str, value: float | None, row: Row | None, names: Names) -> str:
    """Return a region with its value, unit and year, and whose value it is where that is a larger region's."""
    if value is None or row is None:
        return f"{names.name(iri)}: {_get_words('none_counted' if row is None else 'no_value')}"
    unit, year, of = (read(row, column) for column in ("unit", "year", "of"))
    said = f"{format_number(shorten(value), language())} {names.name(unit) if unit else ''}".strip()
    larger = f" ({_get_words('value_of', region=names.name(of))})" if of and of != iri else ""
    return f"{names.name(iri)}: {', '.join(one for one in (said, year) if one)}{larger}"


def _list_things(rows: Iterable[Row]) -> list[str]:
    """Return the IRIs of units and of larger regions in rows."""
    return [row[column].value for row in rows for column in ("unit", "of") if column in row and row[column].is_iri]


def _read_source(source: str) -> tuple[str, ...]:
    """Return the notice of a source and its date, in words; empty where no source is named."""
    if not source:
        return ()
    iri = f"{BASE}id/source/{source}"
    rows = select(
        f"SELECT ?notice ?day {{ <{iri}> schema:creditText ?notice OPTIONAL {{ <{iri}> dcterms:issued ?day }} }}"
    )
    return (rows[0]["notice"].value, format_date(read(rows[0], "day"), language())) if rows else ()


def _write_measure(asked: AnsweredQuestion, rows: Sequence[Row], names: Names, source: tuple[str, ...]) -> str:
    """Return what the values are: the unit, or what is counted, and the years, or the date of the source."""
    view = asked.query.page.view
    units = dict.fromkeys(names.name(row["unit"].value) for row in rows if "unit" in row)
    what = ", ".join(units) or _get_words("counted", what=asked.query.wording.heading(view.of, language()))
    years = sorted({row["year"].value for row in rows if "year" in row and row["year"].value.isdigit()})
    if len(years) > 1:
        return f"{what}, {_get_words('latest_of_each', first=years[0], last=years[-1])}"
    return ", ".join(one for one in (what, *years, *source[1:]) if one)
