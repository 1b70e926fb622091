"""Names and paths to IRIs: readable, stable, and never the same for two texts that differ."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from styrka.vocabulary import BASE, PREFIXES, expand, graph_iri, shorten, slug, source_iri


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Life science, välfärdsteknik och e-hälsa", "life-science-valfardsteknik-och-e-halsa"),
        ("Gesundheitswirtschaft & Straße", "gesundheitswirtschaft-and-strasse"),
        ("Łódź", "lodz"),
        ("Østfold", "ostfold"),
    ],
)
def test_a_slug_reads_like_its_text(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(st.text(min_size=1))
def test_a_slug_is_always_a_path_segment(text: str) -> None:
    made = slug(text.encode("utf-8", "ignore").decode() or "x")
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made)
    assert len(made) <= 80


def test_sources_that_differ_have_iris_that_differ() -> None:
    one, two = source_iri("https://example.org/a/page"), source_iri("https://example.org/b/page")
    assert one != two
    assert source_iri("https://example.org/a/page") == one
    assert source_iri("document region-varmland") == BASE + "id/source/region-varmland"
    assert source_iri("general knowledge") == BASE + "id/source/curators-knowledge"


def test_a_file_names_its_graph() -> None:
    assert graph_iri("data/mappings/se122-2017.sssom.tsv") == BASE + "graph/mappings/se122-2017"
    assert graph_iri("ontology/schemes/themes.ttl") == BASE + "graph/ontology/schemes/themes"


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_curie_and_its_iri_lead_to_each_other(prefix: str) -> None:
    assert expand(shorten(PREFIXES[prefix] + "x1")) == PREFIXES[prefix] + "x1"
