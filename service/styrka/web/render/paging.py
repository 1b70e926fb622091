"""Which part of an answer a request asks for, and where the parts beside it are.

A page shows ``Query.rows`` rows: ``page=2`` asks for the second page, ``page=all`` for everything. A program asks with
``limit`` and ``offset``. Each works in every format; without any, a page shows the first rows and data are whole.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import request

from styrka.ask.answer import AnsweredQuestion
from styrka.ask.parameters import RESERVED
from styrka.ask.question import Query
from styrka.errors import BadParameter
from styrka.web.http.paths import encode_path

NAMES: Final = ("limit", "offset", "page")
ALL: Final = "all"


@dataclass(frozen=True)
class Part:
    """A part of an answer: at most ``limit`` rows (None: all), without the first ``offset``; whether by page number."""

    offset: int = 0
    limit: int | None = None
    numbered: bool = False


@dataclass(frozen=True)
class Pager:
    """What part of an answer is shown, and the addresses of other parts.

    Attributes:
        first, last: the numbers of the first and the last row shown, from 1; both 0 past the end.
        total: how many rows there are in all.
        previous, next: the addresses of the parts beside this one; empty where there is none.
        all: the address of the whole; empty where the whole is shown.
    """

    first: int
    last: int
    total: int
    previous: str
    next: str
    all: str


def read_part(query: Query, *, paged: bool) -> Part:
    """Return the part of an answer that the present request asks for.

    Parameters:
        paged: whether a request that names no part gets the first page; else it gets the whole.

    Raises:
        BadParameter: For a page, limit or offset that is no number, and for a page with one of the others.
    """
    limit, offset, page = (request.args.get(name) for name in NAMES)
    if limit is None and offset is None:
        page = page or ("1" if paged else ALL)
        if page == ALL:
            return Part()
        return Part((_number("page", page, 1) - 1) * query.rows, query.rows, numbered=True)
    if page is not None:
        raise BadParameter(
            "page goes neither with limit nor with offset; use one or the other.",
            sv="page går inte ihop med limit eller offset; använd det ena eller det andra.",
            parameter="page",
        )
    return Part(
        _number("offset", "0" if offset is None else offset, 0), None if limit is None else _number("limit", limit, 1)
    )


def make_pager(answered: AnsweredQuestion, asked: Part) -> Pager:
    """Return what the part of an answer is, and the addresses of the others."""
    total, before, count = answered.total, answered.before, len(answered.rows)
    size = asked.limit or max(1, total)
    # Past the end, what comes before is the last page.
    previous = (-(-before // size) - 1) * size if asked.numbered else max(0, before - size)
    return Pager(
        before + 1 if count else 0,
        before + count if count else 0,
        total,
        _at(previous, asked) if before else "",
        _at(before + count, asked) if before + count < total else "",
        make_address(("page", ALL)) if count < total else "",
    )


def make_address(*part: tuple[str, str]) -> str:
    """Return the path and query of the present request, with another part of the answer; without one, the whole."""
    rest = [(name, value) for name, value in request.args.items(multi=True) if name not in NAMES]
    return f"{request.path}?{urlencode([*rest, *part])}".removesuffix("?")


def make_canonical_address(values: Mapping[str, str], facets: Collection[str] = ()) -> str:
    """Return the path of the present request with these values, its facets, and every question's parameters."""
    kept = {*RESERVED, *facets}
    rest = [(name, value) for name, value in request.args.items(multi=True) if name in kept and value]
    path = encode_path(request.path)
    return f"{path}?{urlencode([*values.items(), *rest], safe='/:')}".removesuffix("?")


def _at(offset: int, asked: Part) -> str:
    if asked.numbered:
        return make_address(("page", str(offset // (asked.limit or 1) + 1)))
    limit = [("limit", str(asked.limit))] if asked.limit else []
    return make_address(*limit, ("offset", str(offset)))


def _number(name: str, text: str, least: int) -> int:
    if re.fullmatch(r"[0-9]{1,9}", text) and int(text) >= least:
        return int(text)
    beside = (" or all", " eller all") if name == "page" else ("", "")
    raise BadParameter(
        f"{name} is {text!r}; it must be a whole number from {least}{beside[0]}.",
        sv=f"{name} är {text!r}; det måste vara ett heltal från {least}{beside[1]}.",
        parameter=name,
    )
