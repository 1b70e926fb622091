"""The rows of a table: what is wrong is reported with file, row, column and what would be right."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from styrka.build.tables.rows import SHOWN, read_rows
from styrka.errors import SourceError
from tests.service.build.tables import small

PATH = "data/tables/strategies.csv"
HEADER = small.STRATEGIES.splitlines()[0]
NAMES = HEADER.split(",")


def table(*rows: dict[str, str]) -> str:
    """The text of a table whose rows are the right one with some cells exchanged."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(NAMES)
    writer.writerows({**dict(zip(NAMES, small.CELLS, strict=True)), **row}.values() for row in rows)
    return out.getvalue()


def only(strategies: str | bytes, limit: int = 1000) -> SourceError:
    tables, (error,) = small.read(strategies, limit=limit)
    assert tables == ()
    assert error.evidence["remedy"]
    return error


def test_the_small_tables_are_right() -> None:
    tables, faults = small.read()
    assert faults == []
    assert len(tables) == 2


@pytest.mark.parametrize(
    ("row", "column", "message", "remedy"),
    [
        ({"source": ""}, 2, "column source: the cell is empty.", "Name the row's source by its id in sources.csv"),
        ({"source": "  "}, 2, "column source: the cell is empty.", "Name the row's source"),
        ({"source": "reprot"}, 2, "column source: 'reprot' is not in sources.csv.", "Did you mean report?"),
        ({"source": "zzz"}, 2, "'zzz' is not in sources.csv.", "Correct it, or add a row to sources.csv."),
        ({"id": ""}, 1, "column id: the cell is empty.", "It must be filled."),
        ({"count": "two"}, 9, "column count: 'two' is not of type integer.", "Write digits only."),
        ({"count": "2.5"}, 9, "'2.5' is not of type integer.", "Write digits only."),
        ({"count": "٢"}, 9, "'٢' is not of type integer.", "Write digits only."),
        ({"period_start": "the spring"}, 8, "'the spring' is not of type date.", "2023, 2023-04 or 2023-04-30"),
        ({"period_start": "May 2021"}, 8, "'May 2021' is a date as text.", "Write 2021-05."),
        ({"covers": "“SE122”"}, 7, "stands between quotation marks.", "Write SE122 without them."),
        ({"covers": "SE122; SE12"}, 7, "are several values; the column has one.", "for example SE122."),
        ({"period_start": "2021-02-30"}, 8, "'2021-02-30' is not of type date.", "a date that exists"),
        ({"period_start": "0000-01-01"}, 8, "'0000-01-01' is not of type date.", "a date that exists"),
        ({"language": ""}, 3, "column language: the language of name is not given.", "Write its code, for example sv."),
        ({"language": "på svenska"}, 3, "'på svenska' is not a language code.", "Write its code, for example sv."),
        ({"alt_name": "A||B"}, 6, "column alt_name: a value between two | is empty.", "Remove one |."),
    ],
)
def test_a_wrong_cell_is_reported_with_row_and_column(
    row: dict[str, str], column: int, message: str, remedy: str
) -> None:
    error = only(table({"id": "first"}, row))

    assert str(error).startswith(f"{PATH}:3:{column}: column {NAMES[column - 1]}: ")
    assert message in str(error)
    assert remedy in str(error.evidence["remedy"])


def test_a_page_that_is_no_address_is_reported_with_row_and_column() -> None:
    tables, (error,) = small.read(sources=small.SOURCES.replace("https://example.org/report", "example.org/report"))

    assert tables == ()
    assert str(error).startswith("data/tables/sources.csv:2:5: column page: 'example.org/report' is not an address.")


def test_a_duplicate_key_names_both_rows() -> None:
    error = only(table({}, {"id": "other"}, {"name": "Ett annat namn"}))

    assert str(error).startswith(f"{PATH}:4:1: column id: row 2 has the same id 'se122-report', source 'report'")


@pytest.mark.parametrize(
    ("header", "column", "message", "remedy"),
    [
        (HEADER.replace(",covers", ""), 7, "the column covers is missing.", "The columns are id, source"),
        (HEADER.replace("covers", "cover"), 7, "the column covers is missing.", "Rename cover to covers."),
        (HEADER + ",notes", 10, "the column notes is not one of the table's.", "The columns are, in this order, id"),
        (HEADER + ",", 10, "the column without a name is not one of the table's.", "The columns are"),
        (HEADER + ",id", 10, "the column id is there twice.", "The columns are, in this order, id"),
        (HEADER.replace("id,source", "source,id"), 1, "the column source stands in another place.", "in this order"),
        (HEADER.replace(",", ";"), 3, "the cells are separated by ';', not by commas.", "Save the table as CSV"),
        (HEADER.replace(",", "\t"), 3, "the cells are separated by tabs, not by commas.", "Save the table as CSV"),
    ],
)
def test_a_header_that_is_not_the_schema_s_is_reported_once(
    header: str, column: int, message: str, remedy: str
) -> None:
    error = only(small.STRATEGIES.replace(HEADER, header))

    assert str(error).startswith(f"{PATH}:1:{column}: {message}")
    assert remedy in str(error.evidence["remedy"])


def test_a_byte_order_mark_is_dropped() -> None:
    assert small.read(b"\xef\xbb\xbf" + small.STRATEGIES.encode())[0][1].quads == small.read()[0][1].quads


def test_lines_that_end_as_on_windows_are_read_the_same() -> None:
    assert small.read(small.STRATEGIES.replace("\n", "\r\n"))[0][1].quads == small.read()[0][1].quads


def test_another_encoding_is_reported_with_row_and_byte() -> None:
    error = only(small.STRATEGIES.replace("Planen", "Plånen").encode("cp1252"))

    assert str(error).startswith(f"{PATH}:2:65: byte 0xE5 is not UTF-8; in Windows-1252 it would be 'å'.")
    assert "UTF-8" in str(error.evidence["remedy"])


def test_a_comma_without_quotation_marks_is_reported_with_its_row() -> None:
    error = only(small.STRATEGIES.replace("Rapportens strategi", "Rapportens, strategi"))

    assert str(error).startswith(f"{PATH}:2:10: the row has 10 cells; there are 9 columns.")
    assert "quotation marks" in str(error.evidence["remedy"])


def test_a_quotation_mark_that_is_never_closed_is_told_where_its_row_begins() -> None:
    error = only(small.STRATEGIES.replace("Rapportens", '"Rapportens'))

    assert str(error).startswith(f"{PATH}:2:1: this is not CSV, in the row that begins here: unexpected end of data.")
    assert "Close the quotation marks" in str(error.evidence["remedy"])


def test_more_rows_than_the_limit_are_not_read() -> None:
    text = table({"id": "a"}, {"id": "b"}, {"id": "c"})
    assert small.read(text, limit=3)[1] == []

    error = only(text, limit=2)

    assert str(error).startswith(f"{PATH}:4:1: the table has more than 2 rows.")
    assert "Split it" in str(error.evidence["remedy"])


def test_the_row_of_a_cell_over_several_lines_is_where_it_begins() -> None:
    error = only(table({"id": "first", "name": "På\ntre\nrader"}, {"count": "x"}))

    assert error.evidence["line"] == 5


def test_many_faults_are_reported_in_part() -> None:
    rows = [{"id": f"a{number}", "count": "x"} for number in range(3 * SHOWN)]
    assert len(small.read(table(*rows))[1]) == SHOWN
    unknown = [{"id": f"a{number}", "source": f"x{number}"} for number in range(3 * SHOWN)]
    assert len(small.read(table(*unknown))[1]) == SHOWN


# Spaces at the ends of a cell are dropped; NUL is no character of XML and RDF, and surrogates are none of UTF-8.
CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).map(str.strip)


@given(st.lists(st.lists(CELL, min_size=len(NAMES), max_size=len(NAMES)), max_size=5))
def test_any_rows_that_are_written_come_back_as_the_same_cells(rows: list[list[str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(NAMES)
    writer.writerows(rows)

    found, _ = read_rows(out.getvalue(), PATH, small.schema())

    assert [[row.cells.get(name, "") for name in NAMES] for row in found.rows] == rows
    assert [row.line for row in found.rows] == sorted(row.line for row in found.rows)
