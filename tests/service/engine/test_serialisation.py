"""What is written is read back as it was found, in every format; what a format cannot carry is refused."""

from __future__ import annotations

import csv
import io
from typing import cast

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic

from styrka import formats
from styrka.engine.serialisation import Bindings, serialise_statements, write_bindings
from styrka.errors import NotAcceptable
from styrka.formats import Format

TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
THING = ox.NamedNode("http://example.org/thing")
STATEMENT = ox.Triple(THING, ox.NamedNode("http://example.org/p"), ox.Literal("x"))
TEXTS = st.text(
    st.one_of(st.sampled_from("\r\n\t \"'\\,;<>&{}å𐀀\x85\u2028=+-@"), st.characters(exclude_categories=["Cs"])),
    max_size=6,
)
ENDS = st.text(st.sampled_from("abZå019-._~:/#?,;()&=%20'"), max_size=5).filter(
    lambda end: "%" not in end and end.count("#") < 2
)
IRIS = st.builds(lambda end: ox.NamedNode(f"http://example.org/{end}"), ENDS)
LITERALS = st.one_of(
    st.builds(ox.Literal, TEXTS), st.builds(lambda text: ox.Literal(text, language="sv"), TEXTS), st.just(ox.Literal(7))
)
TRIPLES = st.builds(
    ox.Triple, st.one_of(IRIS, st.just(ox.BlankNode("b"))), st.one_of(IRIS, st.just(TYPE)), IRIS | LITERALS
)


def bindings(query: str, format_: Format) -> bytes:
    body = io.BytesIO()
    write_bindings(lambda: cast(Bindings, ox.Store().query(query)), format_, body)
    return body.getvalue()


@given(st.lists(TRIPLES, max_size=6))
def test_every_graph_is_read_back_or_refused(triples: list[ox.Triple]) -> None:
    wanted = Graph().parse(data=serialise_statements(triples, formats.NTRIPLES), format="nt")
    for format_ in (formats.TURTLE, formats.RDFXML, formats.TRIG, formats.NQUADS):
        try:
            body = serialise_statements(triples, format_)
        except NotAcceptable as error:
            assert format_ is formats.RDFXML
            assert formats.NTRIPLES.media_type in error.evidence["offers"]
            continue
        found = ox.parse(body, format=ox.RdfFormat.from_media_type(format_.media_type))
        again = ox.serialize([quad.triple for quad in found], format=ox.RdfFormat.N_TRIPLES) or b""
        assert isomorphic(Graph().parse(data=again, format="nt"), wanted), body
        if format_ is formats.RDFXML:
            assert isomorphic(Graph().parse(data=body, format="xml"), wanted), body


@pytest.mark.parametrize(
    "triple",
    [
        ox.Triple(THING, ox.NamedNode("http://example.org/2020"), ox.Literal("x")),
        ox.Triple(THING, ox.NamedNode("http://example.org/"), ox.Literal("x")),
        ox.Triple(THING, ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#li"), ox.Literal("x")),
        ox.Triple(THING, STATEMENT.predicate, ox.Literal("\x01")),
        ox.Triple(THING, STATEMENT.predicate, ox.Literal("\ufffe")),
    ],
    ids=["digits", "nothing", "li", "control", "noncharacter"],
)
def test_what_rdf_xml_cannot_carry_is_refused_with_what_can(triple: ox.Triple) -> None:
    with pytest.raises(NotAcceptable, match="RDF/XML cannot carry") as caught:
        serialise_statements([triple], formats.RDFXML)
    assert formats.TURTLE.media_type in caught.value.evidence["offers"]
    assert caught.value.detail_sv


def test_a_class_that_ends_in_digits_is_the_object_of_its_type() -> None:
    triples = [ox.Triple(THING, TYPE, ox.NamedNode("http://example.org/12")), STATEMENT]
    body = serialise_statements(triples, formats.RDFXML)
    assert len(Graph().parse(data=body, format="xml")) == 2


def test_a_triple_term_has_no_json_ld() -> None:
    about = ox.Triple(THING, STATEMENT.predicate, STATEMENT)
    with pytest.raises(NotAcceptable, match="JSON-LD cannot carry"):
        serialise_statements([about], formats.JSONLD)
    assert b"<<(" in serialise_statements([about], formats.TURTLE)


def test_quads_are_read_back() -> None:
    quad = ox.Quad(THING, TYPE, THING, ox.NamedNode("http://example.org/g"))
    assert len(Dataset().parse(data=serialise_statements([quad], formats.TRIG), format="trig")) == 1


@given(TEXTS, IRIS)
def test_rows_of_csv_have_as_many_cells_as_columns(text: str, iri: ox.NamedNode) -> None:
    body = bindings(f"SELECT * {{ BIND({ox.Literal(text)} AS ?a) BIND({iri} AS ?b) BIND(BNODE() AS ?c) }}", formats.CSV)
    rows = list(csv.reader(io.StringIO(body.decode(), newline="")))
    assert rows[0] == ["a", "b", "c"]
    assert rows[1][:2] == [text, iri.value]
    assert len(rows) == 2


def test_csv_without_columns_and_without_values() -> None:
    assert bindings("SELECT * {}", formats.CSV) == b"\r\n\r\n"
    assert bindings("SELECT ?x {}", formats.CSV) == b"x\r\n\r\n"


@given(TEXTS)
def test_results_in_xml_are_read_back_or_refused(text: str) -> None:
    query = f"SELECT ?a {{ BIND({ox.Literal(text)} AS ?a) }}"
    try:
        body = bindings(query, formats.XML)
    except NotAcceptable as error:
        assert formats.JSON.media_type in error.evidence["offers"]
        return
    solutions = ox.parse_query_results(body, ox.QueryResultsFormat.XML)
    assert [cast(ox.Literal, row["a"]).value for row in cast(ox.QuerySolutions, solutions)] == [text]


@pytest.mark.parametrize("format_", [formats.CSV, formats.TSV], ids=["csv", "tsv"])
def test_a_truth_has_no_table(format_: Format) -> None:
    with pytest.raises(NotAcceptable, match="true or false"):
        bindings("ASK {}", format_)
