"""The distributions of a dataset: each file of the release, each table, and the services as portals know them.

Every file's download address is the release's own, which never changes, so that sizes and checksums stay true.
"""

from __future__ import annotations

from typing import Final

from styrka.ask import tables
from styrka.formats import JSON, JSONLD, NQUADS, TURTLE
from styrka.publish.catalogue import samples, vocabularies
from styrka.publish.catalogue.publication import Publication
from styrka.publish.catalogue.triples import REST, RIGHTS, SPACES, SPARQL, Nodes, copy, date, literal, say, size_of
from styrka.publish.catalogue.vocabularies import EU, IANA
from styrka.publish.datasets import DATASET, WHOLE
from styrka.publish.files.dumps import Download
from styrka.publish.files.tables import Sheet
from styrka.text.catalogue import word, words
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


def distributions(nodes: Nodes, of: Publication, slug: str, profile: str) -> None:
    """Every distribution of a dataset, in a profile."""
    for file in of.downloads.of(slug):
        _download(nodes, of, file, profile)
    for sheet in of.sheets.of(slug):
        _table(nodes, of, sheet, profile)
    offers = [("sparql", SPARQL, of.host + "sparql", samples.of_part(of.host, slug))]
    if slug == WHOLE:
        offers.append(("rest", REST, of.host + "ask", samples.of_questions(of.host)))
    for offer in offers:
        _offered(nodes, of, DATASET + slug, offer, profile)


def _download(nodes: Nodes, of: Publication, file: Download, profile: str) -> None:
    name, version = file.format.name, of.downloads.release.version
    distribution = f"{DATASET}{file.part}/{file.format.suffix}"
    _distribution(nodes, of, DATASET + file.part, distribution, profile)
    for language in ("en", "sv"):
        title = of.described[file.part].text(SPACES["dct"] + "title", language)
        say(nodes, distribution, "dct:title", word("file", language, title=title, format=name))
        say(nodes, distribution, "dct:description", word("file-text", language, format=name, version=version))
    say(nodes, distribution, "dcat:accessURL", f"{of.host}dataset/{file.part}")
    say(nodes, distribution, "dct:language", *_LANGUAGES.values())
    say(nodes, distribution, "dcat:compressFormat", vocabularies.GZIP)
    say(nodes, distribution, "dct:conformsTo", ONTOLOGY)
    _promise(nodes, of, distribution, file, profile)


def _table(nodes: Nodes, of: Publication, sheet: Sheet, profile: str) -> None:
    name, version = sheet.format.name, of.downloads.release.version
    distribution = f"{DATASET}{sheet.part}/{sheet.format.suffix}/{sheet.slug}-{sheet.language}"
    _distribution(nodes, of, DATASET + sheet.part, distribution, profile)
    for place, language in enumerate(("en", "sv")):
        title, heads = sheet.title.get(language) or sheet.slug, _HEADS[sheet.language][place]
        text = sheet.description.get(language) or title
        say(nodes, distribution, "dct:title", word("table", language, title=title, format=name, heads=heads))
        say(
            nodes,
            distribution,
            "dct:description",
            word(f"table-{sheet.format.suffix}", language, text=text, heads=heads, version=version),
        )
    say(nodes, distribution, "dcat:accessURL", f"{of.host}table/{sheet.slug}")
    say(nodes, distribution, "dct:language", _LANGUAGES[sheet.language])
    say(nodes, distribution, "dct:conformsTo", _STANDARDS[sheet.format])
    if sheet.described:  # the schema of this very table, and a document about it
        schema = of.files + sheet.described
        say(nodes, distribution, "dct:conformsTo", schema)
        say(nodes, distribution, "foaf:page", schema)
        say(nodes, schema, "rdf:type", SPACES["dct"] + "Standard", SPACES["foaf"] + "Document")
    _promise(nodes, of, distribution, sheet, profile)


def _promise(nodes: Nodes, of: Publication, distribution: str, file: Download | Sheet, profile: str) -> None:
    """What comes from the download address: its format, how many bytes, and their digest."""
    checksum = distribution + "/checksum"
    algorithm, digest = (vocabularies.SHA256, file.sha256) if profile != "dcat-ap-2" else (vocabularies.SHA1, file.sha1)
    say(nodes, distribution, "dcat:downloadURL", of.files + file.name)
    say(nodes, distribution, "dct:format", f"{EU}file-type/{_CODES[file.format]}")
    say(nodes, distribution, "dcat:mediaType", IANA + file.format.media_type)
    say(nodes, distribution, "dcat:byteSize", size_of(file.bytes, profile))
    say(nodes, distribution, "spdx:checksum", checksum)
    say(nodes, checksum, "rdf:type", vocabularies.SPDX + "Checksum")
    say(nodes, checksum, "spdx:algorithm", algorithm)
    say(nodes, checksum, "spdx:checksumValue", literal(digest, "hexBinary"))


def _offered(nodes: Nodes, of: Publication, dataset: str, service: tuple[str, str, str, str], profile: str) -> None:
    """The dataset as a service gives it; not every portal knows services, so it is a distribution too."""
    key, iri, address, sample = service
    distribution = f"{dataset}/{key}"
    _distribution(nodes, of, dataset, distribution, profile)
    say(nodes, distribution, "dct:language", *_LANGUAGES.values())
    say(nodes, distribution, "dct:title", *words(key))
    say(nodes, distribution, "dct:description", *words(f"{key}-text"))
    say(nodes, distribution, "dcat:accessURL", address)
    say(nodes, distribution, "dcat:downloadURL", sample)
    say(nodes, distribution, "dcat:accessService", iri)
    say(nodes, distribution, "dct:format", f"{EU}file-type/JSON")
    say(nodes, distribution, "dcat:mediaType", IANA + JSON.media_type)
    if sample in of.sizes:
        say(nodes, distribution, "dcat:byteSize", size_of(of.sizes[sample], profile))


def _distribution(nodes: Nodes, of: Publication, dataset: str, distribution: str, profile: str) -> None:
    """What is the same for every distribution."""
    slug = dataset.removeprefix(DATASET)
    described, facts = of.described[slug], of.downloads.parts[slug]
    say(nodes, dataset, "dcat:distribution", distribution)
    say(nodes, distribution, "rdf:type", SPACES["dcat"] + "Distribution")
    say(nodes, distribution, "dct:license", of.settings.licence)
    say(nodes, distribution, "dct:rights", RIGHTS)
    copy(nodes, distribution, described, "dct:issued")
    say(nodes, distribution, "dct:modified", date(facts.modified or described.first(SPACES["dct"] + "issued")))
    say(nodes, distribution, "dcatap:availability", vocabularies.STABLE)
    if profile != "dcat-ap-2":  # its list of statuses is another one
        say(nodes, distribution, "adms:status", vocabularies.COMPLETED)
