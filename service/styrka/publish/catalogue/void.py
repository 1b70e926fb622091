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
    said: list[ox.Triple] = []

    def say(subject: str, predicate: str, *things: str | int | ox.Literal) -> None:
        for thing in things:
            said.append(ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), _term(thing)))

    say(here, _TYPE, _VOID + "DatasetDescription")
    say(here, _FOAF + "primaryTopic", whole)
    for slug, described in of.described.items():
        dataset, facts = DATASET + slug, of.downloads.parts[slug]
        say(dataset, _TYPE, _VOID + "Dataset")
        say(dataset, _DCT + "title", *(one for one in described.all(_DCT + "title") if isinstance(one, ox.Literal)))
        say(dataset, _DCT + "license", of.settings.licence)
        say(dataset, _DCT + "publisher", of.settings.publisher)
        say(dataset, _VOID + "sparqlEndpoint", f"{of.host}sparql")
        say(dataset, _VOID + "uriSpace", ox.Literal(BASE))
        say(dataset, _VOID + "triples", facts.triples)
        say(dataset, _VOID + "documents", facts.graphs)
        say(
            dataset,
            _VOID + "feature",
            *(
                f"http://www.w3.org/ns/formats/{name}"
                for name in ("N-Quads", "Turtle", "JSON-LD", "RDF_XML", "N-Triples")
            ),
        )
        for file in of.downloads.of(slug):
            say(dataset, _VOID + "dataDump", of.files + file.name)
        if slug != WHOLE:
            say(whole, _VOID + "subset", dataset)
    say(whole, _FOAF + "homepage", of.host)
    say(whole, _VOID + "vocabulary", ONTOLOGY, SPACES["skos"], SPACES["dct"])
    say(whole, _VOID + "distinctSubjects", counts["subjects"])
    say(whole, _VOID + "distinctObjects", counts["objects"])
    say(whole, _VOID + "classes", len(counts["classes"]))
    say(whole, _VOID + "properties", len(counts["properties"]))
    for kind, term, number in (("class", "class", "entities"), ("property", "property", "triples")):
        for iri, count in sorted(counts["classes" if kind == "class" else "properties"].items()):
            partition = f"{whole}/{kind}/{hashlib.sha256(iri.encode()).hexdigest()[:12]}"
            say(whole, f"{_VOID}{kind}Partition", partition)
            say(partition, _TYPE, _VOID + "Dataset")
            say(partition, _VOID + term, iri)
            say(partition, _VOID + number, count)
    return sorted(set(said), key=str)


def _term(thing: str | int | ox.Literal) -> ox.NamedNode | ox.Literal:
    if isinstance(thing, int):
        return ox.Literal(str(thing), datatype=ox.NamedNode(SPACES["xsd"] + "integer"))
    return ox.NamedNode(thing) if isinstance(thing, str) else thing
