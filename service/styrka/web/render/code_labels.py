"""The codes of answers in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

from styrka.ask.question import Query
from styrka.engine.interface import Row
from styrka.text.codes import find_concepts

_JOIN: Final = "; "  # between values that a question puts together in one cell


def find_codes(query: Query, rows: Iterable[Row] = (), columns: Collection[str] | None = None) -> set[str]:
    """Return what may be codes: the choices of the question, and the values of rows that are in no language.

    Parameters:
        columns: the columns that are looked through; all when None.
    """
    cells = {row[name] for row in rows for name in (row if columns is None else columns) if name in row}
    return {
        *(value for one in query.parameters for value in one.values),
        *(cell.value for cell in cells if not cell.is_iri and not cell.language),
    }


def label_codes(
    query: Query, texts: Iterable[str], language: str, labels: Callable[[Sequence[str]], Mapping[str, str]]
) -> dict[str, str]:
    """Return the words for those texts that are codes, by text; a concept's label goes before the question's own words.

    Parameters:
        texts: cells and choices, as the question has them.
        labels: gives the labels of IRIs, for those that have one.
    """
    parts = {text: text.split(_JOIN) for text in texts}
    cut = {part: find_concepts(query.text, part) for several in parts.values() for part in several}
    known = labels(sorted({iri for iris in cut.values() for iri in iris}))

    def words(part: str) -> str:
        return next((known[iri] for iri in cut[part] if iri in known), query.wording.label(part, language))

    found = {text: query.wording.label(text, language) for text in parts}
    found |= {text: _JOIN.join(map(words, several)) for text, several in parts.items() if found[text] == text}
    return {text: shown for text, shown in found.items() if shown != text}
