"""The mappings of a release that nobody has reviewed, and the areas and projects that they are of, read at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

import pyoxigraph as ox

from styrka.build.matching import Suggestion, Themes, prepare_themes
from styrka.engine.interface import Engine, Row, select_rows
from styrka.vocabulary import BASE, DEF, PREFIXES, sparql_prefixes

Key = TypeVar("Key")
Value = TypeVar("Value")
SUGGESTED, CURATED, REVIEWED = "suggested", "curated", "reviewed"
MAPPING: Final = BASE + "id/mapping/"
_STATUS: Final = BASE + "scheme/mapping-status/"
_RANK: Final = BASE + "scheme/rank/"
_RECORDS: Final = f"""SELECT ?mapping ?subject ?theme ?match ?status ?rank ?negative ?confidence ?created {{
  ?mapping a styrka:Mapping ; owl:annotatedSource ?subject ; owl:annotatedTarget ?theme ; styrka:mappingStatus ?status ;
    owl:annotatedProperty ?match .
  FILTER(?status != <{_STATUS}{REVIEWED}>)
  OPTIONAL {{ ?mapping styrka:rank ?rank }}
  OPTIONAL {{ ?mapping styrka:negative ?negative }}
  OPTIONAL {{ ?mapping sssom:confidence ?confidence }}
  OPTIONAL {{ ?mapping dcterms:created ?created }}
}}"""
_NOTES: Final = "SELECT ?mapping ?note { ?mapping a styrka:Mapping ; skos:note ?note }"
_AUTHORS: Final = "SELECT ?mapping ?author { ?mapping a styrka:Mapping ; prov:wasAttributedTo ?author }"
_THEMES: Final = """SELECT ?subject ?how ?theme {
  VALUES ?how { styrka:primaryTheme styrka:secondaryTheme } ?subject ?how ?theme
} ORDER BY ?subject ?how ?theme"""
# Territories that several units make up together have no code of their own; those of their parts stand for it.
_LISTS: Final = """SELECT ?subject ?list ?region {
  ?list styrka:hasPriorityArea ?subject
  OPTIONAL {
    { ?list styrka:coversRegion ?region . ?region styrka:nutsLevel ?level }
    UNION
    { ?list styrka:coversRegion ?together . ?region styrka:partOf ?together ; styrka:nutsLevel ?level
      FILTER NOT EXISTS { ?together styrka:nutsLevel ?none } }
  }
} ORDER BY ?subject ?list ?region"""
_LABELS: Final = """SELECT ?subject ?label {
  VALUES ?class { styrka:PriorityArea styrka:Project } ?subject a ?class ; skos:prefLabel|skos:altLabel ?label
}"""
_NAMED: Final = """SELECT ?theme ?how ?label {
  VALUES ?how { skos:prefLabel skos:altLabel } ?theme a styrka:Theme ; ?how ?label
} ORDER BY ?theme ?how ?label"""


@dataclass(frozen=True)
class OpenMapping:
    """A mapping that nobody has reviewed.

    Attributes:
        iri: of the record.
        subject: the area or project.
        match: how near the two are, as SKOS calls it: ``closeMatch``.
        status: ``suggested`` or ``curated``.
        rank: ``primary`` or ``secondary``; empty for what gives no theme.
        negative: whether it says that the subject is not about the theme.
        confidence: as it is written; empty where none is.
        note: the reason, as it is recorded.
        authors: the organisations that made it.
        created: the day.
    """

    iri: str
    subject: str
    theme: str
    match: str
    status: str
    rank: str = ""
    negative: bool = False
    confidence: str = ""
    note: str = ""
    authors: tuple[str, ...] = ()
    created: str = ""

    @property
    def code(self) -> str:
        """What names it in a form: ``area-se12-2023-smart-industri/manufacturing``."""
        return self.iri.removeprefix(MAPPING)


@dataclass(frozen=True)
class OpenMappings:
    """All of them, with what stands beside them.

    Attributes:
        mappings: in the order in which they are to be looked at: those of one subject together, the least sure first.
        labels: of each area and project, with the language of each.
        lists: the strategy or overview of each area.
        regions: the codes of the regions that the list of each area is of.
        themes: those that each subject has, with ``primary`` or ``secondary``, whoever decided.
        hub: the themes' labels, prepared for the matcher.
        suggested: what the matcher makes of each subject's names, once somebody has asked: it takes milliseconds.
    """

    mappings: tuple[OpenMapping, ...]
    labels: Mapping[str, tuple[tuple[str, str], ...]]
    lists: Mapping[str, str]
    regions: Mapping[str, frozenset[str]]
    themes: Mapping[str, tuple[tuple[str, str], ...]]
    hub: Themes
    suggested: dict[str, tuple[Suggestion, ...]] = field(default_factory=dict, compare=False, repr=False)

    def find(self, code: str) -> OpenMapping | None:
        """Return the mapping with a code as forms have it; None where there is none that nobody has reviewed."""
        return next((one for one in self.mappings if one.code == code), None)


def read_open_mappings(engine: Engine) -> OpenMappings:
    """Return the mappings that nobody has reviewed. Raises as ``Engine.run``."""
    notes = {row["mapping"].value: row["note"].value for row in _select(engine, _NOTES)}
    authors = _gather((row["mapping"].value, row["author"].value) for row in _select(engine, _AUTHORS))
    labels = _gather(
        (row["subject"].value, (row["label"].value, row["label"].language)) for row in _select(engine, _LABELS)
    )
    themes = _gather(
        (row["subject"].value, (row["theme"].value, row["how"].value.removeprefix(DEF).removesuffix("Theme")))
        for row in _select(engine, _THEMES)
    )
    lists, regions = dict[str, str](), defaultdict[str, set[str]](set)
    for row in _select(engine, _LISTS):
        lists.setdefault(row["subject"].value, row["list"].value)
        if "region" in row:
            regions[row["subject"].value].add(row["region"].value.rsplit("/", 1)[-1])
    made = [_make_mapping(row, notes, authors) for row in _select(engine, _RECORDS)]
    return OpenMappings(
        _order(made),
        {subject: tuple(sorted(several, key=lambda one: (one[1] == "en", one))) for subject, several in labels.items()},
        lists,
        {subject: frozenset(codes) for subject, codes in regions.items()},
        {subject: tuple(several) for subject, several in themes.items()},
        prepare_themes(_read_theme_labels(engine)),
    )


def _make_mapping(row: Row, notes: Mapping[str, str], authors: Mapping[str, list[str]]) -> OpenMapping:
    iri = row["mapping"].value

    def read(name: str, prefix: str = "") -> str:
        return row[name].value.removeprefix(prefix) if name in row else ""

    return OpenMapping(
        iri,
        row["subject"].value,
        row["theme"].value,
        read("match", PREFIXES["skos"]),
        read("status", _STATUS),
        read("rank", _RANK),
        read("negative") == "true",
        read("confidence"),
        notes.get(iri, ""),
        tuple(sorted(authors.get(iri, ()))),
        read("created"),
    )


def _order(mappings: Iterable[OpenMapping]) -> tuple[OpenMapping, ...]:
    """Return mappings by subject: first what a matcher proposed, then the subjects that are least sure."""
    grouped = _gather((one.subject, one) for one in mappings)

    def weigh(several: list[OpenMapping]) -> tuple[bool, float, str]:
        least = min(float(one.confidence or 1) for one in several)
        return all(one.status != SUGGESTED for one in several), least, several[0].subject

    ranks = ("primary", "secondary", "")
    return tuple(
        one
        for several in sorted(grouped.values(), key=weigh)
        for one in sorted(several, key=lambda one: (one.negative, ranks.index(one.rank), one.theme))
    )


def _read_theme_labels(engine: Engine) -> list[ox.Quad]:
    return [
        ox.Quad(
            ox.NamedNode(row["theme"].value),
            ox.NamedNode(row["how"].value),
            ox.Literal(row["label"].value, language=row["label"].language or None),
        )
        for row in _select(engine, _NAMED)
    ]


def _gather(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, list[Value]]:
    found: dict[Key, list[Value]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def _select(engine: Engine, query: str) -> list[Row]:
    return list(select_rows(engine, sparql_prefixes() + query))
