"""The cells of an answer's table.

A page has hundreds of cells, and most of their terms several times. They are written here and not in a template,
because a macro called for each cell took twice as long as all the rest of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from markupsafe import Markup, escape

from styrka.engine.interface import Row, Term
from styrka.vocabulary import BASE
from styrka.web.context import is_link


def write_rows(
    rows: Iterable[Row],
    columns: Sequence[tuple[str, ...]],
    *,
    address: Callable[[str], str],
    labels: Mapping[str, str],
    words: Mapping[str, str] | None = None,
    missing: str = "",
    tagged: bool = False,
) -> list[Markup]:
    """Return the cells of each row, as HTML.

    Parameters:
        columns: for each column of the table, the names of the terms that may stand in it; the first found does.
        address: gives where a reader follows an IRI.
        labels: the names of things, by IRI.
        words: the reader's words for texts that are codes.
        missing: the words where nothing is recorded; no words when empty.
        tagged: whether the language of a text stands beside it.
    """
    known, nothing = words or {}, _write_missing(missing)
    written: dict[Term, str] = {}

    def write(row: Row, names: tuple[str, ...]) -> str:
        for name in names:
            if name in row:
                term = row[name]
                if term not in written:
                    written[term] = (
                        _write_link(term, address, labels) if term.is_iri else _write_text(term, known, tagged)
                    )
                return written[term]
        return nothing

    # Whatever comes from an answer is escaped where its cell is written.
    return [Markup("".join([write(row, names) for names in columns])) for row in rows]  # noqa: S704


def _write_missing(words: str) -> str:
    return f'<td><span class="none">{escape(words)}</span></td>' if words else "<td></td>"


def _write_link(term: Term, address: Callable[[str], str], labels: Mapping[str, str]) -> str:
    label = labels.get(term.value, term.value.replace(BASE, ""))
    if not is_link(term.value):
        return f"<td><span>{escape(label)}</span></td>"
    return f'<td><a href="{escape(address(term.value))}">{escape(label)}</a></td>'


def _write_text(term: Term, words: Mapping[str, str], tagged: bool) -> str:
    if term.language:
        tag = f' <span class="tag">{escape(term.language)}</span>' if tagged else ""
        return f'<td><span lang="{escape(term.language)}">{escape(term.value)}</span>{tag}</td>'
    return f"<td><span>{escape(words.get(term.value, term.value))}</span></td>"
