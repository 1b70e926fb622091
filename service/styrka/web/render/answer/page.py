"""The page of an answer: its sentence, what shows it, what narrows it, its rows, and what can be taken along."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from urllib.parse import urlencode

from flask import Response, request

from styrka.ask.answer import AnsweredQuestion
from styrka.ask.pages.arrange import Arrangement
from styrka.ask.pages.reader import Reader
from styrka.ask.pages.sentence import Sentence, name_values
from styrka.formats import BINDINGS, CSV, GEOJSON, XLSX
from styrka.text.reference.indicators import get_indicator_words
from styrka.text.ui import get_words
from styrka.web.context import host, language, service
from styrka.web.render import pages, paging
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
from styrka.web.render.answer.table import write_table
from styrka.web.render.answer.views import make_bars, make_timeline
from styrka.web.render.code_labels import find_codes, label_codes
from styrka.web.render.map.geojson import has_outlines
from styrka.web.render.paging import Pager
from styrka.web.render.things.indicators import find_country, list_lines


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
        shown: the rows of this page, narrowed and in order.
        reader: who reads the page.
        sentence: the whole answer in words.
        pager: where the other rows are.
    """
    query = whole.query
    # What narrows an answer names codes that the rows shown need not have.
    codes = find_codes(query, whole.rows, {one.column for one in query.page.facets})
    words = label_codes(query, codes, reader.language, reader.names)
    heading = partial(query.wording.heading, language=reader.language)
    own, dated = make_own_address(whole, arrangement), make_own_address(whole, arrangement, dated=True)
    mapped, data = make_map(whole, sentence), _make_data_addresses(whole.columns)
    view = query.page.view
    rows, cited = write_table(shown, whole, reader)
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
        rows=rows,
        cited=cited,
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


def _name_facet(name: str, heading: str) -> str:
    """Return what a facet is called: a country or a year, or as its column."""
    return get_words(name, language()) if name in ("country", "year") else heading


def _make_data_addresses(columns: Collection[str]) -> dict[str, str]:
    """Return where the whole answer is as data, narrowed and in the order of the page, by suffix."""
    query = paging.make_address().removeprefix(request.path)
    offers = (XLSX, *BINDINGS, *((GEOJSON,) if has_outlines(columns) else ()))
    return {one.suffix: f"{request.path}.{one.suffix}{query}" for one in offers}
