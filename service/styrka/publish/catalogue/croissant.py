"""A dataset for those who train and analyse: Croissant 1.0, which is schema.org with files and the columns in them.

The files are the tables of the release as CSV, whose addresses and bytes never change; what their columns are is read
from their descriptions as CSV on the Web, so that nothing is written twice.
"""

from __future__ import annotations

import json
from typing import Any, Final

from styrka.errors import NotFound
from styrka.formats import CSV
from styrka.publish.catalogue.publication import Publication
from styrka.publish.catalogue.schemaorg import describe_dataset
from styrka.publish.datasets import WHOLE
from styrka.publish.files.tables import TableFile

VERSION: Final = "http://mlcommons.org/croissant/1.0"
_CONTEXT: Final[dict[str, Any]] = {
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{
        name: f"cr:{name}"
        for name in (
            *("citeAs", "column", "extract", "field", "fileProperty", "fileObject", "fileSet", "format", "includes"),
            *("isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex"),
            *(
                "repeated",
                "replace",
                "separator",
                "source",
                "subField",
                "transform",
                "equivalentProperty",
                "samplingRate",
            ),
        )
    },
}
_TYPES: Final = {
    "string": "sc:Text",
    "anyURI": "sc:URL",
    "integer": "sc:Integer",
    "decimal": "sc:Float",
    "date": "sc:Date",
}
# Of schema.org's description, what Croissant has too; its files are other objects.
_SHARED: Final = (
    *("@id", "url", "name", "description", "version", "license", "isAccessibleForFree", "creator", "publisher"),
    *("keywords", "datePublished", "dateModified", "temporalCoverage"),
)


def describe_croissant(of: Publication, slug: str, language: str) -> dict[str, Any]:
    """Return one part of the data as Croissant: its tables in a language, or all tables for all of the data.

    Raises:
        NotFound: When there is no such part, or it has no table.
    """
    files = [
        one
        for one in of.sheets.files.values()
        if one.format is CSV and one.language == language and (slug in (one.part, WHOLE))
    ]
    if slug not in of.described or not files:
        known = sorted({WHOLE, *(one.part for one in of.sheets.files.values())} & set(of.described))
        raise NotFound(
            f"There is no dataset {slug!r} with tables; there are {', '.join(known)}.",
            sv=f"Det finns ingen datamängd {slug!r} med tabeller; det finns {', '.join(known)}.",
            slug=slug,
        )
    shared = describe_dataset(of, slug, language)
    return {
        "@context": {"@language": language, **_CONTEXT},
        "@type": "sc:Dataset",
        "conformsTo": VERSION,
        **{name: shared[name] for name in _SHARED if shared.get(name)},
        "inLanguage": language,
        "citeAs": f"{of.settings.publisher_name}: {shared['name']}, {shared['version']}. {of.files}",
        "isLiveDataset": False,
        "distribution": [_describe_file(of, one) for one in files],
        "recordSet": [_describe_records(of, one) for one in files],
    }


def _describe_file(of: Publication, file: TableFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.name,
        "name": file.name,
        "description": file.description.get(file.language) or file.slug,
        "contentUrl": of.files + file.name,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": CSV.media_type,
        "sha256": file.sha256,
    }


def _describe_records(of: Publication, file: TableFile) -> dict[str, Any]:
    schema = json.loads(of.sheets.read(file.described))["tableSchema"]
    return {
        "@type": "cr:RecordSet",
        "@id": file.slug,
        "name": file.slug,
        "description": file.title.get(file.language) or file.slug,
        "key": {"@id": f"{file.slug}/{schema['primaryKey']}"},
        "field": [_describe_field(file, column) for column in schema["columns"]],
    }


def _describe_field(file: TableFile, column: dict[str, Any]) -> dict[str, Any]:
    titles = {one["@language"]: one["@value"] for one in column.get("dc:title", ())}
    several = column.get("separator")
    title = titles.get(file.language) or column["name"]
    return {
        "@type": "cr:Field",
        "@id": f"{file.slug}/{column['name']}",
        "name": column["name"],
        "description": f"{title} (several, with {several!r} between them)" if several else title,
        "dataType": "sc:Text" if several else _TYPES[column["datatype"]],
        "source": {"fileObject": {"@id": file.name}, "extract": {"column": column["name"]}},
    }
