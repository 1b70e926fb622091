"""What the queries in ontology/computed/ add beside styrka:supersededBy is what each one's description says."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from styrka.vocabulary import DEF
from tests.ontology.graphs import ONTOLOGY

COMPUTED = ONTOLOGY / "computed"
PREAMBLE = """@prefix s: <https://w3id.org/styrka/def/> . @prefix x: <https://example.org/> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
# As after inference: the inverse and the closure are there.
PLACES = """x:county s:hasAuthority x:council . x:larger s:hasPart x:county . x:county s:partOf x:larger .
x:voivodeship s:hasPart x:unit . x:unit s:partOf x:voivodeship .
x:larger s:coveredBy x:joint . x:voivodeship s:coveredBy x:list .
"""
LISTS = """x:county a s:StrategyRegion ; s:priorityArea x:a, x:b, x:old .
x:unit s:priorityArea x:a . x:a s:decidingRegion x:county . x:b s:decidingRegion x:county .
x:old s:decidingRegion x:county .
x:own s:hasPriorityArea x:a . x:joint s:hasPriorityArea x:b . x:before s:hasPriorityArea x:old ; s:supersededBy x:own .
x:a s:theme x:solar ; s:concerns x:solar, x:energy . x:old s:theme x:steel ; s:concerns x:steel .
"""


def computed(stem: str, turtle: str) -> set[tuple[str, str, str]]:
    """What one query constructs from a little Turtle, without the parts that all IRIs here begin with."""
    store = ox.Store()
    store.load(PREAMBLE + turtle, format=ox.RdfFormat.TRIG)
    found = store.query((COMPUTED / f"{stem}.rq").read_text(encoding="utf-8"))
    assert isinstance(found, ox.QueryTriples)
    return {
        tuple(term.value.removeprefix("https://example.org/").removeprefix(DEF) for term in triple) for triple in found
    }


def test_every_query_says_what_it_computes_and_constructs_only_our_terms() -> None:
    files = sorted(COMPUTED.glob("*.rq"))
    assert [path.stem for path in files] == [
        "area-count",
        "indicator-comparison",
        "indicator-spread",
        "indicator-values",
        "later-known",
        "listed-by",
        "local-name",
        "open-to",
        "place-names",
        "previous-list",
        "strategy-region",
        "superseded-by",
        "territory-areas",
        "territory-borders",
        "territory-gaps",
        "territory-values",
        "text-property",
        "themes-kept",
        "themes-latest",
        "themes-rarity",
        "themes-undecided",
    ]
    for path in files:
        text = path.read_text(encoding="utf-8")
        for key in ("#+ summary: ", "#+ summary-sv: ", "#+ description: A closed-world computation"):
            assert key in text, f"{path.name} lacks {key}"


def test_a_document_lists_an_area_and_the_curation_or_the_curators_knowledge_does_not() -> None:
    turtle = """GRAPH x:one { x:list s:hasPriorityArea x:a } GRAPH x:two { x:list s:hasPriorityArea x:a, x:b }
    GRAPH x:three { x:list s:hasPriorityArea x:b, x:c } x:one dcterms:source x:plan . x:two dcterms:source x:known .
    x:three dcterms:source x:work . x:known a s:CuratorsKnowledge . x:work a s:Curation . x:plan a s:Source ."""
    assert computed("listed-by", turtle) == {("a", "listedBy", "plan")}


def test_a_region_with_an_authority_decides_and_one_that_only_a_joint_list_covers_does_not() -> None:
    assert {region for region, _, _ in computed("strategy-region", PLACES)} == {"county", "voivodeship"}


@pytest.mark.parametrize(
    ("labels", "name"),
    [
        ('"Dalarna County"@en, "Dalarnas län"@sv', "Dalarnas län"),
        ('"Upper Bavaria"@en, "Oberbayern"@de', "Oberbayern"),
        ('"Région de Bruxelles-Capitale"@fr, "Brussels Hoofdstedelijk Gewest"@nl', "Région de Bruxelles-Capitale"),
        ('"Clean solutions"@en', "Clean solutions"),
        ('"B"@en, "A"@en', "A"),
    ],
)
def test_a_name_is_in_swedish_first_and_in_english_last(labels: str, name: str) -> None:
    assert computed("local-name", f"x:r a s:Region ; skos:prefLabel {labels} .") == {("r", "localName", name)}


@pytest.mark.parametrize(
    ("later", "found"),
    [
        ('s:kind x:s3 ; s:asOf "2022"^^xsd:gYear', {("old", "laterKnown", "new")}),
        ('s:kind x:s3 ; s:asOf "2014-06"^^xsd:gYearMonth', set()),
        ('s:kind x:roadmap ; s:asOf "2022"^^xsd:gYear', set()),
        ('s:kind x:s3 ; s:asOf "2022"^^xsd:gYear ; s:hasPriorityArea x:b', set()),
        (
            's:kind x:roadmap ; s:asOf "2022"^^xsd:gYear ; s:hasPriorityArea x:b ; s:incompleteFor s:hasPriorityArea',
            {("old", "laterKnown", "new")},
        ),
        (
            's:kind x:s3 ; s:asOf "2022"^^xsd:gYear ; s:hasPriorityArea x:b ; s:incompleteFor s:hasPriorityArea ; '
            "dcterms:replaces x:old",
            set(),
        ),
        ("s:kind x:s3", set()),
    ],
)
def test_a_later_list_without_recorded_areas_or_with_some_of_them_is_known(
    later: str, found: set[tuple[str, str, str]]
) -> None:
    old = 'x:old s:coversRegion x:r ; s:kind x:s3 ; s:asOf "2014"^^xsd:gYear ; s:hasPriorityArea x:a .'
    assert computed("later-known", f"{old} x:new s:coversRegion x:r ; {later} .") == found


def test_an_area_names_the_regions_that_decide_and_no_unit_within_one() -> None:
    found = computed(
        "territory-areas", "x:county a s:StrategyRegion ; s:priorityArea x:a, x:b . x:unit s:priorityArea x:a ."
    )
    assert found == {("a", "decidingRegion", "county"), ("b", "decidingRegion", "county")}


def test_the_latest_themes_leave_superseded_lists_and_other_regions_out() -> None:
    assert computed("themes-latest", LISTS) == {
        ("county", "latestTheme", "solar"),
        ("county", "latestTheme", "energy"),
    }


def test_a_theme_is_as_rare_as_the_regions_that_lack_it() -> None:
    turtle = "x:a s:latestTheme x:energy, x:food . x:b s:latestTheme x:energy . x:c s:latestTheme x:energy, x:solar ."
    assert computed("themes-rarity", f"{turtle} x:d a s:StrategyRegion .") == {
        ("energy", "rarity", "0"),
        ("food", "rarity", "667"),
        ("solar", "rarity", "667"),
    }


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("", {("county", "undecidedIn", "joint")}),
        ("x:b s:theme x:food .", set()),
        ("x:b s:theme x:food . x:own s:incompleteFor s:hasPriorityArea .", {("county", "undecidedIn", "own")}),
    ],
)
def test_an_incomplete_list_or_an_area_without_a_theme_leaves_a_missing_theme_open(
    more: str, found: set[tuple[str, str, str]]
) -> None:
    assert computed("themes-undecided", LISTS + more) == found


@pytest.mark.parametrize(
    ("lists", "gap"),
    [
        ("", "no-list"),
        ("x:list s:coversRegion x:county .", "no-list"),
        ("x:list s:coversRegion x:county ; s:hasPriorityArea x:a .", "undated"),
        ('x:list s:coversRegion x:county ; s:hasPriorityArea x:a ; s:asOf "2014"^^xsd:gYear .', "before-2021"),
        ('x:list s:coversRegion x:county ; s:hasPriorityArea x:a ; s:periodEnd "2025"^^xsd:gYear .', "before-2021"),
        ('x:list s:coversRegion x:county ; s:hasPriorityArea x:a ; s:periodEnd "2027"^^xsd:gYear .', ""),
        ('x:list s:coversRegion x:county ; s:hasPriorityArea x:a ; s:asOf "2021-03"^^xsd:gYearMonth .', ""),
        ('x:list s:coversRegion x:larger ; s:hasPriorityArea x:a ; s:asOf "2023"^^xsd:gYear .', ""),
        ('x:list s:coversRegion x:land ; s:hasPriorityArea x:a ; s:asOf "2023"^^xsd:gYear .', "no-list"),
        (
            'x:list s:coversRegion x:county ; s:hasPriorityArea x:a ; s:asOf "2023"^^xsd:gYear ; '
            "s:incompleteFor s:hasPriorityArea .",
            "incomplete",
        ),
        (
            'x:list s:coversRegion x:county ; s:hasPriorityArea x:a ; s:asOf "2023"^^xsd:gYear ; '
            "s:status <https://w3id.org/styrka/scheme/status/consultation> .",
            "incomplete",
        ),
    ],
)
def test_what_is_missing_of_a_territory_follows_from_its_newest_lists(lists: str, gap: str) -> None:
    places = (
        "x:county a s:StrategyRegion ; s:partOf x:larger, x:land . x:larger s:partOf x:land . x:land s:nutsLevel 0 ."
    )
    found = {("county", "knownGap", f"https://w3id.org/styrka/scheme/gap/{gap}")} if gap else set()
    assert computed("territory-gaps", f"{places} {lists}") == found


def test_a_territory_that_a_list_is_expected_of_has_a_gap_though_it_is_not_known_to_decide() -> None:
    found = computed("territory-gaps", "x:county s:expectedFor s:coveredBy . x:other a s:Region .")
    assert found == {("county", "knownGap", "https://w3id.org/styrka/scheme/gap/no-list")}


def test_properties_with_text_are_those_with_a_text_or_an_address_of_a_person() -> None:
    turtle = """x:a skos:prefLabel "A"@sv ; s:localName "A"@sv ; s:placeNames "B"@sv ; s:currency "SEK" ;
        s:order 1 ; s:partOf x:b ;
        s:asOf "2020"^^xsd:gYear ; x:contact <mailto:info@example.org> ; x:number <tel:+46> ; x:mail x:mailto ."""
    assert {term for term, _, _ in computed("text-property", turtle)} == {
        "http://www.w3.org/2004/02/skos/core#prefLabel",
        "currency",
        "contact",
        "number",
    }


def test_the_number_of_areas_is_nought_only_where_that_is_recorded() -> None:
    turtle = """x:three s:hasPriorityArea x:a, x:b, x:c ; s:completeFor s:hasPriorityArea .
    x:one s:hasPriorityArea x:d .
    x:none s:completeFor s:hasPriorityArea . x:unknown a s:Strategy ; s:incompleteFor s:hasPriorityArea ."""
    assert {(list_, count.partition("^^")[0]) for list_, _, count in computed("area-count", turtle)} == {
        ("three", "3"),
        ("one", "1"),
        ("none", "0"),
    }


def test_the_previous_list_is_the_nearest_dated_one_of_the_same_region_with_recorded_areas() -> None:
    dated = 'x:{} s:coversRegion x:{} ; s:areaCount {} ; s:asOf "{}"^^xsd:date .'
    turtle = " ".join(
        dated.format(*one)
        for one in (
            ("first", "r", 3, "2012-01-01"),
            ("second", "r", 0, "2015-01-01"),
            ("third", "r", 4, "2020-01-01"),
            ("elsewhere", "q", 4, "2018-01-01"),
        )
    )
    turtle += ' x:uncounted s:coversRegion x:r ; s:asOf "2019-01-01"^^xsd:date .'
    turtle += " x:undated s:coversRegion x:r ; s:areaCount 1 ."
    assert computed("previous-list", turtle) == {
        ("second", "previousList", "first"),
        ("third", "previousList", "second"),
    }


def test_a_programme_is_open_to_eligible_regions_and_those_inside_them() -> None:
    turtle = PLACES + "x:fund s:eligibleRegion x:larger . x:local s:eligibleRegion x:unit ."
    assert computed("open-to", turtle) == {
        ("fund", "openTo", "larger"),
        ("fund", "openTo", "county"),
        ("local", "openTo", "unit"),
    }


def test_larger_regions_border_each_other_where_their_parts_do_and_never_what_they_lie_in() -> None:
    # Two counties of one region, beside a voivodeship with one unit; the states around them; an area that overlaps.
    turtle = """x:a s:partOf x:north, x:state, x:valley ; s:nutsLevel 3 . x:b s:nutsLevel 3 .
    x:b s:partOf x:south, x:state .
    x:u s:partOf x:voivodeship, x:abroad ; s:nutsLevel 3 . x:north s:partOf x:state ; s:nutsLevel 2 .
    x:south s:partOf x:state ; s:nutsLevel 2 . x:voivodeship s:partOf x:abroad ; s:nutsLevel 2 .
    x:state s:nutsLevel 0 . x:abroad s:nutsLevel 0 . x:valley a s:StrategyRegion .
    x:a a s:StrategyRegion . x:north a s:StrategyRegion . x:voivodeship a s:StrategyRegion .
    x:a s:borders x:b, x:u . x:b s:borders x:a . x:u s:borders x:a ."""
    one_way = {
        ("north", "borders", "south"),
        ("north", "borders", "voivodeship"),
        ("state", "borders", "abroad"),
        ("a", "borders", "voivodeship"),
        ("valley", "borders", "voivodeship"),
    }
    assert computed("territory-borders", turtle) == one_way | {(there, by, here) for here, by, there in one_way}


def test_the_places_in_words_are_the_smallest_in_alphabetical_order() -> None:
    turtle = """x:larger s:localName "Larger"@sv . x:county s:localName "County"@sv ; s:partOf x:larger .
    x:abroad s:localName "Abroad"@sv . x:nameless s:partOf x:larger .
    x:a s:locatedIn x:county, x:larger, x:abroad . x:b s:locatedIn x:larger . x:c s:locatedIn x:nameless ."""
    assert computed("place-names", turtle) == {("a", "placeNames", "Abroad; County"), ("b", "placeNames", "Larger")}


def test_an_area_keeps_the_theme_of_an_earlier_one_when_the_main_theme_of_either_concerns_the_other() -> None:
    turtle = """x:before s:supersededBy x:after ; s:hasPriorityArea x:energy, x:steel, x:food .
    x:after s:hasPriorityArea x:solar, x:metals, x:side . x:unrelated s:hasPriorityArea x:other .
    x:energy s:primaryTheme x:Energy ; s:concerns x:Energy .
    x:solar s:primaryTheme x:Solar ; s:concerns x:Solar, x:Energy .
    x:steel s:primaryTheme x:Steel ; s:concerns x:Steel, x:Metals .
    x:metals s:primaryTheme x:Metals ; s:concerns x:Metals .
    x:food s:primaryTheme x:Food ; s:concerns x:Food, x:Health .
    x:side s:primaryTheme x:Sea ; s:concerns x:Sea, x:Health .
    x:other s:primaryTheme x:Energy ; s:concerns x:Energy ."""
    assert computed("themes-kept", turtle) == {
        ("solar", "keepsThemeOf", "energy"),
        ("metals", "keepsThemeOf", "steel"),
    }


CUBE = """@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix d: <http://purl.org/linked-data/sdmx/2009/dimension#> .
@prefix m: <http://purl.org/linked-data/sdmx/2009/measure#> . @prefix v: <http://data.europa.eu/nuts/scheme/> .
x:share dcterms:conformsTo v:2024 . x:old dcterms:conformsTo v:2021 .
"""


def _observe(dataset: str, region: str, year: int, value: float) -> str:
    return (
        f"x:{dataset}-{region}-{year} qb:dataSet x:{dataset} ; d:refArea x:{region} ; "
        f'd:refPeriod "{year}"^^xsd:gYear ; m:obsValue {value:.1f} . '
    )


def _units(*names: str, scheme: str = "2024", level: int = 2) -> str:
    return " ".join(f"x:{name} s:nutsLevel {level} ; skos:inScheme v:{scheme} ." for name in names)


@pytest.mark.parametrize(("having", "year"), [(9, "2023"), (8, "2021")])
def test_regions_are_compared_in_the_latest_year_that_nine_in_ten_of_them_have(having: int, year: str) -> None:
    names = [f"r{number}" for number in range(10)]
    turtle = CUBE + _units(*names) + _units("gone", scheme="2021") + _units("county", level=3)
    turtle += "".join(_observe("share", name, 2021, 1) + _observe("old", name, 2023, 1) for name in names)
    turtle += "".join(_observe("share", name, 2023, 1) for name in names[:having])
    turtle += _observe("share", "gone", 2024, 1) + _observe("share", "county", 2024, 1)
    assert {(one, value[:4]) for one, _, value in computed("indicator-comparison", turtle)} == {("share", year)}


def test_the_spread_is_how_far_the_compared_regions_lie_from_their_mean_on_average() -> None:
    turtle = CUBE + _units("a", "b", "c") + _units("gone", scheme="2021") + 'x:share s:comparedIn "2023"^^xsd:gYear . '
    values = {"a": 1, "b": 2, "c": 6, "gone": 100}
    turtle += "".join(_observe("share", name, 2023, value) for name, value in values.items())
    turtle += _observe("share", "a", 2022, 50)
    found = {term: float(value.partition("^^")[0]) for _, term, value in computed("indicator-spread", turtle)}
    assert found == {"comparedMean": 3, "comparedSpread": 2}


def test_a_region_is_compared_by_its_values_of_the_year_in_which_regions_are() -> None:
    turtle = CUBE + _units("a") + _units("gone", scheme="2021") + _units("county", level=3)
    turtle += 'x:share s:comparedIn "2023"^^xsd:gYear . ' + _observe("share", "a", 2023, 1)
    turtle += _observe("share", "a", 2022, 1) + _observe("old", "a", 2023, 1)
    turtle += _observe("share", "gone", 2023, 1) + _observe("share", "county", 2023, 1)
    assert computed("indicator-values", turtle) == {("a", "comparedBy", "share-a-2023")}


def test_a_region_that_decides_has_the_latest_value_of_its_own_or_else_of_the_smallest_region_around_it() -> None:
    turtle = CUBE + _units("county", level=3) + _units("part") + _units("state", level=0)
    turtle += "x:county a s:StrategyRegion ; s:partOf x:part, x:state . x:part s:partOf x:state . "
    turtle += _observe("old", "county", 2014, 1) + _observe("old", "county", 2021, 1) + _observe("old", "part", 2022, 1)
    turtle += (
        _observe("share", "part", 2023, 1) + _observe("share", "part", 2022, 1) + _observe("share", "state", 2024, 1)
    )
    assert computed("territory-values", turtle) == {
        ("county", "latestObservation", "old-county-2021"),
        ("county", "latestObservation", "share-part-2023"),
    }
