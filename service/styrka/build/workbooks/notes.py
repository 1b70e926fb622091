"""What is said of each column of a table, in English and Swedish, and what may stand in it.

The definitions are the ontology's; what is no property, as the key of a row, is explained here. What may stand in a
column are the concepts of its scheme, the codes of the things that it refers to, or what stands in it already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from styrka.build.sources import read_source
from styrka.build.tables.rows import Table
from styrka.build.tables.schema import LANGUAGE_TAGGED, PARTIAL_DATE, RIGHT, Column, TableSchema
from styrka.vocabulary import BASE, DEF, PREFIXES

Texts = Mapping[str, tuple[str, str]]  # by IRI: English, Swedish

_DEFINITION: Final = PREFIXES["skos"] + "definition"
_LABELS: Final = (PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel")
_SCHEME: Final = BASE + "scheme/"
_OPTIONS: Final = 3_000  # in one list
_OWN: Final[Texts] = {
    "id": (
        "What the row is about, as the last part of its address: small letters a to z, digits and hyphens; of a region "
        "its code. The same id in several rows is the same thing.",
        "Det som raden handlar om, som slutet på dess adress: små bokstäver a till z, siffror och bindestreck; för en "
        "region dess kod. Samma id i flera rader är samma ting.",
    ),
    "source": (
        "Who says so: the id of a row in the sheet sources. What we add ourselves has curation, and what somebody "
        "knows without a document curators-knowledge.",
        "Vem som säger det: id för en rad i bladet sources. Det vi själva lägger till har curation, och det någon vet "
        "utan dokument curators-knowledge.",
    ),
    "language": (
        "The language of the row's texts, as a code: sv, en, fi. What is said in two languages is two rows.",
        "Språket i radens texter, som kod: sv, en, fi. Det som sägs på två språk är två rader.",
    ),
    "type": ("What kind of thing it is.", "Vilket slags ting det är."),
    "name": ("What it is called, in the language of the row.", "Vad det heter, på radens språk."),
    "alt_name": ("Other names, in the language of the row.", "Andra namn, på radens språk."),
    "note": (
        "What else there is to know. Name organisations, never persons.",
        "Det övriga som är värt att veta. Nämn organisationer, aldrig personer.",
    ),
    "page": ("The address of its web page.", "Adressen till dess webbsida."),
    "same_as": ("Its address elsewhere.", "Dess adress på annat håll."),
    "title": ("The document's title as it is written.", "Dokumentets titel som den är skriven."),
    "title_en": ("The title in English, where the document has none.", "Titeln på engelska, där dokumentet saknar en."),
    "publisher": ("The organisation that publishes it.", "Den organisation som ger ut det."),
    "licence": (
        "The address of the terms that the source states for its data; empty where it states none.",
        "Adressen till de villkor som källan anger för sina uppgifter; tom om den inte anger några.",
    ),
    "attribution": (
        "The notice that must stand where its data are shown, word for word, in the language of the row.",
        "Den hänvisning som måste stå där dess uppgifter visas, ordagrant, på radens språk.",
    ),
    "creator": (
        "The organisation that wrote it: its id in actors.",
        "Den organisation som skrev det: dess id i actors.",
    ),
    "note_sv": ("The note in Swedish.", "Anmärkningen på svenska."),
    "code": ("The region's code in NUTS.", "Regionens kod i Nuts."),
    "nuts": ("The years of NUTS that have it.", "De årgångar av Nuts som har den."),
    "replaced_by": ("The code of what took its place.", "Koden för det som kom i dess ställe."),
    "city": ("The town that it is in.", "Den ort där det ligger."),
    "related": ("The ids of what it belongs together with.", "Id för det som det hör samman med."),
    "part_of": ("The id of what it is a part of.", "Id för det som det är en del av."),
    "has_part": ("The ids of its parts.", "Id för dess delar."),
    "replaces": ("The id of what it took the place of.", "Id för det som det kom i stället för."),
    "subject": ("What the claim is about: noun/id.", "Det som påståendet handlar om: substantiv/id."),
    "property": ("The address of the property.", "Egenskapens adress."),
    "object": (
        "What the claim says, where it is a thing: noun/id.",
        "Det som påståendet säger, om ett ting: substantiv/id.",
    ),
    "object_text": ("What it says, where it is a text.", "Det som påståendet säger, om det är en text."),
    "object_count": ("What it says, where it is a number.", "Det som påståendet säger, om det är ett tal."),
    "text": ("The passage, word for word.", "Passagen, ordagrant."),
    "identifier": ("A number or code that others know it by.", "Ett nummer eller en kod som andra känner det som."),
}


class ColumnNotes:
    """The notes of the columns of some tables, and what may stand in them."""

    def __init__(self, root: Path, present: Mapping[str, Table]) -> None:
        """Read the ontology and its schemes below a root.

        Raises:
            SourceError: When a file of the ontology cannot be read.
        """
        self._present = present
        paths = (*(root / "ontology").glob("*.ttl"), *(root / "ontology/schemes").glob("*.ttl"))
        quads = [quad for path in sorted(paths) for quad in read_source(path, root).quads]
        self._definitions = _gather(quads, (_DEFINITION,))
        self._labels = _gather(quads, _LABELS)

    def explain(self, column: Column, language: str) -> str:
        """Return what a column means, what its cells are, and how several values are written."""
        place = 1 if language == "sv" else 0
        said = _OWN.get(column.name) if not column.predicate.startswith(DEF) else None
        said = said or self._definitions.get(column.predicate) or self._labels.get(column.predicate)
        parts = [said[place] if said else column.name]
        if column.datatype in RIGHT:
            parts.append(RIGHT[column.datatype][place])
        if column.datatype == LANGUAGE_TAGGED and column.language:
            parts.append((f"In the language {column.language}.", f"På språket {column.language}.")[place])
        if column.separator:
            several = (
                f"Several values are separated by {column.separator}.",
                f"Flera värden skiljs åt av {column.separator}.",
            )
            parts.append(several[place])
        if column.required:
            parts.append(("It must be filled.", "Den måste fyllas i.")[place])
        return " ".join(parts)

    def list_options(self, schema: TableSchema, column: Column) -> tuple[str, ...]:
        """Return what may stand in a column, sorted; nothing where anything may, or it is in a sheet of its own."""
        before = column.value.texts[0] if column.value is not None and column.value.variable == column.name else ""
        if column.name == "language":
            return self._list_values(schema.file, column)
        if not before or column.datatype == PARTIAL_DATE or (column.value and column.value.reserved):
            return ()
        if before.startswith(_SCHEME):
            return tuple(sorted(iri.removeprefix(before) for iri in self._labels if iri.startswith(before)))
        if before == DEF:
            return self._list_values(schema.file, column)
        for table in self._present.values():
            if table.schema.about.texts[0] == before and not table.schema.about.reserved:
                own = {row.cells["id"] for row in table.rows if "id" in row.cells}
                return tuple(sorted(own)) if len(own) <= _OPTIONS else ()
        return ()

    def _list_values(self, file: str, column: Column) -> tuple[str, ...]:
        rows = self._present[file].rows if file in self._present else ()
        cells = (row.cells[column.name] for row in rows if column.name in row.cells)
        return tuple(sorted({value for cell in cells for value in column.values(cell)}))


def _gather(quads: Iterable[ox.Quad], predicates: tuple[str, ...]) -> Texts:
    found: dict[str, dict[str, str]] = {}
    for subject, text in _list_texts(quads, predicates):
        found.setdefault(subject, {}).setdefault(text.language or "", text.value)
    return {iri: (texts.get("en", ""), texts.get("sv", "") or texts.get("en", "")) for iri, texts in found.items()}


def _list_texts(quads: Iterable[ox.Quad], predicates: tuple[str, ...]) -> Iterator[tuple[str, ox.Literal]]:
    for quad in quads:
        subject, text = quad.subject, quad.object
        if quad.predicate.value in predicates and isinstance(subject, ox.NamedNode) and isinstance(text, ox.Literal):
            yield subject.value, text
