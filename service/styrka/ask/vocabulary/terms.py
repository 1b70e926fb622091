"""The terms of a release: what each is called and means, which classes have it by the shapes, how often it is used."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from styrka.engine.interface import Engine, Row, select_rows
from styrka.vocabulary import BASE, DEF, ONTOLOGY, PREFIXES, shorten, sparql_prefixes

CLASS: Final = "class"
PROPERTY: Final = "property"
_GRAPHS: Final = BASE + "graph/ontology/"
_LABEL: Final = PREFIXES["rdfs"] + "label"
_DEFINITION: Final = PREFIXES["skos"] + "definition"
_NOTE: Final = PREFIXES["skos"] + "scopeNote"
# A shape that wants a concept names its scheme by a pattern of IRIs.
_SCHEME: Final = re.compile(r"^\^https://w3id\[?\.\]?org/styrka/(scheme/[a-z-]+)/")

Texts = Mapping[str, str]  # by language


@dataclass(frozen=True)
class DefinedTerm:
    """A class or a property.

    Attributes:
        iri: what it is.
        kind: ``CLASS`` or ``PROPERTY``.
        part: the part of the ontology that defines it, such as ``area``; ``reused`` for other vocabularies' terms.
        labels, definitions, notes: by language.
        domains: the classes whose shapes have it.
        ranges: the classes, datatypes or concept schemes that the shapes expect as its value.
        parents: the classes or properties right above it.
        count: the things of the class, or the statements with the property, in the release.
    """

    iri: str
    kind: str
    part: str
    labels: Texts
    definitions: Texts
    notes: Texts
    domains: tuple[str, ...]
    ranges: tuple[str, ...]
    parents: tuple[str, ...]
    count: int

    @property
    def name(self) -> str:
        """The term as a query writes it: with its prefix where there is one."""
        return shorten(self.iri)

    @property
    def is_ours(self) -> bool:
        """Whether it is a term of this project's own namespace."""
        return self.iri.startswith(DEF)


@dataclass(frozen=True)
class Vocabulary:
    """The terms by IRI, the titles of the ontology's parts by part and language, and its versions by their days."""

    terms: Mapping[str, DefinedTerm]
    parts: Mapping[str, Texts]
    versions: Mapping[str, str]

    def list_part(self, part: str) -> tuple[DefinedTerm, ...]:
        """Return the terms of a part, classes first, the most used first."""
        found = (one for one in self.terms.values() if one.part == part)
        return tuple(sorted(found, key=lambda one: (one.kind != CLASS, -one.count, one.iri)))


def read_vocabulary(engine: Engine) -> Vocabulary:
    """Return the vocabulary of the release that answers. Raises as ``Engine.run``."""
    texts, parts = _read_texts(engine)
    classes = {row["x"].value for row in _select(engine, "?x a owl:Class")}
    counts = _read_counts(engine)
    domains, ranges = _read_places(engine)
    parents: dict[str, set[str]] = defaultdict(set)
    for row in _select(engine, "?x rdfs:subClassOf|rdfs:subPropertyOf ?above FILTER(isIRI(?above) && ?above != ?x)"):
        parents[row["x"].value].add(row["above"].value)
    terms = {}
    for iri, part in sorted(parts.items()):
        is_class = iri in classes or (part == "reused" and re.split("[/#]", iri)[-1][:1].isupper())
        terms[iri] = DefinedTerm(
            iri=iri,
            kind=CLASS if is_class else PROPERTY,
            part=part,
            labels=texts[iri, _LABEL],
            definitions=texts[iri, _DEFINITION],
            notes=texts[iri, _NOTE],
            domains=tuple(sorted(domains[iri])),
            ranges=tuple(sorted(ranges[iri])),
            parents=tuple(sorted(parents[iri])),
            count=counts[is_class].get(iri, 0),
        )
    versions = _select(engine, f"?x dcterms:isVersionOf <{ONTOLOGY}> ; owl:versionInfo ?name ; dcterms:issued ?day")
    return Vocabulary(terms, _read_titles(engine), {row["day"].value: row["name"].value for row in versions})


def _select(engine: Engine, pattern: str, columns: str = "DISTINCT *", rest: str = "") -> list[Row]:
    return select_rows(engine, f"{sparql_prefixes()}SELECT {columns} WHERE {{ {pattern} }} {rest}")


def _read_texts(engine: Engine) -> tuple[Mapping[tuple[str, str], dict[str, str]], Mapping[str, str]]:
    """Return the texts of each term by kind of text and language, and the part that each term is labelled in."""
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    parts: dict[str, str] = {}
    values = " ".join(f"<{one}>" for one in (_LABEL, _DEFINITION, _NOTE))
    pattern = (
        f'VALUES ?p {{ {values} }} GRAPH ?g {{ ?x ?p ?text }} FILTER(STRSTARTS(STR(?g), "{_GRAPHS}") && isIRI(?x))'
    )
    for row in _select(engine, pattern):
        iri, kind, text = row["x"].value, row["p"].value, row["text"]
        found[iri, kind].setdefault(text.language, text.value)
        if kind == _LABEL and iri != BASE + "def":
            parts[iri] = row["g"].value.removeprefix(_GRAPHS)
    return found, parts


def _read_titles(engine: Engine) -> Mapping[str, Texts]:
    """Return what the parts of the ontology are called: what follows the colon of their titles."""
    titles: dict[str, dict[str, str]] = defaultdict(dict)
    for row in _select(engine, f'?g dcterms:title ?text FILTER(STRSTARTS(STR(?g), "{_GRAPHS}"))'):
        titles[row["g"].value.removeprefix(_GRAPHS)][row["text"].language] = row["text"].value.split(": ", 1)[-1]
    return titles


def _read_counts(engine: Engine) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Return how many statements there are with each property, and how many things of each class."""
    properties = _select(engine, "?s ?x ?o", "?x (COUNT(*) AS ?n)", "GROUP BY ?x")
    classes = _select(engine, "?s a ?x", "?x (COUNT(*) AS ?n)", "GROUP BY ?x")
    return _count(properties), _count(classes)


def _count(rows: Iterable[Row]) -> Mapping[str, int]:
    return {row["x"].value: int(row["n"].value) for row in rows if "x" in row}


def _read_places(engine: Engine) -> tuple[Mapping[str, set[str]], Mapping[str, set[str]]]:
    """Return the classes that the shapes give each property to, and what they expect as its value."""
    domains: dict[str, set[str]] = defaultdict(set)
    ranges: dict[str, set[str]] = defaultdict(set)
    pattern = """?node sh:targetClass ?class ; sh:property ?shape .
      ?shape sh:path/(sh:alternativePath/rdf:rest*/rdf:first)? ?x FILTER(isIRI(?x))
      OPTIONAL { ?shape sh:class|sh:datatype|(sh:or/rdf:rest*/rdf:first/(sh:class|sh:datatype)) ?range }
      OPTIONAL { ?shape sh:pattern ?pattern }"""
    for row in _select(engine, pattern):
        iri = row["x"].value
        domains[iri].add(row["class"].value)
        if "range" in row:
            ranges[iri].add(row["range"].value)
        elif "pattern" in row and (scheme := _SCHEME.match(row["pattern"].value)):
            ranges[iri].add(BASE + scheme[1])
    return domains, ranges
