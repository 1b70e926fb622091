"""What another store holds: the release that ``styrka publish`` put there, under which names.

``graph/release`` states the version, and the name of the union of all graphs, which is a graph of its own. While graphs
are being replaced, its version is that of two releases with a word between them, and no single graph is certain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from styrka.engine.interface import Budget, Edition, Form
from styrka.errors import ReleaseError
from styrka.formats import CSV
from styrka.http_client.endpoint import Endpoint
from styrka.stores.remote import results
from styrka.stores.remote.client import CUT, ask_store
from styrka.vocabulary import BASE, PREFIXES

RELEASE_GRAPH: Final = BASE + "graph/release"
DATASET: Final = BASE + "dataset"
GRAPHS: Final = BASE + "graph/"
UNIONS: Final = BASE + "graph/union/"
UNION: Final = PREFIXES["sd"] + "defaultGraph"
BECOMING: Final = ".becoming."
_PROBED: Final = 250_000  # rows: more small ones than an answer of ten million bytes has triples
_HOLDING: Final = (
    f"SELECT ?version ?created ?union {{ GRAPH <{RELEASE_GRAPH}> {{ <{DATASET}> <{PREFIXES['dcterms']}hasVersion> "
    f"?version OPTIONAL {{ <{DATASET}> <{PREFIXES['dcterms']}modified> ?created }} "
    f"OPTIONAL {{ <{DATASET}> <{UNION}> ?union }} }} }}"
)
# Virtuoso 7.2 takes more than 20 s over SELECT DISTINCT ?graph, and a fiftieth of a second over this.
_NAMES: Final = "SELECT ?graph (COUNT(*) AS ?count) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"


@dataclass(frozen=True)
class PublishedRelease:
    """What a store holds: the release, the name of its union (empty: the store's own default graph), and its graphs."""

    edition: Edition
    union: str = ""
    named: tuple[str, ...] = ()
    virtuoso: bool = False

    @property
    def changing(self) -> bool:
        """Whether single graphs are being replaced by those of another release."""
        return BECOMING in self.edition.version


def read_release(
    to: Endpoint, budget: Budget, known: PublishedRelease, seconds: float | None = None
) -> PublishedRelease:
    """Return what a store holds now; ``known`` itself when that is still so.

    Parameters:
        seconds: how much of the budget's time is left; all of it when not given.

    Raises:
        ReleaseError: When no release is there, or when the store cuts answers; and as ``ask_store``.
    """
    response = ask_store(to, _HOLDING, Form.SELECT, budget, seconds=seconds)
    found = results.read_cells(response)
    if len(found) != 1:
        raise ReleaseError(
            "There is no release at the store. Put one there with `styrka publish`."
            if not found
            else "The store states that it holds several releases. Publish anew with `styrka publish`."
        )
    edition, union = Edition(found[0]["version"], found[0].get("created", "")), found[0].get("union", "")
    if known.edition == edition:
        return known
    virtuoso = response.headers.get("Server", "").startswith("Virtuoso")
    if virtuoso:
        _check_virtuoso(to, budget)
    names = [cell.get("graph", "") for cell in results.read_cells(ask_store(to, _NAMES, Form.SELECT, budget))]
    named = sorted(name for name in names if name.startswith(GRAPHS) and not name.startswith(UNIONS))
    return PublishedRelease(edition, union, tuple(name for name in named if name != RELEASE_GRAPH), virtuoso)


def _check_virtuoso(to: Endpoint, budget: Budget) -> None:
    # One row fewer: an answer of as many rows as Virtuoso gives at most counts as cut, though nothing is lost.
    probe = f"SELECT (1 AS ?one) {{ ?subject ?predicate ?object }} LIMIT {_PROBED - 1}"
    response = ask_store(to, probe, Form.SELECT, budget, accept=CSV.media_type, cut=True)
    if rows := response.headers.get(CUT):
        raise ReleaseError(
            f"This Virtuoso cuts every answer at {rows} rows, and of a graph without notice. Set "
            f"ResultSetMaxRows in its virtuoso.ini to {_PROBED} or more, or leave it out."
        )
