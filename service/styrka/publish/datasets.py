"""What is published together: the parts of the graph, as the data's own heads state it.

Each file's head names the dataset that it is part of; ``data/datasets.ttl`` names the dataset. Dates and
periods come from the files, so that nothing is written twice.
"""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from styrka.publish import archive
from styrka.release import Release
from styrka.vocabulary import BASE, DEF, PREFIXES

DATASET: Final = BASE + "dataset/"
_DESCRIBING: Final = ox.NamedNode(BASE + "graph/datasets")  # the graph of data/datasets.ttl
GRAPH: Final = BASE + "graph/"
CATALOG: Final = BASE + "catalog"
WHOLE: Final = "styrka"
ORDER: Final = (
    WHOLE,
    "strategies",
    "regions",
    "actors",
    "organisations",
    "programmes",
    "programmes-2014-2020",
    "calls",
    "projects",
    "indicators",
    "kohesio",
    "erdf-payments",
    "themes",
    "nace",
    "euroscivoc",
    "ontology",
)
_DCT: Final = PREFIXES["dcterms"]
_PART_OF: Final = f"<{_DCT}isPartOf>".encode()
_MODIFIED: Final = f"<{_DCT}modified>".encode()
_BEGINS: Final = frozenset(f"<{DEF}{name}>".encode() for name in ("periodStart", "asOf", "adoptedOn"))
_ENDS: Final = frozenset(f"<{DEF}{name}>".encode() for name in ("periodEnd", "asOf", "adoptedOn"))
_DATE: Final = re.compile(rb'"(\d{4})(?:-(\d\d))?(?:-(\d\d))?"')


@dataclass(frozen=True)
class DatasetPart:
    """One part: its slug, the lines in it, how many graphs they stand in, and its dates (ISO 8601; empty: none)."""

    slug: str
    lines: tuple[bytes, ...]
    graphs: int
    modified: str
    start: str
    end: str


@dataclass(frozen=True)
class Description:
    """What ``data/datasets.ttl`` states of a part or of the catalogue: values by property."""

    iri: str
    values: Mapping[str, tuple[ox.NamedNode | ox.Literal, ...]] = field(default_factory=dict)

    def all(self, property_: str) -> tuple[ox.NamedNode | ox.Literal, ...]:
        """Return the values of a property, sorted."""
        return self.values.get(property_, ())

    def text(self, property_: str, language: str) -> str:
        """Return the text of a property in a language, else in English or whatever there is.

        Empty when there is none.
        """
        texts = {one.language or "": one.value for one in self.all(property_) if isinstance(one, ox.Literal)}
        return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")

    def first(self, property_: str) -> str:
        """Return the first value of a property; empty when there is none."""
        return next((one.value for one in self.all(property_)), "")


def split_release(release: Release) -> dict[str, DatasetPart]:
    """Return the parts of a release by slug, the whole first. What no file states stands only in the whole."""
    graphs: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for path in release.dumps:
        for line in path.read_bytes().splitlines(keepends=True):
            graphs[line[:-3].rsplit(b" ", 1)[1]].append(line)
    members: defaultdict[str, list[bytes]] = defaultdict(list)
    for graph in sorted(graphs):
        members[WHOLE].append(graph)
        if (slug := _part_of(graph, graphs[graph])) is not None:
            members[slug].append(graph)
    return {slug: _part(slug, {graph: graphs[graph] for graph in members[slug]}) for slug in _ordered(members)}


def describe_parts(release: Release) -> dict[str, Description]:
    """Return what the data state of each part, by slug."""
    found = _described(archive.find_lines_below(release, DATASET))
    return {slug: found[DATASET + slug] for slug in _ordered(iri.removeprefix(DATASET) for iri in found)}


def describe_catalogue(release: Release) -> Description:
    """Return what the data state of the catalogue itself."""
    return _described(archive.find_lines_about(release, CATALOG, stated=True)).get(CATALOG, Description(CATALOG))


def _described(lines: Iterable[bytes]) -> dict[str, Description]:
    values: defaultdict[str, defaultdict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(b"".join(lines), ox.RdfFormat.N_QUADS):
        if quad.graph_name != _DESCRIBING:
            continue  # what a graph of anybody says of the catalogue is not the catalogue's own word
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            values[quad.subject.value][quad.predicate.value].append(quad.object)
    return {
        iri: Description(iri, {name: tuple(sorted(set(found), key=str)) for name, found in properties.items()})
        for iri, properties in values.items()
    }


def _ordered(slugs: Iterable[str]) -> list[str]:
    known = set(slugs)
    return [*(slug for slug in ORDER if slug in known), *sorted(known.difference(ORDER))]


def _part_of(graph: bytes, lines: Iterable[bytes]) -> str | None:
    """Return the slug of the part that a graph belongs to: as its head states; shapes have no head."""
    for line in lines:
        subject, predicate, thing = archive.split_terms(line)
        if subject == graph and predicate == _PART_OF:
            return thing[1:-1].decode().removeprefix(DATASET)
    return "ontology" if graph.startswith(f"<{GRAPH}shapes/".encode()) else None


def _part(slug: str, graphs: Mapping[bytes, list[bytes]]) -> DatasetPart:
    modified, begins, ends = [], [], []
    for graph, lines in graphs.items():
        for line in lines:
            subject, predicate, thing = archive.split_terms(line)
            if predicate == _MODIFIED and subject == graph:
                modified.append(_day(thing))
            if predicate in _BEGINS:
                begins.append(_day(thing))
            if predicate in _ENDS:
                ends.append(_day(thing, last=True))
    return DatasetPart(
        slug,
        tuple(line for found in graphs.values() for line in found),
        len(graphs),
        max(modified, default=""),
        min(filter(None, begins), default=""),
        max(filter(None, ends), default=""),
    )


def _day(term: bytes, *, last: bool = False) -> str:
    """Return the first or last day of a date, month or year; empty for what is none."""
    found = _DATE.match(term)
    if found is None:
        return ""
    year, month, day = (part.decode() if part else "" for part in found.groups())
    month = month or ("12" if last else "01")
    if not day:
        day = f"{calendar.monthrange(int(year), int(month))[1]:02}" if last and "01" <= month <= "12" else "01"
    return f"{year}-{month}-{day}"
