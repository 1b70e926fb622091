"""The nodes of the catalogue's graph, and how triples are written of them.

Every node has an IRI: dataportal.se takes no blank nodes.
"""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from styrka.publish.catalogue import vocabularies
from styrka.publish.datasets import CATALOG, Description
from styrka.vocabulary import BASE, PREFIXES

SPACES: Final = {
    "rdf": PREFIXES["rdf"],
    "rdfs": PREFIXES["rdfs"],
    "dct": PREFIXES["dcterms"],
    "dcat": PREFIXES["dcat"],
    "foaf": PREFIXES["foaf"],
    "skos": PREFIXES["skos"],
    "xsd": PREFIXES["xsd"],
    "void": PREFIXES["void"],
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "adms": "http://www.w3.org/ns/adms#",
    "spdx": vocabularies.SPDX,
    "dcatap": "http://data.europa.eu/r5r/",
}
SPARQL, REST = BASE + "service/sparql", BASE + "service/rest"
CONTACT, RIGHTS = CATALOG + "/contact", CATALOG + "/rights"
Value = str | ox.Literal
Nodes = list[ox.Triple]


def add_values(nodes: Nodes, subject: str, property_: str, *values: Value) -> None:
    """State a property (prefixed) of a subject, with each of the values: IRIs or literals."""
    for value in values:
        thing = value if isinstance(value, ox.Literal) else ox.NamedNode(value)
        nodes.append(ox.Triple(ox.NamedNode(subject), ox.NamedNode(_iri(property_)), thing))


def copy_properties(nodes: Nodes, subject: str, described: Description, *properties: str) -> None:
    """State properties (prefixed) of a subject with the values that the data's own description has."""
    for property_ in properties:
        for value in described.all(_iri(property_)):
            add_values(nodes, subject, property_, value if isinstance(value, ox.Literal) else value.value)


def _iri(curie: str) -> str:
    prefix, _, name = curie.partition(":")
    return (SPACES.get(prefix) or PREFIXES[prefix]) + name


def make_size(size: int, profile: str) -> ox.Literal:
    """Return a size in bytes, of the datatype that a profile wants."""
    return make_literal(str(size), "decimal" if profile == "dcat-ap-2" else "nonNegativeInteger")


def make_date(day: str) -> ox.Literal:
    """Return a day (ISO 8601) as xsd:date."""
    return make_literal(day, "date")


def make_literal(text: str, datatype: str) -> ox.Literal:
    """Return a literal of one of XML Schema's datatypes."""
    return ox.Literal(text, datatype=ox.NamedNode(SPACES["xsd"] + datatype))
