"""The mapping tables: every one reads, points at what exists, gives reasons, and answers the model's questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from styrka.build.sources import read_source
from styrka.build.sssom.table import MappingRow, read_table
from styrka.vocabulary import BASE, PREFIXES, expand, graph_iri, shorten
from tests.conftest import ROOT
from tests.data import graphs
from tests.terms import get_value

MAPPINGS = ROOT / "data/mappings"
# Reviews stand in the place of rows here, and are judged with them when the tree is read.
TABLES = sorted(path for path in MAPPINGS.rglob("*.sssom.tsv") if "reviewed" not in path.parts)
DECIDED = [table for table in TABLES if "suggested" not in table.parts]
SWEDISH = [table for table in DECIDED if table.parent == MAPPINGS and table.name != "projects.sssom.tsv"]
SUGGESTED = [table for table in TABLES if table not in DECIDED]
HUB = ROOT / "ontology/schemes/themes.ttl"

LABEL = ox.NamedNode(PREFIXES["skos"] + "prefLabel")

# Who is covered by the four documented strategies: the region's own list, or a joint one.
OWN = {"se122-2017": "SE122", "se311-2022": "SE311", "se312-2014": "SE312"}
JOINT = {"se12-2023": ("SE121", "SE122", "SE123", "SE124", "SE125")}


def rows(*tables: Path) -> Iterator[MappingRow]:
    for table in tables:
        yield from read_table(table.read_text(encoding="utf-8"), table.relative_to(ROOT).as_posix())[1]


@pytest.fixture(scope="module")
def known() -> dict[str, set[str]]:
    """The labels of every area, project and theme."""
    found: dict[str, set[str]] = defaultdict(set)
    for quad in (quad for source in graphs.read() for quad in source.quads):
        if quad.predicate == LABEL and isinstance(quad.object, ox.Literal):
            found[str(quad.subject)[1:-1]].add(quad.object.value)
    return found


def broader() -> dict[str, str]:
    return {
        get_value(quad.subject): get_value(quad.object)
        for quad in read_source(HUB, ROOT).quads
        if shorten(quad.predicate.value) == "skos:broader"
    }


def priorities() -> set[tuple[str, str, str, str]]:
    """Region, own or joint, area and top theme, of the four documented strategies."""
    up = broader()
    found = set()
    for slug in (*OWN, *JOINT):
        for quad in read_source(MAPPINGS / f"{slug}.sssom.tsv", ROOT).quads:
            if quad.predicate.value in (expand("styrka:primaryTheme"), expand("styrka:secondaryTheme")):
                theme = up.get(get_value(quad.object), get_value(quad.object)).rsplit("/", 1)[1]
                area = get_value(quad.subject).removeprefix(BASE + "id/area/")
                for region in JOINT[slug] if slug in JOINT else (OWN[slug],):
                    found.add((region, "own" if slug in OWN else "joint", area, theme))
    return found


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.relative_to(MAPPINGS).as_posix())
def test_every_table_reads_under_the_name_of_its_graph(table: Path) -> None:
    source = read_source(table, ROOT)
    assert source.graph == graph_iri(source.path)
    statuses = {
        get_value(quad.object).rsplit("/", 1)[1]
        for quad in source.quads
        if quad.predicate.value == expand("styrka:mappingStatus")
    }
    assert statuses == ({"suggested"} if table in SUGGESTED else {"curated"})


def test_rows_point_at_what_exists_under_its_present_label(known: dict[str, set[str]]) -> None:
    for row in rows(*TABLES):
        for thing in ("subject", "object"):
            iri = expand(row.cells[f"{thing}_id"])
            assert row.cells[f"{thing}_label"] in known[iri], f"{row.path}:{row.line}: {thing} {iri}"


def test_no_mapping_stands_in_two_tables() -> None:
    seen: dict[tuple[str, str], str] = {}
    for row in rows(*TABLES):
        key = row.cells["subject_id"], row.cells["object_id"]
        assert seen.setdefault(key, row.path) == row.path, f"{key} stands in {seen[key]} and {row.path}"


def test_nothing_is_suggested_for_what_is_decided() -> None:
    decided = {row.cells["subject_id"] for row in rows(*DECIDED)}
    assert not decided & {row.cells["subject_id"] for row in rows(*SUGGESTED)}


def test_every_swedish_area_has_a_curated_primary_theme(known: dict[str, set[str]]) -> None:
    areas = {iri for iri in known if iri.startswith(BASE + "id/area/se")}
    primary = {expand(row.cells["subject_id"]) for row in rows(*SWEDISH) if row.cells["rank"] == "primary"}
    assert areas
    assert areas == primary


def test_every_decision_has_a_reason_and_none_is_certain() -> None:
    for row in rows(*SWEDISH):
        assert len(row.cells["comment"]) > 15, f"{row.path}:{row.line}"
        assert float(row.cells["confidence"]) < 1, f"{row.path}:{row.line}"


@pytest.mark.parametrize("table", SWEDISH, ids=lambda path: path.name.split(".")[0])
def test_a_table_maps_the_areas_of_the_list_it_is_named_for(table: Path) -> None:
    for row in rows(table):
        assert row.cells["subject_id"].startswith(f"area:{table.name.split('.')[0]}/")


@pytest.mark.parametrize(
    ("theme", "regions", "areas", "own"),
    [
        (
            "energy",
            {"SE121", "SE122", "SE123", "SE124", "SE125", "SE311", "SE312"},
            {
                "se12-2023/morgondagens-energilosningar",
                "se311-2022/hallbara-systemlosningar-med-solel-i-centrum",
                "se312-2014/energieffektivt-samhallsbyggande",
            },
            {"SE311", "SE312"},
        ),
        (
            "health",
            {"SE121", "SE122", "SE123", "SE124", "SE125", "SE311", "SE312"},
            {
                "se12-2023/life-science-valfardsteknik-och-e-halsa",
                "se311-2022/digital-halsoinnovation",
                "se312-2014/halsa-och-valfard",
            },
            {"SE311", "SE312"},
        ),
        (
            "food",
            {"SE121", "SE122", "SE123", "SE124", "SE125", "SE311"},
            {"se12-2023/hallbar-livsmedelsforsorjning", "se311-2022/livsmedel-i-hallbara-samspel"},
            {"SE311"},
        ),
        (
            "manufacturing",
            {"SE121", "SE122", "SE123", "SE124", "SE125", "SE311", "SE312"},
            {
                "se12-2023/smart-industri",
                "se122-2017/avancerad-tillverkning-for-kravande-miljoer",
                "se311-2022/avancerad-tillverkning-och-komplexa-system",
                "se312-2014/avancerad-industri",
            },
            {"SE122", "SE311", "SE312"},
        ),
    ],
)
def test_the_documented_strategies_share_what_the_model_says(
    theme: str, regions: set[str], areas: set[str], own: set[str]
) -> None:
    found = {each for each in priorities() if each[3] == theme}
    assert {region for region, _, _, _ in found} == regions
    assert {area for _, _, area, _ in found} == areas
    assert {region for region, basis, _, _ in found if basis == "own"} == own


def test_varmland_and_dalarna_overlap_in_manufacturing_health_and_energy() -> None:
    themes = {region: {theme for each, _, _, theme in priorities() if each == region} for region in ("SE311", "SE312")}
    assert themes["SE311"] & themes["SE312"] == {"manufacturing", "health", "energy"}


def test_every_documented_area_counts_for_a_theme() -> None:
    assert len({area for _, _, area, _ in priorities()}) == 18
