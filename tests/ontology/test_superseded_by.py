"""styrka:supersededBy is computed as its definition says: by time at the coarser precision, or by what replaces."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from styrka.vocabulary import DEF
from tests.ontology.graphs import ONTOLOGY
from tests.terms import get_value

QUERY = (ONTOLOGY / "computed" / "superseded-by.rq").read_text(encoding="utf-8")
PREAMBLE = """@prefix s: <https://w3id.org/styrka/def/> . @prefix x: <https://example.org/> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
STRATEGY = "a s:Strategy ; s:coversRegion x:r ; s:hasPriorityArea x:{0}1"
CASES = {
    "a later year supersedes": ('x:a {a} ; s:asOf "2014"^^xsd:gYear . x:b {b} ; s:asOf "2022"^^xsd:gYear .', "a-b"),
    "a later day supersedes a year": (
        'x:a {a} ; s:asOf "2014"^^xsd:gYear . x:b {b} ; s:asOf "2017-02-02"^^xsd:date .',
        "a-b",
    ),
    "a later month supersedes an earlier day": (
        'x:a {a} ; s:asOf "2017-02-02"^^xsd:date . x:b {b} ; s:asOf "2017-04"^^xsd:gYearMonth .',
        "a-b",
    ),
    "a day and its own year are undecided": (
        'x:a {a} ; s:asOf "2017"^^xsd:gYear . x:b {b} ; s:asOf "2017-02-02"^^xsd:date .',
        "",
    ),
    "a day and its own month are undecided": (
        'x:a {a} ; s:asOf "2017-02"^^xsd:gYearMonth . x:b {b} ; s:asOf "2017-02-28"^^xsd:date .',
        "",
    ),
    "the same year is undecided": ('x:a {a} ; s:asOf "2017"^^xsd:gYear . x:b {b} ; s:asOf "2017"^^xsd:gYear .', ""),
    "days are compared as days": (
        'x:a {a} ; s:asOf "2017-02-02"^^xsd:date . x:b {b} ; s:asOf "2017-02-03"^^xsd:date .',
        "a-b",
    ),
    "an undated list is not superseded by a dated one": ('x:a {a} . x:b {b} ; s:asOf "2022"^^xsd:gYear .', ""),
    "an undated list is superseded by what replaces it": ("x:a {a} . x:b {b} ; dcterms:replaces x:a .", "a-b"),
    "what replaces it may do so through a list without areas": (
        "x:a {a} . x:m dcterms:replaces x:a . x:b {b} ; dcterms:replaces x:m .",
        "a-b",
    ),
    "what a source says goes before the times": (
        'x:a {a} ; s:asOf "2022"^^xsd:gYear . x:b {b} ; s:asOf "2014"^^xsd:gYear ; dcterms:replaces x:a .',
        "a-b",
    ),
    "an overview does not supersede a strategy": (
        'x:a {a} ; s:asOf "2014"^^xsd:gYear . x:b a s:Overview ; s:coversRegion x:r ; s:hasPriorityArea x:b1 ; '
        's:asOf "2022"^^xsd:gYear .',
        "",
    ),
    "an overview does not supersede a strategy by replacing it either": (
        "x:a {a} . x:b a s:Overview ; s:coversRegion x:r ; s:hasPriorityArea x:b1 ; dcterms:replaces x:a .",
        "",
    ),
    "an overview supersedes an overview": (
        'x:a a s:Overview ; s:coversRegion x:r ; s:hasPriorityArea x:a1 ; s:asOf "2014"^^xsd:gYear . '
        'x:b a s:Overview ; s:coversRegion x:r ; s:hasPriorityArea x:b1 ; s:asOf "2019"^^xsd:gYear .',
        "a-b",
    ),
    "a strategy supersedes an overview": (
        'x:a a s:Overview ; s:coversRegion x:r ; s:hasPriorityArea x:a1 ; s:asOf "2014"^^xsd:gYear . '
        'x:b {b} ; s:asOf "2019"^^xsd:gYear .',
        "a-b",
    ),
    "a later list without areas supersedes nothing": (
        'x:a {a} ; s:asOf "2014"^^xsd:gYear . x:b a s:Strategy ; s:coversRegion x:r ; s:asOf "2022"^^xsd:gYear .',
        "",
    ),
    "a list without areas that replaces supersedes nothing": (
        "x:a {a} . x:b a s:Strategy ; s:coversRegion x:r ; dcterms:replaces x:a .",
        "",
    ),
    "a list for another region supersedes nothing": (
        'x:a {a} ; s:asOf "2014"^^xsd:gYear . x:b a s:Strategy ; s:coversRegion x:q ; s:hasPriorityArea x:b1 ; '
        's:asOf "2022"^^xsd:gYear .',
        "",
    ),
    "an excerpt does not supersede a whole list": (
        'x:a {a} ; s:asOf "2014"^^xsd:gYear . x:b {b} ; s:asOf "2022"^^xsd:gYear ; s:incompleteFor s:hasPriorityArea .',
        "",
    ),
    "an excerpt supersedes an excerpt": (
        'x:a {a} ; s:asOf "2014"^^xsd:gYear ; s:incompleteFor s:hasPriorityArea . '
        'x:b {b} ; s:asOf "2022"^^xsd:gYear ; s:incompleteFor s:hasPriorityArea .',
        "a-b",
    ),
    "a whole list supersedes an excerpt": (
        'x:a {a} ; s:asOf "2014"^^xsd:gYear ; s:incompleteFor s:hasPriorityArea . x:b {b} ; s:asOf "2022"^^xsd:gYear .',
        "a-b",
    ),
    "an excerpt supersedes what it replaces in so many words": (
        "x:a {a} . x:b {b} ; s:incompleteFor s:hasPriorityArea ; dcterms:replaces x:a .",
        "a-b",
    ),
    "of three lists the last supersedes both": (
        'x:a {a} ; s:asOf "2014"^^xsd:gYear . x:b {b} ; s:asOf "2017-04"^^xsd:gYearMonth . '
        'x:c a s:Strategy ; s:coversRegion x:r ; s:hasPriorityArea x:c1 ; s:asOf "2022-03-08"^^xsd:date .',
        "a-b a-c b-c",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_superseded_by(case: str) -> None:
    data, expected = CASES[case]
    store = ox.Store()
    filled = data.replace("{a}", STRATEGY.format("a")).replace("{b}", STRATEGY.format("b"))
    store.load((PREAMBLE + filled).encode(), format=ox.RdfFormat.TURTLE)
    answer = store.query(QUERY)
    assert isinstance(answer, ox.QueryTriples)
    found = list(answer)
    assert {triple.predicate.value for triple in found} <= {DEF + "supersededBy"}
    pairs = sorted(f"{get_value(triple.subject)[-1]}-{get_value(triple.object)[-1]}" for triple in found)
    assert sorted(set(pairs)) == expected.split()
