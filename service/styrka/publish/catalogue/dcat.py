"""The catalogue that portals harvest: DCAT-AP 3.0.1, in the dialects of DCAT-AP-SE and of DCAT-AP 2.1.1.

Agent and contact never share an IRI, and the terms of the authority tables are stated so that the graph validates
offline. What the datasets are called comes from the data's own
description, sizes and dates from the release's downloads, and who publishes from the settings.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from styrka.publish.catalogue import publisher, vocabularies
from styrka.publish.catalogue.distributions import add_distributions
from styrka.publish.catalogue.publication import Publication
from styrka.publish.catalogue.triples import (
    CONTACT,
    REST,
    RIGHTS,
    SPACES,
    SPARQL,
    Nodes,
    add_values,
    copy_properties,
    make_date,
)
from styrka.publish.catalogue.vocabularies import EU
from styrka.publish.datasets import CATALOG, DATASET, WHOLE, Description
from styrka.publish.files.dumps import PartFacts
from styrka.settings import Settings
from styrka.text.catalogue import KEYWORDS, get_both
from styrka.vocabulary import ONTOLOGY

PROFILES: Final = ("dcat-ap", "dcat-ap-se", "dcat-ap-2")
_CONFORMS: Final = {
    "dcat-ap": "http://data.europa.eu/r5r/",
    "dcat-ap-2": "http://data.europa.eu/r5r/",
    "dcat-ap-se": "https://docs.dataportal.se/dcat/",
}


def make_catalogue(of: Publication, profile: str = "dcat-ap") -> list[ox.Triple]:
    """Return the catalogue's triples in one of PROFILES, sorted, each once."""
    nodes: Nodes = []
    _catalog(nodes, of, profile)
    _agents(nodes, of.settings, of.host)
    for slug in of.described:
        _dataset(nodes, of, slug, profile)
    _services(nodes, of)
    nodes += vocabularies.describe_terms(nodes)
    return sorted(set(nodes), key=str)


def serialise(triples: Iterable[ox.Triple], format_: ox.RdfFormat) -> bytes:
    """Return the triples in a format, with the prefixes that catalogues use."""
    return (
        ox.serialize(
            triples,
            format=format_,
            prefixes={name: iri for name, iri in SPACES.items() if name != "rdf"}
            if format_ in (ox.RdfFormat.TURTLE, ox.RdfFormat.RDF_XML)
            else None,
        )
        or b""
    )


def _catalog(nodes: Nodes, of: Publication, profile: str) -> None:
    whole = of.downloads.parts[WHOLE]
    add_values(nodes, CATALOG, "rdf:type", SPACES["dcat"] + "Catalog")
    copy_properties(nodes, CATALOG, of.catalogue, "dct:title", "dct:description", "dct:issued", "dct:spatial")
    add_values(nodes, CATALOG, "dct:publisher", of.settings.publisher)
    add_values(nodes, CATALOG, "dct:license", of.settings.licence)
    add_values(nodes, CATALOG, "dct:language", vocabularies.SWEDISH, vocabularies.ENGLISH)
    add_values(nodes, CATALOG, "dct:modified", make_date(whole.modified))
    add_values(nodes, CATALOG, "dct:rights", RIGHTS)
    add_values(nodes, CATALOG, "dct:conformsTo", _CONFORMS[profile])
    add_values(nodes, CATALOG, "foaf:homepage", of.host)
    add_values(nodes, of.host, "rdf:type", SPACES["foaf"] + "Document")
    add_values(nodes, CATALOG, "dcat:themeTaxonomy", vocabularies.DATA_THEMES)
    add_values(nodes, CATALOG, "dcat:dataset", *(DATASET + slug for slug in of.described))
    add_values(nodes, CATALOG, "dcat:service", SPARQL, REST)
    add_values(nodes, RIGHTS, "rdf:type", SPACES["dct"] + "RightsStatement")
    add_values(nodes, RIGHTS, "rdfs:label", *get_both("rights"))


def _agents(nodes: Nodes, settings: Settings, host: str) -> None:
    add_values(nodes, settings.publisher, "rdf:type", SPACES["foaf"] + "Agent")
    add_values(nodes, settings.publisher, "foaf:name", ox.Literal(settings.publisher_name))
    if settings.publisher_type:
        add_values(nodes, settings.publisher, "dct:type", vocabularies.PUBLISHER_TYPE + settings.publisher_type)
    add_values(nodes, CONTACT, "rdf:type", SPACES["vcard"] + "Organization", SPACES["vcard"] + "Kind")
    add_values(nodes, CONTACT, "vcard:fn", ox.Literal(settings.contact_name))
    if email := publisher.choose_email(settings):
        add_values(nodes, CONTACT, "vcard:hasEmail", f"mailto:{email}")
    else:
        add_values(nodes, CONTACT, "vcard:hasURL", f"{host}catalog")


def _dataset(nodes: Nodes, of: Publication, slug: str, profile: str) -> None:
    described, facts, dataset = of.described[slug], of.downloads.parts[slug], DATASET + slug
    page = f"{of.host}dataset/{slug}"
    add_values(nodes, dataset, "rdf:type", SPACES["dcat"] + "Dataset")
    copy_properties(
        nodes,
        dataset,
        described,
        "dct:title",
        "dct:description",
        "dct:issued",
        "dct:spatial",
        "dcat:keyword",
        "dcat:theme",
        "dct:accrualPeriodicity",
    )
    if slug != WHOLE and WHOLE in of.described:
        add_values(nodes, dataset, "dct:isPartOf", DATASET + WHOLE)
    add_values(nodes, dataset, "dct:identifier", ox.Literal(dataset))
    add_values(nodes, dataset, "dct:publisher", of.settings.publisher)
    add_values(nodes, dataset, "dcat:contactPoint", CONTACT)
    add_values(nodes, dataset, "dct:language", vocabularies.SWEDISH, vocabularies.ENGLISH)
    add_values(nodes, dataset, "dct:accessRights", vocabularies.PUBLIC)
    add_values(nodes, dataset, "dct:modified", make_date(facts.modified or described.first(SPACES["dct"] + "issued")))
    add_values(nodes, dataset, "dct:conformsTo", ONTOLOGY)
    add_values(nodes, ONTOLOGY, "rdf:type", SPACES["dct"] + "Standard")
    add_values(nodes, dataset, "dcat:landingPage", page)
    add_values(nodes, page, "rdf:type", SPACES["foaf"] + "Document")
    add_values(
        nodes,
        dataset,
        "owl:versionInfo" if profile == "dcat-ap-2" else "dcat:version",
        ox.Literal(of.downloads.release.version),
    )
    _period(nodes, dataset, described, facts)
    add_distributions(nodes, of, slug, profile)


def _period(nodes: Nodes, dataset: str, described: Description, facts: PartFacts) -> None:
    """Add the time that the part is about; where its files name none, the time in which they were written."""
    written = described.first(SPACES["dct"] + "issued")
    start = facts.start or facts.end or written
    end = max(start, facts.end or facts.modified or written)
    period = f"{dataset}/period"
    add_values(nodes, dataset, "dct:temporal", period)
    add_values(nodes, period, "rdf:type", SPACES["dct"] + "PeriodOfTime")
    add_values(nodes, period, "dcat:startDate", make_date(start))
    add_values(nodes, period, "dcat:endDate", make_date(end))


def _services(nodes: Nodes, of: Publication) -> None:
    themes = {value for one in of.described.values() for value in one.all(SPACES["dcat"] + "theme")}
    for iri, key, address, standard in (
        (SPARQL, "sparql", of.host + "sparql", "https://www.w3.org/TR/sparql11-protocol/"),
        (REST, "rest", of.host + "ask", "https://www.rfc-editor.org/rfc/rfc9110"),
    ):
        add_values(nodes, iri, "rdf:type", SPACES["dcat"] + "DataService")
        add_values(nodes, iri, "dct:title", *get_both(key))
        add_values(nodes, iri, "dct:description", *get_both(f"{key}-text"))
        add_values(nodes, iri, "dcat:endpointURL", address)
        add_values(nodes, iri, "dcat:endpointDescription", address)
        add_values(nodes, iri, "dct:format", f"{EU}file-type/JSON")
        add_values(nodes, iri, "dct:publisher", of.settings.publisher)
        add_values(nodes, iri, "dcat:contactPoint", CONTACT)
        add_values(nodes, iri, "dct:license", of.settings.licence)
        add_values(nodes, iri, "dct:accessRights", vocabularies.PUBLIC)
        add_values(nodes, iri, "dct:conformsTo", standard)
        add_values(nodes, iri, "dcat:servesDataset", *(DATASET + slug for slug in of.described))
        add_values(nodes, iri, "dcat:theme", *(one.value for one in themes))
        add_values(nodes, iri, "dcat:landingPage", of.host + "catalog")
        for keywords, language in zip(KEYWORDS[key], ("en", "sv"), strict=True):
            add_values(nodes, iri, "dcat:keyword", *(ox.Literal(one, language=language) for one in keywords))
    add_values(nodes, of.host + "catalog", "rdf:type", SPACES["foaf"] + "Document")
