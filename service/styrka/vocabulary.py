"""Prefixes, namespaces and the rules that turn names and paths into IRIs.

The rules are those of the Swedish agency for digital government for persistent identifiers: slash, not hash; no version
in a term's IRI; no organisation's name in the path's pattern. Everything here is a pure function of its arguments.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

BASE: Final = "https://w3id.org/styrka/"
DEF: Final = BASE + "def/"
ONTOLOGY: Final = BASE + "def"
CURATOR: Final = BASE + "id/actor/styrka"
CURATION: Final = BASE + "id/source/curation"
CURATORS_KNOWLEDGE: Final = BASE + "id/source/curators-knowledge"

PREFIXES: Final = MappingProxyType(
    {
        "styrka": DEF,
        "theme": BASE + "scheme/theme/",
        "region": BASE + "id/region/",
        "strategy": BASE + "id/strategy/",
        "overview": BASE + "id/overview/",
        "area": BASE + "id/area/",
        "actor": BASE + "id/actor/",
        "programme": BASE + "id/programme/",
        "project": BASE + "id/project/",
        "call": BASE + "id/call/",
        "source": BASE + "id/source/",
        "scheme": BASE + "scheme/",
        "graph": BASE + "graph/",
        "shape": BASE + "shape/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "dcterms": "http://purl.org/dc/terms/",
        "dcat": "http://www.w3.org/ns/dcat#",
        "prov": "http://www.w3.org/ns/prov#",
        "org": "http://www.w3.org/ns/org#",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "schema": "https://schema.org/",
        "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
        "oa": "http://www.w3.org/ns/oa#",
        "void": "http://rdfs.org/ns/void#",
        "vann": "http://purl.org/vocab/vann/",
        "sh": "http://www.w3.org/ns/shacl#",
        "prof": "http://www.w3.org/ns/dx/prof/",
        "sssom": "https://w3id.org/sssom/",
        "semapv": "https://w3id.org/semapv/vocab/",
        "qb": "http://purl.org/linked-data/cube#",
        "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
        "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
        "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
        "sd": "http://www.w3.org/ns/sparql-service-description#",
        "nuts": "http://data.europa.eu/nuts/code/",
    }
)

_LETTERS = str.maketrans(
    {
        "ø": "o",
        "Ø": "O",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "ß": "ss",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ħ": "h",
        "ŋ": "n",
        "&": " and ",
    }
)
_SLUG_LIMIT = 80
_SHORT: Final = {
    PREFIXES["xsd"] + "integer": re.compile(r"[+-]?[0-9]+"),
    PREFIXES["xsd"] + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    PREFIXES["xsd"] + "double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
    PREFIXES["xsd"] + "boolean": re.compile(r"true|false"),
}


def slug(text: str) -> str:
    """Return the path segment for a name: ASCII, lower case, hyphens; at most 80 characters, cut at a hyphen.

    Text with no Latin letter or digit (Greek, Cyrillic) gives ``x-`` and eight hexadecimal digits of its SHA-256.

    >>> slug("Life science, välfärdsteknik och e-hälsa")
    'life-science-valfardsteknik-och-e-halsa'
    """
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode()
    cleaned = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    if not cleaned:
        return "x-" + hashlib.sha256(text.encode()).hexdigest()[:8]
    if len(cleaned) > _SLUG_LIMIT:
        cut = cleaned[: _SLUG_LIMIT + 1].rfind("-")
        cleaned = cleaned[: cut if cut > 0 else _SLUG_LIMIT].strip("-")
    return cleaned


def source_iri(text: str) -> str:
    """Return the IRI of the source that a cell of a fact table names.

    Parameters:
        text: one source (a cell split at "; "): an address, ``document NAME``, ``general knowledge`` or a description.

    Returns ``id/source/NAME`` for a document, ``id/source/curators-knowledge`` for knowledge without a page, and else a
    readable slug with eight hexadecimal digits of the text's SHA-256, so that equal texts and no others share an IRI.
    """
    cleaned = " ".join(text.split())
    if cleaned.startswith("document "):
        return BASE + "id/source/" + slug(cleaned.removeprefix("document "))
    if re.match(r"(?:\w+ )?(?:general knowledge|own knowledge|own translation)\b", cleaned.lower()):
        return CURATORS_KNOWLEDGE
    digest = hashlib.sha256(cleaned.encode()).hexdigest()[:8]
    if cleaned.startswith(("http://", "https://")):
        parts = urlsplit(cleaned)
        tail = [part for part in parts.path.split("/") if part]
        readable = slug(parts.netloc.removeprefix("www.") + " " + (tail[-1] if tail else ""))
    else:
        readable = slug(cleaned)
    return f"{BASE}id/source/{readable[:48].strip('-')}-{digest}"


def graph_iri(path: str) -> str:
    """Return the named graph of a source file, from its path relative to the project's root.

    >>> graph_iri("data/strategies/se122-sormland-2017.ttl")
    'https://w3id.org/styrka/graph/strategies/se122-sormland-2017'
    """
    pure = PurePosixPath(path)
    parts = pure.parts[1:] if pure.parts[0] == "data" else pure.parts
    stem = parts[-1].split(".", 1)[0]
    return BASE + "graph/" + "/".join((*parts[:-1], stem))


def shorten(iri: str) -> str:
    """Return a CURIE where a known prefix fits and what follows has no slash, else the IRI itself.

    For people to read.
    """
    best = max((ns for ns in PREFIXES.values() if iri.startswith(ns)), key=len, default=None)
    if best is None or re.search(r"[/#?]", iri[len(best) :]) or iri == best:
        return iri
    prefix = next(name for name, ns in PREFIXES.items() if ns == best)
    return f"{prefix}:{iri[len(best) :]}"


def prefixes_for(iris: Iterable[str]) -> dict[str, str]:
    """Return the known prefixes that ``shorten`` uses for at least one of the IRIs, in the order of ``PREFIXES``."""
    used = {shorten(iri).partition(":")[0] for iri in iris}
    return {name: namespace for name, namespace in PREFIXES.items() if name in used}


def has_short_form(value: str, datatype: str) -> bool:
    """Return whether Turtle has a literal without quotes and datatype (sections 2.5.2 and 2.5.3).

    >>> has_short_form("358", PREFIXES["xsd"] + "integer"), has_short_form("1", PREFIXES["xsd"] + "boolean")
    (True, False)
    """
    short = _SHORT.get(datatype)
    return short is not None and short.fullmatch(value) is not None


def expand(curie: str) -> str:
    """Return the IRI of a CURIE with a known prefix; ``<IRI>`` and absolute IRIs come back without brackets.

    Raises:
        KeyError: When the prefix is not known; its argument is the prefix.
    """
    if curie.startswith("<") and curie.endswith(">"):
        return curie[1:-1]
    if curie.startswith(("http://", "https://", "urn:")):
        return curie
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local


def sparql_prefixes() -> str:
    """Return the PREFIX lines that questions and the command line put before a query."""
    return "\n".join(f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items()) + "\n"
