"""Organisations outside a region that work on a theme: through what, when, how far away, and whom they have met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import hypot
from typing import Final

from styrka.engine.interface import Row
from styrka.vocabulary import DEF
from styrka.web.context import service
from styrka.web.render.map.shapes import find_view
from styrka.web.render.names import Link, Names, name_site
from styrka.web.render.things.asking import make_why, read, select

RECENT: Final = 5  # years within which something counts as recent
# A unit of the view of Europe, by data/geometry/README.md: 1 / 0.00108696 metres.
_KILOMETRES: Final = 0.92
_ROUNDED: Final = 10  # kilometres: between points inside regions, no distance is truer than that
FAR: Final = 100_000  # kilometres: what is nowhere comes last
# Every organisation is one of these, so that they tell no kind.
_NO_KINDS: Final = frozenset({DEF + "Actor", DEF + "Organisation", DEF + "ResearchOrganisation"})


@dataclass(frozen=True)
class Reason:
    """What an organisation has to do with the theme.

    Attributes:
        through: the area or the project.
        strategies: those that have the area; none of a project.
        ours: whether the area is one of the region that asks.
        named: whether the organisation is an example of it, and not a participant in it.
        roles: what it does there.
        first, last: years that are recorded of it; 0 for none. What goes on is dated by the release.
        why: the address of the evidence.
    """

    through: Link
    strategies: tuple[Link, ...]
    ours: bool
    named: bool
    roles: tuple[Link, ...]
    first: int
    last: int
    why: str


@dataclass(frozen=True)
class Meeting:
    """A project in which an organisation has worked with one of the region."""

    project: Link
    others: tuple[Link, ...]


@dataclass(frozen=True)
class Partner:
    """An organisation, where it is, why it may be a partner, and what it has in common with the region.

    Attributes:
        kinds: its classes.
        town: where it has its address.
        places: the smallest regions that it lies in.
        countries: their countries.
        distance: kilometres from a point inside the region, about; None where either has no point.
        programmes: running ones that cover both places.
    """

    link: Link
    kinds: tuple[Link, ...]
    town: str
    places: tuple[Link, ...]
    countries: tuple[str, ...]
    distance: int | None
    page: str
    reasons: tuple[Reason, ...]
    meetings: tuple[Meeting, ...]
    programmes: tuple[str, ...]

    @property
    def site(self) -> str:
        """The name of the site that the web address leads to."""
        return name_site(self.page)

    @cached_property
    def in_strategy(self) -> bool:
        """Whether a strategy names it for an area."""
        return any(one.strategies for one in self.reasons)

    @cached_property
    def last(self) -> int:
        """The last year that is recorded of what it has to do with the theme; 0 for none."""
        return max(one.last for one in self.reasons)

    @cached_property
    def last_project(self) -> int:
        """The last year that is recorded of its projects; 0 for none."""
        return max((one.last for one in self.reasons if not one.strategies), default=0)


def find_partners(region: str, theme: str) -> tuple[Partner, ...]:
    """Return the organisations outside a region that work on a theme, by IRIs.

    First those that a strategy names, then the most recent, then those with most to do with it, then the nearest.

    Raises:
        StyrkaError: As ``Engine.run``.
    """
    rows = select(_REASONS.format(region=region, theme=theme))
    by_actor: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_actor[row["actor"].value].append(row)
    if not by_actor:
        return ()
    facts = _group(select(_FACTS.format(actors=" ".join(f"<{iri}>" for iri in by_actor))))
    met = _group(select(_MEETINGS.format(region=region)))
    programmes = list_programmes(region)
    names = Names(_list_iris((*rows, *(row for several in (*facts.values(), *met.values()) for row in several))))
    maker = _Maker(names, region, programmes)
    found = [maker.make(iri, several, facts.get(iri, ()), met.get(iri, ())) for iri, several in by_actor.items()]
    return tuple(sorted(found, key=_rank))


def list_programmes(region: str) -> Mapping[str, frozenset[str]]:
    """Return the funding programmes that are open to a region and have not ended, each with the places it covers.

    Raises:
        StyrkaError: As ``Engine.run``.
    """
    year = service().engine.edition.year
    found: dict[str, set[str]] = defaultdict(set)
    for row in select(_PROGRAMMES.format(region=region)):
        if (read(row, "end")[:4] or year) >= year:
            found[row["programme"].value].add(row["place"].value)
    return {iri: frozenset(places) for iri, places in found.items()}


def _rank(one: Partner) -> tuple[bool, int, int, int, str]:
    far = FAR if one.distance is None else one.distance
    return not one.in_strategy, -one.last, -len(one.reasons), far, one.link.iri


class _Maker:
    """What makes partners of rows."""

    def __init__(self, names: Names, region: str, programmes: Mapping[str, frozenset[str]]) -> None:
        self._names = names
        self._region = region
        self._programmes = programmes
        self._now = int(service().engine.edition.year)

    def make(self, iri: str, rows: Sequence[Row], facts: Sequence[Row], met: Sequence[Row]) -> Partner:
        names = self._names
        levels = {row["place"].value: int(row["level"].value) for row in facts if "place" in row}
        smallest = [place for place, level in levels.items() if level == max(levels.values())]
        mates: dict[str, list[str]] = defaultdict(list)
        for row in met:
            mates[row["project"].value].append(row["mate"].value)
        distances = [far for place in smallest if (far := measure_distance(self._region, place)) is not None]
        return Partner(
            link=names.link(iri),
            kinds=names.links(sorted({row["type"].value for row in facts if "type" in row} - _NO_KINDS)),
            town=next((row["town"].value for row in facts if "town" in row), ""),
            places=names.links(smallest),
            countries=tuple(sorted({_code(place)[:2] for place in smallest})),
            distance=min(distances, default=None),
            page=next((row["page"].value for row in facts if "page" in row), ""),
            reasons=self._make_reasons(iri, rows),
            meetings=tuple(Meeting(names.link(one), names.links(others)) for one, others in mates.items()),
            programmes=tuple(one for one, places in self._programmes.items() if places & levels.keys()),
        )

    def _make_reasons(self, iri: str, rows: Sequence[Row]) -> tuple[Reason, ...]:
        grouped: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in rows:
            grouped[row["how"].value, row["through"].value].append(row)
        made = [
            Reason(
                through=self._names.link(through),
                strategies=self._names.links(row["list"].value for row in several if "list" in row),
                ours=any(read(row, "ours") == "true" for row in several),
                named=how == "exampleOf",
                roles=self._names.links(row["role"].value for row in several if "role" in row),
                first=min(years) if (years := self._list_years(several)) else 0,
                last=max(years) if years else 0,
                why=make_why(iri, f"styrka:{how}", through),
            )
            for (how, through), several in grouped.items()
        ]
        return tuple(sorted(made, key=lambda one: (not one.strategies, -one.last, one.through.iri)))

    def _list_years(self, rows: Sequence[Row]) -> list[int]:
        columns = ("date", "start", "end", "decided")
        years = {int(text[:4]) for row in rows for column in columns if (text := read(row, column))}
        return sorted({min(year, self._now) for year in years})


def measure_distance(one: str, other: str) -> int | None:
    """Return the kilometres between points inside two regions, by IRIs, about; None where either has no point."""
    view = find_view("europe")
    here, there = (view.points.get(_code(region)) if view else None for region in (one, other))
    if not here or not there:
        return None
    return round(hypot(here[0] - there[0], here[1] - there[1]) * _KILOMETRES / _ROUNDED) * _ROUNDED


def _code(region: str) -> str:
    return region.rsplit("/", 1)[-1]


def _group(rows: Iterable[Row]) -> Mapping[str, Sequence[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["actor"].value].append(row)
    return found


def _list_iris(rows: Iterable[Row]) -> set[str]:
    return {term.value for row in rows for term in row.values() if term.is_iri}


_REASONS: Final = """SELECT DISTINCT ?actor ?through ?how ?role ?list ?date ?ours ?start ?end ?decided {{
  {{ ?through styrka:concerns <{theme}> }} UNION {{ ?through styrka:exampleOf ?area . ?area styrka:concerns <{theme}> }}
  {{ ?actor styrka:exampleOf ?through BIND("exampleOf" AS ?how) }}
  UNION {{ ?involvement styrka:involvedIn ?through ; styrka:involves ?actor BIND("participatesIn" AS ?how)
    OPTIONAL {{ ?involvement styrka:role ?role }} }}
  FILTER EXISTS {{ ?actor a styrka:Actor }}
  FILTER NOT EXISTS {{ ?actor styrka:locatedIn <{region}> }}
  OPTIONAL {{ ?list styrka:hasPriorityArea ?through OPTIONAL {{ ?list styrka:asOf ?date }} }}
  FILTER(BOUND(?list) || EXISTS {{ ?through a styrka:Project }})
  BIND(EXISTS {{ <{region}> styrka:priorityArea ?through }} AS ?ours)
  OPTIONAL {{ ?through styrka:periodStart ?start }} OPTIONAL {{ ?through styrka:periodEnd ?end }}
  OPTIONAL {{ ?through styrka:decidedOn ?decided }}
}} ORDER BY ?actor ?through ?how ?role ?list"""
_FACTS: Final = """SELECT ?actor ?type ?page ?town ?place ?level {{ VALUES ?actor {{ {actors} }}
  {{ ?actor a ?type FILTER(STRSTARTS(STR(?type), STR(styrka:))) }}
  UNION {{ ?actor foaf:page ?page }} UNION {{ ?actor schema:addressLocality ?town }}
  UNION {{ ?actor styrka:locatedIn ?place . ?place styrka:nutsLevel ?level }} }}
ORDER BY ?actor ?type ?page ?town ?place"""
_MEETINGS: Final = """SELECT DISTINCT ?actor ?project ?mate {{
  ?mate styrka:locatedIn <{region}> ; styrka:participatesIn ?project .
  ?project a styrka:Project . ?actor styrka:participatesIn ?project
  FILTER(?actor != ?mate) FILTER EXISTS {{ ?mate a styrka:Actor }} }} ORDER BY ?actor ?project ?mate"""
_PROGRAMMES: Final = """SELECT ?programme ?place ?end {{
  ?programme styrka:openTo <{region}> ; a styrka:FundingProgramme ; styrka:eligibleRegion ?place
  OPTIONAL {{ ?programme styrka:periodEnd ?end }} }} ORDER BY ?programme ?place"""
