"""A document from elsewhere: judged with the tree, in place of what it corrects, and what it would change."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from styrka.build.check.checking import check_documents, check_tree, list_unreadable
from styrka.build.check.overlay import Document
from styrka.errors import InvalidData, SourceError
from styrka.settings import Settings
from styrka.vocabulary import BASE, DEF
from tests.service import trees
from tests.service.build.tables import small

MADE = BASE + "id/area/se122-test/tillverkning"
STRATEGY = BASE + "id/strategy/se122-test"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    root = trees.plant(tmp_path_factory.mktemp("tree"))
    trees.put(root, "data/tables/csv-metadata.json", json.dumps(small.metadata()))
    trees.put(root, "data/tables/sources.csv", small.SOURCES)
    row = "se122-report,report,sv,Strategy,Rapportens strategi,Rapporten|Planen,SE122,2021,1\n"
    trees.put(root, "data/tables/strategies.csv", small.STRATEGIES.splitlines(keepends=True)[0] + row)
    return Settings(root=root)


def own(old: str = "", new: str = "") -> bytes:
    assert old in trees.DATA[trees.OTHER]
    return trees.DATA[trees.OTHER].replace(old, new).encode()


def test_a_corrected_file_takes_the_place_of_the_graph_that_it_describes(tree: Settings) -> None:
    found = check_documents(tree, [Document("theirs.ttl", own('"Manufacturing"@en', '"Making things"@en'))])
    assert found.report.conforms
    assert found.differences is not None
    assert found.differences.counts() == {
        "added": 0,
        "changed": 1,
        "removed": 0,
        "statements_added": 1,
        "statements_removed": 1,
    }
    thing = found.differences.to_json(10)["things"][0]
    assert (thing["iri"], thing["kind"], thing["labels"]["sv"]) == (MADE, "changed", "Tillverkning")
    assert [one["added"] for one in thing["properties"]] == [[{"text": "Making things", "language": "en"}]]
    assert [one["removed"] for one in thing["properties"]] == [[{"text": "Manufacturing", "language": "en"}]]


def test_the_same_file_changes_nothing(tree: Settings) -> None:
    found = check_documents(tree, [Document("theirs.ttl", own())])
    assert found.differences is not None
    assert found.differences.things == ()


def test_what_is_new_and_what_is_gone_are_told_apart(tree: Settings) -> None:
    text = own("id/area/se122-test/tillverkning>", "id/area/se122-test/industri>")
    found = check_documents(tree, [Document("theirs.ttl", text)])
    assert found.differences is not None
    kinds = {one.thing.rpartition("/")[2]: one.kind for one in found.differences.things}
    assert kinds == {"industri": "added", "tillverkning": "removed", "se122-test": "changed"}


def test_who_points_at_what_would_be_gone_is_reported(tree: Settings) -> None:
    trees.DATA[trees.STRATEGY].index("id/region/SE12>")
    text = trees.DATA[trees.REGIONS]
    without = text[: text.index("<id/region/SE122>")]
    report = check_documents(tree, [Document("regions.ttl", without.encode())]).report
    assert {STRATEGY} <= {one.focus for one in report.findings if one.severity == "violation"}


@pytest.mark.parametrize("suffix", ["ttl", "trig", "jsonld", "rdf"])
def test_every_format_is_read_and_a_finding_is_at_its_line(tree: Settings, suffix: str) -> None:
    forms = {
        "ttl": ox.RdfFormat.TURTLE,
        "trig": ox.RdfFormat.TRIG,
        "jsonld": ox.RdfFormat.JSON_LD,
        "rdf": ox.RdfFormat.RDF_XML,
    }
    text = own("id/region/SE122>", "id/region/SE1222>")
    quads = [quad.triple for quad in ox.parse(text, ox.RdfFormat.TURTLE, base_iri=BASE)]
    content = ox.serialize(quads, format=forms[suffix])
    assert content is not None
    found = check_documents(tree, [Document(f"ours.{suffix}", content)])
    finding = next(one for one in found.report.findings if "SE1222" in one.value)
    assert (finding.source, finding.focus) == (f"ours.{suffix}", STRATEGY)
    assert finding.remedy.startswith("Did you mean <id/region/SE122>?")
    assert finding.remedy_sv.startswith("Menade du <id/region/SE122>?")
    assert finding.line is not None
    if suffix != "jsonld":  # which has all on one line
        assert STRATEGY in content.decode().splitlines()[finding.line - 1]


def row(**cells: str) -> bytes:
    names = [column.name for column in small.schema().columns]
    given = dict(zip(names, small.CELLS, strict=True)) | cells
    return (",".join(names) + "\n" + ",".join(given[name] for name in names) + "\n").encode()


def test_a_row_takes_the_place_of_the_one_with_its_key(tree: Settings) -> None:
    found = check_documents(tree, [Document("ours.csv", row(alt_name="Rapporten|Planen", count="3"))])
    assert found.differences is not None
    things = found.differences.to_json(10)["things"]
    assert [one["iri"] for one in things] == [BASE + "id/strategy/se122-report"]
    changed = {one["iri"]: (one["removed"], one["added"]) for one in things[0]["properties"]}
    assert changed == {DEF + "statedAreaCount": ([{"text": "1"}], [{"text": "3"}])}


def test_a_finding_of_a_row_is_at_its_line_and_column(tree: Settings) -> None:
    report = check_documents(tree, [Document("ours.csv", row(covers="SE1222"))]).report
    finding = next(one for one in report.findings if "SE1222" in one.value)
    assert (finding.source, finding.line, finding.column) == ("ours.csv", 2, "covers")


@pytest.mark.parametrize(
    ("content", "line", "message", "fel"),
    [
        (row(source="raport"), 2, "'raport' is not in sources.csv.", "Menade du report?"),
        (row(period_start="sometime"), 2, "is not of type date", "är inte ett datum"),
        (row(id=""), 2, "the cell is empty", "cellen är tom"),
        (row().replace(b",", b";"), 1, "separated by ';'", "skiljs åt av ';'"),
        (row().replace(b"period_start", b"begins"), 1, "the column period_start is missing", "kolumnen period_start"),
        (b"place,wanted\na,b\n", 1, "the columns of no table", "ingen tabells kolumner"),
        (row() + b"x,y\n", 3, "the row has 2 cells", "raden har 2 celler"),
        ("id,source,nåmn\n".encode("latin-1"), 1, "is not UTF-8", "är inte UTF-8"),
    ],
    ids=["source", "date", "empty", "semicolons", "header", "no table", "cells", "encoding"],
)
def test_what_cannot_be_read_is_said_at_the_line_in_both_languages(
    tree: Settings, content: bytes, line: int, message: str, fel: str
) -> None:
    with pytest.raises(SourceError) as caught:
        check_documents(tree, [Document("ours.csv", content)])
    (finding,) = list_unreadable(caught.value)
    assert (finding.source, finding.line) == ("ours.csv", line)
    assert message in finding.message_en
    assert fel in f"{finding.message_sv} {finding.remedy_sv}"
    assert finding.remedy


def test_several_wrong_rows_are_told_together(tree: Settings) -> None:
    content = row(count="many") + row(id="other", count="few").split(b"\n", 1)[1]
    with pytest.raises(InvalidData) as caught:
        check_documents(tree, [Document("ours.csv", content)])
    assert [one.line for one in list_unreadable(caught.value)] == [2, 3]


def test_a_file_of_the_command_line_is_judged_the_same_way(tree: Settings, tmp_path: Path) -> None:
    path = trees.put(tmp_path, "our strategy.ttl", own('"Manufacturing"@en', '"Making things"@en'))
    found = check_tree(tree, files=[path])
    assert found.report.conforms
    assert found.differences is not None
    assert found.differences.counts()["changed"] == 1
    assert check_tree(tree, files=[tree.root / trees.OTHER]).differences is None
