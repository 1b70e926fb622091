"""Terms of our namespace that a query names and that the release does not have, each with those that are nearly so."""

from __future__ import annotations

import difflib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from styrka.engine.guard import position
from styrka.engine.interface import Engine, select_rows
from styrka.engine.terminals import Prologue, read_prologue, tokens
from styrka.errors import Busy, HeavyQuery, QueryTooExpensive
from styrka.vocabulary import DEF, PREFIXES

_NEAR: Final = 2  # terms that are proposed for one
_LIKE: Final = 0.6
_MOST: Final = 10  # misspelt terms that are named


@dataclass(frozen=True)
class MisspeltTerm:
    """A term that there is not.

    Attributes:
        written: as it stands in the query.
        offset, line, column: where it stands first; lines and columns from 1.
        near: the terms that are nearly so, as the query would write them; the nearest first.
    """

    written: str
    offset: int
    line: int
    column: int
    near: tuple[str, ...]


def find_misspelt(query: str, engine: Engine) -> tuple[MisspeltTerm, ...]:
    """Return the terms of our namespace in a query that the release does not have, in the order of the query.

    Nothing where the release is too busy to be asked for its terms.
    """
    prologue = read_prologue(query)
    prefixes = {**{"styrka:": DEF}, **prologue.prefixes}
    names = Prologue(prologue.base, prefixes)
    written: dict[str, tuple[str, int]] = {}
    for kind, word, start in tokens(query, prologue.end):
        iri = names.iri(kind, word) if kind in ("iri", "name") else None
        if iri and iri.startswith(DEF) and iri != DEF:
            written.setdefault(iri.removeprefix(DEF), (word, start))
    if not written:
        return ()
    try:
        known = list_own_terms(engine.version, engine)
    except (Busy, HeavyQuery, QueryTooExpensive):
        return ()
    if not known:
        return ()  # a release without the ontology has no terms to misspell
    wrong = [(name, *place) for name, place in written.items() if name not in known][:_MOST]
    return tuple(
        MisspeltTerm(word, start, *position(query, start), _find_near(name, word, known)) for name, word, start in wrong
    )


def replace_term(query: str, written: str, right: str) -> str:
    """Return a query with another term in every place of one, as it is written there."""
    parts, end = [], 0
    for _, word, start in tokens(query):
        if word == written:
            parts += [query[end:start], right]
            end = start + len(word)
    return "".join((*parts, query[end:]))


def _find_near(name: str, word: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return the known terms that are nearly a name, written as the word is: as an IRI, or with the same prefix."""
    before, after = ("<" + DEF, ">") if word.startswith("<") else (word.partition(":")[0] + ":", "")
    folded = {one.casefold(): one for one in known}
    exact = folded.get(name.casefold())  # the same in other letters
    near = difflib.get_close_matches(name, known, _NEAR, _LIKE)
    found = [exact] if exact else near
    return tuple(before + one + after for one in found)


_cached_terms: dict[str, tuple[str, ...]] = {}
_caching = threading.Lock()


def list_own_terms(version: str, engine: Engine) -> tuple[str, ...]:
    """Return the names of the terms of our namespace, as they stand after its prefix. Raises as ``Engine.run``."""
    # Between a look and a read another thread may forget this version for the next: so one look, and the terms at hand.
    with _caching:
        terms = _cached_terms.get(version)
    if terms is None:
        found = select_rows(
            engine,
            f"SELECT DISTINCT ?t {{ ?t <{PREFIXES['rdfs']}label> ?l FILTER(STRSTARTS(STR(?t), '{DEF}')) }}",
        )
        terms = tuple(sorted(row["t"].value.removeprefix(DEF) for row in found))
        with _caching:
            _cached_terms.clear()
            _cached_terms[version] = terms
    return terms
