"""The catalogue that portals harvest: DCAT-AP 3.0.1, in the dialects of DCAT-AP-SE and of DCAT-AP 2.1.1.

Every node has an IRI (dataportal.se takes no blank nodes), agent and contact never share one, and the terms of the
authority tables are stated so that the graph validates offline. What the datasets are called comes from the data's own
description, sizes and dates from the release's downloads, and who publishes from the settings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from styrka.catalogue import authorities, parts, samples, sheets
from styrka.catalogue.authorities import EU, IANA
from styrka.catalogue.downloads import Download, Downloads, PartFacts
from styrka.catalogue.parts import CATALOG, DATASET, WHOLE, Described
from styrka.catalogue.sheets import Sheet
from styrka.catalogue.wording import KEYWORDS, word, words
from styrka.engine import Engine
from styrka.formats import JSONLD, NQUADS, TURTLE
from styrka.queries import Query
from styrka.settings import Settings
from styrka.vocabulary import BASE, ONTOLOGY, PREFIXES

SPACES: Final = {
    "rdf": PREFIXES["rdf"], "rdfs": PREFIXES["rdfs"], "dct": PREFIXES["dcterms"], "dcat": PREFIXES["dcat"],
    "foaf": PREFIXES["foaf"], "skos": PREFIXES["skos"], "xsd": PREFIXES["xsd"], "void": PREFIXES["void"],
    "vcard": "http://www.w3.org/2006/vcard/ns#", "adms": "http://www.w3.org/ns/adms#", "spdx": authorities.SPDX,
    "dcatap": "http://data.europa.eu/r5r/",
}  # fmt: skip
PROFILES: Final = ("dcat-ap", "dcat-ap-se", "dcat-ap-2")
SPARQL, REST = BASE + "service/sparql", BASE + "service/rest"
CONTACT, RIGHTS = CATALOG + "/contact", CATALOG + "/rights"
_FILES: Final = {NQUADS: "RDF_N_QUADS", TURTLE: "RDF_TURTLE", JSONLD: "JSON_LD"}
_CONFORMS: Final = {
    "dcat-ap": "http://data.europa.eu/r5r/", "dcat-ap-2": "http://data.europa.eu/r5r/",
    "dcat-ap-se": "https://docs.dataportal.se/dcat/",
}  # fmt: skip
Value = str | ox.Literal
_Nodes = list[ox.Triple]


@dataclass(frozen=True)
class Publication:
    """What a catalogue is made of.

    Attributes:
        settings: who publishes, and under which licence.
        host: the address under which the service is reached, with a slash at the end.
        downloads: the release's.
        described: what the data say of each part, by slug.
        catalogue: what they say of the catalogue.
        sizes: how many bytes the answers have that a service gives, by address; empty where it was not measured.
        sheets: the tables.
    """

    settings: Settings
    host: str
    downloads: Downloads
    described: Mapping[str, Described]
    catalogue: Described
    sizes: Mapping[str, int] = field(default_factory=dict)
    sheets: tuple[Sheet, ...] = ()


def publication(
    settings: Settings, host: str, downloads: Downloads, engine: Engine, questions: Mapping[str, Query]
) -> Publication:
    """What the catalogue of a release is made of; ``engine`` answers from the release."""
    release = downloads.release
    described = {slug: one for slug, one in parts.describe(release).items() if slug in downloads.parts}
    sizes = samples.measure(engine, questions, host, described)
    return Publication(settings, host, downloads, described, parts.catalogue(release), sizes,
                       sheets.measure(engine, settings.root))


def catalogue(of: Publication, profile: str = "dcat-ap") -> list[ox.Triple]:
    """The catalogue's triples in one of PROFILES, sorted, each once."""
    nodes: _Nodes = []
    _catalog(nodes, of, profile)
    _agents(nodes, of.settings)
    for slug in of.described:
        _dataset(nodes, of, slug, profile)
    _services(nodes, of)
    nodes += authorities.stated(nodes)
    return sorted(set(nodes), key=str)


def serialise(triples: Iterable[ox.Triple], format_: ox.RdfFormat) -> bytes:
    """The triples in a format, with the prefixes that catalogues use."""
    return ox.serialize(triples, format=format_, prefixes={name: iri for name, iri in SPACES.items() if name != "rdf"}
                        if format_ in (ox.RdfFormat.TURTLE, ox.RdfFormat.RDF_XML) else None) or b""


def _catalog(nodes: _Nodes, of: Publication, profile: str) -> None:
    whole = of.downloads.parts[WHOLE]
    _say(nodes, CATALOG, "rdf:type", SPACES["dcat"] + "Catalog")
    _copy(nodes, CATALOG, of.catalogue, "dct:title", "dct:description", "dct:issued", "dct:spatial")
    _say(nodes, CATALOG, "dct:publisher", of.settings.publisher)
    _say(nodes, CATALOG, "dct:license", of.settings.licence)
    _say(nodes, CATALOG, "dct:language", authorities.SWEDISH, authorities.ENGLISH)
    _say(nodes, CATALOG, "dct:modified", _date(whole.modified))
    _say(nodes, CATALOG, "dct:rights", RIGHTS)
    _say(nodes, CATALOG, "dct:conformsTo", _CONFORMS[profile])
    _say(nodes, CATALOG, "foaf:homepage", of.host)
    _say(nodes, of.host, "rdf:type", SPACES["foaf"] + "Document")
    _say(nodes, CATALOG, "dcat:themeTaxonomy", authorities.DATA_THEMES)
    _say(nodes, CATALOG, "dcat:dataset", *(DATASET + slug for slug in of.described))
    _say(nodes, CATALOG, "dcat:service", SPARQL, REST)
    _say(nodes, RIGHTS, "rdf:type", SPACES["dct"] + "RightsStatement")
    _say(nodes, RIGHTS, "rdfs:label", *words("rights"))


def _agents(nodes: _Nodes, settings: Settings) -> None:
    _say(nodes, settings.publisher, "rdf:type", SPACES["foaf"] + "Agent")
    _say(nodes, settings.publisher, "foaf:name", ox.Literal(settings.publisher_name))
    _say(nodes, settings.publisher, "dct:type", authorities.PUBLISHER_TYPE + settings.publisher_type)
    _say(nodes, CONTACT, "rdf:type", SPACES["vcard"] + "Organization", SPACES["vcard"] + "Kind")
    _say(nodes, CONTACT, "vcard:fn", ox.Literal(settings.contact_name))
    if settings.contact_email:
        _say(nodes, CONTACT, "vcard:hasEmail", f"mailto:{settings.contact_email}")


def _dataset(nodes: _Nodes, of: Publication, slug: str, profile: str) -> None:
    described, facts, dataset = of.described[slug], of.downloads.parts[slug], DATASET + slug
    page = f"{of.host}dataset/{slug}"
    _say(nodes, dataset, "rdf:type", SPACES["dcat"] + "Dataset")
    _copy(nodes, dataset, described, "dct:title", "dct:description", "dct:issued", "dct:spatial", "dcat:keyword",
          "dcat:theme", "dct:accrualPeriodicity")
    if slug != WHOLE and WHOLE in of.described:
        _say(nodes, dataset, "dct:isPartOf", DATASET + WHOLE)
    _say(nodes, dataset, "dct:identifier", ox.Literal(dataset))
    _say(nodes, dataset, "dct:publisher", of.settings.publisher)
    _say(nodes, dataset, "dcat:contactPoint", CONTACT)
    _say(nodes, dataset, "dct:language", authorities.SWEDISH, authorities.ENGLISH)
    _say(nodes, dataset, "dct:accessRights", authorities.PUBLIC)
    _say(nodes, dataset, "dct:modified", _date(facts.modified or described.first(SPACES["dct"] + "issued")))
    _say(nodes, dataset, "dct:conformsTo", ONTOLOGY)
    _say(nodes, ONTOLOGY, "rdf:type", SPACES["dct"] + "Standard")
    _say(nodes, dataset, "dcat:landingPage", page)
    _say(nodes, page, "rdf:type", SPACES["foaf"] + "Document")
    _say(nodes, dataset, "owl:versionInfo" if profile == "dcat-ap-2" else "dcat:version",
         ox.Literal(of.downloads.release.version))
    _period(nodes, dataset, described, facts)
    for file in of.downloads.of(slug):
        _download(nodes, of, described, file, page, profile)
    for sheet in of.sheets:
        if sheet.part == slug:
            _table(nodes, of, described, sheet, profile)
    offers = [("sparql", SPARQL, of.host + "sparql", samples.of_part(of.host, slug))]
    if slug == WHOLE:
        offers.append(("rest", REST, of.host + "ask", samples.of_questions(of.host)))
    for offer in offers:
        _offered(nodes, of, described, dataset, offer, profile)


def _period(nodes: _Nodes, dataset: str, described: Described, facts: PartFacts) -> None:
    """The time that the part is about; where its files name none, the time in which they were written."""
    written = described.first(SPACES["dct"] + "issued")
    start = facts.start or facts.end or written
    end = max(start, facts.end or facts.modified or written)
    period = f"{dataset}/period"
    _say(nodes, dataset, "dct:temporal", period)
    _say(nodes, period, "rdf:type", SPACES["dct"] + "PeriodOfTime")
    _say(nodes, period, "dcat:startDate", _date(start))
    _say(nodes, period, "dcat:endDate", _date(end))


def _download(nodes: _Nodes, of: Publication, described: Described, file: Download, page: str, profile: str) -> None:
    name, version = file.format.name, of.downloads.release.version
    distribution = f"{DATASET}{file.part}/{file.format.suffix}"
    _distribution(nodes, of, described, DATASET + file.part, distribution, profile)
    for language in ("en", "sv"):
        title = described.text(SPACES["dct"] + "title", language)
        _say(nodes, distribution, "dct:title", word("file", language, title=title, format=name))
        _say(nodes, distribution, "dct:description", word("file-text", language, format=name, version=version))
    _say(nodes, distribution, "dcat:accessURL", page)
    _say(nodes, distribution, "dcat:downloadURL", f"{of.host}release/{version}/{file.name}")
    _say(nodes, distribution, "dct:format", f"{EU}file-type/{_FILES[file.format]}")
    _say(nodes, distribution, "dcat:mediaType", IANA + file.format.media_type)
    _say(nodes, distribution, "dcat:compressFormat", authorities.GZIP)
    _say(nodes, distribution, "dct:conformsTo", ONTOLOGY)
    _promise(nodes, distribution, file, profile)


def _table(nodes: _Nodes, of: Publication, described: Described, sheet: Sheet, profile: str) -> None:
    distribution = f"{DATASET}{sheet.part}/csv/{sheet.slug}-{sheet.language}"
    heads = ("English", "engelska") if sheet.language == "en" else ("Swedish", "svenska")
    _distribution(nodes, of, described, DATASET + sheet.part, distribution, profile)
    for place, language in enumerate(("en", "sv")):
        title = sheet.title.get(language) or sheet.slug
        _say(nodes, distribution, "dct:title", word("table", language, title=title, heads=heads[place]))
        _say(nodes, distribution, "dct:description", word(
            "table-text", language, text=sheet.description.get(language) or title, heads=heads[place]))
    _say(nodes, distribution, "dcat:accessURL", f"{of.host}table/{sheet.slug}")
    _say(nodes, distribution, "dcat:downloadURL", of.host + sheet.path)
    _say(nodes, distribution, "dct:format", f"{EU}file-type/CSV")
    _say(nodes, distribution, "dcat:mediaType", IANA + "text/csv")
    _promise(nodes, distribution, sheet, profile)


def _promise(nodes: _Nodes, distribution: str, file: Download | Sheet, profile: str) -> None:
    """What comes from the download address: how many bytes, and their digest."""
    checksum = distribution + "/checksum"
    algorithm, digest = (authorities.SHA256, file.sha256) if profile != "dcat-ap-2" else (authorities.SHA1, file.sha1)
    _say(nodes, distribution, "dcat:byteSize", _bytes(file.bytes, profile))
    _say(nodes, distribution, "spdx:checksum", checksum)
    _say(nodes, checksum, "rdf:type", authorities.SPDX + "Checksum")
    _say(nodes, checksum, "spdx:algorithm", algorithm)
    _say(nodes, checksum, "spdx:checksumValue", _literal(digest, "hexBinary"))


def _offered(
    nodes: _Nodes, of: Publication, described: Described, dataset: str, service: tuple[str, str, str, str], profile: str
) -> None:
    """The dataset as a service gives it; not every portal knows services, so it is a distribution too."""
    key, iri, address, sample = service
    distribution = f"{dataset}/{key}"
    _distribution(nodes, of, described, dataset, distribution, profile)
    _say(nodes, distribution, "dct:title", *words(key))
    _say(nodes, distribution, "dct:description", *words(f"{key}-text"))
    _say(nodes, distribution, "dcat:accessURL", address)
    _say(nodes, distribution, "dcat:downloadURL", sample)
    _say(nodes, distribution, "dcat:accessService", iri)
    _say(nodes, distribution, "dct:format", f"{EU}file-type/JSON")
    _say(nodes, distribution, "dcat:mediaType", IANA + "application/sparql-results+json")
    if sample in of.sizes:
        _say(nodes, distribution, "dcat:byteSize", _bytes(of.sizes[sample], profile))


def _distribution(
    nodes: _Nodes, of: Publication, described: Described, dataset: str, distribution: str, profile: str
) -> None:
    """What is the same for every distribution."""
    facts = of.downloads.parts[dataset.removeprefix(DATASET)]
    _say(nodes, dataset, "dcat:distribution", distribution)
    _say(nodes, distribution, "rdf:type", SPACES["dcat"] + "Distribution")
    _say(nodes, distribution, "dct:license", of.settings.licence)
    _say(nodes, distribution, "dct:rights", RIGHTS)
    _copy(nodes, distribution, described, "dct:issued")
    _say(nodes, distribution, "dct:modified", _date(facts.modified or described.first(SPACES["dct"] + "issued")))
    _say(nodes, distribution, "dct:language", authorities.SWEDISH, authorities.ENGLISH)
    _say(nodes, distribution, "dcatap:availability", authorities.STABLE)
    if profile != "dcat-ap-2":  # its list of statuses is another one
        _say(nodes, distribution, "adms:status", authorities.COMPLETED)


def _services(nodes: _Nodes, of: Publication) -> None:
    themes = {value for one in of.described.values() for value in one.all(SPACES["dcat"] + "theme")}
    for iri, key, address, standard in (
        (SPARQL, "sparql", of.host + "sparql", "https://www.w3.org/TR/sparql11-protocol/"),
        (REST, "rest", of.host + "ask", "https://www.rfc-editor.org/rfc/rfc9110"),
    ):
        _say(nodes, iri, "rdf:type", SPACES["dcat"] + "DataService")
        _say(nodes, iri, "dct:title", *words(key))
        _say(nodes, iri, "dct:description", *words(f"{key}-text"))
        _say(nodes, iri, "dcat:endpointURL", address)
        _say(nodes, iri, "dcat:endpointDescription", address)
        _say(nodes, iri, "dct:format", f"{EU}file-type/JSON")
        _say(nodes, iri, "dct:publisher", of.settings.publisher)
        _say(nodes, iri, "dcat:contactPoint", CONTACT)
        _say(nodes, iri, "dct:license", of.settings.licence)
        _say(nodes, iri, "dct:accessRights", authorities.PUBLIC)
        _say(nodes, iri, "dct:conformsTo", standard)
        _say(nodes, iri, "dcat:servesDataset", *(DATASET + slug for slug in of.described))
        _say(nodes, iri, "dcat:theme", *(one.value for one in themes))
        _say(nodes, iri, "dcat:landingPage", of.host + "catalog")
        for keywords, language in zip(KEYWORDS[key], ("en", "sv"), strict=True):
            _say(nodes, iri, "dcat:keyword", *(ox.Literal(one, language=language) for one in keywords))
    _say(nodes, of.host + "catalog", "rdf:type", SPACES["foaf"] + "Document")


def _say(nodes: _Nodes, subject: str, property_: str, *values: Value) -> None:
    for value in values:
        thing = value if isinstance(value, ox.Literal) else ox.NamedNode(value)
        nodes.append(ox.Triple(ox.NamedNode(subject), ox.NamedNode(_iri(property_)), thing))


def _copy(nodes: _Nodes, subject: str, described: Described, *properties: str) -> None:
    for property_ in properties:
        for value in described.all(_iri(property_)):
            _say(nodes, subject, property_, value if isinstance(value, ox.Literal) else value.value)


def _iri(curie: str) -> str:
    prefix, _, name = curie.partition(":")
    return (SPACES.get(prefix) or PREFIXES[prefix]) + name


def _bytes(size: int, profile: str) -> ox.Literal:
    return _literal(str(size), "decimal" if profile == "dcat-ap-2" else "nonNegativeInteger")


def _date(day: str) -> ox.Literal:
    return _literal(day, "date")


def _literal(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(SPACES["xsd"] + datatype))
