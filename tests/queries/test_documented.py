"""What the four documented strategies answer, exactly: each is an answer that people checked against the documents.

Sörmland 2017 (3 areas), the joint East Middle Sweden (4), Värmland 2022 (7) and Dalarna 2014 (4), with the reference
data and what the documents say beside strategies.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.queries.conftest import Asking, Rows

EAST = ["SE121", "SE122", "SE123", "SE124", "SE125"]


def has(rows: Rows, *columns: str) -> set[tuple[str, ...]]:
    """The values of some columns, each row once."""
    return {tuple(row.get(column, "") for column in columns) for row in rows}


def joint(area: str) -> set[tuple[str, str, str]]:
    """The five counties of East Middle Sweden with an area of their joint list."""
    return {(f"id/region/{code}", "joint", area) for code in EAST}


SHARED = {
    "energy": joint("Morgondagens energilösningar")
    | {
        ("id/region/SE311", "own", "Hållbara systemlösningar med solel i centrum"),
        ("id/region/SE312", "own", "Energieffektivt samhällsbyggande"),
    },
    "health": joint("Life science, välfärdsteknik och e-hälsa")
    | {("id/region/SE311", "own", "Digital hälsoinnovation"), ("id/region/SE312", "own", "Hälsa och välfärd")},
    "manufacturing": joint("Smart industri")
    | {
        ("id/region/SE122", "own", "Avancerad tillverkning för krävande miljöer"),
        ("id/region/SE311", "own", "Avancerad tillverkning och komplexa system"),
        ("id/region/SE312", "own", "Avancerad Industri"),
    },
    "food": joint("Hållbar livsmedelsförsörjning") | {("id/region/SE311", "own", "Livsmedel i hållbara samspel")},
}


@pytest.mark.parametrize("theme", SHARED)
def test_regions_share_a_theme_through_these_areas(theme: str, ask_documented: Asking) -> None:
    rows = ask_documented("shared-priorities", theme=theme)
    assert len(rows) == len(SHARED[theme])
    assert has(rows, "region", "basis", "areaName") == SHARED[theme]
    assert {row["listKind"] for row in rows} == {"strategy"}
    assert {row["standing"] for row in rows} == {"latest recorded list"}


@pytest.mark.parametrize(
    ("theme", "regions", "areas"), [("energy", 7, 3), ("health", 7, 3), ("manufacturing", 7, 4), ("food", 6, 2)]
)
def test_this_many_regions_through_this_many_areas(
    theme: str, regions: int, areas: int, ask_documented: Asking
) -> None:
    rows = ask_documented("shared-priorities", theme=theme)
    assert len({row["region"] for row in rows}) == regions
    assert len({row["area"] for row in rows}) == areas


@pytest.mark.parametrize(
    ("theme", "regions"),
    [("energy", "SE311 SE312"), ("health", "SE311 SE312"), ("manufacturing", "SE122 SE311 SE312"), ("food", "SE311")],
)
def test_regions_have_a_theme_of_their_own(theme: str, regions: str, ask_documented: Asking) -> None:
    rows = ask_documented("shared-priorities", theme=theme, basis="own")
    assert [row["region"] for row in rows] == [f"id/region/{code}" for code in regions.split()]
    assert {row["basis"] for row in rows} == {"own"}


def test_joint_priorities_are_inferred_through_the_larger_region(ask_documented: Asking) -> None:
    rows = ask_documented("shared-priorities", theme="energy", basis="joint")
    assert has(rows, "region", "derivation", "list", "asOf") == {
        (f"id/region/{code}", "inferred", "id/strategy/se12-2023", "2023") for code in EAST
    }


def test_dalarna_drops_out_of_energy_without_secondary_themes(ask_documented: Asking) -> None:
    regions = {row["region"] for row in ask_documented("shared-priorities", theme="energy", rank="primary")}
    assert regions == {f"id/region/{code}" for code in [*EAST, "SE311"]}


def test_the_year_of_the_list_is_reported(ask_documented: Asking) -> None:
    rows = ask_documented("shared-priorities", theme="energy", basis="own")
    assert has(rows, "region", "asOf") == {("id/region/SE311", "2022-03-08"), ("id/region/SE312", "2014")}


def test_before_2022_only_dalarna_is_recorded_with_energy(ask_documented: Asking) -> None:
    assert [row["region"] for row in ask_documented("shared-priorities", theme="energy", when="2018")] == [
        "id/region/SE312"
    ]


def test_the_larger_region_answers_only_when_every_region_is_asked(ask_documented: Asking) -> None:
    deciding = {row["region"] for row in ask_documented("shared-priorities", theme="energy")}
    every = {row["region"] for row in ask_documented("shared-priorities", theme="energy", regions="all")}
    assert every - deciding == {"id/region/SE12"}


def test_dalarna_has_no_food_recorded_and_the_list_may_be_incomplete(ask_documented: Asking) -> None:
    states = {row["region"]: row["state"] for row in ask_documented("theme-by-region", theme="food")}
    assert states["id/region/SE312"] == "has a recorded list without it"
    assert states["id/region/SE110"] == "not recorded"
    assert Counter(states.values()) == {"has it": 6, "has a recorded list without it": 1, "not recorded": 14}


def test_each_strategy_has_this_many_areas(ask_documented: Asking) -> None:
    rows = ask_documented("areas-per-list")
    assert {
        row["list"]: row["areas"] for row in rows if row["listKind"] == "strategy" and row["areas"] != "not recorded"
    } == {
        "id/strategy/se122-2017": "3",
        "id/strategy/se12-2023": "4",
        "id/strategy/se311-2022": "7",
        "id/strategy/se312-2014": "4",
    }


def test_five_counties_make_up_east_middle_sweden_and_two_documents_agree(ask_documented: Asking) -> None:
    rows = ask_documented("parts-of-a-region", region="SE12")
    assert [row["code"] for row in rows] == EAST
    assert {row["documents"] for row in rows} == {"2"}
    assert {row["derivation"] for row in rows} == {"asserted"}


def test_varmland_and_dalarna_overlap_in_three_themes_without_a_joint_list(ask_documented: Asking) -> None:
    rows = ask_documented("overlapping-priorities")
    assert has(rows, "larger", "theme", "regionOne", "areaOneName", "regionTwo", "areaTwoName", "jointList") == {
        (
            "id/region/SE31",
            f"scheme/theme/{theme}",
            "id/region/SE311",
            one,
            "id/region/SE312",
            two,
            "no joint list recorded",
        )
        for theme, one, two in (
            ("manufacturing", "Avancerad tillverkning och komplexa system", "Avancerad Industri"),
            ("health", "Digital hälsoinnovation", "Hälsa och välfärd"),
            ("energy", "Hållbara systemlösningar med solel i centrum", "Energieffektivt samhällsbyggande"),
        )
    }


def test_fourteen_of_eighteen_priorities_have_no_named_actor_or_project(ask_documented: Asking) -> None:
    rows = ask_documented("areas-without-actor-or-project")
    assert Counter(row["list"] for row in rows) == {
        "id/strategy/se122-2017": 3,
        "id/strategy/se311-2022": 7,
        "id/strategy/se312-2014": 4,
    }
    assert {row["answer"] for row in rows} == {"none recorded"}
    assert ask_documented("areas-without-actor-or-project", strategy="se12-2023") == []


def test_dalarna_names_five_instruments_and_says_that_there_are_more(ask_documented: Asking) -> None:
    rows = ask_documented("funding-named-by-a-strategy", list="se312-2014")
    assert has(rows, "instrument", "kind") == {
        ("id/programme/strukturfonderna", "programme"),
        ("id/programme/interreg", "programme"),
        ("id/programme/horisont-2020-2014-2020", "programme"),
        ("id/actor/vinnova", "funding body"),
        ("id/actor/tillvaxtverket", "funding body"),
    }
    assert {row["completeness"] for row in rows} == {"open-ended: the source says that there are more"}
    assert {row["eligibility"] for row in rows} == {"not recorded"}


def test_a_strategy_without_recorded_funding_says_not_recorded(ask_documented: Asking) -> None:
    (row,) = ask_documented("funding-named-by-a-strategy", list="se122-2017")
    assert row["instrumentName"] == "not recorded"


def test_varmland_has_moved_more_than_a_thousand_million_kronor_since_2015_over_two_strategies(
    ask_documented: Asking,
) -> None:
    (row,) = ask_documented("money-moved", region="SE311")
    assert (row["value"], row["currency"], row["bound"], row["since"]) == ("1000000000", "SEK", "lower", "2015")
    assert row["aboutName"] == "smart specialisering i Värmland"


def test_what_the_work_in_varmland_has_led_to_is_said_of_the_work_and_not_of_one_strategy(
    ask_documented: Asking,
) -> None:
    rows = ask_documented("statements-of-a-strategy", list="se311-2022")
    assert Counter(row["aboutName"] for row in rows if row["kind"] == "Result") == {
        "smart specialisering i Värmland": 6
    }


def test_the_users_of_a_test_bed_are_told_where_the_document_says_so(ask_documented: Asking) -> None:
    access = {row["facilityName"]: row["access"] for row in ask_documented("test-beds", region="SE311")}
    assert access["Testa Center"].split("; ") == [
        "forskare",
        "företag",
        "industriföretag som deltar i projektet Fast Lane 4 industry",
    ]


def test_the_money_of_sormland_is_not_recorded(ask_documented: Asking) -> None:
    (row,) = ask_documented("money-moved", region="SE122")
    assert row["answer"] == "not recorded"
    assert "value" not in row


def test_sormland_was_adopted_by_the_regional_executive_board(ask_documented: Asking) -> None:
    (row,) = ask_documented("adoption", region="SE122")
    assert (row["adoptedOn"], row["adopterName"], row["decidingBody"]) == (
        "2017-02-02",
        "Region Sörmland",
        "regionstyrelsen",
    )


def test_the_candidate_partner_for_energy_has_no_recorded_eligibility(ask_documented: Asking) -> None:
    (row,) = ask_documented("partners-for-a-theme", theme="energy", region="SE311")
    assert row["actor"] == "id/actor/electrification-hub"
    assert row["throughName"] == "Morgondagens energilösningar"
    assert row["eligibility"] == "not recorded"


@pytest.mark.parametrize("programme", ["horisont-2020-2014-2020", "interreg"])
def test_a_programme_that_is_only_mentioned_is_never_said_to_cover_a_region(
    programme: str, ask_documented: Asking
) -> None:
    rows = ask_documented("programmes-for-regions", one="SE311", two="SE125", show="all", date="2018")
    states = {row["programme"]: row["eligibility"] for row in rows}
    assert states[f"id/programme/{programme}"] == "not recorded"


def test_east_middle_sweden_went_from_no_joint_areas_to_four(ask_documented: Asking) -> None:
    (row,) = ask_documented("changed-priorities", region="SE12")
    assert row["answer"] == "comparable"
    assert (row["earlierAsOf"], row["earlierAreas"], row["earlierKind"]) == ("2018-06-20", "0", "overview")
    assert (row["laterAsOf"], row["laterAreas"], row["laterKind"]) == ("2023", "4", "strategy")


@pytest.mark.parametrize("region", ["SE122", "SE311", "SE312"])
def test_one_dated_list_is_not_comparable(region: str, ask_documented: Asking) -> None:
    (row,) = ask_documented("changed-priorities", region=region)
    assert row["answer"] == "not comparable"
    assert row["earlierAreas"] == "not recorded"


def test_no_personal_data_are_published(ask_documented: Asking) -> None:
    assert ask_documented("personal-data") == []


def test_what_the_joint_list_names_for_each_area(ask_documented: Asking) -> None:
    assert has(ask_documented("named-for-areas", list="se12-2023"), "areaName", "namedName") == {
        ("Smart industri", "Visual LIFT"),
        ("Life science, välfärdsteknik och e-hälsa", "Testa Center"),
        ("Life science, välfärdsteknik och e-hälsa", "Fast Lane 4 industry"),
        ("Hållbar livsmedelsförsörjning", "Agronoder i samverkan"),
        ("Hållbar livsmedelsförsörjning", "AgroÖst"),
        ("Hållbar livsmedelsförsörjning", "Agro Sörmland"),
        ("Hållbar livsmedelsförsörjning", "Agro Örebro"),
        ("Morgondagens energilösningar", "Electrification Hub"),
    }


def test_regions_lead_the_joint_areas_and_contacts_are_organisations(ask_documented: Asking) -> None:
    assert has(ask_documented("lead-regions", list="se12-2023"), "areaName", "region", "organisationName") == {
        ("Smart industri", "id/region/SE122", "Region Sörmland"),
        ("Smart industri", "id/region/SE124", "Region Örebro län"),
        ("Morgondagens energilösningar", "id/region/SE125", "Region Västmanland"),
        ("Hållbar livsmedelsförsörjning", "id/region/SE123", "Region Östergötland"),
        ("Life science, välfärdsteknik och e-hälsa", "id/region/SE121", "Region Uppsala"),
    }


def test_five_regions_run_the_project_that_the_regional_fund_pays_for(ask_documented: Asking) -> None:
    rows = [
        row for row in ask_documented("projects-of-a-fund", fund="erdf") if row["project"] == "id/project/oms-projektet"
    ]
    assert {row["organisationName"] for row in rows} == {
        "Region Uppsala",
        "Region Sörmland",
        "Region Östergötland",
        "Region Örebro län",
        "Region Västmanland",
    }
    assert {row["role"] for row in rows} == {"runs"}


def test_a_working_group_of_five_regions_runs_the_joint_work(ask_documented: Asking) -> None:
    rows = ask_documented("projects-of-a-fund", fund="erdf", region="SE12")
    joint_work = [row for row in rows if row["project"] == "id/project/smart-specialisering-i-ostra-mellansverige"]
    assert {(row["role"], row["organisationName"]) for row in joint_work} == {
        ("runs", "arbetsgrupp från fem regioner"),
        ("working-group-member", "Region Uppsala"),
        ("working-group-member", "Region Sörmland"),
        ("working-group-member", "Region Östergötland"),
        ("working-group-member", "Region Örebro län"),
        ("working-group-member", "Region Västmanland"),
    }


def test_three_themes_are_common_to_all_three_and_food_to_two(ask_documented: Asking) -> None:
    rows = ask_documented("common-themes", one="se12-2023", two="se311-2022", three="se312-2014", level="top")
    assert has(rows, "theme", "sharedBy") == {
        ("scheme/theme/energy", "3"),
        ("scheme/theme/health", "3"),
        ("scheme/theme/manufacturing", "3"),
        ("scheme/theme/food", "2"),
    }


def test_the_counterparts_of_sormlands_own_areas(ask_documented: Asking) -> None:
    assert has(ask_documented("own-and-joint-counterparts", region="SE122"), "ownName", "jointName", "counterpart") == {
        ("Avancerad tillverkning för krävande miljöer", "Smart industri", "shares a theme"),
        (
            "Biobaserade näringar - hållbar produktion och effektiv distribution",
            "Hållbar livsmedelsförsörjning",
            "related only",
        ),
        ("Verksamhetsnära digitala tjänster", "none recorded", "none recorded"),
    }


def test_fourteen_counties_are_not_recorded(ask_documented: Asking) -> None:
    rows = ask_documented("regions-without-priorities", country="SE", level="3")
    assert len(rows) == 14
    assert {row["answer"] for row in rows} == {"not recorded"}
    assert "id/region/SE110" in {row["region"] for row in rows}


def test_nine_of_nine_erdf_programmes_include_smart_specialisation(ask_documented: Asking) -> None:
    (row,) = ask_documented("programmes-with-smart-specialisation")
    assert (row["value"], row["outOf"], row["asOf"]) == ("9", "9", "2017-02-10")
    assert (row["since"], row["until"]) == ("not recorded", "not recorded")


def test_what_the_project_wants_to_reach(ask_documented: Asking) -> None:
    kinds = Counter(
        (row["kind"], row.get("localTerm", ""))
        for row in ask_documented("objectives-and-results", project="oms-projektet")
    )
    assert kinds == {
        ("Objective", "övergripande mål"): 4,
        ("Objective", "Inom projektet vill vi uppnå"): 8,
        ("Objective", "projektmål"): 5,
        ("ExpectedResult", "förväntat resultat"): 6,
    }


def test_four_sectors_take_part_in_varmland(ask_documented: Asking) -> None:
    assert has(ask_documented("helix-in-governance", list="se311-2022"), "sector", "participantName", "role") == {
        ("academia", "akademi", "participant"),
        ("business", "näringsliv", "participant"),
        ("civil-society", "användare", "participant"),
        ("public-sector", "offentlig sektor", "participant"),
        ("public-sector", "Region Värmland", "responsible"),
    }


def test_seven_arguments_are_each_found_in_two_documents_and_one_says_whose_they_are(ask_documented: Asking) -> None:
    rows = ask_documented("arguments")
    assert len({row["argument"] for row in rows}) == 7
    assert {row["documents"] for row in rows} == {"2"}
    assert has(rows, "document", "attributedToName", "dated") == {
        ("id/source/tillvaxtverket-reglab-2017", "", ""),
        ("id/source/ris3-seminar-2014", "DG Regional and Urban Policy (DG REGIO)", "2014-10-09"),
    }
    assert has([row for row in rows if row["argument"].endswith("rationale-7")], "document", "statement") == {
        ("id/source/tillvaxtverket-reglab-2017", "entrepreneurial discovery process – bottom-up"),
        ("id/source/ris3-seminar-2014", "baserat på entrepreneurial discovery process – bottom-up"),
    }


def test_dalarna_names_evidence_for_the_agenda_and_none_for_an_area(ask_documented: Asking) -> None:
    rows = ask_documented("evidence-for-a-choice", list="se312-2014")
    assert [row["grounds"] for row in rows if row["level"] == "strategy"][:5] == [
        "Dalastrategin",
        "Norra Mellansverige",
        "Interreg",
        "branschanalyser",
        "SWOT",
    ]
    assert [row["grounds"] for row in rows if row["level"] == "area"] == ["not recorded"] * 4


def test_the_sources_of_the_joint_energy_area_are_the_document_and_our_curation(ask_documented: Asking) -> None:
    rows = ask_documented("sources-of-an-area", area="se12-2023/morgondagens-energilosningar")
    assert has(rows, "origin", "publisherName") == {
        ("id/source/region-vastmanland-oms", "Region Västmanland"),
        ("id/source/curation", "Styrka"),
    }
    assert {row["readOn"] for row in rows} == {"not recorded"}


def test_sormlands_energy_is_inferred_and_the_rule_is_reported(ask_documented: Asking) -> None:
    rows = ask_documented("inferred-about-a-region", region="SE122")
    assert (
        "def/jointPriorityArea",
        "id/area/se12-2023/morgondagens-energilosningar",
        "graph/inferred/chain-jointPriorityArea",
    ) in has(rows, "property", "value", "rule")
    assert all(row["ruleEnglish"] != row["ruleSwedish"] for row in rows)


def test_the_names_of_sodermanland(ask_documented: Asking) -> None:
    assert {"Sörmland", "Södermanlands län"} <= {
        row["label"] for row in ask_documented("region-names", name="Sörmland")
    }
    assert "ÖMS" in {row["label"] for row in ask_documented("region-names", name="öms")}


@pytest.mark.parametrize(("name", "region"), [("East Central Sweden", "SE12"), ("Region Sörmland", "SE122")])
def test_a_name_without_its_hyphen_and_one_of_the_authority_find_the_region(
    name: str, region: str, ask_documented: Asking
) -> None:
    assert {row["code"] for row in ask_documented("region-names", name=name)} == {region}


def test_every_region_of_the_documents_has_a_code_that_is_valid(ask_documented: Asking) -> None:
    rows = ask_documented("region-codes")
    assert {row["code"] for row in rows} == {"SE12", "SE122", "SE311", "SE312"}
    assert {row["valid2024"] for row in rows} == {"yes"}
    assert {row["assignedBy"] for row in rows} == {"the curator"}
