"""Admission: what a query is, and whether it is answered here, before an engine sees it.

A lexer of SPARQL's terminals (SPARQL 1.1 Query section 19.8) is enough to know a query's form, its size, its nesting
and whether it wants to change data or reach the network; the engine's own parser judges the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final
from urllib.parse import urljoin

from styrka.errors import QueryRefused, QuerySyntaxError, TooLarge
from styrka.formats import BINDINGS, TRIPLES, Format
from styrka.vocabulary import BASE


class Form(Enum):
    """The four query forms (SPARQL 1.1 Query section 16)."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"

    @property
    def offers(self) -> tuple[Format, ...]:
        """The formats that can carry an answer of this form, the preferred first."""
        return BINDINGS if self in (Form.SELECT, Form.ASK) else TRIPLES


@dataclass(frozen=True)
class Limits:
    """What admission allows: bytes of text, levels of nesting, and tokens (operators in flat chains count too).

    ``silent_service``: let SERVICE SILENT pass. It asks for no error when the other endpoint cannot be reached, and
    a worker reaches none.
    """

    bytes: int = 1_000_000
    depth: int = 100
    tokens: int = 50_000
    silent_service: bool = False


@dataclass(frozen=True)
class Admitted:
    """A query that an engine may run: its text, its form, and the graphs that it names with FROM and FROM NAMED."""

    text: str
    form: Form
    graphs: tuple[str, ...] = ()


_UPDATES: Final = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
_SILENT: Final = re.compile(r"SERVICE\s+SILENT\b", re.IGNORECASE)
_TOKEN: Final = re.compile(
    r"""
    (?P<comment> \#[^\n\r]* )
  | (?P<iri>     <[^<>"{}|^`\\\x00-\x20]*> )
  | (?P<string>  \"\"\"(?:(?:"|"")?(?:[^"\\]|\\.))*\"\"\" | '''(?:(?:'|'')?(?:[^'\\]|\\.))*'''
               | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*' )
  | (?P<name>    [?$@]?[^\W\d_][\w.\-]*:?[\w.\-:%\\]* | [?$]\w+ | _:\w[\w.\-]* | :[\w.\-:%\\]* )
  | (?P<open>    [({\[] | <<\(? )
  | (?P<close>   [)}\]] | \)?>> )
  | (?P<other>   \S )
    """,
    re.VERBOSE | re.DOTALL,
)


_FROM: Final = re.compile(r"\bfrom\b", re.IGNORECASE)


def admit(text: str, limits: Limits | None = None) -> Admitted:
    """The query, when this endpoint answers its kind.

    Raises TooLarge for a text over the limit, QueryRefused for an update, SERVICE, or nesting and length beyond what an
    engine survives, and QuerySyntaxError when there is no query form at all.
    """
    limits = limits or Limits()
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > limits.bytes:
        raise TooLarge(f"The query has {size} bytes; the limit is {limits.bytes}.", limit=limits.bytes, size=size)
    if (lone := re.search(r"[\ud800-\udfff\x00]", text)) is not None:
        line, column = position(text, lone.start())
        raise QuerySyntaxError(
            "The query has a character that is not Unicode text (a null or a lone surrogate) at "
            f"line {line}, column {column}.",
            line=line,
            column=column,
        )
    form: Form | None = None
    depth = 0
    count = 0
    for count, (kind, word, start) in enumerate(tokens(text), 1):
        if count > limits.tokens:
            raise QueryRefused(
                f"The query has more than {limits.tokens} words and signs. Ask for less at a time.", limit=limits.tokens
            )
        if kind == "open":
            depth += 1
            if depth > limits.depth:
                raise QueryRefused(f"The query nests deeper than {limits.depth} levels.", limit=limits.depth)
        elif kind == "close":
            depth -= 1
        elif kind == "name":
            keyword = word.upper()
            if form is None and keyword in Form.__members__:
                form = Form[keyword]
            elif form is None and depth == 0 and keyword in _UPDATES:
                raise QueryRefused(
                    f"{keyword} changes data, and this address only answers questions. Send a SELECT, "
                    "ASK, CONSTRUCT or DESCRIBE.",
                    keyword=keyword,
                )
            elif keyword == "SERVICE" and form is not None:
                if limits.silent_service and _SILENT.match(text, start):
                    continue
                line, column = position(text, start)
                raise QueryRefused(
                    "SERVICE would send the query on to another endpoint; this one does not reach the "
                    f"network (line {line}, column {column}). Ask the other endpoint itself and join "
                    "the answers.",
                    keyword="SERVICE",
                    line=line,
                    column=column,
                )
    if form is None:
        what = "The query is empty" if count == 0 else "There is no SELECT, ASK, CONSTRUCT or DESCRIBE in the query"
        raise QuerySyntaxError(
            f"{what}. Start with one, for example: SELECT * WHERE {{ ?thing a ?class }} LIMIT 10", line=1, column=1
        )
    return Admitted(text, form, _graphs(text) if _FROM.search(text) else ())


def _graphs(text: str) -> tuple[str, ...]:
    """The IRIs after FROM and FROM NAMED (SPARQL 1.1 Query 13.2), absolute by the query's own BASE and PREFIXes.

    What the engine's parser would refuse is left to it.
    """
    base, prefixes, found = BASE, {}, []
    words = [(kind, word) for kind, word, _ in tokens(text)]
    for place, (_, word) in enumerate(words):
        ahead = words[place + 1 : place + 3]
        if word.upper() == "BASE" and ahead and ahead[0][0] == "iri":
            base = ahead[0][1][1:-1]
        elif word.upper() == "PREFIX" and len(ahead) == 2 and ahead[1][0] == "iri":
            prefixes[ahead[0][1]] = urljoin(base, ahead[1][1][1:-1])
        elif word.upper() == "FROM" and ahead:
            kind, name = ahead[1] if ahead[0][1].upper() == "NAMED" and len(ahead) == 2 else ahead[0]
            prefix, colon, local = name.partition(":")
            if kind == "iri":
                found.append(urljoin(base, name[1:-1]))
            elif prefix + colon in prefixes:
                found.append(prefixes[prefix + colon] + local)
        elif word == "{":
            break
    return tuple(dict.fromkeys(found))


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of an offset in a text."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Each terminal but comments: its kind (iri, string, name, open, close, other), itself, and where it starts."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind != "comment":
            yield kind, match.group(), match.start()
