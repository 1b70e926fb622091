"""The catalogue and its datasets for search engines: schema.org as JSON-LD (Google's guide to ``Dataset``)."""

from __future__ import annotations

from typing import Any, Final

from styrka.formats import JSON
from styrka.publish.catalogue import samples
from styrka.publish.catalogue.publication import Publication
from styrka.publish.catalogue.triples import SPACES
from styrka.publish.datasets import CATALOG, DATASET, WHOLE

_DCT, _DCAT = SPACES["dct"], SPACES["dcat"]
_LONGEST: Final = 5000
_SHORTEST: Final = 50


def describe_catalogue(of: Publication, language: str) -> dict[str, Any]:
    """Return the catalogue as a ``DataCatalog`` with all its datasets, in a language."""
    return {
        "@context": "https://schema.org/",
        "@type": "DataCatalog",
        "@id": CATALOG,
        "url": f"{of.host}catalog",
        "name": of.catalogue.text(_DCT + "title", language),
        "description": of.catalogue.text(_DCT + "description", language),
        "license": of.settings.licence,
        "publisher": _publisher(of),
        "inLanguage": ["sv", "en"],
        "dateModified": of.downloads.parts[WHOLE].modified,
        "dataset": [_dataset(of, slug, language) for slug in of.described],
    }


def describe_dataset(of: Publication, slug: str, language: str) -> dict[str, Any]:
    """Return one part as a ``Dataset``, in a language."""
    return {"@context": "https://schema.org/", **_dataset(of, slug, language)}


def _dataset(of: Publication, slug: str, language: str) -> dict[str, Any]:
    described, facts = of.described[slug], of.downloads.parts[slug]
    text = described.text(_DCT + "description", language)
    if len(text) < _SHORTEST:  # search engines ask for 50 characters
        text = f"{described.text(_DCT + 'title', language)}. {text} {of.catalogue.text(_DCT + 'description', language)}"
    version = of.downloads.release.version
    description: dict[str, Any] = {
        "@type": "Dataset",
        "@id": DATASET + slug,
        "url": f"{of.host}dataset/{slug}",
        "identifier": DATASET + slug,
        "name": described.text(_DCT + "title", language),
        "description": text[:_LONGEST],
        "version": version,
        "license": of.settings.licence,
        "isAccessibleForFree": True,
        "inLanguage": ["sv", "en"],
        "creator": _publisher(of),
        "publisher": _publisher(of),
        "includedInDataCatalog": {"@id": CATALOG},
        "keywords": [one.value for one in described.all(_DCAT + "keyword") if getattr(one, "language", "") == language],
        "datePublished": described.first(_DCT + "issued"),
        "dateModified": facts.modified,
        "spatialCoverage": {"@type": "Place", "name": "Europe" if language == "en" else "Europa"},
        "size": f"{facts.triples} triples",
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.format.name,
                "contentUrl": of.files + file.name,
                "encodingFormat": file.format.media_type,
                "contentSize": f"{file.bytes} B",
                "sha256": file.sha256,
            }
            for file in of.downloads.of(slug)
        ]
        + [
            {
                "@type": "DataDownload",
                "name": f"{file.title.get(language, file.slug)} ({file.format.name})",
                "contentUrl": of.files + file.name,
                "encodingFormat": file.format.media_type,
                "inLanguage": file.language,
                "contentSize": f"{file.bytes} B",
                "sha256": file.sha256,
            }
            for file in of.sheets.of(slug)
        ]
        + [
            {
                "@type": "DataDownload",
                "name": "SPARQL",
                "contentUrl": samples.make_part_address(of.host, slug),
                "encodingFormat": JSON.media_type,
            }
        ],
    }
    if facts.start or facts.end:
        description["temporalCoverage"] = f"{facts.start or '..'}/{facts.end or '..'}"
    if slug != WHOLE:
        description["isPartOf"] = {"@id": DATASET + WHOLE}
    return description


def _publisher(of: Publication) -> dict[str, str]:
    return {"@type": "Organization", "@id": of.settings.publisher, "name": of.settings.publisher_name}
