"""What the whole of the data answers where the answer is known from elsewhere."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from styrka.engine.interface import select_rows as rows_of
from styrka.engine.local import LocalEngine
from styrka.vocabulary import BASE, DEF
from tests.queries.conftest import Asking, Sources

pytestmark = pytest.mark.slow


def counts(table: Path, *columns: str) -> Counter[str]:
    """How many rows of a fact table have each value, the columns put together with a space."""
    with table.open(encoding="utf-8", newline="") as rows:
        return Counter(" ".join(row[column] for column in columns) for row in csv.DictReader(rows))


def test_each_list_has_as_many_areas_as_the_fact_tables(shared: Path, ask_whole: Asking) -> None:
    found: Counter[str] = Counter()
    for row in ask_whole("areas-per-list"):
        if row["areas"] not in ("not recorded", "0"):
            found[row.get("identifier", "")] += int(row["areas"])
    stated = counts(shared / "facts" / "priorities_se.csv", "strategy_id")
    stated += counts(shared / "facts" / "priorities_eu.csv", "nuts", "version")
    # The second load has 18 more lists, and Sicily's sixth area; three others it restates.
    more = counts(shared / "facts" / "new" / "priorities_more.csv", "nuts", "version")
    restated = {name for name in more if name.split()[0] in ("ES51", "FI194") or name.startswith("ITG1 2014-2020")}
    stated += Counter({name: count for name, count in more.items() if name not in restated})
    stated["ITG1 2014-2020 (Eye@RIS3)"] += 1
    # A mixed list of two pages was dropped, and Tillväxtverket's list for Gotland was added.
    assert stated.pop("se-332-s3") == 7
    assert found.pop("") == 5
    assert found == stated
    assert sum(found.values()) == 191 - 7 + 1042 + 78 + 1


@pytest.mark.parametrize(
    ("region", "earlier", "later"),
    [("SE311", ("2015", "6"), ("2022-03-08", "7")), ("SE312", ("2014", "4"), ("2022-09-20", "5"))],
)
def test_priorities_have_changed(
    region: str, earlier: tuple[str, str], later: tuple[str, str], ask_whole: Asking
) -> None:
    (row,) = ask_whole("changed-priorities", region=region)
    assert row["answer"] == "comparable"
    assert (row["earlierAsOf"], row["earlierAreas"]) == earlier
    assert (row["laterAsOf"], row["laterAreas"]) == later


def test_vasterbotten_is_not_recorded_though_its_strategies_are_known(ask_whole: Asking) -> None:
    rows = ask_whole("regions-without-priorities", country="SE", level="3")
    assert [(row["region"], row["answer"], row["knownLists"]) for row in rows] == [
        ("id/region/SE331", "not recorded", "4")
    ]
    assert [row["answer"] for row in ask_whole("changed-priorities", region="SE331")] == ["not recorded"]
    (state,) = [
        row["state"]
        for row in ask_whole("theme-by-region", theme="energy", country="SE")
        if row["region"] == "id/region/SE331"
    ]
    assert state == "not recorded"


def test_the_latest_list_answers_and_old_ones_are_marked(ask_whole: Asking) -> None:
    latest = list(ask_whole("shared-priorities", theme="energy", country="SE312"))
    assert [row["list"] for row in latest] == ["id/strategy/se312-2022"]
    every = {
        row["list"]: row["standing"]
        for row in ask_whole("shared-priorities", theme="energy", country="SE312", when="any")
    }
    assert every == {
        "id/strategy/se312-2022": "latest recorded list",
        "id/strategy/se312-2014": "superseded by a later list",
    }


def test_a_contact_is_that_of_the_regions_own_authority(ask_whole: Asking) -> None:
    """Most regions have none recorded; a row is repeated for nobody else's pages."""
    rows = ask_whole("shared-priorities", theme="energy", country="DE")
    assert len(rows) == len({(row["region"], row["area"], row["list"]) for row in rows}) < 50
    assert not [row for row in rows if "contact" in row and "authority" not in row]


def test_a_year_answers_with_the_list_of_that_time(ask_whole: Asking) -> None:
    assert {row["list"] for row in ask_whole("shared-priorities", theme="health", country="SE312", when="2018")} == {
        "id/strategy/se312-2014"
    }
    assert ask_whole("shared-priorities", theme="health", country="SE312", when="2013") == []


def test_documented_sources_leave_the_curators_knowledge_out(sources_of: Sources) -> None:
    rows = sources_of("shared-priorities", theme="energy", sources="documented")
    assert rows
    assert all(sources - {"curation", "curators-knowledge"} for sources in rows)


@pytest.mark.parametrize(
    ("region", "strategy", "document"),
    [
        ("SE122", "se122-2017", "region-sormland-2018"),
        ("SE312", "se312-2022", "regiondalarna-se-kortfattat-regionala-utveckling-3cff57be"),
    ],
)
def test_an_adoption_rests_on_the_document_that_tells_of_it(
    region: str, strategy: str, document: str, ask_whole: Asking, sources_of: Sources
) -> None:
    rows = zip(ask_whole("adoption", region=region), sources_of("adoption", region=region), strict=True)
    assert [sources for row, sources in rows if row["list"] == f"id/strategy/{strategy}"] == [{document, "curation"}]


def test_the_areas_of_a_superseded_list_answer_and_say_so(ask_whole: Asking) -> None:
    rows = ask_whole("areas-without-actor-or-project", strategy="se312-2014")
    assert len(rows) == 4
    assert {row["standing"] for row in rows} == {"superseded by a later list"}
    latest = {row["list"] for row in ask_whole("areas-without-actor-or-project", country="SE312")}
    assert latest == {"id/strategy/se312-2022"}


def test_the_regions_that_do_the_joint_work_are_reported(ask_whole: Asking) -> None:
    rows = ask_whole("how-a-strategy-was-made", list="se12-2023")
    assert {row["step"] for row in rows} == {"work"}
    assert Counter(row["role"] for row in rows) == {"working-group-member": 5, "runs": 1}


def test_what_rests_on_the_curators_knowledge_has_no_document(ask_whole: Asking, sources_of: Sources) -> None:
    rows = ask_whole("curators-knowledge")
    assert {"def/fundedBy", "def/locatedIn", "def/managedBy"} <= {row["property"] for row in rows}
    assert {row["confidence"] for row in rows} <= {"high", "medium", "low", "not recorded"}
    assert all(sources <= {"curators-knowledge", "curation"} for sources in sources_of("curators-knowledge"))


def test_the_money_of_varmland_rests_on_the_page_of_the_region(
    sources_of: Sources,
) -> None:
    (sources,) = sources_of("money-moved", region="SE311")
    assert "region-varmland" in sources


def test_the_territory_that_decides_answers_once_for_the_places_inside_it(ask_whole: Asking) -> None:
    (row,) = ask_whole("regions-without-priorities", country="DE", level="3")
    assert (row["region"], row["places"], row["knownLists"]) == ("id/region/DE1", "44", "1")


def test_a_superseded_list_is_named_with_the_list_after_it(ask_whole: Asking) -> None:
    later = {
        row["list"]: row["later"]
        for row in ask_whole("old-lists", country="SE312")
        if row["why"] == "superseded by a later list"
    }
    assert later["id/strategy/se312-2014"] == "id/strategy/se312-2022"


def test_a_status_has_the_date_at_which_it_was_said(ask_whole: Asking) -> None:
    rows = ask_whole("periods", region="SE311")
    assert {row["statusAsOf"] == "not applicable" for row in rows if row["status"] == "not recorded"} == {True}
    assert all(row["statusAsOf"][:2] == "20" for row in rows if row["status"] != "not recorded")


def test_a_status_has_the_date_of_the_document_that_dates_it(ask_whole: Asking) -> None:
    dates = {
        row["list"]: row["statusAsOf"]
        for region in ("SE122", "SE311", "SE12")
        for row in ask_whole("periods", region=region)
    }
    assert dates["id/strategy/se122-2017"] == "2018-06-20"
    assert dates["id/strategy/se311-2022"] == "2022-03-08"
    assert dates["id/strategy/se12-2023"] == "2023"
    projects = {row["project"]: row["statusAsOf"] for row in ask_whole("projects-ended-before", before="2024-06-01")}
    assert projects["id/project/ecs3"] == "2023"


def test_the_period_of_varmlands_strategy_does_not_rest_on_the_page_that_does_not_say_it(whole: LocalEngine) -> None:
    graph = f"{BASE}graph/strategies/se311-2022/region-varmland"
    said = f"SELECT ?p {{ GRAPH <{graph}> {{ <{BASE}id/strategy/se311-2022> ?p ?o }} }}"
    properties = {row["p"].value.removeprefix(DEF) for row in rows_of(whole, said)}
    assert "hasPriorityArea" in properties
    assert not properties & {"adoptedOn", "periodStart", "periodEnd", "asOf"}


def test_the_joint_roadmaps_cover_2023_to_2027(ask_whole: Asking) -> None:
    (row,) = [row for row in ask_whole("periods", region="SE12") if row["list"] == "id/strategy/se12-roadmaps-2023"]
    assert (row["from"], row["until"]) == ("2023", "2027")


def test_tillvaxtverket_works_at_two_levels(ask_whole: Asking) -> None:
    assert [
        (row["level"], row["wording"]) for row in ask_whole("geographical-levels", list="se-tillvaxtverket-s3")
    ] == [
        ("2", "Regionalfonden (NUTS 2-regioner)"),
        ("3", "Regioner/län"),
    ]


def test_varmland_serves_its_development_strategy(ask_whole: Asking) -> None:
    (row,) = ask_whole("higher-strategies", region="SE311")
    assert (row["higherName"], row["horizon"], row["derivation"]) == ("Värmlandsstrategin 2040", "2040", "asserted")


def test_the_cross_cutting_aims_of_varmland(ask_whole: Asking) -> None:
    assert [row["aim"] for row in ask_whole("cross-cutting-aims", region="SE311")] == [
        "digitalisation",
        "gender equality",
        "green transition",
    ]


def test_known_disagreements_are_found(ask_whole: Asking) -> None:
    rows = ask_whole("conflicting-sources")
    subjects = {row["subject"] for row in rows}
    assert {
        "id/strategy/se224-2020",
        "id/strategy/se311-2015",
        "id/programme/interreg-central-baltic-2021-2027",
    } <= subjects
    used = Counter(
        (row["subject"], row["property"], row["quantity"]) for row in rows if row["standing"] == "used" and row["rule"]
    )
    # The EU's part and the total of a programme are two quantities, each with a value that is used.
    assert used == Counter({(row["subject"], row["property"], row["quantity"]): 1 for row in rows})
    assert used["id/programme/ostra-mellansverige-erdf-2014-2020", "def/hasAmount", "total-budget"] == 1
    values = {row["value"]: row["standing"] for row in rows if row["subject"] == "id/strategy/se224-2020"}
    assert values == {"2020": "used", "2019": "kept"}


def test_a_voivodeship_answers_and_the_units_below_it_do_not(ask_whole: Asking) -> None:
    rows = ask_whole("theme-by-region", theme="energy", country="PL")
    assert "id/region/PL51" in {row["region"] for row in rows}
    assert all(len(row["region"].removeprefix("id/region/")) <= 4 for row in rows)


def test_no_personal_data_are_published(ask_whole: Asking) -> None:
    assert ask_whole("personal-data") == []


def test_an_organisation_in_several_areas_is_told_with_each_of_them(ask_whole: Asking) -> None:
    rows = ask_whole("organisations-in-several-areas", region="SE312")
    assert all(int(row["areas"]) == len(row["areaNames"].split("; ")) >= 2 for row in rows)
    # No source names a project as an example of an area of Dalarna: each of these is our reading, by theme.
    assert {row["derivation"] for row in rows} == {"inferred"}
    fewer = ask_whole("organisations-in-several-areas", region="SE312", least="3")
    assert [row["organisation"] for row in rows if int(row["areas"]) >= 3] == [row["organisation"] for row in fewer]


def test_a_partner_not_met_has_no_project_with_us(ask_whole: Asking, whole: LocalEngine) -> None:
    rows = ask_whole("partners-not-met", actor="dalarna-science-park", theme="energy")
    assert {row["answer"] for row in rows} == {"none recorded"}
    found = {row["organisation"] for row in rows}
    assert "id/actor/hogskolan-dalarna" in found
    assert "id/actor/dalarna-science-park" not in found
    for one in found:
        both = f"VALUES ?us {{ <{BASE}id/actor/dalarna-science-park> }} VALUES ?them {{ <{BASE}{one}> }}"
        shared = f"?us <{DEF}participatesIn> ?x . ?them <{DEF}participatesIn> ?x"
        assert rows_of(whole, f"SELECT ?x {{ {both} {shared} }}") == []


def test_regions_nearby_complement_each_other_both_ways(ask_whole: Asking) -> None:
    rows = {row["region"]: row for row in ask_whole("complementary-priorities", region="SE311")}
    assert {"id/region/SE312", "id/region/SE124"} <= set(rows)
    back = {row["region"]: row for row in ask_whole("complementary-priorities", region="SE312")}
    here, there = rows["id/region/SE312"], back["id/region/SE311"]
    assert (here["onlyThereThemes"], here["onlyHereThemes"]) == (there["onlyHereThemes"], there["onlyThereThemes"])
    assert here["shared"] == there["shared"]


def test_a_region_without_recorded_priorities_is_compared_with_nobody(ask_whole: Asking) -> None:
    assert ask_whole("complementary-priorities", region="SE331") == []
    assert "id/region/SE331" not in {row["region"] for row in ask_whole("complementary-priorities", region="SE332")}


def test_the_indicators_of_an_area_are_not_recorded_and_the_money_is_a_lower_bound(ask_whole: Asking) -> None:
    whole, work, *areas = ask_whole("indicators-of-a-strategy", list="se311-2022")
    # The page ties its turnover to the work since 2015, over both strategies, and not to the strategy of 2022.
    assert work["about"] == "scheme/concept/smart-specialisering-i-varmland"
    assert (work["latest"], work["bound"]) == ("1000000000", "lower")
    rest = [whole, *areas]
    assert len(rest) == 8
    assert {row[name] for row in rest for name in ("indicator", "latest")} == {"not recorded"}


@pytest.mark.parametrize(
    ("strategy", "steps"),
    [
        ("se311-2022", ["participation"] * 5 + ["adoption"]),
        ("se311-2015", ["event", "adoption"]),
        ("se122-2017", ["adoption"]),
    ],
)
def test_how_a_strategy_was_made_is_told_as_far_as_it_is_recorded(
    strategy: str, steps: list[str], ask_whole: Asking
) -> None:
    assert [row["step"] for row in ask_whole("how-a-strategy-was-made", list=strategy)] == steps


def test_a_strategy_whose_making_is_not_recorded_says_so(ask_whole: Asking) -> None:
    told = {row["list"] for row in ask_whole("areas-per-list", country="SE")}
    silent = [
        one
        for one in sorted(told)
        if one.startswith("id/strategy/")
        and [row["step"] for row in ask_whole("how-a-strategy-was-made", list=one.rsplit("/", 1)[-1])]
        == ["not recorded"]
    ]
    assert silent


@pytest.mark.parametrize(("region", "among"), [("SE122", "level"), ("SE122", "all"), ("PL21", "level")])
def test_similarity_weighs_a_theme_by_those_that_lack_it(
    region: str, among: str, whole: LocalEngine, ask_whole: Asking
) -> None:
    """By a count of its own; and partners of a joint strategy stand after the others, the most alike first in both."""
    prefix = f"PREFIX styrka: <{DEF}> SELECT ?region ?value "
    themes: dict[str, set[str]] = {}
    for has in rows_of(whole, prefix + "{ ?region styrka:latestTheme ?value }"):
        themes.setdefault(has["region"].value.removeprefix(BASE), set()).add(has["value"].value)
    having = Counter(theme for several in themes.values() for theme in several)
    levels = {
        row["region"].value.removeprefix(BASE): row["value"].value
        for row in rows_of(whole, prefix + "{ ?region styrka:nutsLevel ?value }")
    }
    this = f"id/region/{region}"

    def weigh(several: set[str]) -> float:
        return sum(1 - having[theme] / len(themes) for theme in several)

    rows = ask_whole("similar-regions", region=region, among=among)
    assert {row["region"] for row in rows} == {
        other
        for other, of in themes.items()
        if other != this and of & themes[this] and (among == "all" or levels.get(other) == levels[this])
    }
    for one in rows:
        of = themes[one["region"]]
        expected = weigh(of & themes[this]) / weigh(of | themes[this])
        assert float(one["similarity"]) == pytest.approx(expected, abs=0.002)
        assert int(one["shared"]) == len(of & themes[this])
    order = [(row["partner"], -float(row["similarity"])) for row in rows]
    assert order == sorted(order)
    partners = {row["region"] for row in rows if row["partner"] == "same joint strategy"}
    if region == "SE122":
        assert partners == {f"id/region/SE12{number}" for number in (1, 3, 4, 5)}
    else:
        assert {one[: len("id/region/PL")] for one in partners} == {"id/region/PL"}
