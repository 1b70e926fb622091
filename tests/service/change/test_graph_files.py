"""The file of a graph, and what is refused because it is in no Turtle file."""

from __future__ import annotations

import pytest

from styrka.build.sources import Source
from styrka.build.tree import Tree
from styrka.change.governed.graph_files import GRAPHS, find_path, find_source
from styrka.errors import BadParameter, WriteRefused
from styrka.vocabulary import BASE

TABLE = Source("data/tables/areas.csv", BASE + "graph/tables/areas", (), "", {})
GRAPH = BASE + "graph/tables/areas/region-varmland"


def test_a_graph_of_a_table_is_found_in_the_table() -> None:
    assert find_source(Tree((TABLE,), {}), GRAPH) is TABLE
    assert find_source(Tree((TABLE,), {}), BASE + "graph/tables/actors/region-varmland") is None


def test_a_graph_of_a_table_is_refused_with_the_rows_to_change() -> None:
    with pytest.raises(WriteRefused, match=r"data/tables/areas\.csv, in the rows whose source is region-varmland"):
        find_path(GRAPH, TABLE)


def test_a_graph_of_a_turtle_file_has_its_path() -> None:
    assert find_path(BASE + "graph/strategies/x/doc", None) == "data/strategies/x/doc.ttl"


def test_a_graph_of_a_table_that_there_is_not_is_refused() -> None:
    with pytest.raises(WriteRefused, match="data/tables has none of that name"):
        find_path(BASE + "graph/tables/nothing/doc", None)


@pytest.mark.parametrize("name", ["a" * 300, "b/" * 600 + "b"])
def test_a_name_that_no_file_can_have_is_refused_with_the_length_that_one_may(name: str) -> None:
    with pytest.raises(BadParameter, match="It may have 1000, and 200 between two slashes"):
        find_path(GRAPHS + name, None)
