"""Two graphs to ask, each built once as a release is: the whole of the data, and the four documented strategies."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pyoxigraph as ox
import pytest

from styrka.ask.answer import answer_question
from styrka.ask.evidence import Derive, list_sources, make_derivations, resolve_evidence
from styrka.ask.question import Query, load_questions
from styrka.build import pipeline
from styrka.build.sources import Source
from styrka.build.tree import Tree
from styrka.engine.local import LocalEngine
from styrka.settings import Settings
from tests.conftest import ROOT

QUESTIONS = load_questions(ROOT / "queries")
# The strategies that the five source documents describe, with the themes that their areas were given.
DOCUMENTED = tuple(
    name
    for strategy in ("se12-2023", "se122-2017", "se311-2022", "se312-2014")
    for name in (f"data/strategies/{strategy}/", f"data/mappings/{strategy}.sssom.tsv")
)
REFERENCE = (
    "ontology/",
    "data/documents/",
    *(f"data/tables/{table}.csv" for table in ("sources", "regions", "actors", "programmes", "amounts")),
)
Rows = list[dict[str, str]]
Asking = Callable[..., Rows]


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The settings of a build of this tree."""
    return Settings(root=ROOT)


@pytest.fixture(scope="session")
def tree(settings: Settings) -> Tree:
    """Every file of the tree, read."""
    return pipeline.read_tree(settings)


@pytest.fixture(scope="session")
def whole(tree: Tree, settings: Settings) -> LocalEngine:
    """An engine over everything."""
    return _engine(tree, settings)


@pytest.fixture(scope="session")
def derive(tree: Tree, settings: Settings) -> Derive:
    """What every inferred statement of the whole data was inferred from."""
    return make_derivations(pipeline.infer_from_tree(tree, settings))


@pytest.fixture(scope="session")
def documented(tree: Tree, settings: Settings) -> LocalEngine:
    """An engine over the reference data, what the documents say beside, and the four documented strategies."""
    kept = tuple(source for source in tree.sources if _is_documented(source))
    assert all(any(source.path.startswith(name) for source in kept) for name in DOCUMENTED)
    return _engine(Tree(kept, tree.queries), settings)


@pytest.fixture(scope="session")
def ask_whole(whole: LocalEngine) -> Asking:
    """Asks a question of everything by its slug; the rows as text, IRIs without what all of ours begin with."""
    return _asking(whole)


@pytest.fixture(scope="session")
def ask_documented(documented: LocalEngine) -> Asking:
    """The same of the four documented strategies."""
    return _asking(documented)


@pytest.fixture(scope="session")
def sources_of(whole: LocalEngine, derive: Derive) -> Callable[..., list[tuple[str, ...]]]:
    """The sources that the rows of an answer rest on, row by row, by the last part of their IRI."""

    def sources_of(slug: str, **values: str) -> list[tuple[str, ...]]:
        query = QUESTIONS[slug]
        rows = answer_question(whole, query, values).rows
        found = resolve_evidence(whole, query.evidence, rows, query.terms(values), derive)
        return [tuple(source.rsplit("/", 1)[-1] for source in list_sources(supports)) for supports in found]

    return sources_of


def example(query: Query) -> dict[str, str]:
    """The values that a question is tested with: those it names under ``expect``, else its parameters' examples."""
    given = query.expect.get("ask")
    if given is not None:
        return {name: str(value) for name, value in given.items()}
    return {
        one.name: one.example
        for one in query.parameters
        if one.example is not None and not one.optional and one.default is None
    }


def _is_documented(source: Source) -> bool:
    return source.path.startswith((*REFERENCE, *DOCUMENTED))


def _engine(tree: Tree, settings: Settings) -> LocalEngine:
    inference = pipeline.infer_from_tree(tree, settings)
    quads = [*tree.quads(), *inference.quads(), *pipeline.compute_descriptions(tree, inference)]
    store = ox.Store()
    store.bulk_extend(quads)
    store.bulk_extend(_as_default(quads))
    return LocalEngine(store, "test")


def _as_default(quads: Iterable[ox.Quad]) -> Iterable[ox.Quad]:
    return (ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)


def _asking(engine: LocalEngine) -> Asking:
    def asking(slug: str, **values: str) -> Rows:
        rows = answer_question(engine, QUESTIONS[slug], values).rows
        return [
            {name: term.value.removeprefix("https://w3id.org/styrka/") for name, term in row.items()} for row in rows
        ]

    return asking
