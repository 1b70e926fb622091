"""For whatever Turtle: the same graph, the same comments, and a second formatting changes nothing."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from styrka.turtle import change_turtle, format_turtle, write_turtle
from styrka.vocabulary import BASE
from tests.service.turtle.texts import canonical, turtle

pytestmark = pytest.mark.slow

_many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def triples(text: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(text, ox.RdfFormat.TURTLE, base_iri=BASE)]


def comments(text: str) -> list[str]:
    return sorted(re.findall(r"#\d+;", text))


@_many
@given(turtle())
def test_a_formatted_text_states_the_same_and_keeps_every_comment(text: str) -> None:
    formatted = format_turtle(text, "x.ttl")
    assert canonical(formatted) == canonical(text)
    assert comments(formatted) == comments(text)


@_many
@given(turtle())
def test_formatting_twice_is_formatting_once(text: str) -> None:
    formatted = format_turtle(text, "x.ttl")
    assert format_turtle(formatted, "x.ttl") == formatted


@_many
@given(turtle())
def test_a_written_graph_is_the_graph_and_is_in_the_form(text: str) -> None:
    written = write_turtle(triples(text))
    assert canonical(written) == canonical(text)
    assert format_turtle(written, "x.ttl") == written


@_many
@given(turtle(), st.randoms(use_true_random=False))
def test_the_same_graph_is_written_the_same(text: str, random) -> None:  # type: ignore[no-untyped-def]
    stated = triples(text)
    shuffled = random.sample(stated, len(stated))
    assert write_turtle(shuffled) == write_turtle(stated)


@_many
@given(turtle(), turtle())
def test_a_changed_text_states_what_is_wanted(text: str, other: str) -> None:
    wanted = triples(other)
    changed = change_turtle(text, wanted, "x.ttl")
    assert canonical(changed) == canonical(other)
    assert format_turtle(changed, "x.ttl") == changed


@_many
@given(turtle())
def test_a_text_that_states_the_same_is_only_formatted(text: str) -> None:
    if not any(isinstance(term, ox.BlankNode) for one in triples(text) for term in (one.subject, one.object)):
        assert change_turtle(text, triples(text), "x.ttl") == format_turtle(text, "x.ttl")
