"""What the archive finds in a release's dumps is what a store with all of them finds."""

from __future__ import annotations

import itertools
from collections import defaultdict

import pytest

from styrka.publish import archive
from styrka.release import DATA
from tests.service import history
from tests.service.history import History


def test_every_thing_is_found_with_all_its_lines(grown: History) -> None:
    by_subject = defaultdict(list)
    for line in (grown.new.path / DATA).read_bytes().splitlines(keepends=True):
        by_subject[line.split(b" ", 1)[0]].append(line)
    named = {subject for subject in by_subject if subject.startswith(b"<")}
    for subject in named:
        assert archive.find_lines_about(grown.new, subject[1:-1].decode(), stated=True) == by_subject[subject]


@pytest.mark.parametrize("iri", ["", "a", "zzz", history.BASE, history.LIST + "x", history.LIST[:-1]])
def test_what_is_not_there_is_not_found(grown: History, iri: str) -> None:
    assert archive.find_lines_about(grown.new, iri) == []


def test_what_points_to_a_thing_is_found_in_every_dump(grown: History) -> None:
    iri = f"<{history.NEW}>".encode()
    wanted = [
        line
        for path in grown.new.dumps
        for line in path.read_bytes().splitlines(keepends=True)
        if archive.split_terms(line)[2] == iri
    ]
    assert len(wanted) > 1
    assert archive.find_lines_pointing_at(grown.new, history.NEW, 1000) == wanted
    assert archive.find_lines_pointing_at(grown.new, history.NEW, 1) == wanted[:1]


def test_a_graph_is_found_with_all_its_lines(grown: History) -> None:
    graph = f" <{history.BASE}graph/strategies/se122-test> .\n".encode()
    lines = itertools.chain(*(path.read_bytes().splitlines(keepends=True) for path in grown.new.dumps))
    wanted = [line for line in lines if line.endswith(graph)]
    assert archive.find_lines_in_graph(grown.new, history.BASE + "graph/strategies/se122-test") == wanted


def test_labels_are_read_by_language(grown: History) -> None:
    assert archive.read_labels(archive.find_lines_about(grown.new, history.LIST)) == {"sv": "Sörmlands strategi"}
    assert archive.read_labels(archive.find_lines_about(grown.old, history.LIST)) == {"sv": "Sörmlandsstrategin"}


def test_only_a_former_name_is_replaced(grown: History) -> None:
    assert archive.find_replacement(archive.find_lines_about(grown.new, history.RENAMED)) == history.NEW
    assert archive.find_replacement(archive.find_lines_about(grown.old, history.RENAMED)) is None
    assert archive.find_replacement(archive.find_lines_about(grown.new, history.NEW)) is None
