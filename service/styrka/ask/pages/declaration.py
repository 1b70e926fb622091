"""``#+ page:`` in the header of a question: what its answer is called, says, shows, and how it can be arranged."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from styrka.ask.pages.counts import Count, parse_count
from styrka.ask.pages.page import SOURCE, VIEWS, Alike, Cell, Facet, Item, Page, View
from styrka.ask.pages.template import Template, parse_template
from styrka.errors import SourceError

LANGUAGES: Final = ("en", "sv")
# What says something of an answer beside its sentence; `caveats` has the function of each.
CAVEATS: Final = ("nested", "overviews", "undated", "oldest", "later", "uncertain", "unknown")
_COUNTED: Final = "distinct "
VISIBLE: Final = 5  # columns of a table at most, beside "Why?"
_KEYS: Final = frozenset(
    {"title", "answer", "empty", "counts", "caveats", "row", "group", "alike", "facets", "sort", "view", "related"}
)
_ITEM: Final = re.compile(r"(?:(?P<form>written|bar) )?(?P<column>\w+)(?: via (?P<via>\w+))?")
_ALIKE: Final = re.compile(r"(?P<column>\w+) within (?P<within>\w+)")
_FACET: Final = re.compile(r"(?P<name>\w+)(?: of (?P<column>\w+))?")


Wrong = Callable[[str, str], SourceError]


def read_page(spec: Any, columns: Sequence[str], parameters: Collection[str], wrong: Wrong) -> Page:
    """Return the page that a header describes.

    Parameters:
        spec: what the header has under ``page``.
        columns: the columns of the question's answers.
        parameters: the names of its parameters.
        wrong: makes the error from a message and the word in the header that it is about.

    Raises:
        SourceError: The description is not right.
    """
    if not isinstance(spec, dict):
        raise wrong("page must have title, answer, empty, row and more.", "page:")
    for key in spec:
        if key not in _KEYS:
            raise wrong(f"page has an unknown key {key!r}; known are {', '.join(sorted(_KEYS))}.", f"{key}:")
    for key in ("title", "answer", "empty", "row"):
        if key not in spec:
            raise wrong(f"page lacks {key}.", "page:")
    counts = _read_counts(spec.get("counts") or {}, columns, parameters, wrong)
    known = {*counts, *parameters}
    row = spec["row"]
    if not isinstance(row, dict) or "head" not in row or not isinstance(row.get("cells"), list):
        raise wrong("row must have head, a column, and cells, a list of columns; the others are in fold.", "row:")
    head, cells = (
        _read_item(row["head"], columns, wrong),
        tuple(_read_cell(one, columns, wrong) for one in row["cells"]),
    )
    if len(cells) >= VISIBLE:
        raise wrong(f"row has {len(cells)} cells beside its head; at most {VISIBLE - 1} fit.", "row:")
    fold = row.get("fold")
    if fold is None:
        fold = list_others(columns, head, cells)
    caveats = _read_list(spec, "caveats", CAVEATS, wrong)
    sort = tuple(map(str, spec.get("sort") or ()))
    _check_columns([*fold, *(one.removeprefix("-") for one in sort)], columns, wrong)
    group = str(spec.get("group") or "")
    _check_columns([group] if group else [], columns, wrong)
    return Page(
        title=_read_sentences(spec, "title", known, wrong),
        answer=_read_sentences(spec, "answer", known, wrong),
        empty=_read_sentences(spec, "empty", known, wrong),
        counts=counts,
        caveats=caveats,
        head=head,
        cells=cells,
        fold=tuple(fold),
        group=group,
        alike=_read_alike(spec["alike"], columns, parameters, wrong) if "alike" in spec else None,
        facets=_read_facets(spec.get("facets") or (), columns, wrong),
        sort=sort,
        view=_read_view(spec.get("view") or "none", columns, wrong),
        related=tuple(map(str, spec.get("related") or ())),
    )


def make_generic_page(summary: Mapping[str, str], columns: Sequence[str]) -> Page:
    """Return the page of a question that describes none: its summary, how many rows there are, and all its columns."""
    shown = [one for one in columns if not (one.endswith("Name") and one[:-4] in columns)]
    head, cells = Item(shown[0] if shown else ""), tuple(Cell(one, (Item(one),)) for one in shown[1:VISIBLE])
    return Page(
        title={tag: Template((summary[tag],)) for tag in LANGUAGES},
        answer={
            "en": parse_template("{rows} {rows|row answers|rows answer} the question."),
            "sv": parse_template("{rows} {rows|rad|rader} besvarar frågan."),
        },
        empty={
            "en": Template(("Nothing that is recorded fits. What is not recorded may exist all the same.",)),
            "sv": Template(("Inget som är registrerat passar. Det som inte är registrerat kan finnas ändå.",)),
        },
        counts={"rows": Count("rows")},
        head=head,
        cells=cells,
        fold=list_others(columns, head, cells),
        generic=True,
    )


def list_others(columns: Iterable[str], head: Item, cells: Iterable[Cell]) -> tuple[str, ...]:
    """Return the columns that stand in no cell; a name stands in the cell of its thing."""
    columns = tuple(columns)
    shown = {head.column, *(item.column for cell in cells for item in cell.items)}
    return tuple(
        one
        for one in columns
        if one not in shown and not (one.endswith("Name") and one[:-4] in columns) and one + "Name" not in shown
    )


def _read_counts(spec: Any, columns: Sequence[str], parameters: Collection[str], wrong: Wrong) -> Mapping[str, Count]:
    if not isinstance(spec, dict):
        raise wrong("counts must be names with what each counts, such as n: distinct region.", "counts:")
    counts: dict[str, Count] = {}
    for name, text in spec.items():
        if name in parameters:
            raise wrong(f"The count {name} is called as a parameter.", f"{name}:")
        try:
            counts[str(name)] = count = parse_count(str(text))
        except ValueError as error:
            raise wrong(f"The count {name} is {text!r}: {error}.", f"{name}:") from None
        for one in count.difference[::2] if count.difference else ():
            if one not in counts:
                raise wrong(f"The count {name} needs {one}, which must stand before it.", f"{name}:")
        for each in count.conditions:
            if each.value.startswith("$") and each.value[1:] not in parameters:
                raise wrong(f"The count {name} needs {each.value}, which is no parameter.", f"{name}:")
        if not count.question:
            _check_columns(count.columns(), columns, wrong, f"{name}:")
    return counts


def _read_sentences(spec: Mapping[str, Any], key: str, known: Collection[str], wrong: Wrong) -> Mapping[str, Template]:
    texts = spec[key]
    if not isinstance(texts, dict) or set(texts) != set(LANGUAGES):
        raise wrong(f"{key} needs a sentence in English (en) and one in Swedish (sv).", f"{key}:")
    sentences = {}
    for tag in LANGUAGES:
        try:
            sentences[tag] = parse_template(str(texts[tag]))
        except ValueError as error:
            raise wrong(f"The sentence {key} ({tag}) is not right: {error}.", f"{key}:") from None
        for name in sentences[tag].names():
            if name not in known:
                raise wrong(f"{key} ({tag}) has {{{name}}}, which is neither a count nor a parameter.", f"{key}:")
    return sentences


def _read_cell(spec: Any, columns: Sequence[str], wrong: Wrong) -> Cell:
    name = ""
    if isinstance(spec, dict):
        if set(spec) != {"name", "show"}:
            raise wrong("A cell is a column, a list of columns, or {name: HEADING, show: [COLUMN, ...]}.", "cells:")
        name, spec = str(spec["name"]), spec["show"]
    items = tuple(_read_item(one, columns, wrong) for one in (spec if isinstance(spec, list) else [spec]))
    if not items:
        raise wrong("A cell has no column.", "cells:")
    return Cell(name or items[0].column, items)


def _read_item(spec: Any, columns: Sequence[str], wrong: Wrong) -> Item:
    found = _ITEM.fullmatch(str(spec))
    if not found:
        raise wrong(f"{spec!r} must be COLUMN, written COLUMN, bar COLUMN or COLUMN via COLUMN.", str(spec))
    _check_columns([one for one in (found["column"], found["via"]) if one and one != SOURCE], columns, wrong, str(spec))
    return Item(found["column"], found["form"] or "", found["via"] or "")


def _read_alike(spec: Any, columns: Sequence[str], parameters: Collection[str], wrong: Wrong) -> Alike:
    found = _ALIKE.fullmatch(str(spec))
    if not found or found["within"] not in parameters:
        raise wrong(f"alike is {spec!r}; it must be COLUMN within PARAMETER.", "alike:")
    _check_columns([found["column"]], columns, wrong, "alike:")
    return Alike(found["column"], found["within"])


def _read_facets(spec: Any, columns: Sequence[str], wrong: Wrong) -> tuple[Facet, ...]:
    facets = []
    for one in spec:
        found = _FACET.fullmatch(str(one))
        if not found:
            raise wrong(f"The facet {one!r} must be COLUMN, country of COLUMN or year of COLUMN.", "facets:")
        name, column = found["name"], found["column"] or found["name"]
        if name != column and name not in ("country", "year"):
            raise wrong(f"The facet {one!r} takes neither the country nor the year of a column.", "facets:")
        _check_columns([column], columns, wrong, "facets:")
        facets.append(Facet(name, column))
    return tuple(facets)


def _read_view(spec: Any, columns: Sequence[str], wrong: Wrong) -> View:
    if isinstance(spec, str):
        spec = {spec: ""}
    kinds = [kind for kind in VIEWS if isinstance(spec, dict) and kind in spec]
    if len(kinds) != 1 or set(spec) - {*kinds, "label", "source"}:
        raise wrong(
            "view must be none, {map: QUESTION}, {bars: COLUMN, label: COLUMN}, timeline or lines as bars, or classes "
            "as bars, with the source of what is counted.",
            "view:",
        )
    of = str(spec[kinds[0]] or "")
    counted = kinds[0] == "classes" and of.startswith(_COUNTED)
    label, source = (str(spec.get(key) or "") for key in ("label", "source"))
    view = View(kinds[0], of.removeprefix(_COUNTED) if counted else of, label, counted, source)
    if view.kind not in ("map", "none"):
        _check_columns([view.of, view.label], columns, wrong, "view:")
    return view


def _read_list(spec: Mapping[str, Any], key: str, allowed: Collection[str], wrong: Wrong) -> tuple[str, ...]:
    names = tuple(map(str, spec.get(key) or ()))
    for name in names:
        if name not in allowed:
            raise wrong(f"{key} has {name!r}; there are {', '.join(allowed)}.", f"{key}:")
    return names


def _check_columns(names: Iterable[str], columns: Collection[str], wrong: Wrong, key: str = "row:") -> None:
    for name in names:
        if name not in columns:
            raise wrong(f"The page names {name}, which is no column of the answers: {', '.join(columns)}.", key)
