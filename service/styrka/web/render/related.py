"""Where a page leads on: addresses that keep the reader's language, and the questions that fit a thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

from styrka.ask.describe import Resource, Statement
from styrka.ask.question import Query
from styrka.web.context import LANGUAGES


@dataclass(frozen=True)
class RelatedQuestion:
    """A question that a thing can be put to, and the address that does."""

    query: Query
    address: str


def keep_language(path: str, chosen: str) -> str:
    """Return an address of this service that keeps the language that the reader chose with ``?lang=``.

    Others as they are.

    There are no cookies: what the reader chose can stand nowhere else.

    Parameters:
        chosen: the value of ``lang`` in the present request; looked up once a page, which has hundreds of addresses.
    """
    if chosen not in LANGUAGES or not path.startswith("/"):
        return path
    path, hash_, fragment = path.partition("#")
    return f"{path}{'&' if '?' in path else '?'}{urlencode({'lang': chosen})}{hash_}{fragment}"


def make_language_address(code: str) -> str:
    """Return the present page in a language."""
    others = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return request.path + "?" + urlencode([*others, ("lang", code)])


def find_related_questions(found: Resource, questions: Iterable[Query]) -> tuple[RelatedQuestion, ...]:
    """Return the questions that need one thing of a kind that this thing is of, and nothing else."""
    kinds = {one.term.value for one in found.types}
    fitting: list[RelatedQuestion] = []
    for query in questions:
        needed = [one for one in query.parameters if not one.optional and one.default is None]
        if len(needed) == 1 and needed[0].type == "iri" and needed[0].class_ in kinds:
            asked = urlencode({needed[0].name: needed[0].shorten(found.iri)}, safe="/:")
            fitting.append(RelatedQuestion(query, f"/ask/{query.slug}?{asked}"))
    return tuple(fitting)


def group_by_predicate(statements: Iterable[Statement]) -> list[list[Statement]]:
    """Return the statements in their order, those with one predicate together."""
    grouped: dict[str, list[Statement]] = {}
    for one in statements:
        grouped.setdefault(one.predicate.term.value, []).append(one)
    return list(grouped.values())
