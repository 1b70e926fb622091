"""Sources: every address, document and description that a fact table names as where a row comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

import pyoxigraph as ox

from styrka.facts.tables import Tables
from styrka.facts.turtle import MODIFIED, Document, address, day, head, iri, text
from styrka.vocabulary import CURATORS_KNOWLEDGE, source_iri

# Columns that name sources. documents.csv names its documents in a column of its own; they are curated by hand.
_COLUMNS = ("source", "name_en_source", "latlon_source")


def split(cell: str) -> tuple[str, ...]:
    """Return the sources of a cell.

    Parts between semicolons that stand outside brackets, said without search machinery.

    >>> split("document region-varmland; https://a.example/b (version of May; cut)")
    ('document region-varmland', 'https://a.example/b (version of May; cut)')
    """
    parts: list[str] = []
    depth = begin = 0
    for place, char in enumerate(cell):
        if char == "(":
            depth += 1
        elif char == ")":
            depth = max(0, depth - 1)
        elif char == ";" and not depth and cell[place + 1 : place + 2] in (" ", ""):
            parts.append(cell[begin:place])
            begin = place + 1
    parts.append(cell[begin:])
    return tuple(_plain(part.strip()) for part in parts if part.strip())


def _plain(part: str) -> str:
    """Return the part without how it was searched for or mended, a label before an address, or persons' names."""
    part = re.sub(r"\(find_string; repository not named\)", "(repository not named)", part)
    part = re.sub(r"repository file found by find_string (\w+) \(id (\d+); ", r"github file id \2 with \1 (", part)
    part = re.sub(r" \(source text cut .*\)$", "", part)
    # An address whose words are the names of a document's authors: no persons' names in the graph.
    part = re.sub(r"^https?://(docplayer\.pl)/(3322980)-.*", r"\1, document \2 (its address names persons)", part)
    return re.sub(r"^(?:programme areas|NUTS codes/names): ", "", part)


def terms(cell: str) -> tuple[ox.NamedNode, ...]:
    """Return the IRIs of the sources of a cell."""
    return tuple(ox.NamedNode(source_iri(part)) for part in split(cell))


def documents(tables: Tables, told: Iterable[str] = ()) -> Iterator[Document]:
    """Yield one document with every source of every table, except the source documents, which have files of their own.

    Parameters:
        told: sources that no source column has, because only a note names them.
    """
    document = Document("data/reference/sources.ttl")
    head(
        document,
        "strategies",
        ("Källor", "Sources"),
        (
            "Alla adresser, dataset och beskrivningar som faktatabellerna anger som källa.",
            "Every address, dataset and description that the fact tables name as a source.",
        ),
    )
    document.add(CURATORS_KNOWLEDGE, "rdf:type", iri("styrka:CuratorsKnowledge"))
    document.add(
        CURATORS_KNOWLEDGE, "dcterms:title", text("Kuratorns kunskap", "sv"), text("Curator's knowledge", "en")
    )
    document.add(
        CURATORS_KNOWLEDGE,
        "skos:note",
        text("Ingen sida har hittats som belägger uppgiften; den anges med sin säkerhet.", "sv"),
        text("No page was found that states the fact; it is given with its confidence.", "en"),
    )
    document.add(CURATORS_KNOWLEDGE, "styrka:recordedOn", day(MODIFIED))
    document.add(CURATORS_KNOWLEDGE, "dcterms:publisher", iri("id/actor/styrka"))
    found = {
        source_iri(part): part
        for name in sorted(tables)
        for row in tables[name]
        for column in _COLUMNS
        if column in row.cells
        for part in split(row[column])
        if not part.startswith("document ")
    }
    found |= {source_iri(part): part for part in told}
    found.pop(CURATORS_KNOWLEDGE, None)
    for source, part in sorted(found.items()):
        page = address(part)
        document.add(source, "rdf:type", iri("styrka:Source"))
        document.add(source, "dcterms:title", text(_title(part)))
        document.add(source, "styrka:recordedOn", day(MODIFIED))
        if page:
            document.add(source, "foaf:page", iri(page))
    yield document


def _title(part: str) -> str:
    """Return the text, and of an address what people read of it: host and path."""
    if not part.startswith(("http://", "https://")):
        return part
    bare = unquote(re.sub(r"^https?://(?:www\.)?", "", part)).strip()
    path = re.sub(r"\?[^ ]*", "", bare).rstrip("/")
    return path if "/" in path else bare.rstrip("/")
