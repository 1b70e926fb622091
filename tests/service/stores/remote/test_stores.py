"""Every shipped question and table, answered by real stores that hold the release, as the embedded engine asking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import pytest

from styrka.ask import tables
from styrka.ask.question import Query
from styrka.engine.interface import Engine, Term, select_rows
from styrka.engine.local import LocalEngine, open_local
from styrka.errors import QueryRefused
from styrka.release import Release
from styrka.settings import Settings
from styrka.stores import push
from styrka.stores.remote.engine import Remote
from styrka.stores.remote.writers import GraphStore
from styrka.web.app import create_app
from tests import servers
from tests.answers import json_of
from tests.conftest import ROOT
from tests.queries.conftest import QUESTIONS, example
from tests.service.stores.running import BUDGET

TABLES = tables.load_tables(ROOT)
# The questions that a store answers with other rows, or not at all, in at least one of the ways in which they are asked
# here. docs/stores.md names them; one that a store begins to answer rightly goes from here and from there.
WRONG: Final = {
    "oxigraph": frozenset[str](),
    "virtuoso": frozenset(
        {
            "common-themes",
            "complementary-priorities",
            "conflicting-sources",
            "curators-knowledge",
            "dropped-or-renamed",
            "indicators-by-theme",
            "known-gaps",
            "neighbours-that-share",
            "old-lists",
            "partners-not-met",
            "programmes-for-regions",
            "structurally-similar",
        }
    ),
}
# Those that it answers with other rows in one run and rightly in the next, over the same statements.
UNSTEADY: Final = {"oxigraph": frozenset[str](), "virtuoso": frozenset({"organisations-in-a-region", "value-chain"})}
Rows = Counter[tuple[tuple[str, str, str], ...]]


@dataclass(frozen=True)
class Pair:
    """A real store and the embedded engine over the shipped release."""

    name: str
    remote: Engine
    local: LocalEngine


@pytest.fixture(scope="module")
def local(little_release: Release) -> LocalEngine:
    return open_local(little_release.dumps, little_release.version)


# A file's tests go to whichever of pytest's workers is free, so each store is one test, and the release published once.
@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def pair(
    request: pytest.FixtureRequest,
    little_release: Release,
    local: LocalEngine,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Pair]:
    with getattr(servers, request.param)(tmp_path_factory.mktemp(request.param)) as store:
        push.push_release(little_release, GraphStore(store.graphs), store.query)
        yield Pair(store.name, Remote(store.query, BUDGET).engine(), local)


def askings(question: Query) -> list[dict[str, str]]:
    """The values to ask a question with: its header's, every example at once, and each choice and optional thing."""
    base = example(question)
    found = [base, {one.name: one.example for one in question.parameters if one.example}]
    for one in question.parameters:
        more = (*one.values, one.example) if one.optional and one.type == "iri" else one.values
        found += [{**base, one.name: value} for value in more if value]
    return [values for place, values in enumerate(found) if values not in found[:place]]


def comparable(found: list[dict[str, Term]]) -> Rows:
    """Rows as a multiset. GROUP_CONCAT has no order (SPARQL 1.1, 18.5.1.7), and only Oxigraph's has a language."""

    def cell(name: str, term: Term) -> tuple[str, str, str]:
        return name, "; ".join(sorted(term.value.split("; "))), term.datatype

    return Counter(tuple(sorted(cell(name, term) for name, term in row.items())) for row in found)


@cache
def ask_locally(engine: LocalEngine, text: str) -> Rows:
    """The rows that the embedded engine gives, asked once for all stores."""
    return comparable(select_rows(engine, text))


@cache
def fill_locally(engine: LocalEngine, slug: str) -> tables.Table:
    """A table that the embedded engine fills, once for all stores."""
    return tables.fill_table(engine, TABLES[slug], "sv")


def test_every_question_table_and_page_is_answered_as_by_the_embedded_engine(pair: Pair) -> None:
    wrong: dict[str, object] = {}
    asked = 0
    for slug, question in QUESTIONS.items():
        # An Oxigraph server has the embedded engine's own evaluation: what it adds is the way there and back.
        for values in askings(question)[: 2 if pair.name == "oxigraph" else None]:
            text = question.bind(values)
            expected = ask_locally(pair.local, text)
            asked += 1
            try:
                found = comparable(select_rows(pair.remote, text))
            except QueryRefused as error:
                wrong.setdefault(slug, error.detail)
                continue
            if found != expected:
                other = (list((expected - found).items())[:1], list((found - expected).items())[:1])
                wrong.setdefault(slug, (values, *other))
    odd = (wrong.keys() ^ WRONG[pair.name]) - UNSTEADY[pair.name]
    assert not odd, {one: wrong.get(one, "answered rightly") for one in odd}
    assert asked > len(QUESTIONS) * (1 if pair.name == "oxigraph" else 2)

    for slug, table in TABLES.items():
        here, there = fill_locally(pair.local, slug), tables.fill_table(pair.remote, table, "sv")
        assert there == here, slug
        assert here.rows, slug

    assert pair.remote.version == pair.local.version
    client = create_app(Settings(root=ROOT), pair.remote, QUESTIONS).test_client()
    answer = client.get("/ask/shared-priorities.srj?theme=energy")
    assert answer.status_code == 200
    assert len(json_of(answer)["results"]["bindings"]) > 5
    page = client.get("/doc/region/SE122", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "Södermanland" in page.text
    assert client.get("/table/strategies.csv").status_code == 200
    query = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}
    answer = client.get("/sparql", query_string=query)
    assert answer.status_code == 200
    known = {"If-None-Match": answer.headers["ETag"]}
    assert client.get("/sparql", query_string=query, headers=known).status_code == 304


def test_the_readme_names_the_questions_that_virtuoso_answers_wrongly() -> None:
    page = (ROOT / "docs/stores.md").read_text("utf-8")
    (row,) = [line for line in page.splitlines() if line.startswith("| Virtuoso |")]
    assert {slug for slug in QUESTIONS if f"`{slug}`" in row} == WRONG["virtuoso"] | UNSTEADY["virtuoso"]
