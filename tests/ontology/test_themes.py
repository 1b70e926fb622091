"""The theme hub: two levels, both languages, no label twice, and only sourced matches."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest

from styrka.build.sources import read_source
from styrka.vocabulary import BASE, expand
from tests.conftest import ROOT
from tests.terms import Term, get_literal, get_value

HUB = ROOT / "ontology/schemes/themes.ttl"
SCHEME = BASE + "scheme/theme"
MATCHES = ("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch")


@pytest.fixture(scope="module")
def hub() -> ox.Store:
    store = ox.Store()
    store.extend(read_source(HUB, ROOT).quads)
    return store


def pairs(hub: ox.Store, predicate: str) -> list[tuple[str, Term]]:
    found = hub.quads_for_pattern(None, ox.NamedNode(expand(predicate)), None)
    return [(get_value(quad.subject), quad.object) for quad in found]


def themes(hub: ox.Store) -> set[str]:
    return {subject for subject, kind in pairs(hub, "rdf:type") if kind == ox.NamedNode(expand("styrka:Theme"))}


def test_there_are_forty_to_sixty_themes(hub: ox.Store) -> None:
    assert 40 <= len(themes(hub)) <= 60


def test_a_theme_is_on_top_or_directly_below(hub: ox.Store) -> None:
    tops = {subject for subject, _ in pairs(hub, "skos:topConceptOf")}
    below = dict(pairs(hub, "skos:broader"))
    assert tops | below.keys() == themes(hub)
    assert not tops & below.keys()
    assert {get_value(parent) for parent in below.values()} <= tops
    assert len(below) == len(pairs(hub, "skos:broader"))
    assert {get_value(value) for subject, value in pairs(hub, "skos:hasTopConcept") if subject == SCHEME} == tops
    assert {subject for subject, _ in pairs(hub, "skos:inScheme")} == themes(hub)


@pytest.mark.parametrize("predicate", ["skos:prefLabel", "skos:definition"])
def test_a_theme_has_one_label_and_definition_in_both_languages(hub: ox.Store, predicate: str) -> None:
    languages = Counter((subject, get_literal(value).language) for subject, value in pairs(hub, predicate))
    expected = {(theme, language) for theme in themes(hub) for language in ("sv", "en")}
    assert expected <= languages.keys()
    assert set(languages.values()) == {1}


def test_a_theme_has_alternative_labels_in_both_languages(hub: ox.Store) -> None:
    counted = Counter((subject, get_literal(value).language) for subject, value in pairs(hub, "skos:altLabel"))
    assert all(counted[theme, "sv"] >= 3 and counted[theme, "en"] >= 3 for theme in themes(hub))


def test_no_label_names_two_themes(hub: ox.Store) -> None:
    named = defaultdict(set)
    for predicate in ("skos:prefLabel", "skos:altLabel"):
        for subject, value in pairs(hub, predicate):
            if subject != SCHEME:
                label = get_literal(value)
                named[label.value.casefold(), label.language].add(subject)
    assert {label: who for label, who in named.items() if len(who) > 1} == {}


def test_an_exact_match_is_exact_for_one_theme_only(hub: ox.Store) -> None:
    targets = Counter(get_value(value) for _, value in pairs(hub, "skos:exactMatch"))
    assert set(targets.values()) == {1}
    inexact = {get_value(value) for predicate in MATCHES[1:] for _, value in pairs(hub, predicate)}
    assert not targets.keys() & inexact


def test_only_sourced_concepts_are_matched(hub: ox.Store, shared: Path) -> None:
    with (shared / "facts/theme_iris.csv").open(encoding="utf-8") as table:
        sourced = {row["iri"] for row in csv.DictReader(table)}
    matched = {get_value(value) for predicate in MATCHES for _, value in pairs(hub, predicate)}
    assert matched
    assert matched <= sourced
