"""The SPARQL service description (SPARQL 1.1 Service Description): what the endpoint is, can and allows.

Its vocabulary has no word for a limit, so limits are schema:PropertyValue: the setting's name, its value and unit.

Of SPARQL 1.2, a working draft, the embedded engine does nearly all. What it does is declared as extensions, one by one
and each with a test; ``sd:SPARQL12Query`` would promise SAMEVALUE too, which it does not know.
"""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from styrka import formats
from styrka.ask.tables import solutions
from styrka.engine.interface import select_rows
from styrka.vocabulary import BASE, PREFIXES
from styrka.web.context import host, service

OFFERS: Final = formats.GRAPHS
SD: Final = "http://www.w3.org/ns/sparql-service-description#"
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
_SPACES: Final = {**PREFIXES, "sd": SD, "formats": W3C_FORMATS}
_SPARQL12: Final = ox.NamedNode("https://www.w3.org/TR/sparql12-query/")
EXTENSIONS: Final = {
    "sparql12-version": 'VERSION "1.2" in the prologue',
    "sparql12-triple-terms": "Triple terms, <<( ?s ?p ?o )>>, in patterns, expressions, VALUES and templates",
    "sparql12-reified-triples": "Reified triples and annotations, << ?s ?p ?o >>, ?s ?p ?o ~ ?r and {| ?q ?x |}",
    "sparql12-triple-functions": "TRIPLE, SUBJECT, PREDICATE, OBJECT and isTRIPLE",
    "sparql12-direction": "Texts with a base direction, LANGDIR, STRLANGDIR, hasLANG and hasLANGDIR",
}
_PROTOCOL: Final = ox.NamedNode("http://www.w3.org/TR/sparql11-protocol/")
_Term = ox.NamedNode | ox.BlankNode | ox.Literal


class _Statements:
    """What is stated so far."""

    def __init__(self) -> None:
        self._triples: dict[ox.Triple, None] = {}

    def add(self, subject: ox.NamedNode | ox.BlankNode, property_: str, *values: _Term) -> None:
        """State a property, by its prefixed name, with each of the values."""
        for value in values:
            self._triples[ox.Triple(subject, _expand(property_), value)] = None

    def write(self) -> bytes:
        """Return all of them as N-Triples."""
        return ox.serialize(self._triples, format=ox.RdfFormat.N_TRIPLES) or b""


def describe_service() -> bytes:
    """Return the description as N-Triples."""
    stated = _Statements()
    endpoint = ox.NamedNode(host() + "sparql")
    dataset, default = ox.NamedNode(BASE + "dataset"), ox.NamedNode(BASE + "dataset/default")
    stated.add(endpoint, "rdf:type", _expand("sd:Service"))
    stated.add(endpoint, "sd:endpoint", endpoint)
    stated.add(endpoint, "sd:supportedLanguage", _expand("sd:SPARQL11Query"))
    if not service().scratch:
        stated.add(endpoint, "sd:feature", _expand("sd:UnionDefaultGraph"))
    if not service().settings.engine:
        _add_extensions(stated, endpoint)
    if service().settings.services:
        stated.add(endpoint, "sd:feature", _expand("sd:BasicFederatedQuery"))
    if service().writer is not None and service().settings.write_token:
        update = ox.NamedNode(host() + "update")
        stated.add(update, "rdf:type", _expand("sd:Service"))
        stated.add(update, "sd:endpoint", update)
        stated.add(update, "sd:supportedLanguage", _expand("sd:SPARQL11Update"))
        stated.add(update, "sd:defaultDataset", dataset)
    stated.add(endpoint, "sd:resultFormat", *(_expand(f"formats:{name}") for name in _NAMES))
    for sheet in solutions.SHEETS:  # no IRIs are defined for these
        described = ox.BlankNode(sheet.suffix)
        stated.add(endpoint, "sd:resultFormat", described)
        stated.add(described, "rdf:type", _expand("formats:Format"))
        stated.add(described, "formats:media_type", ox.Literal(sheet.media_type))
        stated.add(described, "formats:preferred_suffix", ox.Literal(f".{sheet.suffix}"))
    stated.add(endpoint, "dcterms:license", ox.NamedNode(service().settings.licence))
    _add_limits(stated, endpoint)
    stated.add(endpoint, "sd:defaultDataset", dataset)
    stated.add(dataset, "rdf:type", _expand("sd:Dataset"))
    stated.add(dataset, "sd:defaultGraph", default)
    stated.add(default, "rdf:type", _expand("sd:Graph"))
    found = select_rows(
        service().engine, "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
    )
    for number, row in enumerate(found):
        named, graph = ox.BlankNode(f"g{number}"), ox.NamedNode(row["g"].value)
        stated.add(dataset, "sd:namedGraph", named)
        stated.add(named, "rdf:type", _expand("sd:NamedGraph"))
        stated.add(named, "sd:name", graph)
        stated.add(named, "sd:graph", graph)
        stated.add(graph, "rdf:type", _expand("sd:Graph"))
        stated.add(graph, "void:triples", ox.Literal(int(row["n"].value)))
    return stated.write()


def _expand(curie: str) -> ox.NamedNode:
    """Return the name that a prefixed name stands for."""
    prefix, _, local = curie.partition(":")
    return ox.NamedNode(_SPACES[prefix] + local)


def _write_double(value: float) -> ox.Literal:
    return ox.Literal(str(value), datatype=_expand("xsd:double"))


def _add_extensions(stated: _Statements, endpoint: ox.NamedNode) -> None:
    for name, words in EXTENSIONS.items():
        feature = ox.NamedNode(f"{endpoint.value}#{name}")
        stated.add(endpoint, "sd:languageExtension", feature)
        stated.add(feature, "rdf:type", _expand("sd:Feature"))
        stated.add(feature, "rdfs:label", ox.Literal(words, language="en"))
        stated.add(feature, "rdfs:seeAlso", _SPARQL12)


def _add_limits(stated: _Statements, endpoint: ox.NamedNode) -> None:
    page = ox.NamedNode(host() + "about/limits")
    stated.add(endpoint, "dcterms:conformsTo", _PROTOCOL)
    stated.add(endpoint, "rdfs:seeAlso", page)
    for limit in service().settings.limits:
        one = ox.NamedNode(f"{page.value}#{limit.name}")
        stated.add(endpoint, "schema:additionalProperty", one)
        stated.add(one, "rdf:type", _expand("schema:PropertyValue"))
        stated.add(one, "schema:propertyID", ox.Literal(limit.name))
        # As Python writes a number: 10.0, where the engine would write 10.
        value = ox.Literal(limit.value) if not isinstance(limit.value, float) else _write_double(limit.value)
        stated.add(one, "schema:value", value)
        if limit.unit:
            stated.add(one, "schema:unitText", ox.Literal(limit.unit))
        for language, words in limit.words.items():
            stated.add(one, "schema:description", ox.Literal(words, language=language))
