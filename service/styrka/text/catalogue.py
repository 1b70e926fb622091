"""The catalogue's own words for files, tables, services and rights, English and Swedish side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

WORDS: Final = {
    "file": ("{title} as {format}", "{title} som {format}"),
    "file-text": (
        "Everything in this dataset as {format}, in one file packed by gzip. The file belongs to release "
        "{version} and never changes.",
        "Allt i datamängden som {format}, i en fil packad med gzip. Filen hör till utgåvan {version} och "
        "ändras aldrig.",
    ),
    "table": ("{title}: {format} table in {heads}", "{title}: tabell som {format} på {heads}"),
    "table-csv": (
        "{text} A row a thing, as CSV with headings in {heads}, described by CSV on the Web. The file "
        "belongs to release {version} and never changes.",
        "{text} En rad per ting, som CSV med rubriker på {heads}, beskriven av CSV on the Web. Filen hör "
        "till utgåvan {version} och ändras aldrig.",
    ),
    "table-xlsx": (
        "{text} A row a thing, as a workbook for spreadsheets with headings in {heads}. The file belongs to "
        "release {version} and never changes.",
        "{text} En rad per ting, som arbetsbok för kalkylprogram med rubriker på {heads}. Filen hör till "
        "utgåvan {version} och ändras aldrig.",
    ),
    "table-parquet": (
        "{text} A row a thing, as Parquet for analysis: columns have short names that are the same in "
        "every language, texts are in {heads}. The file belongs to release {version} and never changes.",
        "{text} En rad per ting, som Parquet för analys: kolumnerna har korta namn som är desamma på "
        "alla språk, texterna är på {heads}. Filen hör till utgåvan {version} och ändras aldrig.",
    ),
    "sparql": ("SPARQL endpoint", "SPARQL-tjänst"),
    "sparql-text": (
        "Answers questions in SPARQL 1.1 over the whole graph, as JSON, XML, CSV, TSV and RDF. The address "
        "for download lists the dataset's graphs.",
        "Svarar på frågor i SPARQL 1.1 över hela grafen, som JSON, XML, CSV, TSV och RDF. Adressen för "
        "nedladdning räknar upp datamängdens grafer.",
    ),
    "rest": ("REST interface", "REST-gränssnitt"),
    "rest-text": (
        "Ready-made questions with parameters, each at an address of its own, as JSON, CSV, TSV and XML. The "
        "address for download lists the parts of the data.",
        "Färdiga frågor med parametrar, var och en på sin adress, som JSON, CSV, TSV och XML. Adressen för "
        "nedladdning räknar upp uppgifternas delar.",
    ),
    "rights": (
        "May be used by anybody for any purpose, as long as the source is named.",
        "Får användas av vem som helst till vad som helst, så länge källan anges.",
    ),
}
KEYWORDS: Final = {
    "sparql": (("SPARQL", "linked data", "smart specialisation"), ("SPARQL", "länkade data", "smart specialisering")),
    "rest": (("REST", "API", "smart specialisation"), ("REST", "API", "smart specialisering")),
}


def get_words(key: str, language: str, **values: str) -> ox.Literal:
    """Return the words for a key in a language, ``en`` or ``sv``, with values filled in."""
    return ox.Literal(WORDS[key][language == "sv"].format(**values), language=language)


def get_both(key: str) -> Iterator[ox.Literal]:
    """Return the words for a key in both languages."""
    return (get_words(key, language) for language in ("en", "sv"))
