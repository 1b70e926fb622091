"""Money that data sets have for a region: each apart, with its unit, its time, its caveat and its notice.

The data sets measure different things, so that their values are never added together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from styrka.engine.interface import Row
from styrka.text.locale import format_date, format_number
from styrka.vocabulary import BASE
from styrka.web.context import language
from styrka.web.render.names import Link, Names
from styrka.web.render.things.asking import make_why, read, select
from styrka.web.render.things.parts.details import Written

_STRUCTURES: Final = " ".join(f"<{BASE}scheme/structure/{one}>" for one in ("sums-of-projects", "payments"))


@dataclass(frozen=True)
class Received:
    """What one data set has for a region.

    Attributes:
        link: the way to the data set.
        unit: of all its values.
        place: the larger region that the values are of; None for the region itself.
        dated: the day as of which a value without a year holds; empty for values by year.
        values: the year, empty where the source states none, and the number; the latest first.
        uncertain: whether the code of the region was found less surely.
        note: what must be known to read it right.
        notice: the text that must stand where it is shown.
        why: the address that explains the latest value.
    """

    link: Link
    unit: str
    place: Link | None
    dated: str
    values: tuple[tuple[str, str], ...]
    uncertain: bool
    note: Written
    notice: str
    why: str


def list_received(iri: str) -> tuple[Received, ...]:
    """Return what data sets about money have for a region, or for the larger one that it lies in.

    Raises:
        StyrkaError: As ``Engine.run``.
    """
    rows = select(
        f"""SELECT ?set ?unit ?place ?asOf ?observation ?year ?value ?sure ?notice ?note {{
  VALUES ?structure {{ {_STRUCTURES} }}
  ?set qb:structure ?structure ; sdmx-attribute:unitMeasure ?unit ; schema:creditText ?notice
  {{ BIND(<{iri}> AS ?place) }} UNION {{ <{iri}> styrka:partOf ?place }}
  ?observation sdmx-dimension:refArea ?place ; qb:dataSet ?set ; sdmx-measure:obsValue ?value
  OPTIONAL {{ ?observation sdmx-dimension:refPeriod ?year }}
  OPTIONAL {{ ?observation styrka:confidence ?sure }}
  OPTIONAL {{ ?set styrka:asOf ?asOf }}
  OPTIONAL {{ ?set skos:note ?note FILTER(LANG(?note) = "{language()}") }}
}} ORDER BY ?set ?place DESC(?year)"""
    )
    names = Names(row[column].value for row in rows for column in ("set", "unit", "place"))
    by_set: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_set[row["set"].value, row["place"].value].append(row)
    return tuple(_make(names, iri, several) for several in by_set.values())


def _make(names: Names, iri: str, rows: Sequence[Row]) -> Received:
    first = rows[0]
    place, observation = first["place"].value, first["observation"].value
    return Received(
        link=names.link(first["set"].value),
        unit=names.name(first["unit"].value),
        place=names.link(place) if place != iri else None,
        dated=format_date(read(first, "asOf"), language()),
        values=tuple((read(row, "year"), format_number(int(float(row["value"].value)), language())) for row in rows),
        uncertain="sure" in first,
        note=Written(read(first, "note"), language()),
        notice=first["notice"].value,
        why=make_why(observation, "sdmx-dimension:refArea", place),
    )
