"""SPARQL's terminals (SPARQL 1.1 Query section 19.8), and what a query's prologue makes of the names in it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import urljoin

from styrka.vocabulary import BASE

# PN_CHARS_BASE, PN_CHARS_U with digits, and PN_CHARS (rules 164, 165 and 167), for between brackets.
_BASE_CHARS: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_FIRST: Final = f"_0-9{_BASE_CHARS}"
_WORD: Final = f"{_FIRST}\u00b7\u0300-\u036f\u203f\u2040"
_LOCAL: Final = rf"(?:[{_WORD}:%-]|\\\S)"
_COMMENT: Final = r"\#[^\n\r]*"
_IRI_CHARS: Final = r"""[^<>"{}|^`\\\x00-\x20]*+"""
_IRI: Final = rf"<{_IRI_CHARS}(?:(?:\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}}){_IRI_CHARS})*+>"
_STRING: Final = (
    r'''"""(?:(?:"|"")?(?:[^"\\]|\\.))*"""|"(?:[^"\\\n\r]|\\.)*"|'''
    r"""'''(?:(?:'|'')?(?:[^'\\]|\\.))*'''|'(?:[^'\\\n\r]|\\.)*'"""
)
# A prefix is looked for over a bounded length, so that dots without a colon behind them cost no more than that.
_TOKEN: Final = rf"""
    (?P<comment> {_COMMENT} )
  | (?P<iri>     {_IRI} )
  | (?P<string>  {_STRING} )
  | (?P<name>    [?$][{_WORD}]+ | @[A-Za-z]+(?:--?[A-Za-z0-9]+)*
               | _:[{_FIRST}][{_WORD}-]*(?:\.+[{_WORD}-]+)*
               | (?:[{_BASE_CHARS}][{_WORD}.-]{{0,255}}+)?:{_LOCAL}*(?:\.+{_LOCAL}+)*
               | [_{_BASE_CHARS}][{_WORD}]* )
  | (?P<open>    [({{\[] | <<\(? )
  | (?P<close>   [)}}\]] | \)?>> )
  | (?P<other>   \S )
    """
# What holds no name, with the space around it. After a backslash each is a letter of a local name, and << is a sign.
_NAMELESS: Final = rf"(?:(?<!\\)(?:(?<!<){_IRI}|[\s()]|{_STRING}|{_COMMENT}))++"
_ESCAPE: Final = re.compile(r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}")
_DECLARATIONS: Final = re.compile(
    r"""(?:[ \t\r\n]*PREFIX[ \t]+[A-Z][A-Z0-9_-]*:[ \t]*<[^<>"{}|^`\\\x00-\x20]*>)++""", re.IGNORECASE | re.ASCII
)


@dataclass(frozen=True)
class Prologue:
    """What a query's BASE and PREFIX declarations come to (SPARQL 1.1 Query 4.1.1), and where the last of them ends."""

    base: str
    prefixes: Mapping[str, str]
    end: int = 0

    def iri(self, kind: str, word: str) -> str | None:
        """Return the absolute IRI that a token stands for; None where it is none, or its prefix is not declared."""
        if kind == "iri":
            return urljoin(self.base, unescape(word[1:-1]))
        prefix, colon, local = word.partition(":")
        if kind != "name" or prefix + colon not in self.prefixes:
            return None
        return self.prefixes[prefix + colon] + re.sub(r"\\(.)", r"\1", local)


def read_prologue(text: str) -> Prologue:
    """Return the declarations before a query's form; relative to the project's base, as in the files."""
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
            base = urljoin(base, unescape(iri[1:-1]))
        else:
            prefixes[name] = urljoin(base, unescape(iri[1:-1]))
    return Prologue(base, prefixes, end)


def unescape(text: str) -> str:
    """Return a text with its codepoint escapes resolved (SPARQL 1.1 Query 19.2)."""
    return _ESCAPE.sub(lambda match: chr(min(int(match.group()[2:], 16), sys.maxunicode)), text)


def position(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, both from 1, of an offset in a text."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def count_declarations(text: str) -> tuple[int, int]:
    """Return how many plain PREFIX declarations a query begins with, and where they end.

    Many queries have more of these than of anything else, and they are passed in one step.
    """
    found = _DECLARATIONS.match(text)
    return (0, 0) if found is None else (found.group().count("<"), found.end())


def tokens(text: str, start: int = 0) -> Iterator[tuple[str, str, int]]:
    """Yield each terminal but comments: its kind (iri, string, name, open, close, other), itself, and where it starts.

    Parameters:
        start: the offset of the first terminal to yield.
    """
    for match in _compile_token().finditer(text, start):
        kind = match.lastgroup or "other"
        if kind != "comment":
            yield kind, match.group(), match.start()


def read_names(text: str) -> Iterator[str]:
    """Yield each keyword, variable, prefixed name and language tag of a query, as ``tokens`` does.

    What else there is (IRIs, strings, comments) is passed in one step: a query of many VALUES has little but that.
    """
    return (word for kind, word, _ in tokens(_compile_nameless().sub("\n", text)) if kind == "name")


@cache
def _compile_nameless() -> re.Pattern[str]:
    return re.compile(_NAMELESS, re.DOTALL)


@cache
def _compile_token() -> re.Pattern[str]:
    """Return the expression of a terminal: it takes a tenth of a start, and most commands read no query."""
    return re.compile(_TOKEN, re.VERBOSE | re.DOTALL)
