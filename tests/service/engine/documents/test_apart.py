"""Hostile documents, each read in a process of its own: a truthful error, and nothing else happens."""

from __future__ import annotations

import os
import signal
import time

import pyoxigraph as ox
import pytest

from styrka.engine.documents.apart import DOCUMENTS
from styrka.engine.interface import Budget
from styrka.errors import TooLarge
from tests import hostile

SMALL = Budget(5.0, 1 << 28, 1 << 24)


def read(media_type: str, content: bytes, budget: Budget = SMALL) -> bytes:
    form = ox.RdfFormat.from_media_type(media_type)
    assert form is not None
    return DOCUMENTS.read(content, form, "http://example.org/", budget=budget).nquads


@pytest.mark.parametrize("name", hostile.GOOD)
def test_a_good_document_is_what_the_parser_reads_here(name: str) -> None:
    form = ox.RdfFormat.from_media_type(name)
    here = list(ox.parse(hostile.GOOD[name], form, base_iri="http://example.org/"))
    there = list(ox.parse(read(name, hostile.GOOD[name]), ox.RdfFormat.N_QUADS))
    assert [quad.predicate for quad in here] == [quad.predicate for quad in there]
    assert len(here) == len(there) > 0


@pytest.mark.parametrize("name", hostile.DOCUMENTS)
def test_a_hostile_document_is_refused_with_what_is_wrong(name: str) -> None:
    media_type, content, statuses = hostile.DOCUMENTS[name]
    started = time.monotonic()
    expected = {400: (SyntaxError, ValueError), 413: (TooLarge,)}
    with pytest.raises(tuple(kind for status in statuses for kind in expected[status])):
        read(media_type, content)
    assert time.monotonic() - started < SMALL.seconds + 2
    assert read(hostile.TURTLE, hostile.GOOD[hostile.TURTLE])


def test_depth_is_bounded_where_it_is_too_deep_and_not_before() -> None:
    assert read(hostile.TURTLE, hostile.nest_triple_terms(200))
    with pytest.raises(TooLarge, match="more than 200 levels deep"):
        read(hostile.TURTLE, hostile.nest_triple_terms(201))
    with pytest.raises(TooLarge, match="at line 3"):
        read(hostile.JSONLD, b'{"a":\n\n' + b"[" * 300)
    quoted = b'{"http://e/p": "' + b"[{" * 1000 + b'\\""}'
    assert read(hostile.JSONLD, quoted)


@pytest.mark.parametrize(
    ("budget", "words"),
    [
        (Budget(0.2, 1 << 28, 1 << 28), "more than 0.2 s"),
        (Budget(10.0, 1 << 20, 1 << 28), "1048576 bytes of memory"),
        (Budget(10.0, 1 << 28, 1000), "more than 1000 bytes of statements"),
    ],
)
def test_each_bound_is_named(budget: Budget, words: str) -> None:
    many = b"<http://example.org/s> <http://example.org/p> " + b", ".join(b"%d" % one for one in range(400_000)) + b" ."
    with pytest.raises(TooLarge, match=words) as error:
        read(hostile.TURTLE, many, budget)
    assert error.value.detail_sv


def test_the_fork_server_outlives_what_it_forks_and_is_replaced_when_it_is_killed() -> None:
    assert read(hostile.TURTLE, hostile.GOOD[hostile.TURTLE])
    before = DOCUMENTS.pid
    with pytest.raises(TooLarge):
        read(*hostile.DOCUMENTS["triple terms in Turtle"][:2])
    assert DOCUMENTS.pid == before is not None
    os.kill(before, signal.SIGKILL)
    assert read(hostile.TURTLE, hostile.GOOD[hostile.TURTLE])
    assert DOCUMENTS.pid != before


@pytest.mark.slow  # three hundred processes
def test_no_mutation_ends_more_than_itself() -> None:
    assert read(hostile.TURTLE, hostile.GOOD[hostile.TURTLE])
    before, read_whole = DOCUMENTS.pid, 0
    for media_type, content in hostile.mutate(seed=20261129, count=300):
        try:
            read(media_type, content)
            read_whole += 1
        except (SyntaxError, ValueError, TooLarge):
            continue
    assert DOCUMENTS.pid == before
    assert 0 < read_whole < 300
