"""The questions that the page of a thing answers in its sections, and the addresses of their own pages."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from flask import request

from styrka.ask.answer import answer_question
from styrka.engine.interface import Row
from styrka.vocabulary import PREFIXES, sparql_prefixes
from styrka.web.context import service
from styrka.web.render.evidence import make_why_address
from styrka.web.render.related import keep_language

NOT_RECORDED: Final = "not recorded"


def ask_rows(slug: str, **values: str) -> tuple[Row, ...]:
    """Return the whole answer to a question; nothing where this service does not have the question.

    Parameters:
        values: by parameter name, as people write them.

    Raises:
        BadParameter: As ``answer_question``.
    """
    present = service()
    if slug not in present.questions:
        return ()
    return answer_question(present.engine, present.questions[slug], values, present.answers).rows


def select(text: str) -> tuple[Row, ...]:
    """Return the rows of a SELECT over the release that answers; ours and the standards' prefixes need no declaration.

    Raises:
        StyrkaError: As ``Engine.run``.
    """
    present = service()
    return present.answers.rows(present.engine, sparql_prefixes() + text)


def make_answer_address(slug: str, **values: str) -> str:
    """Return the address of a question's own page, in the language that the reader chose."""
    return keep_language(f"/ask/{slug}?{urlencode(values, safe='/:')}", request.args.get("lang", ""))


def make_why(subject: str, predicate: str, value: str) -> str:
    """Return the address that explains a statement about two things; the predicate with its prefix."""
    prefix, _, name = predicate.partition(":")
    return keep_language(
        make_why_address(f"<{subject}>", f"<{PREFIXES[prefix]}{name}>", f"<{value}>"), request.args.get("lang", "")
    )


def read(row: Row, column: str) -> str:
    """Return the text or the IRI in a column; empty where nothing is recorded."""
    term = row.get(column)
    return "" if term is None or term.value in (NOT_RECORDED, "date not recorded") else term.value
