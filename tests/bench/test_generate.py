"""The generator of graphs: the same bytes for a seed, the vocabulary's own terms, and inference in parts."""

from __future__ import annotations

import hashlib
import itertools
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from styrka import release
from styrka.engine.local import load
from styrka.vocabulary import BASE, DEF
from tests.conftest import ROOT
from tests.terms import get_bytes

sys.path.insert(0, str(ROOT / "bench"))
import generate
import graphs

pytestmark = pytest.mark.slow

SIZE = 40_000


@cache
def lines(seed: int = graphs.SEED) -> list[list[str]]:
    return list(graphs.parts(SIZE, seed, part=100))


def test_one_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    digests = [hashlib.sha256("".join(itertools.chain(*lines(seed))).encode()).hexdigest() for seed in (1, 2)]
    lines.cache_clear()
    assert hashlib.sha256("".join(itertools.chain(*lines(1))).encode()).hexdigest() == digests[0] != digests[1]


def test_the_size_is_what_was_asked_for() -> None:
    assert SIZE <= sum(map(len, lines())) < SIZE + 100


def test_every_line_is_a_quad_and_every_term_of_ours_is_defined() -> None:
    quads = list(ox.parse("".join(itertools.chain(*lines())), ox.RdfFormat.N_QUADS))
    defined = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    used = {quad.predicate.value for quad in quads if quad.predicate.value.startswith(DEF)}
    assert used - defined == set()


def test_one_graph_is_one_source_and_some_statements_have_two() -> None:
    quads = list(ox.parse("".join(itertools.chain(*lines())), ox.RdfFormat.N_QUADS))
    source = ox.NamedNode("http://purl.org/dc/terms/source")
    sources = {str(quad.subject): quad.object for quad in quads if quad.predicate == source}
    made = [quad for quad in quads if "/graph/ontology/" not in str(quad.graph_name)]
    assert {str(quad.graph_name) for quad in made} <= set(sources)
    assert 0 < len(made) - len({quad.triple for quad in made}) < len(made) / 20


def test_the_merged_graph_has_the_same_statements_each_once() -> None:
    merged = list(itertools.chain(*graphs.parts(SIZE, part=100, merged=True)))
    made = [line for line in merged if "/graph/merged>" in line]
    assert _triples(merged) == _triples(itertools.chain(*lines()))
    assert len(made) == len(_triples(made))


def test_inference_in_parts_is_inference_over_everything() -> None:
    made = lines()
    assert len(made) > 3
    inferred, computed, _ = next(generate.follow([list(itertools.chain(*made))]))
    parts = list(generate.follow(made))
    assert _triples(inferred) == _triples(itertools.chain.from_iterable(part[0] for part in parts))
    assert _triples(computed) == _triples(itertools.chain.from_iterable(part[1] for part in parts))


def _triples(lines: Iterable[str]) -> set[str]:
    return {line.rsplit(" ", 2)[0] for line in lines}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    generate.make(SIZE, folder)
    return folder


def test_the_release_opens_and_answers(made: Path) -> None:
    found = release.open_current(made / "releases", checksums=True)
    assert found is not None
    store = load(found.dumps)
    assert store.query(f"ASK {{ <{BASE}id/region/SE311> <{DEF}priorityArea> ?area . ?area <{DEF}concerns> ?theme }}")


def test_each_question_gives_the_rows_of_its_form_with_paths(made: Path) -> None:
    import compare
    from peers import stated

    found = release.open_current(made / "releases")
    assert found is not None
    ours, theirs = load(found.dumps), ox.Store()
    theirs.bulk_load(path=str(stated(made)), format=ox.RdfFormat.N_TRIPLES)
    pairs = compare.pairs(made)
    assert len(pairs) > 8
    for pair in pairs:
        answers = []
        for store, query in ((ours, pair.shipped), (theirs, pair.paths)):
            answer = store.query(query)
            assert isinstance(answer, ox.QuerySolutions)
            answers.append(get_bytes(answer.serialize(format=ox.QueryResultsFormat.JSON)))
        assert compare.rows(answers[0], pair.keys) == compare.rows(answers[1], pair.keys), pair.slug
