"""Every term of our own is declared once, labelled and defined in Swedish and English, and used as declared."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

from styrka import __version__
from styrka.vocabulary import DEF, ONTOLOGY, PREFIXES
from tests.ontology.graphs import KINDS, OWL, RDFS, SKOS, everything, iris, languages, objects, own_terms
from tests.terms import get_literal

TERMS = own_terms()
DCTERMS = PREFIXES["dcterms"]


def _short(iri: str) -> str:
    return iri.removeprefix(DEF)


@pytest.mark.parametrize("term", sorted(TERMS), ids=_short)
def test_term_is_labelled_and_defined_in_both_languages(term: str) -> None:
    node = ox.NamedNode(term)
    assert languages(everything(), node, RDFS + "label") == ["en", "sv"]
    assert languages(everything(), node, SKOS + "definition") == ["en", "sv"]
    assert objects(everything(), node, RDFS + "isDefinedBy") == [ox.NamedNode(ONTOLOGY)]
    for predicate in ("scopeNote", "example"):
        found = languages(everything(), node, SKOS + predicate)
        assert sorted(set(found)) == found


@pytest.mark.parametrize("term", sorted(TERMS), ids=_short)
def test_term_is_of_one_kind_and_named_by_the_convention(term: str) -> None:
    assert len(TERMS[term]) == 1
    local = _short(term)
    assert re.fullmatch(r"[A-Z][A-Za-z]+" if TERMS[term] == {OWL + "Class"} else r"[a-z][A-Za-z]+", local)


@pytest.mark.parametrize("term", sorted(TERMS), ids=_short)
def test_definitions_are_sentences(term: str) -> None:
    for literal in objects(everything(), ox.NamedNode(term), SKOS + "definition"):
        assert re.fullmatch(r"[^\W\d_](?!.*  ).*\.", literal.value), literal.value
        assert literal.value[0].isupper()


@pytest.mark.parametrize("term", sorted(TERMS), ids=_short)
def test_a_term_is_of_a_version_of_the_ontology(term: str) -> None:
    """By its day: the newest version is the program's, which changes with every release."""
    versions = {s for s, p, o in everything() if p == DCTERMS + "isVersionOf" and o == ox.NamedNode(ONTOLOGY)}
    days = {day: version for version in versions for day in objects(everything(), version, DCTERMS + "issued")}
    (issued,) = objects(everything(), ox.NamedNode(term), DCTERMS + "issued")
    assert issued in days


def test_the_newest_version_is_that_of_the_header_and_of_the_program() -> None:
    header = ox.NamedNode(ONTOLOGY)
    (info,) = objects(everything(), header, OWL + "versionInfo")
    (newest,) = objects(everything(), header, OWL + "versionIRI")
    (before,) = objects(everything(), header, OWL + "priorVersion")
    assert newest == ox.NamedNode(DEF + info.value)
    assert info.value == __version__
    for one in (newest, before):
        assert objects(everything(), one, DCTERMS + "isVersionOf") == [header]
    assert get_literal(objects(everything(), newest, DCTERMS + "issued")[0]) == get_literal(
        objects(everything(), header, DCTERMS + "modified")[0]
    )


def test_no_undeclared_term_of_our_own_is_used() -> None:
    used = {iri for iri in iris(everything()) if iri.startswith(DEF)}
    versions = {iri for iri in used if re.fullmatch(r"\d+\.\d+\.\d+", _short(iri))}
    assert used - versions - set(TERMS) == set()


def test_rule_texts_are_in_both_languages() -> None:
    subjects = {s for s, p, _ in everything() if p == DEF + "ruleText"}
    assert subjects
    assert [s.value for s in subjects if languages(everything(), s, DEF + "ruleText") != ["en", "sv"]] == []


def test_labels_of_classes_are_unique_in_each_language() -> None:
    classes = [ox.NamedNode(term) for term, kinds in TERMS.items() if kinds == {OWL + "Class"}]
    found = [get_literal(o) for node in classes for o in objects(everything(), node, RDFS + "label")]
    labels = [(one.language, one.value) for one in found]
    assert sorted(labels) == sorted(set(labels))


def test_every_kind_of_term_is_present() -> None:
    assert {kind for kinds in TERMS.values() for kind in kinds} == KINDS
