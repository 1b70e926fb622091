"""The SPARQL service description (SPARQL 1.1 Service Description): what the endpoint is and can."""

from __future__ import annotations

from typing import Final

from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, VOID

from styrka import formats
from styrka.engine import rows
from styrka.vocabulary import BASE
from styrka.web.state import host, service

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
)


def describe() -> bytes:
    """The description as N-Triples."""
    graph = Graph()
    endpoint = URIRef(host() + "sparql")
    dataset, default = URIRef(BASE + "dataset"), URIRef(BASE + "dataset/default")
    graph.add((endpoint, RDF.type, SD.Service))
    graph.add((endpoint, SD.endpoint, endpoint))
    graph.add((endpoint, SD.supportedLanguage, SD.SPARQL11Query))
    if not service().scratch:
        graph.add((endpoint, SD.feature, SD.UnionDefaultGraph))
    if service().writer is not None and service().settings.write_token:
        update = URIRef(host() + "update")
        graph.add((update, RDF.type, SD.Service))
        graph.add((update, SD.endpoint, update))
        graph.add((update, SD.supportedLanguage, SD.SPARQL11Update))
        graph.add((update, SD.defaultDataset, dataset))
    for name in _NAMES:
        graph.add((endpoint, SD.resultFormat, URIRef(W3C_FORMATS + name)))
    graph.add((endpoint, DCTERMS.license, URIRef(service().settings.licence)))
    graph.add((endpoint, SD.defaultDataset, dataset))
    graph.add((dataset, RDF.type, SD.Dataset))
    graph.add((dataset, SD.defaultGraph, default))
    graph.add((default, RDF.type, SD.Graph))
    for row in rows(
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
