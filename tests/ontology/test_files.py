"""Each file of the ontology parses, has the right base, and says what its own graph is."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from styrka.vocabulary import BASE, ONTOLOGY, graph_iri
from tests.conftest import ROOT
from tests.ontology.graphs import DCTERMS, FILES, OWL, TYPE, everything, iris, languages, name, objects, triples

NOUNS = ("strategy", "area", "region", "actor", "programme", "project", "theme", "indicator", "source")


@pytest.mark.parametrize("path", FILES, ids=name)
def test_file_parses_and_uses_the_base(path: Path) -> None:
    assert triples(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("@base")] == [f"@base <{BASE}> ."]


@pytest.mark.parametrize("path", FILES, ids=name)
def test_file_describes_its_own_graph(path: Path) -> None:
    graph = ox.NamedNode(graph_iri(path.relative_to(ROOT).as_posix()))
    source = triples(path)
    assert languages(source, graph, DCTERMS + "title") == ["en", "sv"]
    assert languages(source, graph, DCTERMS + "description") == ["en", "sv"]
    for predicate in ("modified", "license", "isPartOf"):
        assert objects(source, graph, DCTERMS + predicate), predicate


@pytest.mark.parametrize("path", FILES, ids=name)
def test_file_has_absolute_web_iris_without_blanks(path: Path) -> None:
    assert [iri for iri in iris(triples(path)) if not iri.startswith(("http://", "https://")) or " " in iri] == []


def test_every_noun_has_its_file() -> None:
    names = {name(path) for path in FILES}
    assert {f"{noun}.ttl" for noun in NOUNS} <= names


def test_there_is_one_ontology_header() -> None:
    headers = [s.value for s, p, o in everything() if p == TYPE and o == ox.NamedNode(OWL + "Ontology")]
    assert headers == [ONTOLOGY]


def test_nothing_is_imported() -> None:
    assert [triple for triple in everything() if triple[1] == OWL + "imports"] == []


def test_no_domain_or_range_is_stated() -> None:
    assert [(s.value, p) for s, p, _ in everything() if p.endswith(("#domain", "#range"))] == []
