"""Admission: what a query is, and whether it is answered here, before an engine sees it.

A lexer of SPARQL's terminals (SPARQL 1.1 Query section 19.8) is enough to know a query's form, its size, its nesting
and whether it wants to change data or reach the network; the engine's own parser judges the rest.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
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
    a worker reaches none. ``service``: let every SERVICE pass, because ``federation`` stands before the worker.
    """

    bytes: int = 1_000_000
    depth: int = 100
    tokens: int = 50_000
    silent_service: bool = False
    service: bool = False


@dataclass(frozen=True)
class Admitted:
    """A query that an engine may run.

    Attributes:
        text: the query.
        form: its form.
        graphs: the IRIs that it names with FROM and FROM NAMED.
        federated: whether it says SERVICE, so that its answer depends on other endpoints too.
    """

    text: str
    form: Form
    graphs: tuple[str, ...] = ()
    federated: bool = False


_UPDATES: Final = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
_SILENT: Final = re.compile(r"SERVICE\s+SILENT\b", re.IGNORECASE)
# PN_CHARS_BASE, PN_CHARS_U with digits, and PN_CHARS (rules 164, 165 and 167), for between brackets.
_BASE_CHARS: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_FIRST: Final = f"_0-9{_BASE_CHARS}"
_WORD: Final = f"{_FIRST}\u00b7\u0300-\u036f\u203f\u2040"
_LOCAL: Final = rf"(?:[{_WORD}:%-]|\\\S)"
# A prefix is looked for over a bounded length, so that dots without a colon behind them cost no more than that.
_TOKEN: Final = re.compile(
    rf"""
    (?P<comment> \#[^\n\r]* )
  | (?P<iri>     <(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*> )
  | (?P<string>  \"\"\"(?:(?:"|"")?(?:[^"\\]|\\.))*\"\"\" | '''(?:(?:'|'')?(?:[^'\\]|\\.))*'''
               | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*' )
  | (?P<name>    [?$][{_WORD}]+ | @[A-Za-z]+(?:--?[A-Za-z0-9]+)*
               | _:[{_FIRST}][{_WORD}-]*(?:\.+[{_WORD}-]+)*
               | (?:[{_BASE_CHARS}][{_WORD}.-]{{0,255}}+)?:{_LOCAL}*(?:\.+{_LOCAL}+)*
               | [_{_BASE_CHARS}][{_WORD}]* )
  | (?P<open>    [({{\[] | <<\(? )
  | (?P<close>   [)}}\]] | \)?>> )
  | (?P<other>   \S )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}")
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
    federated = False
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
                federated = True
                if limits.service or (limits.silent_service and _SILENT.match(text, start)):
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
    return Admitted(text, form, _graphs(text) if _FROM.search(text) else (), federated)


def _graphs(text: str) -> tuple[str, ...]:
    """The IRIs after FROM and FROM NAMED (SPARQL 1.1 Query 13.2), absolute by the query's own BASE and PREFIXes.

    What the engine's parser would refuse is left to it.
    """
    names, found, words, depth = prologue(text), [], [], 0
    for kind, word, _ in tokens(text):
        depth += {"{": 1, "}": -1}.get(word, 0)
        if depth == 0:
            words.append((kind, word))
    for place, (_, word) in enumerate(words):
        ahead = words[place + 1 : place + 3]
        if word.upper() == "FROM" and ahead:
            kind, name = ahead[1] if ahead[0][1].upper() == "NAMED" and len(ahead) == 2 else ahead[0]
            if (iri := names.iri(kind, name)) is not None:
                found.append(iri)
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Prologue:
    """What a query's BASE and PREFIX declarations come to (SPARQL 1.1 Query 4.1.1), and where the last of them ends."""

    base: str
    prefixes: Mapping[str, str]
    end: int = 0

    def iri(self, kind: str, word: str) -> str | None:
        """The absolute IRI that a token stands for; None where it is none, or its prefix is not declared."""
        if kind == "iri":
            return urljoin(self.base, unescaped(word[1:-1]))
        prefix, colon, local = word.partition(":")
        if kind != "name" or prefix + colon not in self.prefixes:
            return None
        return self.prefixes[prefix + colon] + re.sub(r"\\(.)", r"\1", local)


def prologue(text: str) -> Prologue:
    """The declarations before a query's form; relative to the project's base, as in the files."""
    base, prefixes, end = BASE, {}, 0
    words = tokens(text)
    for _, word, _ in words:
        keyword = word.upper()
        name = next(words, ("", "", 0))[1] if keyword == "PREFIX" else ""
        kind, iri, start = next(words, ("", "", 0)) if keyword in ("BASE", "PREFIX") else ("", "", 0)
        if kind != "iri":
            break
        end = start + len(iri)
        if keyword == "BASE":
            base = urljoin(base, unescaped(iri[1:-1]))
        else:
            prefixes[name] = urljoin(base, unescaped(iri[1:-1]))
    return Prologue(base, prefixes, end)


def unescaped(text: str) -> str:
    """A text with its codepoint escapes resolved (SPARQL 1.1 Query 19.2)."""
    return _ESCAPE.sub(lambda match: chr(min(int(match.group()[2:], 16), sys.maxunicode)), text)


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
