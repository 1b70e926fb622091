"""The page of a theme: which regions have it, how they word it, what it goes together with, and who works on it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

from flask import request

from styrka.ask.describe import Resource, Statement
from styrka.ask.pages.arrange import SORT
from styrka.engine.interface import Row
from styrka.text.locale import name_language, sort_key
from styrka.vocabulary import PREFIXES
from styrka.web.context import address, language
from styrka.web.render.map.drawing import JOINT, OWN
from styrka.web.render.map.shapes import find_view
from styrka.web.render.map.themed import Asked, ask_map, group_by_country
from styrka.web.render.names import Link, Names
from styrka.web.render.related import keep_language
from styrka.web.render.things.asking import ask_rows, select
from styrka.web.render.things.organisations import Organisation, list_theme_organisations

_SKOS: Final = PREFIXES["skos"]
_TOGETHER: Final = 8  # themes that go together with it
_LEAST: Final = 5  # regions that must have both, for a number that is more than chance
_MATCHES: Final = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
_NARROWER: Final = "SELECT DISTINCT ?one { ?one skos:broader <%s> }"
_FUNDING: Final = """SELECT DISTINCT ?one { ?project a styrka:Project ; styrka:concerns <%s> ; styrka:fundedBy ?one .
  ?one a styrka:FundingProgramme }"""
_NACE: Final = "NACE"
_SHARE: Final = "share"
_ORDERS: Final = ("country", _SHARE)  # of the countries; the first is that of a page that asks for none
_VOCABULARIES: Final = {
    "eurovoc.europa.eu": "EuroVoc",
    "data.europa.eu/8mn/euroscivoc": "EuroSciVoc",
    "data.europa.eu/ux2/nace2": _NACE,
}


@dataclass(frozen=True)
class Wording:
    """An area as a document writes it, and the regions that have it."""

    link: Link
    language: str
    translation: str
    regions: tuple[Link, ...]


@dataclass(frozen=True)
class Companion:
    """A theme that the same regions have: how many of them, and how many times as often as by chance."""

    link: Link
    regions: int
    lift: float


@dataclass(frozen=True)
class Match:
    """A term of another vocabulary: how it matches, the vocabulary, and its label, or its code where it has none."""

    how: str
    vocabulary: str
    label: str
    iri: str


@dataclass(frozen=True)
class CountryShare:
    """A country where a region has the theme.

    Attributes:
        heading: its name, with how many of its regions have it.
        share: the same in percent.
        own: those that have it in a strategy of their own.
        joint: those that have it only through a joint one.
    """

    heading: str
    share: float
    own: tuple[Link, ...]
    joint: tuple[Link, ...]


@dataclass(frozen=True)
class ThemePage:
    """What the page of a theme shows beside all that is recorded of it.

    Its map is a picture (``picture``, its address) that leads to the map's own page: drawn in the page it would be as
    large as all the rest, and two hundred links to step over.
    """

    slug: str
    name: str
    broader: tuple[Link, ...]
    narrower: tuple[Link, ...]
    asked: Asked
    picture: str
    size: tuple[int, int]
    notice: str
    countries: tuple[CountryShare, ...]
    orders: tuple[tuple[str, str], ...]
    order: str
    rank: int
    ranked: int
    wordings: tuple[tuple[str, tuple[Wording, ...]], ...]
    together: tuple[Companion, ...]
    organisations: tuple[Organisation, ...]
    projects: tuple[Organisation, ...]
    programmes: tuple[Link, ...]
    names: tuple[tuple[str, tuple[str, ...]], ...]
    matches: tuple[Match, ...]
    notices: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """How many regions have the theme, in words."""
        return self.asked.sentence


def describe_theme(found: Resource) -> ThemePage:
    """Return what the page of a theme shows. Raises as ``answer_question``."""
    slug = found.iri.rsplit("/", 1)[-1]
    asked, shapes = ask_map(slug, "europe"), find_view("europe")
    ranks = [row["theme"].value for row in ask_rows("themes-in-use", level="top")]
    organisations, projects = list_theme_organisations(found.iri)
    order = request.args.get(SORT, "")
    order = order if order in _ORDERS else _ORDERS[0]
    matches = _list_matches(found)
    return ThemePage(
        slug=slug,
        name=found.named.label(language()),
        broader=_sort_links(row.value.term.value for row in _select(found, ("broader",))),
        # Which ones are narrower is concluded, and no statement of the theme.
        narrower=_sort_links(row["one"].value for row in select(_NARROWER % found.iri)),
        asked=asked,
        picture=f"/map.svg?{urlencode({'theme': slug, 'lang': language(), 'legend': 'none'})}" if shapes else "",
        size=shapes.box[2:] if shapes else (0, 0),
        notice=shapes.attribution[language()] if shapes else "",
        countries=_sort_countries(_list_countries(asked), order),
        orders=tuple((one, _make_order_address(found.iri, one)) for one in _ORDERS),
        order=order,
        rank=ranks.index(found.iri) + 1 if found.iri in ranks else 0,
        ranked=len(ranks),
        wordings=_list_wordings(ask_rows("shared-priorities", theme=slug)),
        together=_list_companions(found.iri),
        organisations=organisations,
        projects=projects,
        programmes=_sort_links(row["one"].value for row in select(_FUNDING % found.iri)),
        names=_list_names(found),
        matches=matches,
        notices=_list_notices(matches),
    )


def _sort_links(iris: Iterable[str]) -> tuple[Link, ...]:
    """Return things in the order of their names."""
    listed = list(iris)
    return tuple(sorted(Names(listed).links(listed), key=lambda one: sort_key(one.label, language())))


def _list_countries(asked: Asked) -> tuple[CountryShare, ...]:
    """Return each country where a region has the theme."""
    listed = []
    for heading, states in group_by_country(asked):
        links = [
            Names(place.territory.iri for place in states[state]).links(place.territory.iri for place in states[state])
            for state in (OWN, JOINT)
        ]
        if any(links):
            counted = [place.state for several in states.values() for place in several if not place.territory.larger]
            share = sum(one in (OWN, JOINT) for one in counted) / len(counted) if counted else 0.0
            listed.append(CountryShare(heading, round(100 * share, 1), *links))
    return tuple(listed)


def _sort_countries(countries: Sequence[CountryShare], order: str) -> tuple[CountryShare, ...]:
    """Return the countries by name, as they are, or those with the largest share first."""
    return tuple(sorted(countries, key=lambda one: -one.share) if order == _SHARE else countries)


def _make_order_address(iri: str, order: str) -> str:
    """Return the address of the page with the countries in an order, in the language that the reader chose."""
    path = address(iri) if order == _ORDERS[0] else f"{address(iri)}?{urlencode({SORT: order})}"
    return f"{keep_language(path, request.args.get('lang', ''))}#regions"


def _list_wordings(rows: Sequence[Row]) -> tuple[tuple[str, tuple[Wording, ...]], ...]:
    """Return the areas as written, by language; the language of most areas first."""
    regions: dict[str, list[str]] = defaultdict(list)
    written = {}
    for row in rows:
        regions[row["area"].value].append(row["region"].value)
        written[row["area"].value] = row["areaName"]
    names = Names([*regions, *(iri for several in regions.values() for iri in several)])
    by_language: dict[str, list[Wording]] = defaultdict(list)
    for iri, term in written.items():
        link = names.link(iri)
        made = Wording(
            Link(iri, link.address, term.value),
            term.language,
            names.translate(iri, term.value),
            names.links(regions[iri]),
        )
        by_language[term.language].append(made)
    ordered = sorted(by_language.items(), key=lambda one: (one[0] != language(), -len(one[1]), one[0]))
    return tuple(
        (name_language(tag, language()), tuple(sorted(several, key=lambda one: sort_key(one.link.label, language()))))
        for tag, several in ordered
    )


def _list_companions(theme: str) -> tuple[Companion, ...]:
    """Return the themes that regions with this one have more often than others, with how much more often."""
    themes: dict[str, set[str]] = defaultdict(set)
    for row in select("SELECT DISTINCT ?region ?theme { ?region a styrka:StrategyRegion ; styrka:latestTheme ?theme }"):
        themes[row["region"].value].add(row["theme"].value)
    near = {row["near"].value for row in select(f"SELECT ?near {{ ?near skos:broader|skos:narrower <{theme}> }}")}
    having = [several for several in themes.values() if theme in several]
    whole, here = (Counter(one for several in group for one in several) for group in (themes.values(), having))
    lifts = {
        other: count / len(having) / (whole[other] / len(themes))
        for other, count in here.items()
        if count >= _LEAST and other != theme and other not in near
    }
    best = sorted(lifts, key=lambda other: (-lifts[other], other))[:_TOGETHER]
    names = Names(best)
    return tuple(Companion(names.link(other), here[other], lifts[other]) for other in best if lifts[other] > 1)


def _list_names(found: Resource) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the other names by language."""
    by_language: dict[str, list[str]] = defaultdict(list)
    for one in _select(found, ("prefLabel", "altLabel")):
        by_language[one.value.term.language].append(one.value.term.value)
    named = ((name_language(tag, language()), tuple(dict.fromkeys(several))) for tag, several in by_language.items())
    return tuple(sorted(named, key=lambda one: sort_key(one[0], language())))


def _list_matches(found: Resource) -> tuple[Match, ...]:
    """Return the terms of other vocabularies that match; its code stands for one whose label is not recorded."""
    matches = []
    for one in _select(found, _MATCHES):
        iri = one.value.term.value
        parts = urlsplit(iri)
        place = parts.netloc + parts.path
        vocabulary = next((name for start, name in _VOCABULARIES.items() if place.startswith(start)), parts.netloc)
        how = one.predicate.term.value.removeprefix(_SKOS)
        code = iri.rsplit("/", 1)[-1]
        label = one.value.label(language()) if one.value.labels else code
        if vocabulary == _NACE and label != code:
            label = f"{code} {label}"
        matches.append(Match(how, vocabulary, label, iri))
    return tuple(sorted(matches, key=lambda one: (one.vocabulary, _MATCHES.index(one.how), one.label)))


def _list_notices(matches: Sequence[Match]) -> tuple[str, ...]:
    """Return the notices that must stand beside the names of the terms, as the sources of these have them."""
    values = " ".join(f"<{one.iri}>" for one in matches)
    rows = select(
        f"""SELECT DISTINCT ?notice {{
  VALUES ?term {{ {values} }} GRAPH ?graph {{ ?term skos:prefLabel ?name }}
  ?graph dcterms:source ?source . ?source schema:creditText ?notice }} ORDER BY ?notice"""
    )
    return tuple(row["notice"].value for row in rows)


def _select(found: Resource, names: Sequence[str]) -> list[Statement]:
    wanted = {_SKOS + name for name in names}
    return [one for one in found.statements if one.predicate.term.value in wanted]
