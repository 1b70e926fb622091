"""The terms of others that the catalogue uses, with what a validator needs to know of them.

The official shapes ask whether a language is a ``dct:LinguisticSystem`` in the EU's list of languages; without the
list, which only a network has, the catalogue itself must state them. Only terms that are used are stated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import pyoxigraph as ox

from styrka import formats
from styrka.vocabulary import PREFIXES

EU: Final = "http://publications.europa.eu/resource/authority/"
IANA: Final = "http://www.iana.org/assignments/media-types/"
PUBLISHER_TYPE: Final = "http://purl.org/adms/publishertype/"
SPDX: Final = "http://spdx.org/rdf/terms#"
_DCT: Final = PREFIXES["dcterms"]
_SKOS: Final = PREFIXES["skos"]
_CONCEPT: Final = _SKOS + "Concept"
_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")

DATA_THEMES: Final = EU + "data-theme"
SWEDISH, ENGLISH = EU + "language/SWE", EU + "language/ENG"
PUBLIC: Final = EU + "access-right/PUBLIC"
STABLE: Final = EU + "planned-availability/STABLE"
COMPLETED: Final = EU + "distribution-status/COMPLETED"
GZIP: Final = IANA + formats.GZIP.media_type
SHA256, SHA1 = SPDX + "checksumAlgorithm_sha256", SPDX + "checksumAlgorithm_sha1"


class VocabularyTerm(NamedTuple):
    """A term: its English and Swedish names, its class beside skos:Concept, and the scheme that it is in."""

    english: str
    swedish: str
    kind: str = ""
    scheme: str = ""


# The EU's authority tables, by table: the class of its terms, the table's name, and the terms.
_TABLES: Final[dict[str, tuple[str, str, dict[str, tuple[str, str]]]]] = {
    "language": ("LinguisticSystem", "Language", {"SWE": ("Swedish", "svenska"), "ENG": ("English", "engelska")}),
    "data-theme": (
        "",
        "Data theme",
        {
            "AGRI": ("Agriculture, fisheries, forestry and food", "Jordbruk, fiske, skogsbruk och livsmedel"),
            "ECON": ("Economy and finance", "Ekonomi och finans"),
            "EDUC": ("Education, culture and sport", "Utbildning, kultur och sport"),
            "ENER": ("Energy", "Energi"),
            "ENVI": ("Environment", "Miljö"),
            "GOVE": ("Government and public sector", "Regeringen och den offentliga sektorn"),
            "HEAL": ("Health", "Hälsa"),
            "INTR": ("International issues", "Internationella frågor"),
            "JUST": ("Justice, legal system and public safety", "Rättvisa, rättsliga system och allmän säkerhet"),
            "REGI": ("Regions and cities", "Regioner och städer"),
            "SOCI": ("Population and society", "Befolkning och samhälle"),
            "TECH": ("Science and technology", "Vetenskap och teknik"),
            "TRAN": ("Transport", "Transport"),
        },
    ),
    "file-type": (
        "MediaTypeOrExtent",
        "File type",
        {
            code: (name, name)
            for code, name in (
                ("RDF_N_QUADS", "N-Quads"),
                ("RDF_TURTLE", "Turtle"),
                ("JSON_LD", "JSON-LD"),
                ("JSON", "JSON"),
                ("CSV", "CSV"),
                ("XLSX", "XLSX"),
                ("PARQUET", "Parquet"),
                ("RDF_XML", "RDF/XML"),
                ("RDF_N_TRIPLES", "N-Triples"),
            )
        },
    ),
    "frequency": (
        "Frequency",
        "Frequency",
        {
            "IRREG": ("irregular", "oregelbundet"),
            "CONT": ("continuous", "löpande"),
            "ANNUAL": ("annual", "årligen"),
            "MONTHLY": ("monthly", "månadsvis"),
            "WEEKLY": ("weekly", "veckovis"),
            "DAILY": ("daily", "dagligen"),
            "QUARTERLY": ("quarterly", "kvartalsvis"),
        },
    ),
    "access-right": ("RightsStatement", "Access right", {"PUBLIC": ("public", "offentlig")}),
    "planned-availability": ("", "Planned availability", {"STABLE": ("stable", "stabil")}),
    "distribution-status": ("", "Distribution status", {"COMPLETED": ("completed", "slutförd")}),
    "continent": ("Location", "Continent", {"EUROPE": ("Europe", "Europa")}),
    "country": ("Location", "Country", {"SWE": ("Sweden", "Sverige")}),
}
TERMS: Final[dict[str, VocabularyTerm]] = (
    {
        f"{EU}{table}/{code}": VocabularyTerm(english, swedish, kind and _DCT + kind, EU + table)
        for table, (kind, _, codes) in _TABLES.items()
        for code, (english, swedish) in codes.items()
    }
    | {
        f"{PUBLISHER_TYPE}{code}": VocabularyTerm(english, swedish, scheme=PUBLISHER_TYPE + "1.0")
        for code, english, swedish in (
            (
                "Academia-ScientificOrganisation",
                "Academia or scientific organisation",
                "Akademi eller forskningsorganisation",
            ),
            ("Company", "Company", "Företag"),
            ("IndustryConsortium", "Industry consortium", "Branschkonsortium"),
            ("LocalAuthority", "Local authority", "Lokal myndighet"),
            ("NationalAuthority", "National authority", "Nationell myndighet"),
            ("NonGovernmentalOrganisation", "Non-governmental organisation", "Icke-statlig organisation"),
            ("NonProfitOrganisation", "Non-profit organisation", "Ideell organisation"),
            ("RegionalAuthority", "Regional authority", "Regional myndighet"),
            ("StandardisationBody", "Standardisation body", "Standardiseringsorgan"),
            ("SupraNationalAuthority", "Supra-national authority", "Överstatlig myndighet"),
        )
    }
    | {
        "http://purl.org/adms/licencetype/Attribution": VocabularyTerm(
            "Attribution", "Erkännande", scheme="http://purl.org/adms/licencetype/1.0"
        ),
        "http://purl.org/adms/licencetype/PublicDomain": VocabularyTerm(
            "Work in the public domain", "Verk utan upphovsrätt", scheme="http://purl.org/adms/licencetype/1.0"
        ),
    }
)
SCHEMES: Final = {EU + table: name for table, (_, name, _) in _TABLES.items()} | {
    PUBLISHER_TYPE + "1.0": "Publisher type",
    "http://purl.org/adms/licencetype/1.0": "Licence type",
}
LICENCES: Final = {
    "http://creativecommons.org/licenses/by/4.0/": "http://purl.org/adms/licencetype/Attribution",
    "http://creativecommons.org/publicdomain/zero/1.0/": "http://purl.org/adms/licencetype/PublicDomain",
    # Decision 2011/833/EU: reuse with the source acknowledged.
    "http://publications.europa.eu/resource/authority/licence/COM_REUSE": "http://purl.org/adms/licencetype/Attribution",
}
CSVW: Final = "http://www.w3.org/ns/csvw"
OFFICE_OPEN_XML: Final = "https://ecma-international.org/publications-and-standards/standards/ecma-376/"
PARQUET: Final = "https://parquet.apache.org/docs/file-format/"
STANDARDS: Final = frozenset(
    {
        CSVW,
        OFFICE_OPEN_XML,
        PARQUET,
        "http://data.europa.eu/r5r/",
        "https://docs.dataportal.se/dcat/",
        "https://www.w3.org/TR/sparql11-protocol/",
        "https://www.rfc-editor.org/rfc/rfc9110",
    }
)


def describe_terms(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield what a validator must know of the terms that some triples use: their classes, names and schemes."""
    used = sorted({one.object.value for one in triples if isinstance(one.object, ox.NamedNode)})
    schemes = {term.scheme for iri in used if (term := TERMS.get(iri))} | (SCHEMES.keys() & set(used))
    for iri in used:
        if (licence := LICENCES.get(iri)) is not None:
            yield _triple(iri, _TYPE.value, _DCT + "LicenseDocument")
            yield _triple(iri, _DCT + "type", licence)
            yield from _term(licence, TERMS[licence])
            schemes.add(TERMS[licence].scheme)
        if iri in STANDARDS:
            yield _triple(iri, _TYPE.value, _DCT + "Standard")
        if iri.startswith(IANA):
            yield _triple(iri, _TYPE.value, _DCT + "MediaType")
        if iri in (SHA256, SHA1):
            yield _triple(iri, _TYPE.value, SPDX + "ChecksumAlgorithm")
        if (term := TERMS.get(iri)) is not None:
            yield from _term(iri, term)
    for scheme in sorted(schemes):
        yield _triple(scheme, _TYPE.value, _SKOS + "ConceptScheme")
        yield ox.Triple(ox.NamedNode(scheme), ox.NamedNode(_DCT + "title"), ox.Literal(SCHEMES[scheme], language="en"))


def _term(iri: str, term: VocabularyTerm) -> Iterator[ox.Triple]:
    for kind in filter(None, (_CONCEPT, term.kind)):
        yield _triple(iri, _TYPE.value, kind)
    for language, name in (("en", term.english), ("sv", term.swedish)):
        yield ox.Triple(ox.NamedNode(iri), ox.NamedNode(_SKOS + "prefLabel"), ox.Literal(name, language=language))
    yield _triple(iri, _SKOS + "inScheme", term.scheme)


def _triple(subject: str, predicate: str, thing: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(thing))
