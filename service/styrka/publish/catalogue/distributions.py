"""The distributions of a dataset: each file of the release, each table, and the services as portals know them.

Every file's download address is the release's own, which never changes, so that sizes and checksums stay true.
"""

from __future__ import annotations

from typing import Final

from styrka.ask import tables
from styrka.formats import JSON, JSONLD, NQUADS, TURTLE
from styrka.publish.catalogue import samples, vocabularies
from styrka.publish.catalogue.publication import Publication
from styrka.publish.catalogue.triples import (
    REST,
    RIGHTS,
    SPACES,
    SPARQL,
    Nodes,
    add_values,
    copy_properties,
    make_date,
    make_literal,
    make_size,
)
from styrka.publish.catalogue.vocabularies import EU, IANA
from styrka.publish.datasets import DATASET, WHOLE
from styrka.publish.files.dumps import Download
from styrka.publish.files.tables import TableFile
from styrka.text.catalogue import get_both, get_words
from styrka.vocabulary import ONTOLOGY

_CODES: Final = {  # in the EU's table of file types
    NQUADS: "RDF_N_QUADS",
    TURTLE: "RDF_TURTLE",
    JSONLD: "JSON_LD",
    tables.CSV: "CSV",
    tables.XLSX: "XLSX",
    tables.PARQUET: "PARQUET",
}
_STANDARDS: Final = {
    tables.CSV: vocabularies.CSVW,
    tables.XLSX: vocabularies.OFFICE_OPEN_XML,
    tables.PARQUET: vocabularies.PARQUET,
}
_LANGUAGES: Final = {"en": vocabularies.ENGLISH, "sv": vocabularies.SWEDISH}
_HEADS: Final = {"en": ("English", "engelska"), "sv": ("Swedish", "svenska")}


def add_distributions(nodes: Nodes, of: Publication, slug: str, profile: str) -> None:
    """Add every distribution of a dataset, in a profile."""
    for file in of.downloads.of(slug):
        _download(nodes, of, file, profile)
    for sheet in of.sheets.of(slug):
        _table(nodes, of, sheet, profile)
    offers = [("sparql", SPARQL, of.host + "sparql", samples.make_part_address(of.host, slug))]
    if slug == WHOLE:
        offers.append(("rest", REST, of.host + "ask", samples.make_questions_address(of.host)))
    for offer in offers:
        _offered(nodes, of, DATASET + slug, offer, profile)


def _download(nodes: Nodes, of: Publication, file: Download, profile: str) -> None:
    name, version = file.format.name, of.downloads.release.version
    distribution = f"{DATASET}{file.part}/{file.format.suffix}"
    _distribution(nodes, of, DATASET + file.part, distribution, profile)
    for language in ("en", "sv"):
        title = of.described[file.part].text(SPACES["dct"] + "title", language)
        add_values(nodes, distribution, "dct:title", get_words("file", language, title=title, format=name))
        add_values(
            nodes, distribution, "dct:description", get_words("file-text", language, format=name, version=version)
        )
    add_values(nodes, distribution, "dcat:accessURL", f"{of.host}dataset/{file.part}")
    add_values(nodes, distribution, "dct:language", *_LANGUAGES.values())
    add_values(nodes, distribution, "dcat:compressFormat", vocabularies.GZIP)
    add_values(nodes, distribution, "dct:conformsTo", ONTOLOGY)
    _promise(nodes, of, distribution, file, profile)


def _table(nodes: Nodes, of: Publication, sheet: TableFile, profile: str) -> None:
    name, version = sheet.format.name, of.downloads.release.version
    distribution = f"{DATASET}{sheet.part}/{sheet.format.suffix}/{sheet.slug}-{sheet.language}"
    _distribution(nodes, of, DATASET + sheet.part, distribution, profile)
    for place, language in enumerate(("en", "sv")):
        title, heads = sheet.title.get(language) or sheet.slug, _HEADS[sheet.language][place]
        text = sheet.description.get(language) or title
        add_values(
            nodes, distribution, "dct:title", get_words("table", language, title=title, format=name, heads=heads)
        )
        add_values(
            nodes,
            distribution,
            "dct:description",
            get_words(f"table-{sheet.format.suffix}", language, text=text, heads=heads, version=version),
        )
    add_values(nodes, distribution, "dcat:accessURL", f"{of.host}table/{sheet.slug}")
    add_values(nodes, distribution, "dct:language", _LANGUAGES[sheet.language])
    add_values(nodes, distribution, "dct:conformsTo", _STANDARDS[sheet.format])
    if sheet.described:  # the schema of this very table, and a document about it
        schema = of.files + sheet.described
        add_values(nodes, distribution, "dct:conformsTo", schema)
        add_values(nodes, distribution, "foaf:page", schema)
        add_values(nodes, schema, "rdf:type", SPACES["dct"] + "Standard", SPACES["foaf"] + "Document")
    _promise(nodes, of, distribution, sheet, profile)


def _promise(nodes: Nodes, of: Publication, distribution: str, file: Download | TableFile, profile: str) -> None:
    """Add what comes from the download address: its format, how many bytes, and their digest."""
    checksum = distribution + "/checksum"
    algorithm, digest = (vocabularies.SHA256, file.sha256) if profile != "dcat-ap-2" else (vocabularies.SHA1, file.sha1)
    add_values(nodes, distribution, "dcat:downloadURL", of.files + file.name)
    add_values(nodes, distribution, "dct:format", f"{EU}file-type/{_CODES[file.format]}")
    add_values(nodes, distribution, "dcat:mediaType", IANA + file.format.media_type)
    add_values(nodes, distribution, "dcat:byteSize", make_size(file.bytes, profile))
    add_values(nodes, distribution, "spdx:checksum", checksum)
    add_values(nodes, checksum, "rdf:type", vocabularies.SPDX + "Checksum")
    add_values(nodes, checksum, "spdx:algorithm", algorithm)
    add_values(nodes, checksum, "spdx:checksumValue", make_literal(digest, "hexBinary"))


def _offered(nodes: Nodes, of: Publication, dataset: str, service: tuple[str, str, str, str], profile: str) -> None:
    """Add the dataset as a service gives it; not every portal knows services, so it is a distribution too."""
    key, iri, address, sample = service
    distribution = f"{dataset}/{key}"
    _distribution(nodes, of, dataset, distribution, profile)
    add_values(nodes, distribution, "dct:language", *_LANGUAGES.values())
    add_values(nodes, distribution, "dct:title", *get_both(key))
    add_values(nodes, distribution, "dct:description", *get_both(f"{key}-text"))
    add_values(nodes, distribution, "dcat:accessURL", address)
    add_values(nodes, distribution, "dcat:downloadURL", sample)
    add_values(nodes, distribution, "dcat:accessService", iri)
    add_values(nodes, distribution, "dct:format", f"{EU}file-type/JSON")
    add_values(nodes, distribution, "dcat:mediaType", IANA + JSON.media_type)
    if sample in of.sizes:
        add_values(nodes, distribution, "dcat:byteSize", make_size(of.sizes[sample], profile))


def _distribution(nodes: Nodes, of: Publication, dataset: str, distribution: str, profile: str) -> None:
    """Add what is the same for every distribution."""
    slug = dataset.removeprefix(DATASET)
    described, facts = of.described[slug], of.downloads.parts[slug]
    add_values(nodes, dataset, "dcat:distribution", distribution)
    add_values(nodes, distribution, "rdf:type", SPACES["dcat"] + "Distribution")
    add_values(nodes, distribution, "dct:license", of.find_licence(slug))
    add_values(nodes, distribution, "dct:rights", RIGHTS)
    copy_properties(nodes, distribution, described, "dct:issued")
    add_values(
        nodes, distribution, "dct:modified", make_date(facts.modified or described.first(SPACES["dct"] + "issued"))
    )
    add_values(nodes, distribution, "dcatap:availability", vocabularies.STABLE)
    if profile != "dcat-ap-2":  # its list of statuses is another one
        add_values(nodes, distribution, "adms:status", vocabularies.COMPLETED)
