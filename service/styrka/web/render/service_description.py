"""The SPARQL service description (SPARQL 1.1 Service Description): what the endpoint is, can and allows.

Its vocabulary has no word for a limit, so limits are schema:PropertyValue: the setting's name, its value and unit.

Of SPARQL 1.2, a working draft, the embedded engine does nearly all. What it does is declared as extensions, one by one
and each with a test; ``sd:SPARQL12Query`` would promise SAMEVALUE too, which it does not know.
"""

from __future__ import annotations

from typing import Final

from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDFS, VOID

from styrka import formats
from styrka.ask.tables import solutions
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
_SPARQL12: Final = URIRef("https://www.w3.org/TR/sparql12-query/")
EXTENSIONS: Final = {
    "sparql12-version": 'VERSION "1.2" in the prologue',
    "sparql12-triple-terms": "Triple terms, <<( ?s ?p ?o )>>, in patterns, expressions, VALUES and templates",
    "sparql12-reified-triples": "Reified triples and annotations, << ?s ?p ?o >>, ?s ?p ?o ~ ?r and {| ?q ?x |}",
    "sparql12-triple-functions": "TRIPLE, SUBJECT, PREDICATE, OBJECT and isTRIPLE",
    "sparql12-direction": "Texts with a base direction, LANGDIR, STRLANGDIR, hasLANG and hasLANGDIR",
}
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
    if not service().settings.engine:
        _add_extensions(graph, endpoint)
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
    for sheet in solutions.SHEETS:  # no IRIs are defined for these
        described = BNode(sheet.suffix)
        graph.add((endpoint, SD.resultFormat, described))
        graph.add((described, RDF.type, URIRef(W3C_FORMATS + "Format")))
        graph.add((described, URIRef(W3C_FORMATS + "media_type"), Literal(sheet.media_type)))
        graph.add((described, URIRef(W3C_FORMATS + "preferred_suffix"), Literal(f".{sheet.suffix}")))
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


def _add_extensions(graph: Graph, endpoint: URIRef) -> None:
    for name, words in EXTENSIONS.items():
        feature = URIRef(f"{endpoint}#{name}")
        graph.add((endpoint, SD.languageExtension, feature))
        graph.add((feature, RDF.type, SD.Feature))
        graph.add((feature, RDFS.label, Literal(words, lang="en")))
        graph.add((feature, RDFS.seeAlso, _SPARQL12))


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
