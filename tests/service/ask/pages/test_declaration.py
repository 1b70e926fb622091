"""``#+ page:`` of a header: what is read of it, and errors that name the line."""

from __future__ import annotations

import pytest

from styrka.ask.pages.page import Cell, Facet, Item, View
from styrka.ask.question import parse_question
from styrka.errors import SourceError

HEADER = """#+ summary: Regions of a theme
#+ summary-sv: Regioner för ett tema
#+ description: All of them.
#+ description-sv: Alla.
#+ parameters:
#+   theme: {type: iri, class: "styrka:Theme", example: energy}
%s#+ expect: {columns: [region, regionName, list, basis, asOf, rank]}
SELECT ?region ?regionName ?list ?basis ?asOf ?rank WHERE { ?region styrka:prioritises $theme }
"""
PAGE = """#+ page:
#+   title: {en: "Who has {theme}?", sv: "Vem har {theme}?"}
#+   answer: {en: "{n} have.", sv: "{n} har."}
#+   empty: {en: "None recorded.", sv: "Ingen registrerad."}
#+   counts: {n: distinct region}
#+   caveats: [oldest]
#+   row: {head: region, cells: [written list, [basis via list, asOf], {name: when, show: [asOf]}]}
#+   facets: [basis, year of asOf]
#+   sort: [-asOf, region]
#+   view: {bars: rank, label: region}
"""
PATH = "queries/example.rq"


def test_a_page_is_read() -> None:
    page = parse_question(HEADER % PAGE, PATH).page
    assert page.head == Item("region")
    assert page.cells == (
        Cell("list", (Item("list", "written"),)),
        Cell("basis", (Item("basis", via="list"), Item("asOf"))),
        Cell("when", (Item("asOf"),)),
    )
    assert page.fold == ("rank",)
    assert page.facets == (Facet("basis", "basis"), Facet("year", "asOf"))
    assert page.view == View("bars", "rank", "region")
    assert not page.generic


def test_a_question_without_a_page_has_a_generic_one_with_every_column() -> None:
    page = parse_question(HEADER % "", PATH).page
    assert page.generic
    shown = [page.head.column, *(item.column for cell in page.cells for item in cell.items), *page.fold]
    assert shown == ["region", "list", "basis", "asOf", "rank"]


@pytest.mark.parametrize(
    ("text", "view"),
    [
        ("{classes: rank, label: region}", View("classes", "rank", "region")),
        ("{classes: distinct list, label: region, source: report}", View("classes", "list", "region", True, "report")),
        ("{lines: rank, label: region}", View("lines", "rank", "region")),
    ],
)
def test_a_view_is_a_map_of_values_or_of_numbers_of_things_or_lines(text: str, view: View) -> None:
    assert parse_question(HEADER % PAGE.replace("{bars: rank, label: region}", text), PATH).page.view == view


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("{n} have.", "{m} have.", "{m}"),
        ("{n} have.", "[{n} have.", "no ]"),
        ("distinct region", "rows where region=$place", "$place, which is no parameter"),
        ("distinct region", "alike region", "through a column"),
        ("#+   sort:", "#+   alike: list\n#+   sort:", "COLUMN within PARAMETER"),
        ("#+   sort:", "#+   alike: list within place\n#+   sort:", "COLUMN within PARAMETER"),
        ("#+   sort:", "#+   alike: place within theme\n#+   sort:", "place"),
        ("distinct region", "distinct place", "place"),
        ("distinct region", "number region", "a count is"),
        ("[oldest]", "[youngest]", "youngest"),
        ("head: region", "head: place", "place"),
        ("-asOf, region", "-when", "when"),
        ("year of asOf", "age of asOf", "age of asOf"),
        ("[basis, year", "[lang, year", "lang"),
        ("bars: rank", "pie: rank", "view must be"),
        ("bars: rank", "classes: distinct place", "place"),
        ("written list", "printed list", "printed list"),
        ("#+   empty:", "#+   void:", "void"),
        ("#+   counts: {n:", "#+   counts: {theme: rows, n:", "theme"),
        ("{name: when, show: [asOf]}", "region, basis, asOf", "fit"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(right: str, wrong: str, says: str) -> None:
    assert right in PAGE
    text = HEADER % PAGE.replace(right, wrong)
    with pytest.raises(SourceError) as caught:
        parse_question(text, PATH)
    assert says in str(caught.value)
    assert caught.value.evidence["path"] == PATH
    line = caught.value.evidence["line"]
    assert isinstance(line, int)
    assert text.splitlines()[line - 1].startswith("#+")
