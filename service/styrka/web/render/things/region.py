"""The page of a region: what it prioritises, how that has changed, who is near it and like it, and whom to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from markupsafe import Markup

from styrka.ask.describe import Resource
from styrka.engine.interface import Row
from styrka.text.locale import sort_key
from styrka.text.things import get_thing_words as words
from styrka.vocabulary import PREFIXES
from styrka.web.context import language, service
from styrka.web.render.names import Link, Names, name_site
from styrka.web.render.things.asking import ask_rows, read, select
from styrka.web.render.things.drawing import draw_periods, draw_place
from styrka.web.render.things.indicators import RegionFigures, describe_indicators
from styrka.web.render.things.organisations import KindCount, Organisation, count_registered, list_organisations
from styrka.web.render.things.parts.gaps import Gap, list_gaps
from styrka.web.render.things.parts.received import Received, list_received
from styrka.web.render.things.priorities import AreaList, find_covered, list_areas
from styrka.web.render.things.timeline import Change, Period, list_changes, list_periods

_OLD: Final = 7  # years after which a strategy of one's own is called old
_LIKE: Final = 5  # regions that are most, and least, alike
_AUTHORITY: Final = "authority"
_PARTNER: Final = "same joint strategy"  # as the question about similar regions says it


@dataclass(frozen=True)
class Neighbour:
    """A region across a land border: how many themes both have, and which only one of them has."""

    link: Link
    shared: int
    only_there: tuple[Link, ...]
    only_here: tuple[Link, ...]


@dataclass(frozen=True)
class Likeness:
    """Another region: how many of the themes that either has both have, and the share of their weight."""

    link: Link
    shared: int
    of: int
    share: float


@dataclass(frozen=True)
class Contact:
    """The authority that decides, and its address on the web; empty where that is not recorded."""

    link: Link
    page: str

    @property
    def site(self) -> str:
        """The name of the site that the web address leads to."""
        return name_site(self.page)


@dataclass(frozen=True)
class RegionPage:
    """What the page of a region shows beside all that is recorded of it."""

    iri: str
    code: str
    level: str
    own: tuple[AreaList, ...]
    joint: tuple[AreaList, ...]
    among: tuple[Link, ...]
    gap: Link | None
    within: tuple[Link, ...]
    contacts: tuple[Contact, ...]
    leads: tuple[Link, ...]
    periods: tuple[Period, ...]
    changes: tuple[Change, ...]
    neighbours: tuple[Neighbour, ...]
    bordering: tuple[Link, ...]
    known_lists: tuple[Link, ...]
    partners: tuple[Likeness, ...]
    like: tuple[Likeness, ...]
    unlike: tuple[Likeness, ...]
    organisations: tuple[Organisation, ...]
    projects: tuple[Organisation, ...]
    registered: tuple[KindCount, ...]
    programmes: tuple[Link, ...]
    gaps: tuple[Gap, ...]
    figures: RegionFigures
    received: tuple[Received, ...]
    name: str
    line: Markup
    locator: Markup
    notice: str

    @property
    def slug(self) -> str:
        """What a question takes for the region."""
        return self.iri.rsplit("/", 1)[-1]

    @property
    def themes(self) -> tuple[Link, ...]:
        """The main themes of its areas, those of its own first."""
        main = (theme for one in (*self.own, *self.joint) for area in one.areas for theme in area.main)
        return tuple({one.iri: one for one in main}.values())

    @cached_property
    def sentence(self) -> str:
        """What the region prioritises, in one sentence."""
        own, joint = (sum(len(one.areas) for one in lists) for lists in (self.own, self.joint))
        key = f"region_{'own' if own else ''}{'joint' if joint else ''}" if own or joint else "region_none"
        return words(
            key,
            language(),
            name=self.name,
            own=own,
            joint=joint,
            own_years=_write_years(self.own),
            joint_years=_write_years(self.joint),
            among=_write_places(self.among),
        )

    @cached_property
    def old(self) -> str:
        """The year of an own strategy that is old, or older than the joint one; empty when there is none."""
        own = max((one.year for one in self.own if one.year), default="")
        joint = max((one.year for one in self.joint if one.year), default="")
        last = max((one.last for one in self.periods), default=0)
        return own if own and (own < joint or last - int(own) > _OLD) else ""


def describe_region(found: Resource) -> RegionPage:
    """Return what the page of a region shows. Raises as ``answer_question``."""
    iri = found.iri
    code = iri.rsplit("/", 1)[-1]
    facts = _find_facts(iri)
    rows = ask_rows("priorities-of-a-region", region=code)
    lists = {basis: list_areas([row for row in rows if read(row, "basis") == basis]) for basis in ("own", "joint")}
    alike = ask_rows("similar-regions", region=code)
    around = ask_rows("complementary-priorities", region=code)
    programmes = ask_rows("programmes-for-regions", one=code, date=service().engine.edition.year)
    names = Names(
        [
            iri,
            *(row["value"].value for row in facts if row["value"].is_iri),
            *(row["region"].value for row in (*alike, *around)),
            *(row["programme"].value for row in programmes),
        ]
    )
    partners, others = _list_alike(names, alike)
    organisations, projects = list_organisations(iri)
    contacts = _list_contacts(names, facts)
    name = find_short_name(found, contacts) or names.name(iri)
    within = names.links(row["value"].value for row in facts if row["what"].value == "within")
    periods = list_periods(ask_rows("periods", region=code), (*lists["own"], *lists["joint"]))
    locator, notice = _locate(facts, name, within)
    return RegionPage(
        iri=iri,
        code=read_one(facts, "code"),
        level=read_one(facts, "level"),
        own=lists["own"],
        joint=lists["joint"],
        among=find_covered(lists["joint"]),
        gap=next(iter(names.links(row["value"].value for row in facts if row["what"].value == "gap")), None),
        within=within,
        contacts=contacts,
        leads=names.links(row["value"].value for row in facts if row["what"].value == "leads"),
        periods=periods,
        changes=list_changes(ask_rows("dropped-or-renamed", region=code)),
        neighbours=_list_neighbours(names, around),
        bordering=() if around else _list_found(_BORDERING % iri),
        known_lists=() if any(lists.values()) else _list_found(_DOCUMENTS % iri),
        partners=partners,
        like=others[:_LIKE],
        unlike=tuple(reversed(others[-_LIKE:])) if len(others) > 2 * _LIKE else (),
        organisations=organisations,
        projects=projects,
        registered=count_registered(iri),
        programmes=names.links(row["programme"].value for row in programmes),
        gaps=list_gaps(code),
        figures=describe_indicators(code, within[0].iri if within else ""),
        received=list_received(iri),
        name=name,
        line=draw_periods(periods),
        locator=locator,
        notice=notice,
    )


def find_short_name(found: Resource, contacts: Sequence[Contact]) -> str:
    """Return the name of a region that its authority uses (Region X), where X is a recorded name; else nothing."""
    label = PREFIXES["skos"] + "altLabel"
    other = {one.value.term.value for one in found.statements if one.predicate.term.value == label}
    other |= set(found.named.labels.values())
    return next((name for one in contacts if (name := one.link.label.removeprefix("Region ")) in other), "")


def read_one(facts: Sequence[Row], what: str) -> str:
    """Return the first value of one kind among the facts; empty when there is none."""
    return next((row["value"].value for row in facts if row["what"].value == what), "")


def _find_facts(iri: str) -> tuple[Row, ...]:
    """Return code, level, larger regions, authority with web address, areas led, and what is known to be missing."""
    return select(
        f"""SELECT DISTINCT ?what ?value ?page {{
  {{ <{iri}> skos:notation ?value BIND("code" AS ?what) }}
  UNION {{ <{iri}> styrka:nutsLevel ?value BIND("level" AS ?what) }}
  UNION {{ <{iri}> styrka:partOf ?value . ?value styrka:nutsLevel ?size BIND("within" AS ?what) }}
  UNION {{ ?value styrka:authorityOf <{iri}> OPTIONAL {{ ?value foaf:page ?page }} BIND("{_AUTHORITY}" AS ?what) }}
  UNION {{ ?value styrka:leadRegion <{iri}> BIND("leads" AS ?what) }}
  UNION {{ <{iri}> styrka:knownGap ?value BIND("gap" AS ?what) }}
}} ORDER BY ?what ?size ?value ?page"""
    )


def _locate(facts: Sequence[Row], name: str, within: Sequence[Link]) -> tuple[Markup, str]:
    """Return the map of the country with the region in it, and its notice; empty for a country and without a code."""
    code = read_one(facts, "code")
    if not code or not within:
        return Markup(), ""
    country = within[0]  # the largest
    return draw_place((code,), country.iri.rsplit("/", 1)[-1], name, country.label)


def _list_contacts(names: Names, facts: Sequence[Row]) -> tuple[Contact, ...]:
    found = {}
    for row in facts:
        if row["what"].value == _AUTHORITY and row["value"].value not in found:
            found[row["value"].value] = Contact(names.link(row["value"].value), read(row, "page"))
    return tuple(found.values())


def _list_neighbours(names: Names, rows: Sequence[Row]) -> tuple[Neighbour, ...]:
    # The answer has the names of themes, in Swedish and put together.
    themes = {row["name"].value: row["theme"].value for row in select(_THEMES)} if rows else {}
    known = Names(themes.values())

    def read_themes(row: Row, column: str) -> tuple[Link, ...]:
        return known.links(themes[name] for name in read(row, column).split("; ") if name in themes)

    return tuple(
        Neighbour(
            names.link(row["region"].value),
            int(row["shared"].value),
            read_themes(row, "onlyThereThemes"),
            read_themes(row, "onlyHereThemes"),
        )
        for row in rows
    )


def _list_found(query: str) -> tuple[Link, ...]:
    """Return what a query finds, in the order of the names."""
    iris = [row["one"].value for row in select(query)]
    return tuple(sorted(Names(iris).links(iris), key=lambda one: sort_key(one.label, language())))


def _list_alike(names: Names, rows: Sequence[Row]) -> tuple[tuple[Likeness, ...], tuple[Likeness, ...]]:
    """Return partners of the same joint strategy, and the regions elsewhere; the most alike first."""
    partners: list[Likeness] = []
    others: list[Likeness] = []
    for row in rows:
        shared, here, there = (int(row[one].value) for one in ("shared", "onlyHere", "onlyThere"))
        similarity = float(row["similarity"].value)
        made = Likeness(names.link(row["region"].value), shared, shared + here + there, similarity)
        (partners if row["partner"].value == _PARTNER else others).append(made)
    return tuple(partners), tuple(others)


# What a region without recorded priorities has all the same: neighbours with some, and documents that are known.
_BORDERING: Final = """SELECT DISTINCT ?one {
  <%s> styrka:borders ?one . ?one a styrka:StrategyRegion FILTER EXISTS { ?one styrka:priorityArea ?area } }"""
_DOCUMENTS: Final = "SELECT DISTINCT ?one { ?one a styrka:PriorityList ; styrka:coversRegion <%s> }"
_THEMES: Final = "SELECT ?theme ?name { ?theme a styrka:Theme ; styrka:localName ?name }"


def _write_places(places: Sequence[Link]) -> str:
    listed = ", ".join(one.label for one in places)
    return f" {words('among', language(), places=listed)}" if listed else ""


def _write_years(lists: Sequence[AreaList]) -> str:
    years = sorted({one.year for one in lists if one.year})
    return f" ({', '.join(years)})" if years else ""
