"""The SPARQL service description (SPARQL 1.1 Service Description): what the endpoint is, can and allows.

Its vocabulary has no word for a limit, so limits are schema:PropertyValue: the setting's name, its value and unit.
"""

from __future__ import annotations

from typing import Final

from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDFS, VOID

from styrka import formats
from styrka.engine.interface import select_rows
from styrka.vocabulary import BASE, PREFIXES
from styrka.web.context import host, service

OFFERS: Final = formats.GRAPHS
SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
W3C_FORMATS: Final = "http://www.w3.org/ns/formats/"
_NAMES: Final = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
    "TriG",
    "N-Quads",
)
SCHEMA: Final = Namespace(PREFIXES["schema"])
_PROTOCOL: Final = URIRef("http://www.w3.org/TR/sparql11-protocol/")


def describe_service() -> bytes:
    """Return the description as N-Triples."""
    graph = Graph()
    endpoint = URIRef(host() + "sparql")
    dataset, default = URIRef(BASE + "dataset"), URIRef(BASE + "dataset/default")
    graph.add((endpoint, RDF.type, SD.Service))
    graph.add((endpoint, SD.endpoint, endpoint))
    graph.add((endpoint, SD.supportedLanguage, SD.SPARQL11Query))
    if not service().scratch:
        graph.add((endpoint, SD.feature, SD.UnionDefaultGraph))
    if service().settings.services:
        graph.add((endpoint, SD.feature, SD.BasicFederatedQuery))
    if service().writer is not None and service().settings.write_token:
        update = URIRef(host() + "update")
        graph.add((update, RDF.type, SD.Service))
        graph.add((update, SD.endpoint, update))
        graph.add((update, SD.supportedLanguage, SD.SPARQL11Update))
        graph.add((update, SD.defaultDataset, dataset))
    for name in _NAMES:
        graph.add((endpoint, SD.resultFormat, URIRef(W3C_FORMATS + name)))
    graph.add((endpoint, DCTERMS.license, URIRef(service().settings.licence)))
    _limits(graph, endpoint)
    graph.add((endpoint, SD.defaultDataset, dataset))
    graph.add((dataset, RDF.type, SD.Dataset))
    graph.add((dataset, SD.defaultGraph, default))
    graph.add((default, RDF.type, SD.Graph))
    for row in select_rows(
        service().engine, "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
    ):
        named = BNode("g" + str(len(graph)))
        graph.add((dataset, SD.namedGraph, named))
        graph.add((named, RDF.type, SD.NamedGraph))
        graph.add((named, SD.name, URIRef(row["g"].value)))
        graph.add((named, SD.graph, URIRef(row["g"].value)))
        graph.add((URIRef(row["g"].value), RDF.type, SD.Graph))
        graph.add((URIRef(row["g"].value), VOID.triples, Literal(int(row["n"].value))))
    return graph.serialize(format="nt", encoding="utf-8")


def _limits(graph: Graph, endpoint: URIRef) -> None:
    page = URIRef(host() + "about/limits")
    graph.add((endpoint, DCTERMS.conformsTo, _PROTOCOL))
    graph.add((endpoint, RDFS.seeAlso, page))
    for limit in service().settings.limits:
        one = URIRef(f"{page}#{limit.name}")
        graph.add((endpoint, SCHEMA.additionalProperty, one))
        graph.add((one, RDF.type, SCHEMA.PropertyValue))
        graph.add((one, SCHEMA.propertyID, Literal(limit.name)))
        graph.add((one, SCHEMA.value, Literal(limit.value)))
        if limit.unit:
            graph.add((one, SCHEMA.unitText, Literal(limit.unit)))
        for language, words in limit.words.items():
            graph.add((one, SCHEMA.description, Literal(words, lang=language)))
