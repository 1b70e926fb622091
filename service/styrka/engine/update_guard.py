"""Admission of updates: what a SPARQL 1.1 Update may do here, and the graphs that the protocol names for it.

The engine has no parameter for ``using-graph-uri`` (SPARQL 1.1 Protocol section 2.2.3), so each operation with a WHERE
gets the clauses that mean the same: ``USING`` and ``USING NAMED`` (SPARQL 1.1 Update section 3.1.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from styrka.engine.guard import Form, Limits, position, tokens
from styrka.errors import BadParameter, QueryRefused, QuerySyntaxError, TooLarge

_OPERATIONS: Final = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^<>\"{}|^`\\\x00-\x20]*")


class _Word(NamedTuple):
    """A token outside all brackets (``depth`` 0), or a bracket that closes or opens there."""

    kind: str
    text: str
    start: int


def admit_update(
    text: str, limits: Limits | None = None, using: Sequence[str] = (), using_named: Sequence[str] = ()
) -> str:
    """Return the update as the engine is to run it: the text itself, with the graphs that the request names.

    Parameters:
        text: one or more operations, separated by semicolons.
        using, using_named: the request's ``using-graph-uri`` and ``using-named-graph-uri``.

    A text without any operation is an update too, that changes nothing (section 4.1).

    Raises:
        TooLarge: For a text over the limit.
        QueryRefused: For what reaches the network or nests too deep.
        QuerySyntaxError: For a query.
        BadParameter: When both the text and the request name graphs.
    """
    limits = limits or Limits()
    text = text.removeprefix("\ufeff")
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > limits.bytes:
        raise TooLarge(f"The update has {size} bytes; the limit is {limits.bytes}.", limit=limits.bytes, size=size)
    words = list(_outer_words(text, limits))
    _check_kind(text, words)
    if not using and not using_named:
        return text
    for word in words:
        if word.kind == "name" and word.text.upper() in ("USING", "WITH"):
            raise BadParameter(
                f"The update uses {word.text.upper()}, and the request names graphs too. Use one of the two.",
                parameter="using-graph-uri" if using else "using-named-graph-uri",
            )
    return _with_using(text, words, using, using_named)


def _outer_words(text: str, limits: Limits) -> Iterator[_Word]:
    depth = 0
    for count, (kind, word, start) in enumerate(tokens(text), 1):
        if count > limits.tokens:
            raise QueryRefused(
                f"The update has more than {limits.tokens} words and signs. Send it in parts, or a graph to /graphs.",
                limit=limits.tokens,
            )
        if kind == "name" and depth and word.upper() == "SERVICE":
            line, column = position(text, start)
            raise QueryRefused(
                f"SERVICE would reach the network, and updates do not (line {line}, column {column}).",
                keyword="SERVICE",
                line=line,
                column=column,
            )
        if kind == "open":
            depth += 1
            if depth > limits.depth:
                raise QueryRefused(f"The update nests deeper than {limits.depth} levels.", limit=limits.depth)
        if depth <= (kind in ("open", "close")):
            yield _Word(kind, word, start)
        if kind == "close":
            depth -= 1


def _check_kind(text: str, words: Sequence[_Word]) -> None:
    names = [word for word in words if word.kind == "name"]
    first = next((word for word in names if word.text.upper() in (*_OPERATIONS, *Form.__members__)), None)
    if first is not None and first.text.upper() in Form.__members__:
        raise QuerySyntaxError(
            f"{first.text.upper()} asks, and this address takes updates only. Send it to /sparql.",
            **dict(zip(("line", "column"), position(text, first.start), strict=True)),
        )
    for index, word in enumerate(names):
        # LOAD SILENT may fail without a word (SPARQL 1.1 Update section 3.1.4), and no connection can be opened.
        silent = index + 1 < len(names) and names[index + 1].text.upper() == "SILENT"
        if word.text.upper() == "LOAD" and not silent:
            line, column = position(text, word.start)
            raise QueryRefused(
                f"LOAD would reach the network (line {line}, column {column}). Fetch the document yourself and send it "
                "to /graphs.",
                keyword="LOAD",
                line=line,
                column=column,
            )


def _with_using(text: str, words: Sequence[_Word], using: Sequence[str], using_named: Sequence[str]) -> str:
    clauses = " ".join(
        [f"USING <{_checked(iri)}>" for iri in using] + [f"USING NAMED <{_checked(iri)}>" for iri in using_named]
    )
    pieces: list[str] = []
    copied = 0
    for index, word in enumerate(words):
        if word.kind != "name" or word.text.upper() != "WHERE":
            continue
        before = words[index - 1] if index else None
        pieces.append(text[copied : word.start])
        if before is not None and before.kind == "name" and before.text.upper() == "DELETE":
            # DELETE WHERE { pattern } takes no USING; DELETE { pattern } USING ... WHERE { pattern } does.
            pieces.append(_block(text, words[index + 1 :]))
        pieces.append(f" {clauses} ")
        copied = word.start
    return "".join([*pieces, text[copied:]])


def _block(text: str, words: Sequence[_Word]) -> str:
    """Return the text of the first block in braces.

    Nothing where there is none, and the engine's parser will complain.
    """
    opening = next((word for word in words if word.kind == "open"), None)
    closing = next((word for word in words if word.kind == "close"), None)
    return "" if opening is None or closing is None else text[opening.start : closing.start + 1]


def _checked(iri: str) -> str:
    if not _IRI.fullmatch(iri):
        raise BadParameter(f"{iri!r} is not an absolute IRI.", parameter="using-graph-uri")
    return iri
