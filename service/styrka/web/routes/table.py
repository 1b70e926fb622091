"""``/table``: every noun as a table for people, as a page, CSV, XLSX and Parquet, and described as CSV on the Web."""

from __future__ import annotations

import difflib
import json
import re
from dataclasses import replace
from typing import Final

from flask import Blueprint, Response, request

from styrka.ask import tables
from styrka.ask.answer import AnsweredQuestion
from styrka.ask.tables import Table, TableDeclaration, objects
from styrka.errors import NotFound, StyrkaError
from styrka.formats import CSV, HTML, PLAIN_JSON, Format
from styrka.publish.files.tables import find_tables
from styrka.release import find_release
from styrka.web.context import LANGUAGES, host, language, service
from styrka.web.http.respond import add_links, negotiate, respond_once
from styrka.web.render import pages

blueprint = Blueprint("tables", __name__)
OFFERS = (HTML, *tables.FORMATS, PLAIN_JSON)
_SHOWN: Final = 10  # rows on the page of a table
_LONGEST: Final = 100  # characters of the name of a file, before the release
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
    return respond_once(
        lambda: _respond_with_file(declared, format_),
        format_,
        f"table/{slug}",
        _speak(format_),
        _read_language_suffix(),
    )


@blueprint.get("/table/<slug>/<column>.csv-metadata.json")
def long_metadata(slug: str, column: str) -> Response:
    """Respond with the description of a long table as CSV on the Web has it."""
    return long_table(slug, column, tables.CSVW.suffix)


@blueprint.get("/table/<slug>/<column>.<suffix>")
def long_table(slug: str, column: str, suffix: str) -> Response:
    """Respond with one column of a noun's table as a long table: a row for each thing and value.

    Raises:
        NotFound: For a column that the table has not.
    """
    declared = find_table(slug)
    format_ = negotiate((*tables.FORMATS, tables.CSVW), suffix)
    names = [one.name for one in declared.headings]
    if column not in names:
        raise NotFound(
            f"The table {slug} has no column {column!r}; it has {', '.join(names)}.",
            sv=f"Tabellen {slug} har ingen kolumn {column!r}; den har {', '.join(names)}.",
            column=column,
            near=difflib.get_close_matches(column, names, 3, 0.4),
        )

    def make() -> Response:
        with tables.take_turn():
            present = tables.select_content(service().engine, declared).long_table(column)
            if format_ is tables.CSVW:
                return _describe(present, f"table/{slug}/{column}")
            return _file(present, format_)

    return respond_once(make, format_, f"table/{slug}/{column}", _speak(format_), _read_language_suffix())


@blueprint.get("/table/<slug>.csv-metadata.json")
def metadata(slug: str) -> Response:
    """Respond with the table's CSV as CSV on the Web describes it: each column's property, titles and datatype."""
    declared = find_table(slug)

    def make() -> Response:
        with tables.take_turn():
            return _describe(tables.fill_table(service().engine, declared, read_data_language()), f"table/{slug}")

    return respond_once(
        make,
        tables.CSVW,
        f"table/{slug}",
        read_data_language(),
        _read_language_suffix(),
    )


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
    return _file(tables.make_answer_table(service().engine, answered, read_data_language()), format_)


def name_download(format_: Format, *parts: str) -> str:
    """Return the Content-Disposition of a file (RFC 6266): its name says of what it is, and of which release.

    Parameters:
        parts: the question or table, and what it is asked with.
    """
    stem = "-".join(re.sub(r"[^A-Za-z0-9.]+", "-", one).strip("-") for one in parts if one)[:_LONGEST]
    how = "inline" if format_ in (tables.CSV, CSV) else "attachment"  # some read CSV in the browser
    return f'{how}; filename="{stem}-{service().engine.version}.{format_.suffix}"'


def read_data_language() -> str:
    """Return the language of what is in a file: that which the address names, else English, whoever asks."""
    chosen = request.args.get("lang", "")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def _speak(format_: Format) -> str:
    return language() if format_ is HTML else read_data_language()


def _respond_with_file(declared: TableDeclaration, format_: Format) -> Response:
    if (written := _read_file(declared, format_)) is not None:
        response = _send(written, declared.slug, format_)
    else:
        with tables.take_turn():
            response = _make_file(declared, format_)
    add_links(response, f"table/{declared.slug}", OFFERS, format_)
    described = f"{host()}table/{declared.slug}.{tables.CSVW.suffix}{_read_language_suffix()}"
    response.headers["Link"] += f', <{described}>; rel="describedby"; type="{tables.CSVW.media_type}"'
    return response


def _read_file(declared: TableDeclaration, format_: Format) -> bytes | None:
    """Return the table's file where the release has it already: a large table takes seconds to make."""
    if format_ not in tables.FORMATS:
        return None
    present, name = service(), f"{declared.slug}.{read_data_language()}.{format_.suffix}"
    try:
        made = find_tables(find_release(present.settings.releases_path, present.engine.version))
    except StyrkaError:  # another store's release has no files here
        return None
    return made.read(name) if made is not None and name in made.files else None


def _make_file(declared: TableDeclaration, format_: Format) -> Response:
    present = service()
    if format_ is HTML:
        table, total, several = _preview(declared, language())
        response = pages.render_page(
            "table.html", declared=declared, table=table, total=total, formats=OFFERS[1:], several=several
        )
    elif format_ is PLAIN_JSON:
        content = tables.select_content(present.engine, declared)
        labels = present.labels.find(present.engine, content.terms)
        written = objects.write_content(content, labels, present.settings.licence, present.engine.version)
        response = Response(written, content_type=PLAIN_JSON.media_type)
    else:
        response = _file(tables.fill_table(present.engine, declared, read_data_language()), format_)
    return response


def _preview(declared: TableDeclaration, spoken: str) -> tuple[Table, int, tuple[str, ...]]:
    """Return the first rows of a table, how many it has, and which of its columns are long tables; read once."""
    present, key = service(), (declared.slug, spoken)

    def read(_: object) -> dict[tuple[str, str], tuple[Table, int, tuple[str, ...]]]:
        content = tables.select_content(present.engine, declared)
        whole = content.table(spoken)
        return {key: (replace(whole, rows=whole.rows[:_SHOWN]), len(whole.rows), tuple(content.list_several()))}

    return present.previews.find(present.engine, [key], read)[key]


def _file(made: Table, format_: Format) -> Response:
    written = tables.write_table(made, format_, read_data_language(), service().engine.edition.created)
    return _send(written, made.slug, format_)


def _send(written: bytes, slug: str, format_: Format) -> Response:
    headers = {"Content-Language": read_data_language(), "Content-Disposition": name_download(format_, slug)}
    return Response(written, content_type=content_type_of(format_), headers=headers)


def content_type_of(format_: Format) -> str:
    """Return the Content-Type header's value for a table's file (the parameter of CSV: RFC 4180 section 3)."""
    return f"{format_.content_type}; header=present" if format_ is tables.CSV else format_.content_type


def _read_language_suffix() -> str:
    """Return the end of the address where it names a language: a description is of the one address that it names."""
    return f"?lang={read_data_language()}" if "lang" in request.args else ""


def _describe(present: Table, path: str) -> Response:
    description = tables.metadata(
        present, f"{host()}{path}.csv{_read_language_suffix()}", service().settings.licence, read_data_language()
    )
    text = json.dumps(description, ensure_ascii=False, indent=1) + "\n"
    return Response(text, content_type=tables.CSVW.media_type)
