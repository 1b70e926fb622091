"""For whatever Turtle: the same graph, the same comments, and a second formatting changes nothing."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from styrka.turtle import change_turtle, format_turtle, write_turtle
from styrka.vocabulary import BASE
from tests.service.turtle.texts import canonical, turtle

pytestmark = pytest.mark.slow

_many = settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

_mostly_whole = st.one_of(turtle(labelled=False), turtle())


def triples(text: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(text, ox.RdfFormat.TURTLE, base_iri=BASE)]


def comments(text: str) -> list[str]:
    return sorted(re.findall(r"#\d+;", text))


@_many
@given(turtle())
def test_a_formatted_text_states_the_same_with_every_comment(text: str) -> None:
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
@given(_mostly_whole)
def test_a_text_that_states_the_same_is_only_formatted(text: str) -> None:
    formatted = format_turtle(text, "x.ttl")
    assume(is_whole(formatted))
    assert change_turtle(text, triples(text), "x.ttl") == formatted


@settings(_many, max_examples=20)  # many texts are passed over, and each costs
@given(_mostly_whole, st.integers(0, 20))
def test_one_new_value_takes_the_place_and_the_comments_of_the_old_one(text: str, choice: int) -> None:
    """The value may stand anywhere, in brackets and lists too; of a text all other comments stay as well."""
    assume(is_whole(format_turtle(text, "x.ttl")))
    stated = triples(text)
    assume(len(set(stated)) == len(stated))  # of what stands twice only one place is taken
    values = [(one, one.object) for one in stated if isinstance(one.object, ox.Literal)]
    assume(values)
    old, value = values[choice % len(values)]
    assume([other for _, other in values].count(value) == 1)  # beside its equal in a list it is not known which changes
    new = ox.Triple(old.subject, old.predicate, ox.Literal("new", language=value.language))
    wanted = [one for one in stated if one != old] + [new]
    changed = change_turtle(text, wanted, "x.ttl")
    assert comments(changed) == comments(text)


@_many
@given(_mostly_whole)
def test_a_new_thing_leaves_all_comments_where_they_are(text: str) -> None:
    formatted = format_turtle(text, "x.ttl")
    assume(is_whole(formatted))
    new = ox.Triple(ox.NamedNode("https://new.example/"), ox.NamedNode("https://new.example/p"), ox.Literal("new"))
    assert comments(change_turtle(text, [*triples(text), new], "x.ttl")) == comments(text)


def is_whole(formatted: str) -> bool:
    """Whether all blank nodes and lists are in brackets: what needs labels, or is half a list, is written anew."""
    outside = re.sub(r'(?s)"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\]|\\.)*"|<[^<>\s]*>|#[^\n]*', "", formatted)
    return not re.search(r"(?<![\w:])_:|\brdf:(first|rest)\b", outside)
