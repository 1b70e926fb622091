"""The page of an answer: its sentence, what shows it, what narrows it, its rows, and what can be taken along."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from flask import Response, request

from styrka.ask.answer import AnsweredQuestion
from styrka.ask.pages.arrange import Arrangement
from styrka.ask.pages.reader import Reader
from styrka.ask.pages.sentence import Sentence, name_values, split_things
from styrka.ask.row_evidence import RowSupport, describe_evidence
from styrka.engine.interface import Row
from styrka.formats import BINDINGS, CSV, GEOJSON, XLSX
from styrka.text.reference.indicators import get_indicator_words
from styrka.text.ui import get_words
from styrka.web.context import host, language, service
from styrka.web.render import pages, paging
from styrka.web.render.answer.evidence import EvidenceWriter
from styrka.web.render.answer.links import (
    change_address,
    make_facets,
    make_headings,
    make_lasting_address,
    make_own_address,
    make_question_path,
    make_related_address,
)
from styrka.web.render.answer.mapped import make_map
from styrka.web.render.answer.rows import RowWriter
from styrka.web.render.answer.views import make_bars, make_timeline
from styrka.web.render.code_labels import find_codes, label_codes
from styrka.web.render.map.geojson import has_outlines
from styrka.web.render.paging import Pager
from styrka.web.render.related import keep_language
from styrka.web.render.shell.page import make_reader_address
from styrka.web.render.things.indicators import find_country, list_lines

_RATIO: Final = 1.0  # the largest number of a column that has shares


def make_reader(reader_language: str = "") -> Reader:
    """Return what the words of an answer are made with in this service, in the reader's language or another."""
    present = service()
    return Reader(present.engine, present.questions, present.answers, present.labels, reader_language or language())


def render_answer(
    given: Mapping[str, str],
    whole: AnsweredQuestion,
    shown: AnsweredQuestion,
    arrangement: Arrangement,
    reader: Reader,
    sentence: Sentence,
    pager: Pager,
) -> Response:
    """Return the page of an answer.

    Parameters:
        given: what the form shows as chosen.
        whole: all rows of the answer.
        shown: the rows of this page, narrowed and in order, with their evidence.
        reader: who reads the page.
        sentence: the whole answer in words.
        pager: where the other rows are.
    """
    query = whole.query
    # What narrows an answer names codes that the rows shown need not have.
    words = label_codes(query, find_codes(query, whole), reader.language, reader.names)
    heading = partial(query.wording.heading, language=reader.language)
    own, dated = make_own_address(whole, arrangement), make_own_address(whole, arrangement, dated=True)
    mapped, data = make_map(whole, sentence), _make_data_addresses(whole.columns)
    view = query.page.view
    choices = ", ".join(str(text) for text in name_values(whole, reader).values() if text)
    # A facet is called as the cell that its column is the main line of.
    cells = {cell.items[0].column: cell.name for cell in query.page.cells}
    return pages.render_page(
        "question.html",
        **pages.describe_form(query, given, words),
        answered=shown,
        sentence=sentence,
        choices=choices[:1].upper() + choices[1:],
        headings=make_headings(query, arrangement, reader.language),
        rows=write_rows(shown, words, reader),
        facets=make_facets(
            whole,
            arrangement,
            words,
            lambda iris: reader.names(iris),
            reader.language,
            lambda name: _name_facet(name, heading(cells.get(name, name))),
        ),
        narrowed=bool(arrangement.chosen),
        total=whole.total,
        pager=pager,
        own=own,
        action=make_question_path(query),
        then=service().then,
        lasting=make_lasting_address(dated),
        own_url=host() + own[1:],
        cite="/cite?" + urlencode({"of": dated}, safe="/"),
        data=data,
        csv_url=host() + data[CSV.suffix][1:],
        whole_address=change_address(**dict.fromkeys(arrangement.chosen, "")),
        text=query.bind(given),
        map=mapped,
        image=f"/map.svg?{mapped.address.partition('?')[2]}" if mapped else "",
        bars=make_bars(shown, reader),
        timeline=make_timeline(whole, reader),
        lines=list_lines(whole.rows, find_country(whole.rows)) if view.kind == "lines" else (),
        line_words=partial(get_indicator_words, language=reader.language),
        related=[
            (service().questions[slug], make_related_address(service().questions[slug], whole))
            for slug in query.page.related
        ],
    )


def write_rows(shown: AnsweredQuestion, words: Mapping[str, str], reader: Reader) -> list[Any]:
    """Return the rows as HTML, in the reader's language."""
    query = shown.query
    page, covered = query.page, {}
    if any(item.via for cell in page.cells for item in cell.items):
        covered = dict(reader.covered)
    lists = {row[item.via].value for row in shown.rows for cell in page.cells for item in cell.items if item.via in row}
    iris = {*_list_things(shown.rows), *(covered[one] for one in lists if one in covered)}
    make_address = make_reader_address()
    heading = partial(query.wording.heading, language=reader.language)
    chosen = request.args.get("lang", "")
    evidence = EvidenceWriter(reader.language, heading, make_address, lambda path: keep_language(path, chosen))
    supports: list[tuple[RowSupport, ...]] = describe_evidence(reader.engine, shown, reader.language, service().sources)
    writer = RowWriter(
        reader.language,
        make_address,
        reader.labels.find(reader.engine, iris),
        words,
        query.wording.warnings,
        heading,
        evidence,
        covered,
        _find_largest(shown),
    )
    return writer.write(shown, supports)


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


def _name_facet(name: str, heading: str) -> str:
    """Return what a facet is called: a country or a year, or as its column."""
    return get_words(name, language()) if name in ("country", "year") else heading


def _make_data_addresses(columns: Collection[str]) -> dict[str, str]:
    """Return where the whole answer is as data, narrowed and in the order of the page, by suffix."""
    query = paging.make_address().removeprefix(request.path)
    offers = (XLSX, *BINDINGS, *((GEOJSON,) if has_outlines(columns) else ()))
    return {one.suffix: f"{request.path}.{one.suffix}{query}" for one in offers}
