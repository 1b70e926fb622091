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
from styrka.publish.catalogue.distributions import distributions
from styrka.publish.catalogue.publication import Publication
from styrka.publish.catalogue.triples import CONTACT, REST, RIGHTS, SPACES, SPARQL, Nodes, copy, date, say
from styrka.publish.catalogue.vocabularies import EU
from styrka.publish.datasets import CATALOG, DATASET, WHOLE, Described
from styrka.publish.files.dumps import PartFacts
from styrka.settings import Settings
from styrka.text.catalogue import KEYWORDS, words
from styrka.vocabulary import ONTOLOGY

PROFILES: Final = ("dcat-ap", "dcat-ap-se", "dcat-ap-2")
_CONFORMS: Final = {
    "dcat-ap": "http://data.europa.eu/r5r/",
    "dcat-ap-2": "http://data.europa.eu/r5r/",
    "dcat-ap-se": "https://docs.dataportal.se/dcat/",
}


def catalogue(of: Publication, profile: str = "dcat-ap") -> list[ox.Triple]:
    """The catalogue's triples in one of PROFILES, sorted, each once."""
    nodes: Nodes = []
    _catalog(nodes, of, profile)
    _agents(nodes, of.settings, of.host)
    for slug in of.described:
        _dataset(nodes, of, slug, profile)
    _services(nodes, of)
    nodes += vocabularies.stated(nodes)
    return sorted(set(nodes), key=str)


def serialise(triples: Iterable[ox.Triple], format_: ox.RdfFormat) -> bytes:
    """The triples in a format, with the prefixes that catalogues use."""
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
    say(nodes, CATALOG, "rdf:type", SPACES["dcat"] + "Catalog")
    copy(nodes, CATALOG, of.catalogue, "dct:title", "dct:description", "dct:issued", "dct:spatial")
    say(nodes, CATALOG, "dct:publisher", of.settings.publisher)
    say(nodes, CATALOG, "dct:license", of.settings.licence)
    say(nodes, CATALOG, "dct:language", vocabularies.SWEDISH, vocabularies.ENGLISH)
    say(nodes, CATALOG, "dct:modified", date(whole.modified))
    say(nodes, CATALOG, "dct:rights", RIGHTS)
    say(nodes, CATALOG, "dct:conformsTo", _CONFORMS[profile])
    say(nodes, CATALOG, "foaf:homepage", of.host)
    say(nodes, of.host, "rdf:type", SPACES["foaf"] + "Document")
    say(nodes, CATALOG, "dcat:themeTaxonomy", vocabularies.DATA_THEMES)
    say(nodes, CATALOG, "dcat:dataset", *(DATASET + slug for slug in of.described))
    say(nodes, CATALOG, "dcat:service", SPARQL, REST)
    say(nodes, RIGHTS, "rdf:type", SPACES["dct"] + "RightsStatement")
    say(nodes, RIGHTS, "rdfs:label", *words("rights"))


def _agents(nodes: Nodes, settings: Settings, host: str) -> None:
    say(nodes, settings.publisher, "rdf:type", SPACES["foaf"] + "Agent")
    say(nodes, settings.publisher, "foaf:name", ox.Literal(settings.publisher_name))
    if settings.publisher_type:
        say(nodes, settings.publisher, "dct:type", vocabularies.PUBLISHER_TYPE + settings.publisher_type)
    say(nodes, CONTACT, "rdf:type", SPACES["vcard"] + "Organization", SPACES["vcard"] + "Kind")
    say(nodes, CONTACT, "vcard:fn", ox.Literal(settings.contact_name))
    if email := publisher.email(settings):
        say(nodes, CONTACT, "vcard:hasEmail", f"mailto:{email}")
    else:
        say(nodes, CONTACT, "vcard:hasURL", f"{host}catalog")


def _dataset(nodes: Nodes, of: Publication, slug: str, profile: str) -> None:
    described, facts, dataset = of.described[slug], of.downloads.parts[slug], DATASET + slug
    page = f"{of.host}dataset/{slug}"
    say(nodes, dataset, "rdf:type", SPACES["dcat"] + "Dataset")
    copy(
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
        say(nodes, dataset, "dct:isPartOf", DATASET + WHOLE)
    say(nodes, dataset, "dct:identifier", ox.Literal(dataset))
    say(nodes, dataset, "dct:publisher", of.settings.publisher)
    say(nodes, dataset, "dcat:contactPoint", CONTACT)
    say(nodes, dataset, "dct:language", vocabularies.SWEDISH, vocabularies.ENGLISH)
    say(nodes, dataset, "dct:accessRights", vocabularies.PUBLIC)
    say(nodes, dataset, "dct:modified", date(facts.modified or described.first(SPACES["dct"] + "issued")))
    say(nodes, dataset, "dct:conformsTo", ONTOLOGY)
    say(nodes, ONTOLOGY, "rdf:type", SPACES["dct"] + "Standard")
    say(nodes, dataset, "dcat:landingPage", page)
    say(nodes, page, "rdf:type", SPACES["foaf"] + "Document")
    say(
        nodes,
        dataset,
        "owl:versionInfo" if profile == "dcat-ap-2" else "dcat:version",
        ox.Literal(of.downloads.release.version),
    )
    _period(nodes, dataset, described, facts)
    distributions(nodes, of, slug, profile)


def _period(nodes: Nodes, dataset: str, described: Described, facts: PartFacts) -> None:
    """The time that the part is about; where its files name none, the time in which they were written."""
    written = described.first(SPACES["dct"] + "issued")
    start = facts.start or facts.end or written
    end = max(start, facts.end or facts.modified or written)
    period = f"{dataset}/period"
    say(nodes, dataset, "dct:temporal", period)
    say(nodes, period, "rdf:type", SPACES["dct"] + "PeriodOfTime")
    say(nodes, period, "dcat:startDate", date(start))
    say(nodes, period, "dcat:endDate", date(end))


def _services(nodes: Nodes, of: Publication) -> None:
    themes = {value for one in of.described.values() for value in one.all(SPACES["dcat"] + "theme")}
    for iri, key, address, standard in (
        (SPARQL, "sparql", of.host + "sparql", "https://www.w3.org/TR/sparql11-protocol/"),
        (REST, "rest", of.host + "ask", "https://www.rfc-editor.org/rfc/rfc9110"),
    ):
        say(nodes, iri, "rdf:type", SPACES["dcat"] + "DataService")
        say(nodes, iri, "dct:title", *words(key))
        say(nodes, iri, "dct:description", *words(f"{key}-text"))
        say(nodes, iri, "dcat:endpointURL", address)
        say(nodes, iri, "dcat:endpointDescription", address)
        say(nodes, iri, "dct:format", f"{EU}file-type/JSON")
        say(nodes, iri, "dct:publisher", of.settings.publisher)
        say(nodes, iri, "dcat:contactPoint", CONTACT)
        say(nodes, iri, "dct:license", of.settings.licence)
        say(nodes, iri, "dct:accessRights", vocabularies.PUBLIC)
        say(nodes, iri, "dct:conformsTo", standard)
        say(nodes, iri, "dcat:servesDataset", *(DATASET + slug for slug in of.described))
        say(nodes, iri, "dcat:theme", *(one.value for one in themes))
        say(nodes, iri, "dcat:landingPage", of.host + "catalog")
        for keywords, language in zip(KEYWORDS[key], ("en", "sv"), strict=True):
            say(nodes, iri, "dcat:keyword", *(ox.Literal(one, language=language) for one in keywords))
    say(nodes, of.host + "catalog", "rdf:type", SPACES["foaf"] + "Document")
