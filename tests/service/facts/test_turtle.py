"""What is written reads back as the same graph, in the same bytes, whatever the text is."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from styrka.facts.turtle import Document, address, day, decimal, integer, iri, render, text
from styrka.vocabulary import BASE

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(TEXT, st.sampled_from([None, "sv", "el-Latn"]))
def test_any_text_reads_back(value: str, language: str | None) -> None:
    document = Document("data/one.ttl")
    document.add(f"{BASE}id/region/SE122", "skos:note", text(value, language))
    quads = list(ox.parse(render(document), format=ox.RdfFormat.TURTLE))
    assert [quad.object for quad in quads] == [ox.Literal(value, language=language)]


def test_order_of_statements_does_not_matter() -> None:
    one, other = Document("data/one.ttl"), Document("data/one.ttl")
    labels = [("skos:altLabel", text("b", "sv")), ("skos:altLabel", text("a", "sv"))]
    statements = [*labels, ("rdf:type", iri("styrka:Region"))]
    for document, order in ((one, statements), (other, statements[::-1])):
        for predicate, value in order:
            document.add(f"{BASE}id/region/SE122", predicate, value)
    assert render(one) == render(other)


def test_things_are_relative_and_terms_have_prefixes() -> None:
    document = Document("data/one.ttl")
    subject = f"{BASE}id/region/SE122"
    document.add(subject, "rdf:type", iri("styrka:Region"))
    document.add(subject, "styrka:partOf", iri("id/region/SE12"))
    document.add(subject, "styrka:nutsLevel", integer(3))
    document.add(subject, "geo:lat", decimal("59.1"))
    document.add(subject, "dcterms:modified", day("2026-11-22"))
    document.add(subject, "skos:exactMatch", iri("http://data.europa.eu/nuts/code/SE122"))
    written = render(document)
    assert "<id/region/SE122> a styrka:Region ;" in written
    assert "styrka:partOf <id/region/SE12>" in written
    assert "styrka:nutsLevel 3 ;" in written
    assert "geo:lat 59.1 ;" in written
    assert '"2026-11-22"^^xsd:date' in written
    assert "skos:exactMatch nuts:SE122 ." in written


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("https://a.example/å b", "https://a.example/%C3%A5"),
        ("https://a.example/%C3%A5?x=1", "https://a.example/%C3%A5?x=1"),
        ("https://a.example/x (version of May)", "https://a.example/x"),
        ("a.example", None),
        ("", None),
    ],
)
def test_address_is_absolute_and_percent_encoded(written: str, wanted: str | None) -> None:
    assert address(written) == wanted


@pytest.mark.parametrize(("written", "kind"), [("2021", "gYear"), ("2021-05", "gYearMonth"), ("2021-05-02", "date")])
def test_date_is_as_precise_as_it_is_written(written: str, kind: str) -> None:
    term = day(written)
    assert isinstance(term, ox.Literal)
    assert term.datatype.value.endswith("#" + kind)
