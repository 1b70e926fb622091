"""The table of an answer, and the documents that its rows rest on.

What a row says, and what it rests on, is the same in every order and on every page of an answer, and in every other
answer that has the row; so a row is written once for each release and language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Final

from flask import request
from markupsafe import Markup

from styrka.ask.answer import AnsweredQuestion, add_evidence
from styrka.ask.pages.alike import find_alike
from styrka.ask.pages.reader import Reader
from styrka.ask.pages.sentence import split_things
from styrka.ask.row_evidence import describe_evidence
from styrka.engine.interface import Row
from styrka.text.ui import get_words
from styrka.web.context import RowKey, WrittenRow, service
from styrka.web.render.answer.evidence import EvidenceWriter
from styrka.web.render.answer.rows import RowWriter
from styrka.web.render.code_labels import find_codes, label_codes
from styrka.web.render.escaping import escape
from styrka.web.render.related import keep_language
from styrka.web.render.shell.page import make_reader_address

_RATIO: Final = 1.0  # the largest number of a column that has shares


def write_table(shown: AnsweredQuestion, whole: AnsweredQuestion, reader: Reader) -> tuple[list[Markup], list[Markup]]:
    """Return the rows as HTML, those of one group as one body, and the documents that they cite, by number from 1.

    Parameters:
        shown: the rows of this page.
        whole: all rows of the answer.

    Raises:
        StyrkaError: As ``Engine.run``.
    """
    query, largest = shown.query, _find_largest(shown)
    places = {place for several in query.evidence.values() for one in several for place in one.places}
    used = {place[1:] for place in places if place.startswith("$")}
    marks = _mark_rows(shown, whole, reader)
    settled = (
        query.slug,
        reader.language,
        request.args.get("lang", ""),
        *(value for name, value in shown.values.items() if name in used),
        *largest.values(),
    )
    keys: list[RowKey] = [(settled, *map(row.get, query.columns)) for row in shown.rows]
    if marks:
        keys = [(*key, mark) for key, mark in zip(keys, marks, strict=True)]
    rows = dict(zip(keys, shown.rows, strict=True))
    marked = dict(zip(keys, marks, strict=True)) if marks else {}
    written = service().rows.find(
        reader.engine,
        rows,
        lambda unknown: dict(
            zip(
                unknown,
                _write_rows(
                    shown, [rows[key] for key in unknown], [marked.get(key, "") for key in unknown], reader, largest
                ),
                strict=True,
            )
        ),
    )
    return _join_rows(shown, [written[key] for key in keys], reader.language)


def _mark_rows(shown: AnsweredQuestion, whole: AnsweredQuestion, reader: Reader) -> list[str]:
    """Return for each row in words what it has in common with those that come first; none where no row has."""
    alike, first = find_alike(whole, reader), shown.first
    column = shown.query.page.alike.column if shown.query.page.alike else ""
    if not alike or not first:
        return []
    name = reader.name(first[1])

    def mark(row: Row) -> str:
        found = alike.get(row[column].value, ()) if column in row and not shown.comes_first(row) else ()
        key = "same_narrower" if len(found) == 1 else "same_narrower_several"
        themes = ", ".join(reader.mention(one) for one in found)
        return get_words(key, reader.language, name=name, themes=themes) if found else ""

    return [mark(row) for row in shown.rows]


def _write_rows(
    shown: AnsweredQuestion,
    rows: Sequence[Row],
    marks: Sequence[str],
    reader: Reader,
    largest: Mapping[str, float],
) -> list[WrittenRow]:
    """Return some of the rows as HTML, in parts, with what they rest on, each with its mark."""
    present, query = service(), shown.query
    page, covered = query.page, {}
    if any(item.via for cell in page.cells for item in cell.items):
        covered = dict(reader.covered)
    lists = {row[item.via].value for row in rows for cell in page.cells for item in cell.items if item.via in row}
    iris = {*_list_things(rows), *(covered[one] for one in lists if one in covered)}
    part = add_evidence(
        reader.engine,
        replace(shown, rows=tuple(rows)),
        present.derivations.derive(reader.engine.version),
        present.evidence,
    )
    make_address, chosen = make_reader_address(), request.args.get("lang", "")
    heading = partial(query.wording.heading, language=reader.language)
    writer = RowWriter(
        reader.language,
        make_address,
        reader.find_labels(iris),
        label_codes(query, find_codes(query, rows), reader.language, reader.names),
        query.wording.warnings,
        heading,
        EvidenceWriter(reader.language, heading, make_address, lambda path: keep_language(path, chosen)),
        covered,
        largest,
    )
    supports = describe_evidence(reader.engine, part, reader.language, present.sources)
    return [writer.write(page, *one) for one in zip(rows, supports, marks, strict=True)]


def _join_rows(
    shown: AnsweredQuestion, written: Sequence[WrittenRow], language: str
) -> tuple[list[Markup], list[Markup]]:
    """Return the bodies of the table, and the documents; each row has their numbers, which a printed page shows."""
    made, cited, group = [], dict[str, tuple[int, str]](), shown.query.page.group
    ours = f'<small class="mark">{escape(get_words("our_region", language))}</small>'
    for _, several in groupby(zip(shown.rows, written, strict=True), lambda one: one[0].get(group) or id(one)):
        lines, rows = [], list(several)
        is_first = shown.comes_first(rows[0][0])
        span = f' rowspan="{len(rows)}"' if len(rows) > 1 else ""
        scope = "rowgroup" if span else "row"
        for at, (_, (head, cells, why, documents)) in enumerate(rows):
            numbers = sorted(cited.setdefault(iri, (len(cited) + 1, text))[0] for iri, text in documents)
            listed = f"<sup>{', '.join(map(str, numbers))}</sup>" if numbers else ""
            first = "" if at else f'<th scope="{scope}"{span}>{head}{ours if is_first else ""}</th>'
            lines.append(f'<tr>{first}{cells}<td class="why">{why}{listed}</td></tr>')
        made.append(('<tbody class="first">' if is_first else "<tbody>") + "\n".join(lines) + "</tbody>")
    # Whatever comes from an answer is escaped where its cell is written.
    return [Markup(one) for one in made], [Markup(text) for _, text in cited.values()]  # noqa: S704


def _list_things(rows: Iterable[Row]) -> set[str]:
    return {one.value for row in rows for term in row.values() for one in split_things(term) if one.is_iri}


def _find_largest(shown: AnsweredQuestion) -> dict[str, float]:
    """Return the number that a full bar stands for, of each column that is shown as one; 1 for shares."""
    found = {}
    for column in (item.column for cell in shown.query.page.cells for item in cell.items if item.form == "bar"):
        numbers = []
        for row in shown.rows:
            try:
                numbers.append(float(row[column].value))
            except (KeyError, ValueError):
                continue
        largest = max(numbers, default=0.0)
        found[column] = _RATIO if largest <= _RATIO else largest
    return found
