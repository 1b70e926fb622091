"""What there is in a release, for the pages that list it: the regions that decide, the themes, and how many lists.

Each is read by one query, which is evaluated once for a release where ``answers``, a cache, is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from styrka.ask.answer import Answers
from styrka.engine.interface import Engine, Row
from styrka.vocabulary import sparql_prefixes

# Areas of a list that a later one replaces do not count; nor do they in `latestTheme`.
_REGIONS = """SELECT ?region ?country (COUNT(DISTINCT ?area) AS ?all) (COUNT(DISTINCT ?mine) AS ?own)
  (MAX(COALESCE(STR(?time), "")) AS ?date)
WHERE {
  ?region a styrka:StrategyRegion
  OPTIONAL {
    # A functional region lies in the country of its parts.
    { ?region styrka:partOf ?country . ?country styrka:nutsLevel 0 }
    UNION { ?part styrka:partOf ?region , ?country . ?country styrka:nutsLevel 0
      FILTER NOT EXISTS { ?region styrka:nutsLevel ?any } }
  }
  OPTIONAL {
    ?region styrka:priorityArea ?area .
    ?list styrka:hasPriorityArea ?area
    FILTER NOT EXISTS { ?list styrka:supersededBy ?later }
    OPTIONAL { ?list styrka:asOf ?time }
    OPTIONAL { ?region styrka:ownPriorityArea ?area BIND(?area AS ?mine) }
  }
}
GROUP BY ?region ?country"""
_THEMES = """SELECT ?theme (SAMPLE(?above) AS ?broader) (COUNT(DISTINCT ?region) AS ?regions)
WHERE {
  ?theme a styrka:Theme
  OPTIONAL { ?theme skos:broader ?above . ?above a styrka:Theme }
  OPTIONAL { ?region styrka:latestTheme ?theme . ?region a styrka:StrategyRegion }
}
GROUP BY ?theme"""
_LISTS = """SELECT ?kind (COUNT(DISTINCT ?list) AS ?lists) (COUNT(DISTINCT ?withDate) AS ?dated)
  (MAX(COALESCE(?day, "")) AS ?newest)
WHERE {
  VALUES ?kind { styrka:Strategy styrka:Overview }
  ?list a ?kind
  OPTIONAL { ?list styrka:asOf ?time BIND(STR(?time) AS ?day) BIND(?list AS ?withDate) }
}
GROUP BY ?kind"""


@dataclass(frozen=True)
class RegionEntry:
    """A region that decides on priorities: its country, how many it has, own and joint, and the date of the latest.

    Attributes:
        country: the IRI of the country that it lies in; its own where it is one.
        date: of the newest list that counts; empty where none is dated.
    """

    iri: str
    country: str
    own: int
    joint: int
    date: str

    @property
    def code(self) -> str:
        """The end of its IRI, which is its NUTS code."""
        return self.iri.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class ThemeEntry:
    """A theme, the theme above it or an empty text, and how many regions that decide have it or a narrower one."""

    iri: str
    broader: str
    regions: int

    @property
    def slug(self) -> str:
        """The end of its IRI."""
        return self.iri.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class ListCount:
    """How many strategies and overviews there are, how many of them are dated, and the newest date."""

    strategies: int
    overviews: int
    dated: int
    newest: str

    @property
    def total(self) -> int:
        """Strategies and overviews together."""
        return self.strategies + self.overviews


def list_regions(engine: Engine, answers: Answers | None = None) -> tuple[RegionEntry, ...]:
    """Return the regions that decide on priorities. Raises as ``Engine.run``."""
    return tuple(
        RegionEntry(
            row["region"].value,
            row["country"].value if "country" in row else row["region"].value,
            int(row["own"].value),
            int(row["all"].value) - int(row["own"].value),
            _text(row, "date"),
        )
        for row in _select(engine, _REGIONS, answers)
    )


def count_things(engine: Engine, classes: Iterable[str], answers: Answers | None = None) -> dict[str, int]:
    """Return how many things of each class there are. Raises as ``Engine.run``."""
    values = " ".join(f"<{iri}>" for iri in sorted(classes))
    query = f"SELECT ?class (COUNT(DISTINCT ?x) AS ?n) {{ VALUES ?class {{ {values} }} ?x a ?class }} GROUP BY ?class"
    return {row["class"].value: int(row["n"].value) for row in _select(engine, query, answers)}


def list_themes(engine: Engine, answers: Answers | None = None) -> tuple[ThemeEntry, ...]:
    """Return the themes, the commonest first. Raises as ``Engine.run``."""
    found = (
        ThemeEntry(row["theme"].value, _text(row, "broader"), int(row["regions"].value))
        for row in _select(engine, _THEMES, answers)
    )
    return tuple(sorted(found, key=lambda one: (-one.regions, one.iri)))


def count_lists(engine: Engine, answers: Answers | None = None) -> ListCount:
    """Return how many strategies and overviews there are. Raises as ``Engine.run``."""
    rows = _select(engine, _LISTS, answers)
    numbers = {row["kind"].value.rsplit("/", 1)[-1]: int(row["lists"].value) for row in rows}
    return ListCount(
        numbers.get("Strategy", 0),
        numbers.get("Overview", 0),
        sum(int(row["dated"].value) for row in rows),
        max((_text(row, "newest") for row in rows), default=""),
    )


def order_tree(themes: Sequence[ThemeEntry]) -> tuple[tuple[ThemeEntry, tuple[ThemeEntry, ...]], ...]:
    """Return the broadest themes in their order, each with all that is below it, in the order of ``themes``."""
    above = {one.iri: one.broader for one in themes}

    def find_top(iri: str) -> str:
        seen = {iri}
        while (broader := above.get(iri, "")) and broader not in seen:
            seen.add(broader)
            iri = broader
        return iri

    tops = [one for one in themes if not one.broader]
    return tuple((top, tuple(one for one in themes if one.broader and find_top(one.iri) == top.iri)) for top in tops)


def _select(engine: Engine, query: str, answers: Answers | None) -> Sequence[Row]:
    return (Answers(0) if answers is None else answers).rows(engine, sparql_prefixes() + query)


def _text(row: Row, name: str) -> str:
    return row[name].value if name in row else ""
