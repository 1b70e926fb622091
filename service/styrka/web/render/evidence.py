"""The addresses at which statements are explained: ``/why?s=&p=&o=``."""

from __future__ import annotations

from urllib.parse import urlencode

from styrka.ask.describe import Statement
from styrka.ask.row_evidence import RowSupport
from styrka.engine.interface import Term


def make_why_address(subject: str, predicate: str, thing: str) -> str:
    """Return the address that explains a statement; the terms are N-Triples."""
    return "/why?" + urlencode({"s": subject, "p": predicate, "o": thing})


def make_statement_address(statement: Statement, about: Term, incoming: bool = False) -> str:
    """Return the address that explains a statement of a thing, or one that points to the thing."""
    ends = (about.n3(), statement.value.term.n3())
    subject, thing = reversed(ends) if incoming else ends
    return make_why_address(subject, statement.predicate.term.n3(), thing)


def make_support_address(shown: RowSupport) -> str:
    """Return the address that explains the row's own statement."""
    return make_why_address(*shown.support.conclusion)
