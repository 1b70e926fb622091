"""Two small tables and their metadata: sources, and strategies that refer to them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from styrka.build.tables.mapping import TableSource
from styrka.build.tables.metadata import read_metadata
from styrka.build.tables.reading import read_tables
from styrka.build.tables.schema import TableSchema
from styrka.errors import SourceError
from styrka.vocabulary import BASE

_TEXT = {"base": "string", "@id": "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"}
_DATE = {"base": "string", "@id": "https://w3id.org/styrka/def/PartialDate"}
_SOURCES = {"columnReference": "source", "reference": {"resource": "sources.csv", "columnReference": "id"}}


def _head(title: str) -> dict[str, Any]:
    return {
        "dc:title": [{"@value": title, "@language": "en"}, {"@value": title, "@language": "sv"}],
        "dc:modified": {"@value": "2026-01-31", "@type": "xsd:date"},
        "dc:license": {"@id": "http://creativecommons.org/licenses/by/4.0/"},
        "prov:wasAttributedTo": {"@id": BASE + "id/actor/styrka"},
        "dc:isPartOf": {"@id": BASE + "dataset/strategies"},
    }


def metadata() -> dict[str, Any]:
    """The metadata, to be spoiled."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dialect": {"trim": True},
        "tables": [
            {
                "url": "sources.csv",
                **_head("Sources"),
                "tableSchema": {
                    "aboutUrl": BASE + "id/source/{id}",
                    "primaryKey": "id",
                    "columns": [
                        {"name": "id", "required": True, "suppressOutput": True},
                        {"name": "type", "propertyUrl": "rdf:type", "valueUrl": BASE + "def/{type}"},
                        {"name": "title", "propertyUrl": "dcterms:title", "lang": "sv"},
                        {
                            "name": "recorded_on",
                            "propertyUrl": "styrka:recordedOn",
                            "datatype": _DATE,
                        },
                        {"name": "page", "propertyUrl": "foaf:page", "valueUrl": "{+page}"},
                    ],
                },
            },
            {
                "url": "strategies.csv",
                **_head("Strategies"),
                "tableSchema": {
                    "aboutUrl": BASE + "id/strategy/{id}",
                    "primaryKey": ["id", "source", "language"],
                    "foreignKeys": [_SOURCES],
                    "columns": [
                        {"name": "id", "required": True, "suppressOutput": True},
                        {"name": "source", "required": True, "suppressOutput": True},
                        {"name": "language", "suppressOutput": True},
                        {"name": "type", "propertyUrl": "rdf:type", "valueUrl": BASE + "def/{type}"},
                        {"name": "name", "propertyUrl": "skos:prefLabel", "datatype": _TEXT},
                        {"name": "alt_name", "propertyUrl": "skos:altLabel", "datatype": _TEXT, "separator": "|"},
                        {
                            "name": "covers",
                            "propertyUrl": "styrka:coversRegion",
                            "valueUrl": BASE + "id/region/{covers}",
                        },
                        {"name": "period_start", "propertyUrl": "styrka:periodStart", "datatype": _DATE},
                        {"name": "count", "propertyUrl": "styrka:statedAreaCount", "datatype": "integer"},
                    ],
                },
            },
        ],
    }


SOURCES = (
    "id,type,title,recorded_on,page\n"
    "report,Source,En rapport,2026-01-31,https://example.org/report\n"
    "news,Source,En nyhet,2026-01-31,\n"
)
STRATEGIES = (
    "id,source,language,type,name,alt_name,covers,period_start,count\n"
    "se122-report,report,sv,Strategy,Rapportens strategi,Rapporten|Planen,SE122,2021,2\n"
    "se122-report,news,sv,,,,,2021-02,\n"
)
CELLS = ("se122-report", "report", "sv", "Strategy", "Rapportens strategi", "", "SE122", "2021", "2")


def schema(name: str = "strategies.csv") -> TableSchema:
    """One table's schema."""
    return read_metadata(json.dumps(metadata()), "data/tables/csv-metadata.json")[name]


def read(
    strategies: str | bytes = STRATEGIES,
    sources: str | bytes = SOURCES,
    described: dict[str, Any] | None = None,
    limit: int = 1000,
) -> tuple[tuple[TableSource, ...], list[SourceError]]:
    """What the two tables are, and their faults."""
    contents = {
        Path("data/tables") / name: text if isinstance(text, bytes) else text.encode()
        for name, text in (("sources.csv", sources), ("strategies.csv", strategies))
    }
    return read_tables(contents, json.dumps(described or metadata()), limit)
