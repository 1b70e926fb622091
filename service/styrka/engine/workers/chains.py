"""What is too large in a query that ends every process that works on it: the engine's stack holds only so much."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from styrka.engine.guard import tokens
from styrka.errors import QueryRefused, QueryTooExpensive, StyrkaError

_LONG: Final = 500  # so many of one kind: what is shorter no engine's stack is too small for
_STEPS: Final = frozenset("/|^")  # where a value stands before them they are operators
_OPERATORS: Final = frozenset("+-*=<>!&")
_VALUE: Final = re.compile(r"[?$\d\"')|]")
_PATTERNS: Final = frozenset({"OPTIONAL", "MINUS", "FILTER", "BIND", "EXISTS", "GRAPH", "VALUES"})
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "unions": ("UNIONs", "UNION"),
    "steps": ("steps of paths (/, |, ^)", "steg i vägar (/, |, ^)"),
    "operators": ("operators in expressions", "operatorer i uttryck"),
    "patterns": ("OPTIONALs, FILTERs and other patterns", "OPTIONAL, FILTER och andra mönster"),
    "arguments": ("values and arguments (,)", "värden och argument (,)"),
}


def make_crash_error(query: str) -> StyrkaError:
    """Return the error of a query that has ended two processes.

    Where it is long in one of its parts, that is why: it will always be so, and the query is to be another. Else it may
    have been the machine.
    """
    counts = count_parts(query)
    part = max(counts, key=lambda name: counts[name])
    if counts[part] < _LONG:
        return QueryTooExpensive(
            "The query ended the process that worked on it, twice. It may be too deep for the engine: split it.",
            sv="Frågan avslutade processen som arbetade med den, två gånger. Den kan vara för djup för motorn: dela "
            "upp den.",
            cause="crash",
        )
    words, ord_ = _WORDS[part]
    return QueryRefused(
        f"The query has {counts[part]} {words}, more than the engine can hold at a time. Split it, or write the many "
        "as VALUES or as rows of data.",
        sv=f"Frågan har {counts[part]} {ord_}, fler än motorn klarar på en gång. Dela upp den, eller skriv de många "
        "som VALUES eller som rader i data.",
        part=part,
        size=counts[part],
    )


def count_parts(query: str) -> dict[str, int]:
    """Return how many a query has of each part that an engine works on by calling itself."""
    counts, before = dict.fromkeys(_WORDS, 0), ""
    for _, word, _ in tokens(query):
        name = word.upper()
        if name == "UNION":
            counts["unions"] += 1
        elif name in _PATTERNS:
            counts["patterns"] += 1
        elif word == ",":
            counts["arguments"] += 1
        elif word in _OPERATORS or (word in _STEPS and _VALUE.match(before)):
            counts["operators"] += 1
        elif word in _STEPS:
            counts["steps"] += 1
        before = word
    return counts
