"""Organisations elsewhere that work on a theme: why each could be a partner, the likeliest first."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from styrka.engine.interface import Row
from styrka.release import View
from styrka.text.locale import sort_key
from styrka.vocabulary import DEF
from styrka.web.context import language
from styrka.web.render.map.shapes import find_view
from styrka.web.render.names import Link, Names, name_site
from styrka.web.render.things.asking import ask_rows, make_why, read, select

_QUESTION: Final = "partners-for-a-theme"
_KILOMETRES: Final = 0.92  # a unit of the view of Europe (data/geometry/README.md)
_NOT_KINDS: Final = frozenset({DEF + "Actor", DEF + "Organisation"})
COLUMNS: Final = (
    "actor",
    "name",
    "kind",
    "page",
    "place",
    "country",
    "last_year",
    "through",
    "reasons",
    "shared_programme",
)


@dataclass(frozen=True)
class Reason:
    """Why an organisation could be a partner.

    Attributes:
        thing: the area that names it, or the project that it takes part in.
        named: whether it is an area, so that a strategy names it.
        year: the last year of the project, or that of the strategy; 0 when it is not recorded.
        why: the address that explains it.
    """

    thing: Link
    named: bool
    year: int
    why: str


@dataclass(frozen=True)
class Partner:
    """An organisation elsewhere.

    Attributes:
        link: the way to it.
        kinds: what kinds of organisation it is.
        page: its address on the web; empty when it is not recorded.
        place: where it is, as narrow as it is recorded.
        country: the code of its country; empty when its place is not recorded.
        kilometres: from the asking region, about; 0 when it is not known.
        reasons: the most recent first.
        programmes: those on the theme that are open to both.
        met: whether it takes part in something of the asking region already.
    """

    link: Link
    kinds: tuple[Link, ...]
    page: str
    place: Link | None
    country: str
    kilometres: int
    reasons: tuple[Reason, ...]
    programmes: tuple[Link, ...]
    met: bool

    @property
    def named(self) -> bool:
        """Whether a strategy names it."""
        return any(one.named for one in self.reasons)

    @property
    def last(self) -> int:
        """The last year that it is known to have been active; 0 when none is recorded."""
        return max(one.year for one in self.reasons)

    @property
    def site(self) -> str:
        """The name of the site that the web address leads to."""
        return name_site(self.page)

    @property
    def facets(self) -> dict[str, tuple[str, ...]]:
        """The values that a list of partners can be narrowed by."""
        through = ("strategy",) * self.named + ("project",) * any(not one.named for one in self.reasons)
        kinds = tuple(one.iri.rsplit("/", 1)[-1] for one in self.kinds)
        return {"kind": kinds, "country": (self.country,) if self.country else (), "through": through}


def find_partners(theme: str, region: str) -> tuple[Partner, ...]:
    """Return the organisations outside a region that work on a theme, those first that a strategy names.

    Then the most recently active, then those with most reasons.

    Parameters:
        theme: as questions take it.
        region: its IRI.

    Raises:
        BadParameter: As ``answer_question``.
    """
    rows = ask_rows(_QUESTION, theme=theme, region=region)
    by_actor: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_actor[row["actor"].value].append(row)
    facts = _find_facts(by_actor, {row["through"].value for row in rows}, region)
    code = region.rsplit("/", 1)[-1]
    iris = [value for several in facts.values() for kind, value, _ in several if kind in ("type", "place")]
    names = Names([*by_actor, *iris, *(row["through"].value for row in rows), *_list_programmes(rows)])
    view = find_view("europe")
    made = [_make(names, facts, iri, members, view, code) for iri, members in by_actor.items()]
    made.sort(key=lambda one: (not one.named, -one.last, -len(one.reasons), sort_key(one.link.label, language())))
    return tuple(made)


def count_facets(partners: Sequence[Partner]) -> dict[str, list[tuple[str, int]]]:
    """Return the values of each facet with how many partners have it, the commonest first."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in partners:
        for facet, values in one.facets.items():
            counts[facet].update(values)
    return {facet: sorted(several.items(), key=lambda one: (-one[1], one[0])) for facet, several in counts.items()}


def list_records(partners: Sequence[Partner]) -> list[dict[str, str]]:
    """Return the partners as flat records; the names of their values are the same in every language."""
    records = []
    for one in partners:
        values = (
            one.link.iri,
            one.link.label,
            " ".join(kind.iri.rsplit("/", 1)[-1] for kind in one.kinds),
            one.page,
            one.place.label if one.place else "",
            one.country,
            str(one.last or ""),
            " ".join(one.facets["through"]),
            " ".join(reason.thing.iri for reason in one.reasons),
            " ".join(programme.iri for programme in one.programmes),
        )
        records.append(dict(zip(COLUMNS, values, strict=True)))
    return records


def _find_facts(actors: Sequence[str] | dict[str, list[Row]], through: set[str], region: str) -> _Facts:
    """Return kinds, web addresses, places with their level, last years and what they do with the region, by thing."""
    values, things = (" ".join(f"<{iri}>" for iri in sorted(iris)) for iris in (actors, through))
    found: _Facts = defaultdict(list)
    for row in select(
        f"""SELECT DISTINCT ?thing ?what ?value ?level {{
  {{ VALUES ?thing {{ {values} }} ?thing a ?value FILTER(STRSTARTS(STR(?value), STR(styrka:))) BIND("type" AS ?what) }}
  UNION {{ VALUES ?thing {{ {values} }} ?thing foaf:page ?value BIND("page" AS ?what) }}
  UNION {{ VALUES ?thing {{ {values} }} ?thing styrka:locatedIn ?value . ?value styrka:nutsLevel ?level
    BIND("place" AS ?what) }}
  UNION {{ VALUES ?thing {{ {values} }} ?thing styrka:participatesIn ?value .
    <{region}> styrka:priorityArea ?value BIND("met" AS ?what) }}
  UNION {{ VALUES ?thing {{ {values} }} ?thing styrka:participatesIn ?value .
    ?value a styrka:Project ; styrka:locatedIn <{region}> BIND("met" AS ?what) }}
  UNION {{ VALUES ?thing {{ {things} }} ?thing styrka:periodStart|styrka:periodEnd|styrka:decidedOn ?value
    BIND("year" AS ?what) }}
  UNION {{ VALUES ?thing {{ {things} }} ?list styrka:hasPriorityArea ?thing ; styrka:asOf ?value
    BIND("year" AS ?what) }}
  UNION {{ VALUES ?thing {{ {things} }} ?thing a styrka:PriorityArea BIND(?thing AS ?value) BIND("area" AS ?what) }}
}} ORDER BY ?thing ?what ?value"""
    ):
        found[row["thing"].value].append((row["what"].value, row["value"].value, int(read(row, "level") or 0)))
    return found


_Facts = dict[str, list[tuple[str, str, int]]]


def _make(names: Names, facts: _Facts, iri: str, rows: Sequence[Row], view: View | None, region: str) -> Partner:
    own = facts.get(iri, [])
    places = sorted(((level, value) for what, value, level in own if what == "place"), reverse=True)
    narrow = places[0][1] if places else ""
    code = narrow.rsplit("/", 1)[-1]
    reasons = [_make_reason(names, facts, iri, thing) for thing in dict.fromkeys(row["through"].value for row in rows)]
    return Partner(
        link=names.link(iri),
        kinds=names.links(value for what, value, _ in own if what == "type" and value not in _NOT_KINDS),
        page=next((value for what, value, _ in own if what == "page"), ""),
        place=names.link(narrow) if narrow else None,
        country=places[-1][1].rsplit("/", 1)[-1][:2] if places else "",
        kilometres=_measure(view, region, code),
        reasons=tuple(sorted(reasons, key=lambda one: (not one.named, -one.year, one.thing.label))),
        programmes=names.links(_list_programmes(rows)),
        met=any(what == "met" for what, _, _ in own),
    )


def _make_reason(names: Names, facts: _Facts, actor: str, thing: str) -> Reason:
    known = facts.get(thing, [])
    years = [int(value[:4]) for what, value, _ in known if what == "year" and value[:4].isdigit()]
    named = any(what == "area" for what, _, _ in known)
    how = "styrka:exampleOf" if named else "styrka:participatesIn"
    return Reason(names.link(thing), named, max(years, default=0), make_why(actor, how, thing))


def _list_programmes(rows: Sequence[Row]) -> list[str]:
    return [row["programme"].value for row in rows if "programme" in row and row["programme"].is_iri]


def _measure(view: View | None, region: str, place: str) -> int:
    """Return the kilometres between the middles of two regions, about; 0 where one has no point or is in an inset."""
    if view is None or region not in view.points or place not in view.points:
        return 0
    if any(code.startswith(inset) for code in (region, place) for inset in view.insets):
        return 0
    return round(math.dist(view.points[region], view.points[place]) * _KILOMETRES / 10) * 10
