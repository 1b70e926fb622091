"""The ten mistakes that people make: each has a message whose remedy, followed to the letter, makes all well."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

from styrka.build.check.checking import check_documents, check_tree, list_unreadable
from styrka.build.check.overlay import Document
from styrka.build.tables import lay_tables_over, read_schemas
from styrka.build.validate.report import Finding
from styrka.build.workbooks.reading import read_workbook
from styrka.build.workbooks.template import make_template
from styrka.cli import main
from styrka.errors import SourceError
from styrka.settings import Settings
from tests.service import trees
from tests.service.build.workbooks import plan
from tests.service.build.workbooks.plan import AREAS, SOURCE, STRATEGY

Follow = Callable[[Any, Finding], None]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(root=plan.plant(tmp_path_factory.mktemp("mistakes")))


@pytest.fixture
def book(tree: Settings) -> Any:
    made = load_workbook(io.BytesIO(make_template(tree.root, tree.source_bytes, "strategy", "en")))
    for sheet, rows in (("sources", [SOURCE]), ("strategies", [STRATEGY]), ("areas", AREAS)):
        for row in rows:
            append(made[sheet], row)
    return made


def append(sheet: Any, row: dict[str, str]) -> None:
    line = sheet.max_row + 1
    for cell in sheet[1]:
        sheet.cell(line, cell.column).value = row.get(cell.value)


def find_cell(sheet: Any, name: str, line: int = 2) -> Any:
    return sheet.cell(line, next(cell.column for cell in sheet[1] if cell.value == name))


_known: dict[str, list[Finding]] = {}


def check(tree: Settings, book: Any) -> list[Finding]:
    """The violations in a workbook; those of the same rows are looked for once."""
    held = io.BytesIO()
    book.save(held)
    schemas = read_schemas(tree.root, tree.source_bytes)
    tables, faults = read_workbook(held.getvalue(), "plan.xlsx", schemas)
    if not faults:
        _, faults = lay_tables_over(tables, held.getvalue(), tree.root, tree.source_bytes)
    if faults:
        return [one for fault in faults for one in list_unreadable(fault)]
    rows = str(sorted((table.schema.file, [sorted(row.cells.items()) for row in table.rows]) for table in tables))
    if rows not in _known:
        found = check_documents(tree, [Document("plan.xlsx", held.getvalue())]).report.findings
        _known[rows] = [one for one in found if one.severity == "violation"]
    return _known[rows]


def write(pattern: str) -> Follow:
    """Write what the remedy says into the cell that the message names."""

    def follow(book: Any, finding: Finding) -> None:
        said = re.search(pattern, finding.remedy)
        place = re.search(r"\(([A-Z]+[0-9]+)\)", f"{finding.column} {finding.message_en}")
        assert said, finding.remedy
        assert place, finding.text()
        book[finding.source.rpartition("/")[2]][place[1]].value = said[1]

    return follow


def set_cell(sheet: str, name: str, value: str, line: int = 2) -> Callable[[Any], None]:
    def spoil(book: Any) -> None:
        find_cell(book[sheet], name, line).value = value

    return spoil


def merge(book: Any) -> None:
    book["strategies"].merge_cells("B2:C2")


def unmerge(book: Any, finding: Finding) -> None:
    said = re.search(r"Unmerge (\S+),", finding.remedy)
    assert said
    book["strategies"].unmerge_cells(said[1])
    for name in ("source", "language"):
        find_cell(book["strategies"], name).value = STRATEGY[name]


def remove_sheet(book: Any) -> None:
    del book["sources"]


def add_sheet(book: Any, finding: Finding) -> None:
    said = re.search(r"add a row with the id (\S+) to the sheet (\w+)", finding.remedy)
    assert said
    sheet = book.create_sheet(said[2])
    for at, name in enumerate(SOURCE, 1):
        sheet.cell(1, at).value = name
    append(sheet, SOURCE | {"id": said[1]})


def remove_area(book: Any, finding: Finding) -> None:
    said = re.search(r"Remove \S*area[/:]([\w/-]+)>? where", finding.remedy)
    assert said
    sheet = book["areas"]
    line = next(cell.row for cell in sheet["A"] if cell.value == f"area/{said[1]}")
    sheet.delete_rows(line)


def remove_address(book: Any, finding: Finding) -> None:
    assert finding.remedy.startswith("Remove it")
    assert finding.path == "skos:note"
    assert re.fullmatch(r"note \([A-Z]+2\)", finding.column)
    cell = find_cell(book["strategies"], "note")
    cell.value = re.sub(r"\S+@\S+", "", cell.value).strip()


def name_source(book: Any, finding: Finding) -> None:
    assert "by its id in sources.csv" in finding.remedy
    assert "source (B2)" in finding.message_en
    find_cell(book["strategies"], "source").value = SOURCE["id"]


MISTAKES: dict[str, tuple[Callable[[Any], None], Follow]] = {
    "missing source": (set_cell("strategies", "source", ""), name_source),
    "wrong code": (set_cell("strategies", "covers", "SE1222"), write(r"Did you mean <id/region/(\w+)>")),
    "date as text": (set_cell("strategies", "adopted_on", "15 juni 2026"), write(r"Write (\S+)\.")),
    "two areas with one name": (set_cell("areas", "name", "Mat", 3), remove_area),
    "Word's quotes": (set_cell("strategies", "covers", "”SE122”"), write(r"Write (\S+) without")),
    "merged cell": (merge, unmerge),
    "missing sheet": (remove_sheet, add_sheet),
    "semicolons": (
        set_cell("strategies", "related", "strategy/se122-test; strategy/se12-test"),
        write(r"Write (\S+)\."),
    ),
    "e-mail in a note": (set_cell("strategies", "note", "Fråga info@example.org om planen"), remove_address),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_message_that_is_followed_makes_the_workbook_valid(tree: Settings, book: Workbook, name: str) -> None:
    spoil, follow = MISTAKES[name]
    spoil(book)
    found = check(tree, book)
    assert found
    assert all(one.message_sv != one.message_en and one.remedy_sv != one.remedy for one in found)
    follow(book, found[0])
    assert check(tree, book) == []


def test_a_theme_that_does_not_exist_is_named_with_one_that_does(tree: Settings) -> None:
    text = trees.DATA[trees.MAPPING]
    theme = re.search(r"theme:([a-z-]+)", text.partition("subject_id")[2])
    assert theme
    wrong = text.replace(f"theme:{theme[1]}", f"theme:{theme[1]}x")
    found: list[Finding] = []
    try:
        found += check_documents(tree, [Document("ours.sssom.tsv", wrong.encode())]).report.findings
    except SourceError as error:
        found += list_unreadable(error)
    said = re.search(r"theme[:/]([a-z-]+)", next(one for one in found if one.severity == "violation").remedy)
    assert said
    right = wrong.replace(f"theme:{theme[1]}x", f"theme:{said[1]}")
    assert check_documents(tree, [Document("ours.sssom.tsv", right.encode())]).report.conforms


def test_a_filled_in_workbook_becomes_rows_and_the_same_workbook_again(
    tree: Settings, book: Workbook, tmp_path: Path
) -> None:
    root = tmp_path / "tree"
    shutil.copytree(tree.root, root)
    book.save(tmp_path / "plan.xlsx")
    for options in ((), ("--write",)):
        done = CliRunner().invoke(main, ["rows", str(tmp_path / "plan.xlsx"), "--root", str(root), *options])
        assert done.exit_code == 0, done.output
    assert "data/tables/areas.csv: 2 rows" in done.output
    sheets = load_workbook(io.BytesIO(make_template(root, tree.source_bytes, "strategy", "en", [STRATEGY["id"]])))
    for name, wanted in (("sources", [SOURCE]), ("strategies", [STRATEGY]), ("areas", AREAS)):
        heads, *rows = sheets[name].iter_rows(values_only=True)
        assert [{head: cell for head, cell in zip(heads, row, strict=True) if cell} for row in rows] == wanted
    assert check_tree(Settings(root=root), files=[root / "data/tables/strategies.csv"]).report.conforms
