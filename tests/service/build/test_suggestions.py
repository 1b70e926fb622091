"""Suggested tables: what the matcher proposes for undecided areas, always the same text, and never for decided ones."""

from __future__ import annotations

from pathlib import Path

from styrka.build.sources import read_source
from styrka.build.suggestions import CALL_THEMES, FOLDER, make_tables, read_areas, read_decided, write_tables
from tests.conftest import ROOT

HEAD = "@base <https://w3id.org/styrka/> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"


def tree(tmp_path: Path) -> Path:
    """A project with two areas, one of them decided."""
    for name, text in {
        "ontology/schemes/themes.ttl": (ROOT / "ontology/schemes/themes.ttl").read_text(encoding="utf-8"),
        "data/mappings/se122-2017.sssom.tsv": (ROOT / "data/mappings/se122-2017.sssom.tsv").read_text(encoding="utf-8"),
        "data/strategies/x.ttl": HEAD
        + '<id/area/se122-2017/verksamhetsnara-digitala-tjanster> skos:prefLabel "Digitala tjänster"@sv .'
        + '\n<id/area/xx1-2020/mat> skos:prefLabel "Mat och hälsa"@sv, "Food and health"@en ; skos:altLabel "Kost"@sv .'
        + '\n<id/area/xx1-2020/annat> skos:prefLabel "Xyzzy"@en .\n',
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_only_undecided_areas_that_resemble_a_theme_get_suggestions(tmp_path: Path) -> None:
    made = make_tables(tree(tmp_path))
    assert list(made) == [f"{FOLDER}/xx.sssom.tsv"]
    rows = [line.split("\t") for line in made[f"{FOLDER}/xx.sssom.tsv"].splitlines() if line.startswith("area:")]
    assert {row[0] for row in rows} == {"area:xx1-2020/mat"}
    assert [(row[4], row[-1]) for row in rows] == [("theme:food", "primary"), ("theme:health", "secondary")]
    assert {row[6] for row in rows} == {"semapv:LexicalMatching"}


def test_what_is_written_reads_and_is_the_same_twice(tmp_path: Path) -> None:
    root = tree(tmp_path)
    stale = root / FOLDER / "old.sssom.tsv"
    stale.parent.mkdir(parents=True)
    stale.write_text("old", encoding="utf-8")
    written = write_tables(root)
    texts = [path.read_text(encoding="utf-8") for path in written]
    assert read_source(written[0], root).quads
    assert not stale.exists()
    assert [path.read_text(encoding="utf-8") for path in write_tables(root)] == texts


def test_labels_are_preferred_first_and_have_their_language(tmp_path: Path) -> None:
    labels = read_areas(tree(tmp_path))["https://w3id.org/styrka/id/area/xx1-2020/mat"]
    assert labels == (("Food and health", "en"), ("Mat och hälsa", "sv"), ("Kost", "sv"))


def test_decided_subjects_are_those_with_any_row(tmp_path: Path) -> None:
    assert "https://w3id.org/styrka/id/area/se122-2017/verksamhetsnara-digitala-tjanster" in read_decided(
        tree(tmp_path)
    )


def test_the_shipped_suggestions_are_what_the_matcher_makes_now() -> None:
    shipped = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in (*(ROOT / FOLDER).glob("*.sssom.tsv"), ROOT / CALL_THEMES)
    }
    assert shipped == make_tables(ROOT), "run: python -m styrka.build.suggestions"
