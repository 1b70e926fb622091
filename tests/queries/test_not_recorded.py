"""No cell says "not recorded" for ever: for each that can say it, the missing statement is added and its value seen."""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache

import pyoxigraph as ox
import pytest

from styrka.ask.answer import answer_question, find_choices
from styrka.ask.question import Query
from styrka.engine.interface import Row
from styrka.engine.local import LocalEngine
from styrka.release import Release
from styrka.vocabulary import BASE, sparql_prefixes
from tests.queries.cells import find_branch, find_branches, find_cells, find_written, is_missing
from tests.queries.conftest import QUESTIONS, example
from tests.queries.fills import FIRST, find_fills

pytestmark = pytest.mark.slow
ADDED = ox.NamedNode(BASE + "graph/added")
FEW = 6  # rows that are tried of a branch, each of another asking
MOST = 400  # things of a class that are asked about, in search of a row that lacks a value
ENOUGH = 10  # askings, where each branch was seen and each cell lacked its value somewhere
MANY = 60  # askings, after which a cell that never lacked its value is tried by taking the value away
# Whose data are searched, and how long, for rows that lack a value: the next where one is not enough.
SEARCHED = (("little_release", MANY), ("release", MANY), ("release", sys.maxsize))
_PLACE = re.compile(r"[?$]\w+")
Lacking = dict[str, dict[tuple[str, ...], list[tuple[Mapping[str, str], Row]]]]


@cache
def cells_of(slug: str) -> dict[str, tuple[str, ...]]:
    """The cells of a question that can say so: read by its test, as collecting those of all of them is slow."""
    return find_cells(QUESTIONS[slug])


class Copy:
    """A copy of the graph, which is as it was after each change."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.engine = LocalEngine(store, "test")

    @contextmanager
    def adding(self, turtle: str) -> Iterator[None]:
        """With statements in the graph of what is added, or in those that they name, and in the union of all."""
        added = []
        for quad in _parse(turtle):
            graph = ADDED if quad.graph_name == ox.DefaultGraph() else quad.graph_name
            added += [
                one
                for one in (ox.Quad(quad.subject, quad.predicate, quad.object, graph), ox.Quad(*quad.triple))
                if one not in self.store
            ]
        self.store.extend(added)
        try:
            yield
        finally:
            for quad in added:
                self.store.remove(quad)

    @contextmanager
    def without(self, turtle: str) -> Iterator[None]:
        """Without any value of the property of the thing that the first statement is about."""
        first = _parse(turtle)[0]
        gone = list(self.store.quads_for_pattern(first.subject, first.predicate, None))
        for quad in gone:
            self.store.remove(quad)
        try:
            yield
        finally:
            self.store.extend(gone)


@pytest.fixture(scope="module")
def copies(request: pytest.FixtureRequest) -> Callable[[str], Copy]:
    """Gives a copy of a release's data, by the fixture's name."""
    return cache(lambda name: open_copy(request.getfixturevalue(name)))


def open_copy(release: Release) -> Copy:
    """A copy of the data."""
    store = ox.Store()
    for path in release.dumps:
        store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)
    store.bulk_extend([ox.Quad(*quad.triple) for quad in store])
    return Copy(store)


def _parse(turtle: str) -> list[ox.Quad]:
    text = f"BASE <{BASE}> {sparql_prefixes()} {turtle}{'' if turtle.endswith('}') else ' .'}"
    return list(ox.parse(text, ox.RdfFormat.TRIG))


def askings(query: Query, copy: Copy) -> Iterator[dict[str, str]]:
    """The question's example, each other value of a choice, and many of the things that its parameters can be.

    The values of all parameters come by turns.
    """
    given = example(query)
    yield given
    others = []
    for parameter in query.parameters:
        values = list(parameter.values)
        if parameter.type == "iri":
            values = sorted(find_choices(copy.engine, parameter.class_))[:MOST]
        elif parameter.example is not None and parameter.optional:
            values = [parameter.example]
        others.append([given | {parameter.name: value} for value in values])
    for turn in itertools.zip_longest(*others):
        yield from (one for one in turn if one is not None)


def write(turtle: str, query: Query, given: Mapping[str, str], row: Row) -> str | None:
    """The statements with the terms of a row and of the question in place; None where one of them is not there."""
    terms = {f"?{name}": term.n3() for name, term in row.items() if term.kind != "bnode"}
    terms |= {f"${name}": term for name, term in query.terms(given).items()}
    if any(name not in terms for name in _PLACE.findall(turtle)):
        return None
    return _PLACE.sub(lambda found: terms[found[0]], turtle)


def find_lacking(copy: Copy, query: Query, most: int) -> tuple[Lacking, bool]:
    """Rows in which each cell lacks its value, a few for each branch; and whether every branch has rows here.

    Parameters:
        most: askings after which a cell that never lacked its value is given up.
    """
    found: Lacking = {}
    unseen = find_branches(query)
    for number, given in enumerate(askings(query, copy)):
        if number >= ENOUGH and not unseen and (number >= most or len(found) == len(cells_of(query.slug))):
            break
        seen = set()
        for row in answer_question(copy.engine, query, given).rows:
            unseen -= find_written(query, row)
            for cell, columns in cells_of(query.slug).items():
                if is_missing(row, columns):
                    place = (cell, find_branch(query, row))
                    rows = found.setdefault(cell, {}).setdefault(place[1], [])
                    if place not in seen and len(rows) < FEW:
                        rows.append((given, row))
                        seen.add(place)
    return found, not unseen


def is_filled(copy: Copy, query: Query, cell: str, given: Mapping[str, str], row: Row) -> bool:
    """Whether the value that a row lacks is seen once its statement is there."""
    before = {frozenset(one.items()) for one in answer_question(copy.engine, query, given).rows}
    for fill in find_fills(query.slug, cell):
        written = write(fill, query, given, row)
        if written is None:
            continue
        with copy.adding(written):
            rows = answer_question(copy.engine, query, given).rows
            after = [one for one in rows if frozenset(one.items()) not in before]
        same = {name[1:] for name in _PLACE.findall(fill) if name[0] == "?"}
        of_row = [one for one in after if all(one.get(name) == row[name] for name in same)]
        if any(not is_missing(one, cells_of(query.slug)[cell]) for one in of_row):
            return True
    return False


def is_filled_again(copy: Copy, query: Query, cell: str) -> bool:
    """Whether a value that was taken away is seen again, or that of a new row which lacks it."""
    first = FIRST.get(query.slug, {}).get(cell)
    for given in itertools.islice(askings(query, copy), FEW):
        for row in answer_question(copy.engine, query, given).rows[:FEW]:
            written = write(first or find_fills(query.slug, cell)[0], query, given, row)
            if written is None:
                continue
            with copy.adding(written) if first else copy.without(written):
                rows = answer_question(copy.engine, query, given).rows
                bare = [one for one in rows if is_missing(one, cells_of(query.slug)[cell])]
                if any(is_filled(copy, query, cell, given, one) for one in bare[:FEW]):
                    return True
    return False


def find_fault(copy: Copy, query: Query, cell: str, lacking: Lacking) -> str:
    """What is wrong with a cell; empty where its value is seen once its statement is there."""
    if not find_fills(query.slug, cell):
        return "write into fills.py which statement it waits for"
    found = lacking.get(cell)
    if found is None:
        return "" if is_filled_again(copy, query, cell) else "it is always there, and is not seen to go and come"
    constant = [key for key, rows in found.items() if not any(is_filled(copy, query, cell, *one) for one in rows)]
    return f"it stays as it is, for example in {found[constant[0]][0]}" if constant else ""


@pytest.mark.parametrize("slug", QUESTIONS)
def test_each_value_is_seen_once_its_statement_is_there(slug: str, copies: Callable[[str], Copy]) -> None:
    """In a part of the data, and in all of it where the part has no rows that show it."""
    query = QUESTIONS[slug]
    faults: dict[str, str] = {}
    for data, most in SEARCHED if cells_of(slug) else ():
        copy = copies(data)
        lacking, complete = find_lacking(copy, query, most)
        found = {cell: find_fault(copy, query, cell, lacking) for cell in cells_of(slug)}
        faults = {cell: fault for cell, fault in found.items() if fault}
        if not faults and (complete or data == "release"):
            break
    assert not faults
