"""The addresses at which statements are explained: ``/why?s=&p=&o=``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from styrka.ask.describe import Statement
from styrka.ask.row_evidence import RowSupport
from styrka.engine.interface import Term
from styrka.text.reference.places import is_described, name_place
from styrka.text.ui import get_words
from styrka.vocabulary import BASE, shorten
from styrka.web.render.escaping import escape

_CURIE: Final = re.compile(r"[a-z]\w*:[A-Za-z][\w-]*")
_TERMS: Final = 2_000  # whose quoted form is at hand; most statements of a page share theirs


def make_why_address(subject: str, predicate: str, thing: str) -> str:
    """Return the address that explains a statement; the terms are N-Triples."""
    return f"/why?s={_quote(subject)}&p={_quote(predicate)}&o={_quote(thing)}"


def make_correct_address(subject: str, predicate: str, thing: str) -> str:
    """Return the address at which a statement is corrected; the terms are N-Triples."""
    return f"/correct?of={_quote(subject)}&property={_quote(predicate)}&value={_quote(thing)}"


def write_place(section: str, language: str, *, alone: bool = False) -> str:
    """Return where a passage stands, as HTML: a heading in the language of the words that stand above it.

    Parameters:
        alone: whether the words themselves are not quoted.
    """
    words = escape(name_place(section, language))
    if alone:
        return f'<p class="place">{escape(get_words("stands_in", language))} {words}</p>'
    spoken = f' lang="{language}"' if is_described(section) else ""
    return f'<p class="place"{spoken}>{words}</p>'


@lru_cache(_TERMS)
def _quote(term: str) -> str:
    return quote(_shorten(term), safe=":/")


def _shorten(term: str) -> str:
    """Return an IRI as a CURIE or relative to ours: a page has hundreds of these addresses."""
    if not term.startswith("<"):
        return term
    curie = shorten(term[1:-1])
    return curie if _CURIE.fullmatch(curie) else term.replace(f"<{BASE}", "<", 1)


def make_statement_address(statement: Statement, about: Term, incoming: bool = False) -> str:
    """Return the address that explains a statement of a thing, or one that points to the thing."""
    ends = (about.n3(), statement.value.term.n3())
    subject, thing = reversed(ends) if incoming else ends
    return make_why_address(subject, statement.predicate.term.n3(), thing)


def make_support_address(shown: RowSupport) -> str:
    """Return the address that explains the row's own statement."""
    return make_why_address(*shown.support.conclusion)
