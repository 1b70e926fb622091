"""The dataset in numbers, for those who plan a query or a copy (VoID)."""

from __future__ import annotations

import hashlib

import pyoxigraph as ox

from styrka.publish.catalogue.publication import Publication
from styrka.publish.catalogue.triples import SPACES
from styrka.publish.datasets import DATASET, WHOLE
from styrka.vocabulary import BASE, ONTOLOGY

_VOID, _DCT, _FOAF = SPACES["void"], SPACES["dct"], SPACES["foaf"]
_TYPE = SPACES["rdf"] + "type"


def describe_void(of: Publication) -> list[ox.Triple]:
    """Return the description's triples: the whole with its partitions by class and property, and its parts as subsets.

    The numbers count what each graph states, so a triple that stands in two graphs counts twice in a partition.
    """
    counts = of.downloads.release.manifest["counts"]
    whole, here = DATASET + WHOLE, f"{of.host}.well-known/void"
    triples: list[ox.Triple] = []

    def add_statement(subject: str, predicate: str, *things: str | int | ox.Literal) -> None:
        for thing in things:
            triples.append(ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), _term(thing)))

    add_statement(here, _TYPE, _VOID + "DatasetDescription")
    add_statement(here, _FOAF + "primaryTopic", whole)
    for slug, described in of.described.items():
        dataset, facts = DATASET + slug, of.downloads.parts[slug]
        add_statement(dataset, _TYPE, _VOID + "Dataset")
        add_statement(
            dataset, _DCT + "title", *(one for one in described.all(_DCT + "title") if isinstance(one, ox.Literal))
        )
        add_statement(dataset, _DCT + "license", of.find_licence(slug))
        add_statement(dataset, _DCT + "publisher", of.settings.publisher)
        add_statement(dataset, _VOID + "sparqlEndpoint", f"{of.host}sparql")
        add_statement(dataset, _VOID + "uriSpace", ox.Literal(BASE))
        add_statement(dataset, _VOID + "triples", facts.triples)
        add_statement(dataset, _VOID + "documents", facts.graphs)
        add_statement(
            dataset,
            _VOID + "feature",
            *(
                f"http://www.w3.org/ns/formats/{name}"
                for name in ("N-Quads", "Turtle", "JSON-LD", "RDF_XML", "N-Triples")
            ),
        )
        for file in of.downloads.of(slug):
            add_statement(dataset, _VOID + "dataDump", of.files + file.name)
        if slug != WHOLE:
            add_statement(whole, _VOID + "subset", dataset)
    add_statement(whole, _FOAF + "homepage", of.host)
    add_statement(whole, _VOID + "vocabulary", ONTOLOGY, SPACES["skos"], SPACES["dct"])
    add_statement(whole, _VOID + "distinctSubjects", counts["subjects"])
    add_statement(whole, _VOID + "distinctObjects", counts["objects"])
    add_statement(whole, _VOID + "classes", len(counts["classes"]))
    add_statement(whole, _VOID + "properties", len(counts["properties"]))
    for kind, term, number in (("class", "class", "entities"), ("property", "property", "triples")):
        for iri, count in sorted(counts["classes" if kind == "class" else "properties"].items()):
            partition = f"{whole}/{kind}/{hashlib.sha256(iri.encode()).hexdigest()[:12]}"
            add_statement(whole, f"{_VOID}{kind}Partition", partition)
            add_statement(partition, _TYPE, _VOID + "Dataset")
            add_statement(partition, _VOID + term, iri)
            add_statement(partition, _VOID + number, count)
    return sorted(set(triples), key=str)


def _term(thing: str | int | ox.Literal) -> ox.NamedNode | ox.Literal:
    if isinstance(thing, int):
        return ox.Literal(str(thing), datatype=ox.NamedNode(SPACES["xsd"] + "integer"))
    return ox.NamedNode(thing) if isinstance(thing, str) else thing
