"""The organisations and projects of a place or a theme, with what each does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from styrka.engine.interface import Row
from styrka.text.locale import sort_key
from styrka.vocabulary import DEF
from styrka.web.context import language
from styrka.web.render.names import Link, Names, name_site
from styrka.web.render.things.asking import read, select

_PROJECT: Final = DEF + "Project"
_NOT_KINDS: Final = frozenset(
    {DEF + "Actor", DEF + "Organisation", DEF + "ResearchOrganisation"}
)  # of every organisation, and so of none


@dataclass(frozen=True)
class Involvement:
    """What an organisation takes part in, and in which role."""

    thing: Link
    role: str


@dataclass(frozen=True)
class Organisation:
    """An organisation or a project: the way to it, its kind, its web address, and what it takes part in."""

    link: Link
    kind: str
    page: str
    involvements: tuple[Involvement, ...] = ()

    @property
    def site(self) -> str:
        """The name of the site that the web address leads to."""
        return name_site(self.page)


def list_organisations(place: str) -> tuple[tuple[Organisation, ...], tuple[Organisation, ...]]:
    """Return the organisations, and the projects, that are located in a region itself, in alphabetical order.

    Raises:
        StyrkaError: As ``Engine.run``.
    """
    return _list(
        select(
            f"""SELECT DISTINCT ?thing ?type ?page ?in ?role WHERE {{
  ?thing styrka:locatedIn <{place}> ; a ?type FILTER(STRSTARTS(STR(?type), STR(styrka:)))
  OPTIONAL {{ ?thing foaf:page ?page }}
  OPTIONAL {{ ?thing styrka:hasInvolvement ?involvement . ?involvement styrka:involvedIn ?in
    OPTIONAL {{ ?involvement styrka:role ?role }} }}
}} ORDER BY ?thing ?type ?page ?in ?role"""
        )
    )


@dataclass(frozen=True)
class KindCount:
    """How many organisations of a register have their seat in a place: the kind, its code and the number."""

    kind: str
    code: str
    number: int


def count_registered(place: str) -> tuple[KindCount, ...]:
    """Return how many organisations of a register have their seat in a region, by the register's kinds; most first.

    Raises:
        StyrkaError: As ``Engine.run``.
    """
    rows = select(
        f"""SELECT ?kind (COUNT(DISTINCT ?thing) AS ?number) WHERE {{
  ?seat styrka:partOf? <{place}> . ?thing styrka:seatIn ?seat ; styrka:organisationKind ?kind
}} GROUP BY ?kind ORDER BY DESC(?number) ?kind"""
    )
    names = Names(row["kind"].value for row in rows)
    return tuple(
        KindCount(names.name(iri), iri.rpartition("/")[2], int(row["number"].value))
        for row in rows
        for iri in (row["kind"].value,)
    )


def list_theme_organisations(theme: str) -> tuple[tuple[Organisation, ...], tuple[Organisation, ...]]:
    """Return the organisations that take part in something on a theme, and the projects on it.

    Raises:
        StyrkaError: As ``Engine.run``.
    """
    found = select(
        f"""SELECT DISTINCT ?thing ?in ?role WHERE {{
  ?in styrka:concerns <{theme}>
  {{ ?in a styrka:Project BIND(?in AS ?thing) }}
  UNION {{ ?involvement styrka:involvedIn ?in ; styrka:involves ?thing OPTIONAL {{ ?involvement styrka:role ?role }} }}
}} ORDER BY ?thing ?in ?role"""
    )
    # Apart, because the engine would begin with all that has a type.
    values = " ".join(f"<{iri}>" for iri in dict.fromkeys(row["thing"].value for row in found))
    facts: dict[str, list[Row]] = defaultdict(list)
    for row in select(
        f"SELECT ?thing ?type ?page {{ VALUES ?thing {{ {values} }} ?thing a ?type "
        "FILTER(STRSTARTS(STR(?type), STR(styrka:))) OPTIONAL { ?thing foaf:page ?page } } ORDER BY ?thing ?type ?page"
    ):
        facts[row["thing"].value].append(row)
    return _list([{**one, **row} for row in found for one in facts[row["thing"].value]])


def _list(rows: Sequence[Row]) -> tuple[tuple[Organisation, ...], tuple[Organisation, ...]]:
    names = Names(row[column].value for row in rows for column in ("thing", "type", "in", "role") if column in row)
    by_thing: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_thing[row["thing"].value].append(row)
    made = [(_kinds(members), _make(names, iri, members)) for iri, members in by_thing.items()]
    made.sort(key=lambda one: sort_key(one[1].link.label, language()))
    organisations = tuple(one for kinds, one in made if _PROJECT not in kinds)
    return organisations, tuple(one for kinds, one in made if _PROJECT in kinds)


def _make(names: Names, iri: str, rows: Sequence[Row]) -> Organisation:
    kinds = sorted(_kinds(rows) - _NOT_KINDS - {_PROJECT})
    # A project on a theme is what it takes part in itself.
    taken = {(row["in"].value, read(row, "role")) for row in rows if "in" in row and row["in"].value != iri}
    return Organisation(
        link=names.link(iri),
        kind=", ".join(names.name(kind) for kind in kinds),
        page=next((row["page"].value for row in rows if "page" in row), ""),
        involvements=tuple(
            Involvement(names.link(thing), names.name(role) if role else "") for thing, role in sorted(taken)
        ),
    )


def _kinds(rows: Iterable[Row]) -> set[str]:
    return {row["type"].value for row in rows}
