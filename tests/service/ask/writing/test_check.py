"""What an editor is told of a query: what is wrong, where, and what would mend it; the query itself is not answered."""

from __future__ import annotations

import pytest

from styrka.ask.writing.check import ERROR, WARNING, check_query
from styrka.engine.guard import Limits
from styrka.engine.interface import Answer, Budget, Dataset, Delegate
from styrka.engine.local import LocalEngine
from styrka.formats import JSON, Format
from styrka.vocabulary import DEF, PREFIXES

HEAD = f"PREFIX styrka: <{DEF}>\n"


def check(engine: LocalEngine, query: str) -> list[tuple[str, int, int, int]]:
    return [(one.severity, one.line, one.column, one.length) for one in check_query(query, engine, Limits())]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT * {}", []),
        (HEAD + "SELECT * { ?r a styrka:Region ; styrka:ownPriorityArea ?a }", []),
        # The place of what is wrong, in characters: an å and an emoji are one each.
        (HEAD + 'SELECT * { ?r ?å "🙂" ; styrka:ownPriorityAera ?a }', [(WARNING, 2, 24, 22)]),
        (HEAD + "SELECT *\nWHERE { ?s ?p }", [(ERROR, 3, 16, 1)]),
        ("SELECT *\nWHERE { ?s skos:prefLabel ?o }", [(ERROR, 2, 12, 14)]),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", [(ERROR, 1, 1, 6)]),
        ("", [(ERROR, 1, 1, 1)]),
        (
            HEAD + "SELECT (COUNT(?x) AS ?n) ?y { ?x ?p ?y ; styrka:nothingLikeIt 1 }",
            [(ERROR, 2, 26, 2), (WARNING, 2, 42, 20)],
        ),
    ],
)
def test_what_is_wrong_stands_at_its_place(
    engine: LocalEngine, query: str, found: list[tuple[str, int, int, int]]
) -> None:
    assert check(engine, query) == found


def test_a_misspelt_term_is_named_with_the_right_one_in_both_languages(engine: LocalEngine) -> None:
    (found,) = check_query(HEAD + "SELECT * { ?r styrka:ownPriorityAera ?a }", engine, Limits())
    assert found.text.startswith("styrka:ownPriorityAera is not defined; did you mean styrka:ownPriorityArea")
    assert found.sv.startswith("styrka:ownPriorityAera är inte definierat; menade du styrka:ownPriorityArea")
    assert found.fixes[0].text == "styrka:ownPriorityArea"


def test_a_prefix_that_is_not_declared_can_be_declared(engine: LocalEngine) -> None:
    (found,) = check_query("SELECT * { ?s skos:prefLabel ?o }", engine, Limits())
    assert [(one.text, one.first) for one in found.fixes] == [(f"PREFIX skos: <{PREFIXES['skos']}>\n", True)]
    assert not check_query(found.fixes[0].text + "SELECT * { ?s skos:prefLabel ?o }", engine, Limits())


class Recording(Delegate):
    """An engine that notes over which graphs it was asked."""

    def __init__(self, engine: LocalEngine) -> None:
        super().__init__(engine)
        self.asked: list[Dataset | None] = []

    def run(
        self, query: str, format_: Format, *, dataset: Dataset | None = None, budget: Budget | None = None
    ) -> Answer:
        self.asked.append(dataset)
        return super().run(query, format_, dataset=dataset, budget=budget)


def test_a_query_is_put_to_no_data_at_all(engine: LocalEngine) -> None:
    recording = Recording(engine)
    graph = "https://w3id.org/styrka/graph/ontology/area"
    query = f"SELECT (COUNT(*) AS ?n) FROM NAMED <{graph}> {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }}"
    assert not check_query(query, recording, Limits())
    (asked,) = recording.asked
    assert asked
    counted = engine.run("SELECT ?s { ?s ?p ?o } LIMIT 1", JSON, dataset=asked).read()
    assert b'"bindings":[]' in counted.replace(b" ", b"").replace(b"\n", b"")


def test_a_query_for_another_endpoint_is_not_sent_there(engine: LocalEngine) -> None:
    recording = Recording(engine)
    assert not check_query("SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }", recording, Limits(service=True))
    assert not recording.asked
