"""Long answers come in portions: what of all there is a page shows, and where the rest is.

A question with the parameters ``limit`` and ``offset`` answers with a column ``total``: how many there are in all of
what ``limit`` counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import request

from styrka.ask.answer import AnsweredQuestion
from styrka.ask.question import Query

TOTAL: Final = "total"


@dataclass(frozen=True)
class Portion:
    """A part of an answer.

    Attributes:
        counted: the parameter's label by language, that says what is counted.
        first, last: the numbers of the first and the last that are shown, from 1; both 0 past the end.
        total: how many there are in all; 0 past the end, where no row says it.
        before, after: the addresses of the portions beside this one; empty where there is none.
    """

    counted: Mapping[str, str]
    first: int
    last: int
    total: int
    before: str
    after: str


def portion(query: Query, answered: AnsweredQuestion) -> Portion | None:
    """What part of the answer this is; None for a question that does not come in portions or has no answer at all."""
    names = {one.name for one in query.parameters}
    if TOTAL not in query.columns or not {"limit", "offset"} <= names:
        return None
    limit, offset = int(answered.values["limit"] or 0), int(answered.values["offset"] or 0)
    total = int(answered.rows[0][TOTAL].value) if answered.rows else 0
    if not total and not offset:
        return None
    last = min(offset + limit, total)
    return Portion(
        query.parameter("limit").label,
        offset + 1 if total else 0,
        last,
        total,
        _at(max(0, offset - limit)) if offset else "",
        _at(offset + limit) if last < total else "",
    )


def _at(offset: int) -> str:
    """The present question from another place on."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "offset"]
    return request.path + "?" + urlencode([*kept, ("offset", str(offset))])
