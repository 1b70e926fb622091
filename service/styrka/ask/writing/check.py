"""What is wrong with a query, and where, without answering it: for an editor that underlines it while it is written.

The query is put to the engine over a graph that does not exist, so that the engine's own parser judges it, and nothing
is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from styrka.ask.query_hints import find_hints
from styrka.ask.writing.misspelt import MisspeltTerm, find_misspelt
from styrka.engine.guard import Limits, admit_query, position
from styrka.engine.interface import Budget, Dataset, Engine
from styrka.engine.terminals import read_prologue, tokens
from styrka.errors import (
    Busy,
    HeavyQuery,
    NotAcceptable,
    QueryRefused,
    QuerySyntaxError,
    QueryTooExpensive,
    StyrkaError,
)
from styrka.vocabulary import BASE, PREFIXES

ERROR: Final = "error"
WARNING: Final = "warning"
_NOWHERE: Final = Dataset((BASE + "graph/none",), (BASE + "graph/none",))
_PLACE: Final = re.compile(r"^(?:Line|Rad) \d+, (?:column|kolumn) \d+: ")  # which an editor shows by itself
_BUDGET: Final = Budget(1.0, 1 << 28, 1 << 20)


@dataclass(frozen=True)
class Fix:
    """What would mend a query: a text, in the place of what is wrong or, with ``first``, before everything else."""

    text: str
    first: bool = False


@dataclass(frozen=True)
class Remark:
    """What is wrong at one place of a query.

    Attributes:
        severity: ``ERROR`` for what keeps the query from being answered, else ``WARNING``.
        text, sv: in English and Swedish; the second is empty where the words are not ours.
        hints: what it may be instead, in English.
        line, column: from 1, in characters.
        length: of what is wrong, in characters.
    """

    severity: str
    text: str
    sv: str
    hints: tuple[str, ...]
    line: int
    column: int
    length: int
    fixes: tuple[Fix, ...] = ()


def check_query(query: str, engine: Engine, limits: Limits) -> tuple[Remark, ...]:
    """Return what is wrong with a query: what keeps it from being answered first, then terms that there are not."""
    error = _find_error(query, engine, limits)
    doubts = tuple(_doubt(one) for one in find_misspelt(query, engine))
    return ((_report(query, error, engine),) if error else ()) + doubts


def mend_query(query: str, remark: Remark, fix: Fix) -> str:
    """Return the query with a fix in it."""
    if fix.first:
        return fix.text + query
    offset = _find_offset(query, remark.line, remark.column)
    return query[:offset] + fix.text + query[offset + remark.length :]


def _find_error(query: str, engine: Engine, limits: Limits) -> StyrkaError | None:
    try:
        admitted = admit_query(query, limits)
        if not admitted.federated:  # it would be sent to another endpoint
            engine.run(admitted, admitted.form.offers[0], dataset=_NOWHERE, budget=_BUDGET).read()
    except (QuerySyntaxError, QueryRefused) as error:
        return error
    except (Busy, HeavyQuery, QueryTooExpensive, NotAcceptable):
        return None  # it was read, and is at most too much
    return None


def _report(query: str, error: StyrkaError, engine: Engine) -> Remark:
    # What is refused as a whole is so for the word that it begins with.
    begins = next((start for _, _, start in tokens(query, read_prologue(query).end)), 0)
    line, column = position(query, begins) if "line" not in error.evidence else (error.evidence["line"], 1)
    column = error.evidence.get("column") or column
    offset = _find_offset(query, line, column)
    undeclared = list(_list_undeclared(query))
    for word, start in undeclared:
        if start <= offset <= start + len(word):
            offset, column = start, column - (offset - start)  # the parser complains of the end of a name
            break
    fixes = dict.fromkeys(word.partition(":")[0] for word, _ in undeclared)
    return Remark(
        ERROR,
        _PLACE.sub("", error.detail),
        _PLACE.sub("", error.detail_sv),
        () if fixes else tuple(find_hints(query, error.evidence.get("line"), engine)),
        line,
        max(1, column),
        _measure(query, offset),
        tuple(Fix(f"PREFIX {name}: <{PREFIXES[name]}>\n", first=True) for name in fixes),
    )


def _doubt(one: MisspeltTerm) -> Remark:
    near, sv = " or ".join(one.near), " eller ".join(one.near)
    return Remark(
        WARNING,
        f"{one.written} is not defined{f'; did you mean {near}?' if near else ' in the vocabulary.'}",
        f"{one.written} är inte definierat{f'; menade du {sv}?' if near else ' i vokabulären.'}",
        (),
        one.line,
        one.column,
        len(one.written),
        tuple(Fix(name) for name in one.near),
    )


def _list_undeclared(query: str) -> Iterator[tuple[str, int]]:
    """Yield the names whose prefix is a known one that the query does not declare, with where they stand."""
    prologue = read_prologue(query)
    for kind, word, start in tokens(query, prologue.end):
        prefix, colon, _ = word.partition(":")
        if kind == "name" and colon and prefix in PREFIXES and prefix + ":" not in prologue.prefixes:
            yield word, start


def _find_offset(query: str, line: int, column: int) -> int:
    before = query.split("\n")[: line - 1]
    return sum(len(one) + 1 for one in before) + column - 1


def _measure(query: str, offset: int) -> int:
    """Return the length of the token at an offset; 1 where there is none."""
    for _, word, start in tokens(query):
        if start <= offset < start + len(word):
            return start + len(word) - offset
        if start > offset:
            break
    return 1
