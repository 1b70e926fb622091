"""The search for personal data finds what is planted, however it searches; the rest of the tests ask clean data."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.vocabulary import BASE, DEF
from tests.conftest import ROOT
from tests.queries.conftest import QUESTIONS, Asking

PLANTED = """@prefix s: <https://w3id.org/styrka/def/> . @prefix x: <https://example.org/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
x:a skos:prefLabel "Ask info@example.org"@sv ; s:localName "Ask info@example.org"@sv .
x:b skos:note "Telefon 08-123 45 67"@sv .
x:c x:contact <mailto:info@example.org> .
x:d a foaf:Person .
x:e foaf:mbox <mailto:info@example.org> .
x:f skos:prefLabel "2014-2020"@sv ; skos:note "EUR 1 000 000"@en ; s:order 1 ; s:partOf x:b .
"""
TEXT_PROPERTIES = (ROOT / "ontology" / "computed" / "text-property.rq").read_text(encoding="utf-8")


@pytest.fixture
def planted() -> ox.Store:
    """A store with an address, a number, a person and things that are none of these."""
    store = ox.Store()
    store.load(PLANTED, format=ox.RdfFormat.TURTLE)
    return store


def found(store: ox.Store, search: str) -> set[tuple[str, str]]:
    """The things that the question names, with why."""
    result = store.query(QUESTIONS["personal-data"].bind({"search": search}))
    assert isinstance(result, ox.QuerySolutions)
    return {(row["thing"].value.rsplit("/")[-1], row["why"].value) for row in result}


EVERY = {
    ("a", "an e-mail address"),
    ("b", "a telephone number"),
    ("c", "an e-mail address"),
    ("d", "a person"),
    ("e", "an e-mail address"),
    ("e", "a property for persons or contacts"),
}


@pytest.mark.parametrize("search", ["texts", "everything"])
def test_what_is_planted_is_found(search: str, planted: ox.Store) -> None:
    constructed = planted.query(TEXT_PROPERTIES)
    assert isinstance(constructed, ox.QueryTriples)
    planted.extend(ox.Quad(*triple) for triple in list(constructed))
    assert found(planted, search) == EVERY


@pytest.mark.parametrize("search", ["texts", "everything"])
def test_everything_is_read_where_text_properties_were_not_computed(search: str, planted: ox.Store) -> None:
    assert found(planted, search) == EVERY


def test_everything_that_is_published_holds_none(ask_whole: Asking) -> None:
    assert ask_whole("personal-data", search="everything") == []


def test_every_property_with_text_is_computed(whole: LocalEngine) -> None:
    missed = select_rows(
        whole,
        "SELECT DISTINCT ?p { ?s ?p ?o FILTER(isLiteral(?o)) FILTER(LANG(?o) != '') "
        f"FILTER(?p NOT IN (<{DEF}localName>, <{DEF}placeNames>) && !STRSTARTS(STR(?s), '{BASE}shape')) "
        f"FILTER NOT EXISTS {{ ?p a <{DEF}TextProperty> }} }}",
    )
    assert missed == []
