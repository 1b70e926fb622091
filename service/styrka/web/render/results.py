"""The answer to a SPARQL query as a page: a table of its rows, its truth, or its graph, below the query itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from styrka.engine.guard import Form
from styrka.engine.interface import Answer, Row, read_document
from styrka.formats import JSON, TURTLE, Format

ROWS: Final = 1000  # that a page shows; the other formats have all
_GRAPH: Final = 200_000  # characters of a graph that a page shows


@dataclass(frozen=True)
class Result:
    """What a page shows of an answer; of ``rows``, ``truth`` and ``graph`` the one that the query's form gives.

    ``cut`` is true when the answer has more than is shown, and ``total`` how many rows there are.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] | None = None
    truth: bool | None = None
    graph: str | None = None
    total: int = 0
    cut: bool = False


def choose_format(form: Form) -> Format:
    """Return the format in which the engine is asked for what a page shows."""
    return JSON if form in (Form.SELECT, Form.ASK) else TURTLE


def read_result(answer: Answer) -> Result:
    """Return what a page shows of an answer in the format of ``choose_format``."""
    content = answer.read()
    if answer.format is TURTLE:
        text = content.decode()
        shown = text if len(text) <= _GRAPH else text[: text.rfind("\n", 0, _GRAPH) + 1]
        return Result(graph=shown, cut=len(shown) < len(text))
    document = read_document(content)
    if document.results is None:
        return Result(truth=document.boolean)
    found = document.results.bindings
    return Result(document.head.vars, tuple(found[:ROWS]), total=len(found), cut=len(found) > ROWS)
