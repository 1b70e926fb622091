"""The file of a review: what each decision becomes, one main theme for each area, and no person in it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from styrka.ask.reviewing.mappings import OpenMapping
from styrka.build.source_files import SOURCE_BYTES
from styrka.build.sssom.statements import read_sssom
from styrka.build.sssom.table import read_table
from styrka.build.tables import lay_rows_over
from styrka.change.review import (
    Decision,
    KnownNames,
    Reviewer,
    ReviewFile,
    Verdict,
    name_organisation,
    read_role,
    read_words,
    write_review,
)
from styrka.errors import BadParameter
from styrka.vocabulary import BASE, expand
from tests.conftest import ROOT

AREA = BASE + "id/area/se12-test/energi"
NAMES = KnownNames({AREA: "Energi"}, {expand("theme:energy"): "Energy", expand("theme:food"): "Food"})
WHO = Reviewer(BASE + "id/actor/region-x", "Region X", "regional utveckling")
DAY = "2026-11-29"


def mapping(theme: str, rank: str = "primary", match: str = "closeMatch", **more: Any) -> OpenMapping:
    iri = f"{BASE}id/mapping/area-se12-test-energi/{theme}"
    authors = (BASE + "id/actor/styrka",)
    made = OpenMapping(
        iri, AREA, expand(f"theme:{theme}"), match, "curated", rank, False, "0.9", "The label.", authors, "2026-01-31"
    )
    return replace(made, **more)


COLUMNS = (ROOT / "data/tables/actors.csv").read_text("utf-8").splitlines()[0].split(",")


def review(*decisions: Decision, undecided: tuple[OpenMapping, ...] = (), reviewer: Reviewer = WHO) -> ReviewFile:
    every = [*(one.mapping for one in decisions), *undecided]
    themes = {AREA: [(one.theme, one.rank) for one in every if one.rank and one.status == "curated"]}
    return write_review(reviewer, decisions, undecided, themes, NAMES, DAY, COLUMNS)


def rows(file: ReviewFile) -> dict[str, dict[str, str]]:
    """The rows by theme; the table reads, which finds what is wrong with any of them."""
    quads, _, remarks = read_sssom(file.text, file.path, file.graph)
    assert quads
    assert not remarks
    return {row.cells["object_id"].removeprefix("theme:"): dict(row.cells) for row in read_table(file.text, "")[1]}


def test_what_is_accepted_keeps_its_author_and_names_who_reviewed_it() -> None:
    file = review(Decision(mapping("energy"), "accept"))
    row = rows(file)["energy"]
    assert (row["rank"], row["confidence"], row["author_id"]) == ("primary", "0.9", "actor:styrka")
    assert (row["mapping_date"], row["review_date"], row["reviewer_id"]) == ("2026-01-31", DAY, "actor:region-x")
    assert row["mapping_justification"] == "semapv:ManualMappingCuration"
    assert row["comment"] == "The label. Accepted in review by Region X (regional utveckling)."
    assert file.path == f"data/mappings/reviewed/{file.graph.rsplit('/', 1)[1]}.sssom.tsv"
    assert file.graph.startswith(BASE + f"graph/mappings/reviewed/{DAY}-region-x-")
    assert not file.actor


def test_what_is_rejected_is_denied_by_who_reviewed_it() -> None:
    row = rows(review(Decision(mapping("energy"), "reject", reason="It is about power lines")))["energy"]
    assert (row["predicate_modifier"], row["rank"], row["author_id"]) == ("Not", "", "actor:region-x")
    assert row["comment"].endswith(": It is about power lines.")


def test_another_theme_takes_the_place_and_the_rank() -> None:
    found = rows(review(Decision(mapping("energy"), "other", expand("theme:food"))))
    assert (found["energy"]["predicate_modifier"], found["energy"]["rank"]) == ("Not", "")
    assert (found["food"]["predicate_modifier"], found["food"]["rank"]) == ("", "primary")
    assert found["food"]["comment"].startswith("Chosen in place of Energy in review by Region X")


def test_the_second_theme_becomes_the_main_one_where_that_is_denied() -> None:
    second = mapping("food", "secondary")
    found = rows(review(Decision(mapping("energy"), "reject"), undecided=(second,)))
    assert found["food"]["rank"] == "primary"
    assert found["food"]["reviewer_id"] == ""  # nobody has reviewed that it is about food
    assert found["food"]["author_id"] == "actor:styrka"


def test_a_second_theme_alone_is_reviewed_without_its_main_one() -> None:
    found = rows(review(Decision(mapping("food", "secondary"), "accept"), undecided=(mapping("energy"),)))
    assert list(found) == ["food"]
    assert found["food"]["rank"] == "secondary"


@pytest.mark.parametrize(("verdict", "modifier", "rank"), [("accept", "Not", ""), ("reject", "", "primary")])
def test_a_denial_is_confirmed_or_taken_back(verdict: Verdict, modifier: str, rank: str) -> None:
    row = rows(review(Decision(mapping("energy", "", negative=True), verdict)))["energy"]
    assert (row["predicate_modifier"], row["rank"]) == (modifier, rank)


def test_a_related_theme_stays_related_and_has_no_rank() -> None:
    found = rows(review(Decision(mapping("energy", "", "relatedMatch"), "other", expand("theme:food"))))
    assert {(row["predicate_id"], row["rank"]) for row in found.values()} == {("skos:relatedMatch", "")}


def test_what_a_matcher_proposed_is_decided_and_no_longer_as_sure_as_a_score() -> None:
    row = rows(review(Decision(mapping("energy", status="suggested", confidence="0.658"), "accept")))["energy"]
    assert (row["confidence"], row["rank"], row["author_id"]) == ("", "primary", "actor:region-x")


def test_the_same_decisions_have_the_same_name_and_others_another() -> None:
    accepted, rejected = (review(Decision(mapping("energy"), verdict)) for verdict in ("accept", "reject"))
    assert accepted == review(Decision(mapping("energy"), "accept"))
    assert accepted.path != rejected.path


def test_an_organisation_that_is_not_recorded_comes_with_its_row() -> None:
    reviewer = name_organisation("Junta de  Andalucía,\x00 «S3»")
    assert reviewer.name == "Junta de Andalucía, «S3»"
    file = review(Decision(mapping("energy"), "accept"), reviewer=reviewer)
    assert rows(file)["energy"]["reviewer_id"] == "actor:junta-de-andalucia-s3"
    header, row = csv.reader(io.StringIO(file.actor))
    assert dict(zip(header, row, strict=True))["name"] == reviewer.name
    laid, faults = lay_rows_over(file.actor.encode(), "actors.csv", ROOT, SOURCE_BYTES)
    assert not faults
    assert len(laid) == 1


@pytest.mark.parametrize(
    "text", ["", " - ", "Maria Exempelsson", "Exempelsson, M.", "info@example.org", "08-123 45 67"]
)
def test_a_person_is_no_organisation(text: str) -> None:
    with pytest.raises(BadParameter) as found:
        name_organisation(text)
    assert found.value.detail_sv


@pytest.mark.parametrize("text", ["Anna Exempelsson", "Dr Exempel", "strateg, anna@example.org", "+46 8 123 45 67 00"])
def test_a_person_is_no_role(text: str) -> None:
    with pytest.raises(BadParameter):
        read_role(text)
    assert read_role(" head of\tregional development ") == "head of regional development"


def test_a_reason_is_one_line_without_personal_data() -> None:
    assert read_words("two\r\nlines\ud800", "a") == "two lines"
    with pytest.raises(BadParameter, match="personal identity number"):
        read_words("see 19000101-0008", "a")
