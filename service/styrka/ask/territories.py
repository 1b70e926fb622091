"""The territories that decide on priorities, with what a map and a list of them need beside a question's answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from styrka.ask.answer import Answers
from styrka.engine.interface import Engine
from styrka.vocabulary import sparql_prefixes

_TERRITORIES: Final = (
    sparql_prefixes()
    + """SELECT DISTINCT ?region ?code ?level ?country
WHERE {
  ?region a styrka:StrategyRegion ; skos:notation ?code ; styrka:nutsLevel ?level .
  ?region styrka:partOf? ?country . ?country styrka:nutsLevel 0
}"""
)
# Territories that several units make up together have no code of their own; those of their units stand for it.
_TOGETHER: Final = (
    sparql_prefixes()
    + """SELECT DISTINCT ?region ?code ?level ?country
WHERE {
  ?region a styrka:StrategyRegion .
  FILTER NOT EXISTS { ?region styrka:nutsLevel ?none }
  ?part styrka:partOf ?region ; skos:notation ?code ; styrka:nutsLevel ?level .
  ?part styrka:partOf? ?country . ?country styrka:nutsLevel 0
}"""
)
_LARGER: Final = (
    sparql_prefixes()
    + """SELECT DISTINCT ?larger
WHERE { ?larger a styrka:StrategyRegion . ?inner styrka:partOf ?larger ; a styrka:StrategyRegion }"""
)


@dataclass(frozen=True)
class Territory:
    """A territory that decides on priorities.

    Attributes:
        iri: of the region.
        codes: its NUTS code; those of its largest units where it has none.
        level: the NUTS level of the codes.
        country: the IRI of the country.
        larger: whether other territories that decide lie inside it.
    """

    iri: str
    codes: tuple[str, ...]
    level: int
    country: str
    larger: bool


@dataclass(frozen=True)
class Place:
    """A territory with its name in the reader's language, and its state of those that a map distinguishes."""

    territory: Territory
    name: str
    state: str


def list_territories(engine: Engine, answers: Answers) -> Mapping[str, Territory]:
    """Return every territory that decides on priorities and has a place in NUTS, by IRI. Raises as ``Engine.run``."""
    larger = {row["larger"].value for row in answers.rows(engine, _LARGER)}
    units: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    countries: dict[str, str] = {}
    for query in (_TERRITORIES, _TOGETHER):
        for row in answers.rows(engine, query):
            region = row["region"].value
            units[region][int(row["level"].value)].add(row["code"].value)
            countries[region] = min(row["country"].value, countries.get(region, row["country"].value))
    return {
        region: Territory(region, tuple(sorted(levels[min(levels)])), min(levels), countries[region], region in larger)
        for region, levels in units.items()
    }
