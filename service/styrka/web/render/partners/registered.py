"""Organisations elsewhere that only a register names, and whose names have one of the theme: where to look on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from styrka.ask.names.folding import split_words
from styrka.ask.names.index import NameIndex, leave_joining
from styrka.ask.names.things import REGISTERED
from styrka.engine.interface import Row
from styrka.web.context import service
from styrka.web.render.names import Link, Names, name_site
from styrka.web.render.partners.finding import FAR, measure_distance
from styrka.web.render.things.asking import read, select

_SHOWN: Final = 20
_LOOKED_AT: Final = 400  # of the names that fit best


@dataclass(frozen=True)
class RegisteredPartner:
    """An organisation of a register.

    Attributes:
        kinds: the register's own.
        town: where it has its address.
        places: the region of its seat.
        distance: kilometres from a point inside the region, about; None where either has no point.
        shares: whether its seat lies in a region that has the theme.
    """

    link: Link
    kinds: tuple[Link, ...]
    town: str
    places: tuple[Link, ...]
    distance: int | None
    page: str
    shares: bool

    @property
    def site(self) -> str:
        """The name of the site that the web address leads to."""
        return name_site(self.page)


@dataclass(frozen=True)
class Registered:
    """Those that come first, and how many there are."""

    shown: tuple[RegisteredPartner, ...] = ()
    total: int = 0


def find_registered(region: str, theme: str) -> Registered:
    """Return organisations outside a region that only a register names, by IRIs of region and theme.

    A name of each has all the words of a name of the theme. That they work on it is not recorded. First those with
    their seat in a region that has the theme, then the nearest.

    Raises:
        StyrkaError: As ``Engine.run``.
    """
    index = service().names.index(service().engine)
    found = _list_named(index, theme)
    if not found:
        return Registered()
    values = " ".join(f"<{iri}>" for iri in found)
    by_actor: dict[str, list[Row]] = defaultdict(list)
    for row in select(_FACTS.format(actors=values, region=region, theme=theme)):
        by_actor[row["actor"].value].append(row)
    names = Names(term.value for rows in by_actor.values() for row in rows for term in row.values() if term.is_iri)
    made = [_make(names, region, iri, rows) for iri, rows in by_actor.items()]
    made.sort(key=lambda one: (not one.shares, FAR if one.distance is None else one.distance, one.link.iri))
    return Registered(tuple(made[:_SHOWN]), len(made))


def _list_named(index: NameIndex, theme: str) -> list[str]:
    """Return the organisations of the register with a name that has all the words of one of the theme's names."""
    thing, registered = index.get(theme), index.apart.get(REGISTERED)
    if thing is None or registered is None:
        return []
    found: dict[str, None] = {}
    for name in thing.names:
        wanted = set(leave_joining(split_words(name)))
        for hit in registered.search(name, partly=False)[:_LOOKED_AT]:
            if wanted <= set(split_words(hit.name)):
                found[hit.thing.iri] = None
    return list(found)[:_LOOKED_AT]


def _make(names: Names, region: str, iri: str, rows: list[Row]) -> RegisteredPartner:
    places = list(dict.fromkeys(row["place"].value for row in rows))
    distances = [far for place in places if (far := measure_distance(region, place)) is not None]
    return RegisteredPartner(
        link=names.link(iri),
        kinds=names.links(dict.fromkeys(row["kind"].value for row in rows)),
        town=next((town for row in rows if (town := read(row, "town"))), ""),
        # Two vintages of NUTS often have one name for it.
        places=tuple({one.label: one for one in names.links(places)}.values()),
        distance=min(distances, default=None),
        page=next((page for row in rows if (page := read(row, "page"))), ""),
        shares=any(read(row, "shares") == "true" for row in rows),
    )


_FACTS: Final = """SELECT DISTINCT ?actor ?kind ?place ?town ?page ?shares {{ VALUES ?actor {{ {actors} }}
  ?actor styrka:seatIn ?place ; styrka:organisationKind ?kind
  FILTER NOT EXISTS {{ ?actor styrka:seatIn ?seat . ?seat styrka:partOf? <{region}> }}
  OPTIONAL {{ ?actor schema:addressLocality ?town }} OPTIONAL {{ ?actor foaf:page ?page }}
  BIND(EXISTS {{ ?place styrka:partOf? ?larger . ?larger styrka:latestTheme <{theme}> }} AS ?shares)
}} ORDER BY ?actor ?place ?kind ?page"""
