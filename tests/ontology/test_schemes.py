"""Every concept scheme is complete: labels and definitions in both languages, one scheme, no loose ends."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from styrka.vocabulary import BASE
from tests.ontology.graphs import SCHEMES, SKOS, TYPE, languages, name, objects, own_path, triples
from tests.terms import get_literal, get_node

PROMISED = {
    "role",
    "helix",
    "gap",
    "source-kind",
    "value-chain-stage",
    "status",
    "strategy-kind",
    "fund",
    "confidence",
    "bound",
    "amount-kind",
    "mapping-status",
    "observation-status",
    "organisation-kind",
    "deadline-model",
    "rank",
    "unit",
    "theme",
}


def _concepts(path: Path) -> list[ox.NamedNode]:
    return [get_node(s) for s, p, o in triples(path) if p == TYPE and o == ox.NamedNode(SKOS + "Concept")]


def _scheme(path: Path) -> ox.NamedNode:
    (scheme,) = [get_node(s) for s, p, o in triples(path) if p == TYPE and o == ox.NamedNode(SKOS + "ConceptScheme")]
    return scheme


def test_every_promised_scheme_is_there() -> None:
    assert {own_path(_scheme(path).value) for path in SCHEMES} == {f"scheme/{slug}" for slug in PROMISED}


@pytest.mark.parametrize("path", SCHEMES, ids=name)
def test_concepts_are_labelled_defined_and_in_the_scheme(path: Path) -> None:
    source, scheme = triples(path), _scheme(path)
    for concept in _concepts(path):
        assert concept.value.startswith(scheme.value + "/"), concept.value
        assert languages(source, concept, SKOS + "prefLabel") == ["en", "sv"], concept.value
        assert languages(source, concept, SKOS + "definition") == ["en", "sv"], concept.value
        assert objects(source, concept, SKOS + "inScheme") == [scheme], concept.value


@pytest.mark.parametrize("path", SCHEMES, ids=name)
def test_a_concept_is_at_the_top_or_has_a_broader_one(path: Path) -> None:
    source, concepts = triples(path), set(_concepts(path))
    for concept in concepts:
        broader = objects(source, concept, SKOS + "broader")
        assert bool(broader) != bool(objects(source, concept, SKOS + "topConceptOf")), concept.value
        assert set(broader) <= concepts, concept.value


@pytest.mark.parametrize("path", SCHEMES, ids=name)
def test_labels_name_one_concept_each(path: Path) -> None:
    preferred = [
        (label.language, label.value.lower())
        for concept in _concepts(path)
        for label in map(get_literal, objects(triples(path), concept, SKOS + "prefLabel"))
    ]
    assert sorted(preferred) == sorted(set(preferred))


@pytest.mark.parametrize("path", SCHEMES, ids=name)
def test_no_alternative_label_repeats_the_preferred_one(path: Path) -> None:
    for concept in _concepts(path):
        assert not set(objects(triples(path), concept, SKOS + "prefLabel")) & set(
            objects(triples(path), concept, SKOS + "altLabel")
        ), concept.value


@pytest.mark.parametrize("path", SCHEMES, ids=name)
def test_slugs_are_plain(path: Path) -> None:
    for concept in _concepts(path):
        assert concept.value.startswith(BASE)
        slug = concept.value.rsplit("/", 1)[1]
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
