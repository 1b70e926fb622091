"""``/table``: every noun as a table for people, as a page, CSV, XLSX and Parquet, and described as CSV on the Web."""

from __future__ import annotations

import difflib
import json

from flask import Blueprint, Response, request

from styrka.ask import tables
from styrka.ask.answer import AnsweredQuestion
from styrka.ask.tables import Table, TableDeclaration
from styrka.errors import NotFound
from styrka.formats import HTML, Format
from styrka.web.context import host, language, service
from styrka.web.http.respond import add_links, negotiate, respond_once
from styrka.web.render import pages

blueprint = Blueprint("tables", __name__)
OFFERS = (HTML, *tables.FORMATS)
OF_A_QUESTION = (tables.XLSX, tables.PARQUET)


@blueprint.get("/table")
def gallery() -> Response:
    """Respond with every table that there is."""
    return respond_once(
        lambda: pages.render_page(
            "tables.html", tables=tables.load_tables(service().settings.root).values(), formats=tables.FORMATS
        ),
        HTML,
    )


@blueprint.get("/table/<slug>")
@blueprint.get("/table/<slug>.<suffix>")
def table(slug: str, suffix: str | None = None) -> Response:
    """Respond with one noun's table: all of it as a file, or a page that describes what is in it."""
    declared = find_table(slug)
    format_ = negotiate(OFFERS, suffix)
    # The headings and the texts are in the reader's language, whatever the format.
    return respond_once(
        lambda: _respond_with_file(declared, format_), format_, f"table/{slug}", language(), _read_language_suffix()
    )


@blueprint.get("/table/<slug>.csv-metadata.json")
def metadata(slug: str) -> Response:
    """Respond with the table's CSV as CSV on the Web describes it: each column's property, titles and datatype."""
    declared = find_table(slug)
    return respond_once(lambda: _described(declared), tables.CSVW, f"table/{slug}", language(), _read_language_suffix())


def find_table(slug: str) -> TableDeclaration:
    """Return the table of that name.

    Raises:
        NotFound: With near names.
    """
    every = tables.load_tables(service().settings.root)
    if slug in every:
        return every[slug]
    near = difflib.get_close_matches(slug, every, 3, 0.4)
    raise NotFound(
        f"There is no table {slug!r}; there are {', '.join(every)}.",
        sv=f"Det finns ingen tabell {slug!r}; det finns {', '.join(every)}.",
        slug=slug,
        near=near,
    )


def make_question_table(answered: AnsweredQuestion, format_: Format) -> Response:
    """Return the answer to a question as XLSX or Parquet."""
    return _file(tables.make_answer_table(service().engine, answered, language()), format_)


def _respond_with_file(declared: TableDeclaration, format_: Format) -> Response:
    present = tables.fill_table(service().engine, declared, language())
    if format_ is HTML:
        response = pages.render_page("table.html", declared=declared, table=present, formats=tables.FORMATS)
    else:
        response = _file(present, format_)
    add_links(response, f"table/{declared.slug}", OFFERS, format_)
    described = f"{host()}table/{declared.slug}.{tables.CSVW.suffix}{_read_language_suffix()}"
    response.headers["Link"] += f', <{described}>; rel="describedby"; type="{tables.CSVW.media_type}"'
    return response


def _file(made: Table, format_: Format) -> Response:
    written = tables.write_table(made, format_, language(), service().engine.edition.created)
    header = f'attachment; filename="{made.slug}.{format_.suffix}"'
    headers = {"Content-Language": language()}
    if format_ is not tables.CSV:
        headers["Content-Disposition"] = header
    return Response(written, content_type=content_type_of(format_), headers=headers)


def content_type_of(format_: Format) -> str:
    """Return the Content-Type header's value for a table's file (the parameter of CSV: RFC 4180 section 3)."""
    return f"{format_.content_type}; header=present" if format_ is tables.CSV else format_.content_type


def _read_language_suffix() -> str:
    """Return the end of the address where it names a language: a description is of the one address that it names."""
    return f"?lang={language()}" if "lang" in request.args else ""


def _described(declared: TableDeclaration) -> Response:
    present = tables.fill_table(service().engine, declared, language())
    description = tables.metadata(
        present, f"{host()}table/{declared.slug}.csv{_read_language_suffix()}", service().settings.licence, language()
    )
    text = json.dumps(description, ensure_ascii=False, indent=1) + "\n"
    return Response(text, content_type=tables.CSVW.media_type)
