"""The ontology's files read once for the tests: what is where, and every quad as a plain triple."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox

from styrka.vocabulary import BASE, DEF
from tests.conftest import ROOT

ONTOLOGY = ROOT / "ontology"
FILES = sorted(ONTOLOGY.rglob("*.ttl"))
SCHEMES = sorted((ONTOLOGY / "schemes").glob("*.ttl"))

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
TYPE = RDF + "type"
KINDS = frozenset(OWL + kind for kind in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty"))

Node = ox.NamedNode | ox.BlankNode | ox.Literal
Triples = tuple[tuple[ox.NamedNode | ox.BlankNode, str, Node], ...]


def name(path: Path) -> str:
    """The path below ontology/, for the names of test cases."""
    return path.relative_to(ONTOLOGY).as_posix()


@cache
def triples(path: Path) -> Triples:
    """The triples of one file."""
    quads = ox.parse(path=path, format=ox.RdfFormat.TURTLE)
    return tuple((quad.subject, quad.predicate.value, quad.object) for quad in quads)


@cache
def everything() -> Triples:
    """The triples of all the ontology's files."""
    return tuple(triple for path in FILES for triple in triples(path))


_grouped: dict[int, tuple[Triples, dict[tuple[Node, str], list[Node]]]] = {}


def _group(source: Triples) -> dict[tuple[Node, str], list[Node]]:
    """The objects by subject and predicate, made once for each source, which is kept so that its id stays its own."""
    if id(source) not in _grouped:
        _, found = _grouped[id(source)] = source, {}
        for subject, predicate, value in source:
            found.setdefault((subject, predicate), []).append(value)
    return _grouped[id(source)][1]


def objects(source: Triples, subject: Node, predicate: str) -> list[Node]:
    """The objects of a subject and a predicate, in file order."""
    return _group(source).get((subject, predicate), [])


def languages(source: Triples, subject: Node, predicate: str) -> list[str]:
    """The languages of the literals of a subject and a predicate, sorted, one entry a literal."""
    found = objects(source, subject, predicate)
    return sorted(literal.language or "" for literal in found if isinstance(literal, ox.Literal))


def own_terms() -> dict[str, set[str]]:
    """The terms of our own namespace that the files declare, each with its OWL kinds."""
    terms: dict[str, set[str]] = {}
    for subject, predicate, value in everything():
        declares = predicate == TYPE and isinstance(value, ox.NamedNode) and value.value in KINDS
        if declares and subject.value.startswith(DEF):
            terms.setdefault(subject.value, set()).add(value.value)
    return terms


def iris(source: Triples) -> set[str]:
    """Every IRI in subject, predicate or object position."""
    return {
        node if isinstance(node, str) else node.value
        for triple in source
        for node in triple
        if isinstance(node, str | ox.NamedNode)
    }


def own_path(iri: str) -> str:
    """The part of one of our IRIs after the base."""
    return iri.removeprefix(BASE)
