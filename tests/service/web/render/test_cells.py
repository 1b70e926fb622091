"""The cells of an answer's table: what they show, and that nothing in an answer becomes HTML."""

from __future__ import annotations

from styrka.engine.interface import Row, Term
from styrka.vocabulary import BASE
from styrka.web.render.cells import write_rows

ENERGY = Term("uri", BASE + "scheme/theme/energy")
COLUMNS = [("theme", "themeName")]


def cell(row: Row, missing: str = "not recorded") -> str:
    found = write_rows(
        [row],
        COLUMNS,
        address=lambda iri: "/" + iri.removeprefix(BASE) + '?"',
        labels={ENERGY.value: "Energy & <heat>"},
        words={"lead": "coordinator <b>", "x": "never"},
        missing=missing,
    )
    assert len(found) == 1
    return found[0]


def test_a_thing_is_a_link_with_its_name_and_without_one_its_address() -> None:
    assert cell({"theme": ENERGY}) == '<td><a href="/scheme/theme/energy?&#34;">Energy &amp; &lt;heat&gt;</a></td>'
    assert cell({"theme": Term("uri", BASE + "id/a&b")}) == '<td><a href="/id/a&amp;b?&#34;">id/a&amp;b</a></td>'


def test_a_text_has_its_language_or_is_said_in_the_reader_s_words() -> None:
    assert cell({"theme": Term("literal", "x", "sv")}) == '<td><span lang="sv">x</span></td>'
    assert cell({"theme": Term("literal", "lead")}) == "<td><span>coordinator &lt;b&gt;</span></td>"
    assert cell({"theme": Term("literal", "<i>")}) == "<td><span>&lt;i&gt;</span></td>"


def test_a_name_stands_in_for_its_thing_and_nothing_for_neither() -> None:
    name = Term("literal", "Energy", "en")
    assert cell({"themeName": name}) == '<td><span lang="en">Energy</span></td>'
    assert cell({"theme": ENERGY, "themeName": name}) == cell({"theme": ENERGY})
    assert cell({}) == '<td><span class="none">not recorded</span></td>'
    assert cell({}, missing="") == "<td></td>"


def test_the_same_value_in_another_language_is_another_cell() -> None:
    rows: list[Row] = [{"a": Term("literal", "x", code), "b": Term("literal", "x")} for code in ("sv", "en")]
    found = write_rows(rows, [("a",), ("b",)], address=str, labels={})
    assert found == [f'<td><span lang="{code}">x</span></td><td><span>x</span></td>' for code in ("sv", "en")]
