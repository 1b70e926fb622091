"""SSSOM tables: what rows say, what is wrong with them and where, and that nothing else ever comes out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from styrka.build.remarks import Remark
from styrka.build.sssom.statements import read_sssom
from styrka.build.sssom.table import COLUMNS, LICENSE, format_sssom, read_table
from styrka.errors import SourceError
from styrka.vocabulary import BASE, expand
from tests.terms import get_value

GRAPH = BASE + "graph/mappings/se122-2017"
PATH = "data/mappings/se122-2017.sssom.tsv"
AREA = "area:se122-2017/avancerad-tillverkning"
GOOD = {
    "subject_id": AREA,
    "subject_label": "Avancerad tillverkning",
    "predicate_id": "skos:closeMatch",
    "predicate_modifier": "",
    "object_id": "theme:manufacturing",
    "object_label": "Advanced manufacturing",
    "mapping_justification": "semapv:ManualMappingCuration",
    "confidence": "0.95",
    "author_id": "actor:styrka",
    "mapping_date": "2026-11-22",
    "comment": "The label says so.",
    "rank": "primary",
}


class Answer(NamedTuple):
    quads: list[ox.Quad]
    lines: dict[str, int]
    remarks: tuple[Remark, ...]

    def values(self, subject: str, predicate: str) -> set[str]:
        return {
            get_value(quad.object)
            for quad in self.quads
            if quad.subject == node(subject) and quad.predicate == node(predicate)
        }


def node(curie: str) -> ox.NamedNode:
    return ox.NamedNode(expand(curie))


def table(*rows: dict[str, str]) -> str:
    return format_sssom(GRAPH, ("Teman", "Themes"), rows)


def read(*rows: dict[str, str]) -> Answer:
    return Answer(*read_sssom(table(*rows), PATH, GRAPH))


def error(text: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read_sssom(text, PATH, GRAPH)
    return caught.value


MAPPING = BASE + "id/mapping/area-se122-2017-avancerad-tillverkning/manufacturing"


def test_a_curated_row_is_a_record_and_gives_the_theme() -> None:
    found = read(GOOD)
    assert found.values(AREA, "styrka:primaryTheme") == {expand("theme:manufacturing")}
    assert found.values(MAPPING, "owl:annotatedSource") == {expand(AREA)}
    assert found.values(MAPPING, "owl:annotatedProperty") == {expand("skos:closeMatch")}
    assert found.values(MAPPING, "owl:annotatedTarget") == {expand("theme:manufacturing")}
    assert found.values(MAPPING, "sssom:confidence") == {"0.95"}
    assert found.values(MAPPING, "styrka:mappingStatus") == {BASE + "scheme/mapping-status/curated"}
    assert found.values(MAPPING, "styrka:rank") == {BASE + "scheme/rank/primary"}
    assert found.values(MAPPING, "styrka:negative") == {"false"}
    assert found.values(MAPPING, "prov:wasAttributedTo") == {BASE + "id/actor/styrka"}
    assert found.values(MAPPING, "dcterms:created") == {"2026-11-22"}
    assert found.values(MAPPING, "skos:note") == {"The label says so."}
    assert {quad.graph_name for quad in found.quads} == {ox.NamedNode(GRAPH)}


def test_the_table_describes_its_graph() -> None:
    found = read(GOOD)
    assert found.values(GRAPH, "dcterms:title") == {"Teman", "Themes"}
    assert found.values(GRAPH, "dcterms:license") == {LICENSE}
    assert found.values(GRAPH, "dcterms:modified") == {"2026-11-22"}


def test_each_subject_has_the_line_it_stands_on() -> None:
    lines = read(GOOD, GOOD | {"object_id": "theme:automation", "rank": "secondary"}).lines
    text = table(GOOD).splitlines()
    assert lines[MAPPING] == lines[expand(AREA)] == text.index(next(line for line in text if AREA in line)) + 1
    assert lines[MAPPING.replace("manufacturing", "automation")] == lines[MAPPING] + 1
    assert lines[GRAPH] == 1


def test_a_suggested_row_is_a_record_and_nothing_more() -> None:
    found = read(GOOD | {"mapping_justification": "semapv:LexicalMatching"})
    assert found.values(MAPPING, "styrka:mappingStatus") == {BASE + "scheme/mapping-status/suggested"}
    assert not [quad for quad in found.quads if quad.subject == node(AREA)]


def test_a_negative_row_is_a_record_and_nothing_more() -> None:
    found = read(GOOD | {"predicate_modifier": "Not", "rank": ""})
    assert found.values(MAPPING, "styrka:negative") == {"true"}
    assert not [quad for quad in found.quads if quad.subject == node(AREA)]


def test_a_related_row_gives_a_related_theme() -> None:
    found = read(GOOD | {"predicate_id": "skos:relatedMatch", "rank": ""})
    assert found.values(AREA, "styrka:relatedTheme") == {expand("theme:manufacturing")}
    assert not found.values(AREA, "styrka:primaryTheme")


def test_a_reviewed_row_names_its_reviewer() -> None:
    row = GOOD | {"mapping_justification": "semapv:MappingReview"}
    text = table(row).replace("\trank\n", "\trank\treviewer_id\n").replace("\tprimary\n", "\tprimary\tactor:other\n")
    found = Answer(*read_sssom(text, PATH, GRAPH))
    assert found.values(MAPPING, "styrka:mappingStatus") == {BASE + "scheme/mapping-status/reviewed"}
    assert found.values(MAPPING, "sssom:reviewer_id") == {BASE + "id/actor/other"}
    assert "reviewer_id" in str(error(table(row)))


def test_a_decision_that_names_a_reviewer_is_reviewed_on_a_day() -> None:
    text = table(GOOD).replace("\trank\n", "\trank\treviewer_id\treview_date\n")
    text = text.replace("\tprimary\n", "\tprimary\tactor:other\t2026-11-29\n")
    found = Answer(*read_sssom(text, PATH, GRAPH))
    assert found.values(MAPPING, "styrka:mappingStatus") == {BASE + "scheme/mapping-status/reviewed"}
    assert found.values(MAPPING, "sssom:review_date") == {"2026-11-29"}
    assert "review_date: '29 Nov' is not a date" in str(error(text.replace("2026-11-29", "29 Nov")))
    proposed = text.replace("semapv:ManualMappingCuration", "semapv:LexicalMatching")
    assert "one that a matcher proposed has nobody" in str(error(proposed))


def test_a_project_can_be_mapped() -> None:
    found = read(GOOD | {"subject_id": "project:arctic-solar"})
    assert found.values("project:arctic-solar", "styrka:primaryTheme") == {expand("theme:manufacturing")}
    assert BASE + "id/mapping/project-arctic-solar/manufacturing" in found.lines


def test_windows_line_ends_and_quoted_cells_are_read() -> None:
    row = GOOD | {"comment": 'It says "advanced",\nand means it.'}
    assert Answer(*read_sssom(table(row), PATH, GRAPH)).values(MAPPING, "skos:note") == {row["comment"]}
    assert read_sssom(table(GOOD).replace("\n", "\r\n"), PATH, GRAPH)[1] == read(GOOD).lines


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("subject_id", "area:se122-2017", "neither an area nor a project"),
        ("subject_id", "theme:energy", "neither an area nor a project"),
        ("subject_id", "omrade:x/y", "the prefix omrade: is not declared"),
        ("subject_id", "", "not a name with a prefix"),
        ("object_id", "area:se122-2017/x", "not a theme"),
        ("object_id", "theme:Energy", "not a theme"),
        ("object_id", "energy", "not a name with a prefix"),
        ("predicate_id", "skos:broader", "not allowed"),
        ("predicate_id", "", "not allowed"),
        ("predicate_modifier", "not", "not allowed"),
        ("mapping_justification", "semapv:Guess", "not allowed"),
        ("confidence", "1.1", "not a number from 0 to 1"),
        ("confidence", "-0.1", "not a number from 0 to 1"),
        ("confidence", "0,9", "not a number from 0 to 1"),
        ("mapping_date", "2026-02-30", "not a date"),
        ("mapping_date", "20261122", "not a date"),
        ("author_id", "", "nobody is named"),
        ("author_id", "orcid:0000-0001", "the prefix orcid: is not declared"),
        ("author_id", "area:x", "not an actor"),
        ("rank", "first", "not allowed"),
        ("rank", "", "not allowed"),
    ],
)
def test_a_wrong_cell_names_its_line_and_column(column: str, value: str, words: str) -> None:
    text = table(GOOD, GOOD | {"subject_id": AREA + "-2", column: value})
    found = error(text)
    assert f"{column}: " in found.detail
    assert words in found.detail
    assert found.evidence["line"] == len(text.splitlines())
    start = found.evidence["column"] - 1
    assert text.splitlines()[-1][start:].startswith(value)
    assert text.splitlines()[-1][:start].count("\t") == COLUMNS.index(column)


@pytest.mark.parametrize(
    ("second", "words"),
    [
        ({}, "stand on line"),
        ({"predicate_modifier": "Not", "rank": ""}, "stand on line"),
        ({"object_id": "theme:energy"}, "is the primary theme of this subject"),
        ({"mapping_justification": "semapv:LexicalMatching"}, "suggested and decided"),
        ({"predicate_id": "skos:relatedMatch", "object_id": "theme:food"}, "has no rank"),
    ],
)
def test_rows_that_contradict_each_other_are_refused(second: dict[str, str], words: str) -> None:
    found = error(table(GOOD, GOOD | second))
    assert words in found.detail
    assert found.evidence["line"] == len(table(GOOD, GOOD | second).splitlines())


def test_a_subject_with_a_secondary_theme_needs_a_primary_one() -> None:
    assert "no primary one" in error(table(GOOD | {"rank": "secondary"})).detail


@pytest.mark.parametrize("column", ["subject_id", "predicate_id", "object_id", "mapping_justification"])
def test_a_missing_column_is_named(column: str) -> None:
    found = error(table(GOOD).replace(f"{column}", "unknown", 1))
    assert f"the column {column} is missing" in found.detail
    assert f"kolumnen {column} saknas" in found.detail_sv


def without(column: str) -> str:
    """The table of one good row without a column."""
    lines = table(GOOD).splitlines()
    at = COLUMNS.index(column)
    cut = ["\t".join(cell for place, cell in enumerate(line.split("\t")) if place != at) for line in lines[-2:]]
    return "\n".join((*lines[:-2], *cut)) + "\n"


@pytest.mark.parametrize(
    "column", ["subject_label", "object_label", "predicate_modifier", "confidence", "comment", "rank"]
)
def test_a_column_that_the_standard_does_not_need_may_be_left_out(column: str) -> None:
    found = Answer(*read_sssom(without(column), PATH, GRAPH))
    assert found.values(AREA, "styrka:primaryTheme") == {BASE + "scheme/theme/manufacturing"}


@pytest.mark.parametrize(
    ("column", "line"),
    [
        ("mapping_date", "#mapping_date: 2026-11-22"),
        ("author_id", "#author_id: actor:styrka"),
        ("author_id", "#author_id:\n#  - actor:styrka"),
        ("author_id", "#creator_id: actor:styrka"),
    ],
)
def test_what_the_head_says_of_all_mappings_is_said_of_each(column: str, line: str) -> None:
    found = Answer(*read_sssom(f"{line}\n{without(column)}", PATH, GRAPH))
    whole = read(GOOD)
    assert set(found.quads) == set(whole.quads)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("\n#", "\t\t\t\n#"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\n".join(
            '"' + line.replace('"', '""') + '"' if '"' in line else line for line in text.split("\n")
        ),
        lambda text: text + "\t" * 11 + "\n",
        lambda text: text.replace("\trank\n", "\trank\t\t\n").replace("\tprimary\n", "\tprimary\t\t\n"),
        lambda text: text.replace(
            "http://creativecommons.org/licenses/by/4.0/", "https://creativecommons.org/licenses/by/4.0"
        ),
    ],
    ids=["tabs after the head", "CRLF", "quoted head", "empty row", "empty columns", "https licence"],
)
def test_what_a_spreadsheet_does_to_a_table_is_read(spoil: Callable[[str], str]) -> None:
    text = table(GOOD)
    assert spoil(text) != text
    found = Answer(*read_sssom(spoil(text), PATH, GRAPH))
    assert set(found.quads) == set(read(GOOD).quads)


def test_columns_that_are_not_used_are_named() -> None:
    text = (
        table(GOOD)
        .replace("\trank\n", "\trank\tmapping_tool\tsubject_lable\n")
        .replace("\tprimary\n", "\tprimary\tx\ty\n")
    )
    found = Answer(*read_sssom(text, PATH, GRAPH))
    assert set(found.quads) == set(read(GOOD).quads)
    tool, label = found.remarks
    assert (tool.severity, label.severity) == ("info", "warning")
    assert "mapping_tool" in tool.en
    assert "Did you mean subject_label?" in label.remedy
    assert "Menade du subject_label?" in label.remedy_sv


def test_the_name_of_a_person_is_refused_in_any_column_for_names() -> None:
    text = table(GOOD).replace("\trank\n", "\trank\tauthor_label\n").replace("\tprimary\n", "\tprimary\tA. Test\n")
    assert "personal data" in error(text).detail
    assert "personuppgifter" in error(text).detail_sv


def test_an_address_stands_for_a_name_with_a_prefix() -> None:
    found = read(
        GOOD | {"subject_id": BASE + "id/" + AREA.replace(":", "/"), "object_id": BASE + "scheme/theme/manufacturing"}
    )
    assert found.values(AREA, "styrka:primaryTheme") == {BASE + "scheme/theme/manufacturing"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("#mapping_set_id: " + GRAPH, "#mapping_set_id: " + GRAPH + "x", "It is the graph of the file"),
        ("#mapping_set_id: " + GRAPH + "\n", "", "no mapping_set_id"),
        ("#license: " + LICENSE, "#license: http://example.org/", "All data here are under"),
        ("#curie_map:", "#curie_map: [", "not YAML"),
        ("  area: https", "  area: no https", "does not lead to an IRI"),
        ("skos: http://www.w3.org/2004/02/skos/core#", "skos: http://example.org/", "SSSOM's own"),
        ("subject_id\t", "subject_id\trank\t", "stands twice"),
        ("\tprimary\n", "\tprimary\tmore\n", "13 cells"),
        ("\tThe label", '\t"The label', "not a table with tabs"),
    ],
)
def test_a_broken_head_or_table_is_refused(old: str, new: str, words: str) -> None:
    assert old in table(GOOD)
    assert words in error(table(GOOD).replace(old, new)).detail


def test_a_table_without_head_or_without_rows_is_refused() -> None:
    assert "no head" in error("\t".join(COLUMNS) + "\n").detail
    assert "no row" in error(table()).detail
    assert "no row" in error("".join(line + "\n" for line in table().splitlines() if line.startswith("#"))).detail


def test_what_is_written_reads_back_as_it_was() -> None:
    rows = read_table(table(GOOD), PATH)[1]
    assert [dict(row.cells) for row in rows] == [GOOD]
    assert replace(rows[0], line=1).cells == rows[0].cells


@given(st.text())
def test_any_text_gives_statements_or_a_source_error(text: str) -> None:
    with suppress(SourceError):
        assert read_sssom(text, PATH, GRAPH)


@given(st.text(st.characters(codec="utf-8"), max_size=60), st.integers(0), st.integers(0, 40))
def test_any_damage_to_a_good_table_gives_statements_or_a_source_error(patch: str, at: int, cut: int) -> None:
    good = table(GOOD, GOOD | {"object_id": "theme:automation", "rank": "secondary"})
    at %= len(good)
    with suppress(SourceError):
        quads, lines, _ = read_sssom(good[:at] + patch + good[at + cut :], PATH, GRAPH)
        assert {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)} <= lines.keys()


@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(st.characters(codec="utf-8"))))
def test_any_cells_give_statements_or_a_source_error(cells: dict[str, str]) -> None:
    with suppress(SourceError):
        assert read_sssom(table(GOOD | cells), PATH, GRAPH)
