"""What is probably wrong with a query that was refused: keywords, prefixes, terms of ours, brackets.

An estimate is a guess for people, from the words near the place that the parser complained about; it never changes what
is answered.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from styrka.ask.writing.misspelt import find_misspelt
from styrka.engine.guard import position
from styrka.engine.interface import Engine
from styrka.errors import QueryRefused, QuerySyntaxError
from styrka.vocabulary import PREFIXES

KEYWORDS: Final = tuple(
    """ABS ALL AS ASC ASK AVG BASE BIND BOUND BY COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE DESC DESCRIBE
    DISTINCT EXISTS FILTER FROM GRAPH GROUP GROUP_CONCAT HAVING IF IN LANG LANGMATCHES LCASE LIMIT MAX MIN MINUS NAMED
    NOT OFFSET OPTIONAL ORDER PREFIX REDUCED REGEX REPLACE SAMPLE SELECT SEPARATOR SERVICE STR STRAFTER STRBEFORE
    STRENDS STRLANG STRLEN STRSTARTS SUBSTR SUM UCASE UNDEF UNION VALUES WHERE YEAR""".split()  # noqa: SIM905
)
_SPOKEN: Final = re.compile(r"#[^\n]*|<[^<>\s]*>|'''.*?'''|\"\"\".*?\"\"\"|'[^'\n]*'|\"[^\"\n]*\"", re.DOTALL)
_PREFIXED: Final = re.compile(r"(?<![\w?$:.<-])([A-Za-z][\w.-]*)?:([\w.-]*\w)?")
_DECLARED: Final = re.compile(r"\bPREFIX\s+([\w.-]*):", re.IGNORECASE)
_WORD: Final = re.compile(r"(?<![?$:\w-])[A-Za-z_]{2,}(?![\w:-])")
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[^%<>\"{}|^`\\\x00-\x20]|%[0-9A-Fa-f]{2})*")


def is_absolute_iri(text: str) -> bool:
    """Return whether a text is an absolute IRI that a query may hold (SPARQL 1.1 Query, 19.8 IRIREF)."""
    return _IRI.fullmatch(text) is not None


@contextmanager
def add_hints(query: str, engine: Engine) -> Iterator[None]:
    """While this is open, an error about the query gets its estimates as evidence.

    Raises:
        QueryRefused: The query is valid but not of a kind that this endpoint answers (an update, SERVICE, an unknown
            graph).
        QuerySyntaxError: The text is not a SPARQL 1.1 query.
    """
    try:
        yield
    except (QuerySyntaxError, QueryRefused) as error:
        found = find_hints(query, error.evidence.get("line"), engine)
        if found:
            error.evidence = {**error.evidence, "estimates": found}
        raise


def find_hints(query: str, line: int | None, engine: Engine) -> list[str]:
    """Return sentences, the most probable first, on what may be wrong with a query.

    Parameters:
        line: where the parser complained, from 1; only words up to there are doubted.
    """
    bare = _SPOKEN.sub(lambda match: re.sub(r"\S", " ", match.group()), query)
    upto = "\n".join(bare.split("\n")[:line]) if line else bare
    return [*_prefixes(bare, query), *_keywords(upto, line), *_brackets(bare), *_terms(query, engine)][:5]


def _prefixes(bare: str, query: str) -> Iterator[str]:
    declared = set(_DECLARED.findall(query))
    used = {match.group(1) or "" for match in _PREFIXED.finditer(bare)}
    for name in sorted(used - declared - {"_"}):
        if name in PREFIXES:
            yield f"{name}: is not declared. Add PREFIX {name}: <{PREFIXES[name]}>"
        elif near := difflib.get_close_matches(name, [*sorted(declared), *PREFIXES], 1, 0.6):
            yield f"{name}: is not declared. Did you mean {near[0]}:?"
        elif name:
            yield f"{name}: is not declared. Add a PREFIX line for it."


def _keywords(upto: str, line: int | None) -> Iterator[str]:
    for match in reversed(list(_WORD.finditer(upto))):
        word = match.group().upper()
        where = position(upto, match.start())
        if word in KEYWORDS or word in ("A", "TRUE", "FALSE") or (line is not None and where[0] < line - 1):
            continue
        if near := difflib.get_close_matches(word, KEYWORDS, 1, 0.7):
            yield f"{match.group()} on line {where[0]}, column {where[1]} is no word of SPARQL. Did you mean {near[0]}?"


def _brackets(bare: str) -> Iterator[str]:
    opened: list[tuple[str, int]] = []
    for at, sign in enumerate(bare):
        if sign in "([{":
            opened.append((sign, at))
        elif sign in _PAIRS:
            if not opened or opened[-1][0] != _PAIRS[sign]:
                line, column = position(bare, at)
                yield f"The {sign} on line {line}, column {column} closes nothing."
                return
            opened.pop()
    if opened:
        sign, at = opened[-1]
        line, column = position(bare, at)
        yield f"The {sign} on line {line}, column {column} is never closed."


def _terms(query: str, engine: Engine) -> Iterator[str]:
    for one in find_misspelt(query, engine):
        if one.near:
            yield f"{one.written} is not a term of the ontology. Did you mean {' or '.join(one.near)}?"
