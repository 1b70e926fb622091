"""What can be named: every thing of a release with its names, what it is, and where it belongs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from styrka.ask.names.regions import SHORT, offer_name
from styrka.engine.interface import Engine, Row, select_rows
from styrka.labels import PATH as LABEL_PATH
from styrka.labels import choose_label
from styrka.vocabulary import BASE, DEF, sparql_prefixes

# What a thing can be, the kinds that people look for most first; what is none of these is a term of the vocabulary.
KINDS: Final = (
    "Region",
    "Theme",
    "Strategy",
    "Overview",
    "Actor",
    "FundingProgramme",
    "Project",
    "PriorityArea",
    "Call",
    "Source",
    "ResearchOrganisation",
)
# What only a register names: many, and looked for apart from all others, so that these are found as quickly as without.
REGISTERED: Final = "ResearchOrganisation"
CALL: Final = "Call"
APART: Final = (REGISTERED, CALL)
DECIDING: Final = DEF + "StrategyRegion"
LIST: Final = DEF + "PriorityList"
_NAMES: Final = f"{LABEL_PATH}|skos:altLabel|skos:hiddenLabel|skos:notation"
_YEAR: Final = re.compile(r"[12]\d{3}")
_FOLDER: Final = re.compile(r"^(id/[a-z]+/|scheme/[a-z-]+/|def/)")


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that has a name.

    Attributes:
        iri: its IRI.
        kind: the name of its kind, one of ``KINDS``; "" for a term of the vocabulary.
        labels: its labels by language.
        names: all of its names, labels first, each once.
        place: the labels by language of where it belongs: a region's country, an area's region, an organisation's, a
            call's programme.
        country: the code of the country that it belongs to; empty where that is not recorded.
        year: the year of its list or of itself; empty where none is recorded.
        decides: whether it is a region that decides on priorities of its own.
        listed: whether it is a region that a strategy or an overview is of, its own or a joint one.
        broader: the IRI of the top theme of a theme that is not one itself.
        deadline: the day until which a call is open; empty where none is recorded.
        stated: the day as of which a call's source has it so; empty where none is recorded.
        short: what people call a region, as its authority does; empty where that is nothing else.
    """

    iri: str
    kind: str
    labels: Mapping[str, str]
    names: tuple[str, ...]
    place: Mapping[str, str] = field(default_factory=dict)
    country: str = ""
    year: str = ""
    decides: bool = False
    listed: bool = False
    broader: str = ""
    deadline: str = ""
    stated: str = ""
    short: str = ""

    @property
    def code(self) -> str:
        """What names it within its folder: ``SE122``, ``energy``, ``se12-2023/smart-industri``."""
        return find_code(self.iri)

    def label(self, language: str) -> str:
        """Return the label in a language, else in English, Swedish or any; the code when there is none."""
        return choose_label(self.labels, language) or self.code

    def offer(self, language: str) -> str:
        """Return what it is called where it is chosen: a region by both its names."""
        return offer_name(self.label(language), self.short)

    def where(self, language: str) -> str:
        """Return the label of where it belongs, chosen likewise; empty where that is not recorded."""
        return choose_label(self.place, language)

    def brief(self, language: str) -> str:
        """Return what a list of many things calls it: a strategy by its place and year, by which people look for it."""
        if self.is_a(LIST) and (place := self.where(language)):
            return f"{place} {self.year}".strip()
        return self.offer(language)

    def is_a(self, class_: str) -> bool:
        """Return whether it is of a class that questions ask for."""
        kind = class_.removeprefix(DEF)
        if class_ == LIST:
            return self.kind in ("Strategy", "Overview")
        return self.decides if class_ == DECIDING else self.kind == kind


def find_code(iri: str) -> str:
    """Return what names a thing within its folder.

    >>> find_code("https://w3id.org/styrka/id/region/SE122")
    'SE122'
    """
    return _FOLDER.sub("", iri.removeprefix(BASE))


def read_things(engine: Engine) -> tuple[Thing, ...]:
    """Return every thing of a release that has a name and an IRI. Raises as ``Engine.run``."""
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    names: dict[str, dict[str, None]] = defaultdict(dict)
    for row in _select(engine, f"SELECT DISTINCT ?x ?label {{ ?x {LABEL_PATH} ?label FILTER(ISIRI(?x)) }}"):
        term, label = row["x"].value, row["label"]
        known = labels[term].get(label.language)
        if known is None or label.value < known:
            labels[term][label.language] = label.value
    for row in _select(engine, f"SELECT DISTINCT ?x ?name {{ ?x {_NAMES} ?name FILTER(ISIRI(?x)) }}"):
        names[row["x"].value][row["name"].value] = None
    kinds = _read_kinds(engine)
    deciding = {row["x"].value for row in _select(engine, f"SELECT ?x {{ ?x a <{DECIDING}> }}")}
    listed = {row["x"].value for row in _select(engine, "SELECT DISTINCT ?x { ?list styrka:coversRegion ?x }")}
    places, years, broader = _read_places(engine), _read_years(engine), _read_broader(engine)
    larger, calls = _read_countries(engine), _read_calls(engine)
    short = {row["region"].value: row["name"].value for row in _select(engine, SHORT)}
    things = []
    for iri, written in names.items():
        kind = kinds.get(iri, "")
        if not kind and not iri.startswith(DEF):
            continue
        first = [name for name in labels[iri].values() if name]
        region = iri if kind == "Region" else places.get(iri, "")
        country = _find_country(region) or larger.get(region, "")
        call = calls.get(iri, _Call())
        place = country if kind == "Region" and country != region else "" if kind == "Region" else region
        place = call.programme or place
        written |= dict.fromkeys([call.identifier] if call.identifier else [])
        things.append(
            Thing(
                iri,
                kind,
                labels[iri],
                tuple(dict.fromkeys((*first, *written))),
                labels.get(place, {}),
                country.removeprefix(BASE + "id/region/"),
                years.get(iri, ""),
                iri in deciding,
                iri in listed,
                broader.get(iri, ""),
                call.deadline,
                call.stated,
                short.get(iri, ""),
            )
        )
    return tuple(things)


def _read_kinds(engine: Engine) -> dict[str, str]:
    classes = " ".join(f"<{DEF}{kind}>" for kind in KINDS)
    found: dict[str, str] = {}
    for row in _select(engine, f"SELECT ?x ?c {{ VALUES ?c {{ {classes} }} ?x a ?c }}"):
        kind, known = row["c"].value.removeprefix(DEF), found.get(row["x"].value)
        if known is None or KINDS.index(kind) < KINDS.index(known):
            found[row["x"].value] = kind
    return found


def _read_places(engine: Engine) -> dict[str, str]:
    """Return the region of each list, area, organisation and project; the smallest where there are several."""
    query = """SELECT ?x ?place {
      { ?x styrka:coversRegion ?place } UNION { ?x styrka:locatedIn ?place }
      UNION { ?x styrka:seatIn ?place }
      UNION { ?x styrka:priorityAreaOf/styrka:coversRegion ?place }
    }"""
    found: dict[str, str] = {}
    for row in _select(engine, query):
        thing, place = row["x"].value, row["place"].value
        known = found.get(thing)
        if known is None or (-len(place), place) < (-len(known), known):
            found[thing] = place
    return found


def _read_years(engine: Engine) -> dict[str, str]:
    query = """SELECT ?x ?time {
      { ?x styrka:asOf ?time } UNION { ?x styrka:priorityAreaOf/styrka:asOf ?time }
      UNION { ?x a styrka:Project ; schema:startDate|styrka:periodStart ?time }
    }"""
    found: dict[str, str] = {}
    for row in _select(engine, query):
        if year := _YEAR.match(row["time"].value):
            found[row["x"].value] = max(year.group(), found.get(row["x"].value, ""))
    return found


def _read_broader(engine: Engine) -> dict[str, str]:
    query = """SELECT ?x ?top {
      ?x a styrka:Theme ; skos:broaderTransitive ?top FILTER NOT EXISTS { ?top skos:broader ?above }
    }"""
    return {row["x"].value: row["top"].value for row in _select(engine, query)}


@dataclass(frozen=True, slots=True)
class _Call:
    """What tells a call from others: its programme, its identifier, its deadline, and as of when that holds."""

    programme: str = ""
    identifier: str = ""
    deadline: str = ""
    stated: str = ""


def _read_calls(engine: Engine) -> dict[str, _Call]:
    query = """SELECT ?x ?programme ?identifier ?deadline ?stated {
      GRAPH ?graph { ?x styrka:callOf ?programme } ?x dcterms:identifier ?identifier
      OPTIONAL { ?x styrka:deadline ?deadline }
      OPTIONAL { ?graph dcterms:source/dcterms:issued ?stated }
    }"""
    columns = ("programme", "identifier", "deadline", "stated")
    return {
        row["x"].value: _Call(*(row[one].value if one in row else "" for one in columns))
        for row in _select(engine, query)
    }


def _find_country(region: str) -> str:
    """Return the IRI of a region's country, which the region's code begins with; empty where it has no such code."""
    code = re.match(re.escape(BASE) + r"id/region/([A-Z]{2})(?![a-z])", region)
    return f"{BASE}id/region/{code.group(1)}" if code else ""


def _read_countries(engine: Engine) -> dict[str, str]:
    """Return the country of each region whose code does not begin with it, such as one across counties."""
    query = "SELECT ?x ?part { ?x a styrka:FunctionalRegion ; styrka:partOf|styrka:hasPart ?part }"
    return {row["x"].value: country for row in _select(engine, query) if (country := _find_country(row["part"].value))}


def _select(engine: Engine, query: str) -> list[Row]:
    return select_rows(engine, sparql_prefixes() + query)
