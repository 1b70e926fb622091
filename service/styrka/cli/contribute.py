"""``styrka template``, ``rows``, ``new`` and ``suggest``: from a document to files that can be checked and sent."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from styrka.cli.command import command, print_result
from styrka.errors import BadParameter, Conflict, InvalidData, NotFound
from styrka.settings import Settings

if TYPE_CHECKING:
    from styrka.build.tables.rows import Table


@command(short_help="Write a workbook to fill in.")
@click.argument("noun")
@click.option("--id", "things", multiple=True, metavar="ID", help="fill in all rows of this thing, to correct them")
@click.option("--sv", "swedish", is_flag=True, help="explain in Swedish")
@click.option("--output", type=click.Path(path_type=Path), help="the file  [default: NOUN.xlsx]")
def template(
    settings: Settings, *, as_json: bool, noun: str, things: tuple[str, ...], swedish: bool, output: Path | None
) -> None:
    """Write a workbook (XLSX) for NOUN: region, actor, strategy, source ... with drop-downs, notes and an example.

    Fill it in with Excel or LibreOffice, check it with `styrka check FILE.xlsx`, and put its rows into the tables
    with `styrka rows FILE.xlsx --write`.

    \b
    Examples:
      styrka template strategy
      styrka template actor --id region-sormland --output sormland.xlsx
    """
    from styrka.build.workbooks.template import make_template

    content = make_template(settings.root, settings.source_bytes, noun, "sv" if swedish else "en", things)
    path = output or Path(f"{noun}.xlsx")
    path.write_bytes(content)
    print_result({"file": str(path), "bytes": len(content)}, as_json, f"{path} ({len(content)} bytes)")


@command(short_help="Turn a filled-in workbook, or sent rows, into rows of the tables.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--write", is_flag=True, help="put the rows into data/tables/; else they are printed as CSV")
@click.option("--sv", "swedish", is_flag=True, help="report in Swedish")
def rows(settings: Settings, *, as_json: bool, file: Path, write: bool, swedish: bool) -> None:
    """Print the rows of FILE, a workbook or CSV, as they would be in data/tables/, or put them there.

    A row with the key of one that is there takes its place; nothing else changes. Rows with faults are refused, each
    at its cell; what the data as a whole make of them, `styrka check FILE.xlsx` tells.

    \b
    Examples:
      styrka rows strategy.xlsx
      styrka rows strategy.xlsx --write
      styrka rows programmes.csv --write          a corrected row, as /correct gives it

    Raises:
        InvalidData: When several rows are wrong.
        SourceError: When the file is neither, or one row is wrong.
    """
    from styrka.build.content import read_content
    from styrka.build.tables import lay_tables_over, read_present, read_schemas, read_sent_rows
    from styrka.build.tables.taking import take_rows, write_rows
    from styrka.build.workbooks.reading import read_workbook, select_new
    from styrka.change.governed.graph_files import replace_files

    root, limit = settings.root, settings.source_bytes
    content, schemas = read_content(file, file.name, limit), read_schemas(root, limit)
    if file.suffix.lower() == ".csv":
        sent, faults = read_sent_rows(content, file.name, schemas)
        tables: tuple[Table, ...] = (sent,)
    else:
        tables, faults = read_workbook(content, file.name, schemas)
        if not faults:
            tables = select_new(tables, read_present(root, schemas, limit), file.name)
    if not faults:
        _, faults = lay_tables_over(tables, content, root, limit)
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise InvalidData(
            "\n".join(map(str, faults)),
            sv="\n".join(error.get_detail("sv") for error in faults),
            errors=[dict(error.evidence) for error in faults],
        )
    if not write:
        found = {table.schema.file: write_rows(table) for table in tables}
        print_result(found, as_json, "\n".join(f"{name}\n{text}" for name, text in found.items()).rstrip())
        return
    changed = {}
    for table in tables:
        path = root / "data/tables" / table.schema.file
        before = path.read_bytes().decode("utf-8") if path.exists() else write_rows(table).splitlines(keepends=True)[0]
        changed[f"data/tables/{table.schema.file}"] = take_rows(before, table).encode()
    with replace_files(root, changed):
        pass
    counts = {f"data/tables/{table.schema.file}": len(table.rows) for table in tables}
    words = "rader" if swedish else "rows"
    print_result(counts, as_json, "\n".join(f"{name}: {count} {words}" for name, count in counts.items()))


@command(short_help="Begin a strategy's folder with what is known.")
@click.argument("noun", type=click.Choice(["strategy"]))
@click.argument("code")
@click.option("--year", type=int, required=True, help="the first year of its period")
@click.option("--until", default="", help="the last year of its period")
@click.option("--source", default="", help="the id of the document, as a source  [default: CODE-YEAR]")
@click.option("--title", default="", help="the title of the document, as it is written")
@click.option("--language", default="", help="the language of the document  [default: the region's]")
@click.option("--page", default="", help="the address of the document")
@click.option("--adopted", default="", help="the day on which it was adopted, as 2026-06-15")
@click.option("--area", "areas", multiple=True, help="the name of a priority area, as it is written; may be repeated")
@click.option("--sv", "swedish", is_flag=True, help="report in Swedish")
def new(
    settings: Settings,
    *,
    as_json: bool,
    noun: str,
    code: str,
    year: int,
    swedish: bool,
    areas: tuple[str, ...],
    **given: str,
) -> None:
    """Write the folder of a new strategy of the region CODE: its document, what we add, and the row of its source.

    What is known of the region is filled in: its names, its authority, the strategy before. What only the document
    says is a blank, …, and named with its line; `styrka check` finds each that is left.

    \b
    Examples:
      styrka new strategy SE211 --year 2026
      styrka new strategy FI1C2 --year 2027 --until 2034 --area "Träbyggande" --area "Mat och jordbruk"

    Raises:
        BadParameter: For a day, a year or an address that is none.
    """
    from styrka.change.drafting import StrategyFacts, draft_strategy
    from styrka.change.governed.graph_files import replace_files

    _check_facts(given)
    today = datetime.now(UTC).date().isoformat()
    facts = StrategyFacts(code, year, areas=areas, today=today, **given)
    draft = draft_strategy(settings.root, settings.source_bytes, facts)
    with replace_files(settings.root, {path: text.encode() for path, text in draft.files.items()}):
        pass
    lines = [*draft.files]
    lines += (
        f"{one.path}:{one.line}: {'skriv' if swedish else 'write'} {one.sv if swedish else one.en}"
        for one in draft.blanks
    )
    blanks = [{"path": one.path, "line": one.line, "write": one.sv if swedish else one.en} for one in draft.blanks]
    print_result({"files": list(draft.files), "blanks": blanks}, as_json, "\n".join(lines))


def _check_facts(given: dict[str, str]) -> None:
    """Raise an error for a fact that cannot be one.

    Raises:
        BadParameter: With what would be right.
    """
    from styrka.build.tables.habits import read_day

    for name, length, right in (("adopted", 10, "2026-06-15"), ("until", 4, "2034")):
        text = given[name]
        meant = read_day(text) if text and len(text) > 4 else text
        if text and (meant != text or len(text) != length or not text.replace("-", "").isdigit()):
            shown = meant if len(meant) == length else right
            raise BadParameter(
                f"--{name} is {text!r}; write {shown}.", sv=f"--{name} är {text!r}; skriv {shown}.", parameter=name
            )
    if given["page"] and not given["page"].startswith(("http://", "https://")):
        raise BadParameter(
            f"--page is {given['page']!r}; write https://{given['page']}.",
            sv=f"--page är {given['page']!r}; skriv https://{given['page']}.",
            parameter="page",
        )


_NO_THEME = (
    "no theme's label is like its name: choose one of /scheme/theme",
    "inget temas etikett liknar dess namn: välj ett på /scheme/theme",
)
_ACCEPTED = (
    "{path} has the first of each; read it, and correct what is wrong.",
    "{path} har det första av varje; läs den, och rätta det som är fel.",
)


@command(short_help="Propose themes for a strategy's areas, with reasons.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--accept", is_flag=True, help="write the first proposal of each area as your decision")
@click.option("--sv", "swedish", is_flag=True, help="give the reasons in Swedish")
def suggest(settings: Settings, *, as_json: bool, folder: Path, accept: bool, swedish: bool) -> None:
    """Propose themes for the areas of the strategy in FOLDER, with the label that met the area's name, and how.

    The proposals compare texts and know nothing else; a person decides. With --accept the first of each area is
    written to data/mappings/, as a table to read and correct; areas without one are named.

    \b
    Examples:
      styrka suggest data/strategies/se122-2017

    Raises:
        NotFound: For a folder without areas.
        Conflict: Where the areas have a table already.
    """
    from styrka.build.suggestions import format_decisions, suggest_for_strategy
    from styrka.files import write_durably
    from styrka.vocabulary import PREFIXES, shorten

    name = folder.resolve().name
    areas = suggest_for_strategy(settings.root, name)
    if not areas:
        raise NotFound(
            f"No area lies below id/area/{name}/. Name a folder of data/strategies/ whose areas have names.",
            sv=f"Inget område ligger under id/area/{name}/. Ange en mapp i data/strategies/ vars områden har namn.",
        )
    path = f"data/mappings/{name}.sssom.tsv"
    if accept and (settings.root / path).exists():
        raise Conflict(f"{path} is there already; change its rows.", sv=f"{path} finns redan; ändra raderna där.")
    without = [one for one in areas if not one.themes]
    if accept and len(without) < len(areas):
        today = datetime.now(UTC).date().isoformat()
        write_durably(settings.root / path, format_decisions(settings.root, name, areas, today).encode())
    lines = []
    for one in areas:
        lines.append(f"area:{one.area.removeprefix(PREFIXES['area'])}  {one.label}")
        for theme in one.themes:
            lines.append(f"    {shorten(theme.theme)}: {theme.explanation_sv if swedish else theme.explanation}")
        if not one.themes:
            lines.append(f"    {_NO_THEME[swedish]}")
    if accept and len(without) < len(areas):
        lines.append(_ACCEPTED[swedish].format(path=path))
    found = [
        {
            "area": one.area,
            "label": one.label,
            "themes": [
                {"theme": theme.theme, "score": theme.score, "reason": theme.explanation} for theme in one.themes
            ],
        }
        for one in areas
    ]
    print_result(found, as_json, "\n".join(lines))
