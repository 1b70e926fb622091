"""Two graphs to ask: the release of all of the data, and the four documented strategies with what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pyoxigraph as ox
import pytest

from styrka.ask.answer import answer_question
from styrka.ask.evidence import Derive, list_sources, make_derivations, resolve_evidence
from styrka.ask.question import Query, load_questions
from styrka.build import pipeline, source_files, sources
from styrka.build.content import name_of
from styrka.build.infer import read_derivations
from styrka.build.tree import Tree, find_computed_queries
from styrka.engine.layout import StoreLayout
from styrka.engine.local import LocalEngine
from styrka.release import DERIVATIONS, Release
from styrka.settings import Settings
from tests.conftest import ROOT
from tests.cut import cut_root

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
    "data/project.ttl",
    *(f"data/tables/{table}.csv" for table in ("sources", "regions", "actors", "programmes", "amounts")),
)
Rows = list[dict[str, str]]
Asking = Callable[..., Rows]
Sources = Callable[..., list[set[str]]]


@pytest.fixture(scope="session")
def whole(layout: StoreLayout) -> LocalEngine:
    """An engine over everything."""
    return LocalEngine(layout, "test")


@pytest.fixture(scope="session")
def derive(release: Release) -> Derive:
    """What every inferred statement of the whole data was inferred from."""
    return make_derivations(read_derivations(release.path / DERIVATIONS))


@pytest.fixture(scope="session")
def sources_of(whole: LocalEngine, derive: Derive) -> Sources:
    """Gives the sources of each row of an answer from everything, by their slugs."""

    def find(slug: str, **values: str) -> list[set[str]]:
        query = QUESTIONS[slug]
        rows = answer_question(whole, query, values).rows
        found = resolve_evidence(whole, query.evidence, rows, query.terms(values), derive, query.columns)
        return [{one.rsplit("/", 1)[-1] for one in list_sources(supports)} for supports in found]

    return find


@pytest.fixture(scope="session")
def documented(settings: Settings) -> LocalEngine:
    """An engine over the reference data, what the documents say beside, and the four documented strategies."""
    root = cut_root()
    kept = [path for path in source_files.find_sources(root) if _is_documented(name_of(path, root))]
    tree = Tree(sources.read_sources(kept, root), find_computed_queries(ROOT))
    assert all(any(source.path.startswith(name) for source in tree.sources) for name in DOCUMENTED)
    inference = pipeline.infer_from_tree(tree, settings)
    quads = [*tree.quads(), *inference.quads(), *pipeline.compute_descriptions(tree, inference)]
    store = ox.Store()
    store.bulk_extend(quads)
    store.bulk_extend(_as_default(quads))
    return LocalEngine(store, "test")


@pytest.fixture(scope="session")
def ask_whole(whole: LocalEngine) -> Asking:
    """Asks a question of everything by its slug; the rows as text, IRIs without what all of ours begin with."""
    return _asking(whole)


@pytest.fixture(scope="session")
def ask_documented(documented: LocalEngine) -> Asking:
    """The same of the four documented strategies."""
    return _asking(documented)


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


def _is_documented(path: str) -> bool:
    return path.startswith((*REFERENCE, *DOCUMENTED))


def _as_default(quads: Iterable[ox.Quad]) -> Iterable[ox.Quad]:
    return (ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)


def _asking(engine: LocalEngine) -> Asking:
    def asking(slug: str, **values: str) -> Rows:
        rows = answer_question(engine, QUESTIONS[slug], values).rows
        return [
            {name: term.value.removeprefix("https://w3id.org/styrka/") for name, term in row.items()} for row in rows
        ]

    return asking
