"""Where a query uses SERVICE, and what the endpoint that it names is to be asked (SPARQL 1.1 Federated Query).

The query is read with the lexer of admission: a group ends where its braces do, and names are resolved by the query's
own BASE and PREFIX lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from styrka.engine.terminals import Prologue, position, read_prologue, tokens, unescape
from styrka.errors import QueryRefused, QuerySyntaxError

_SELECT: Final = "SELECT*"  # as long as the word that it stands in for
_BRACES: Final = {"{": 1, "}": -1}


@dataclass(frozen=True)
class Call:
    """One ``SERVICE [SILENT] <endpoint> { group }`` of a query.

    Attributes:
        start, end: the offsets in the query of the word SERVICE, and behind the group's last brace.
        group: the offset of the group's first brace.
        endpoint: the absolute IRI that the query names.
        silent: whether a failure is to be taken for one solution that binds nothing (2.1).
        preamble: the BASE and PREFIX lines that the group needs.
    """

    start: int
    group: int
    end: int
    endpoint: str
    silent: bool
    preamble: str

    def request(self, text: str, most: int) -> str:
        """Return what the endpoint is asked: all that the group binds, in at most so many rows."""
        return f"{self.preamble}SELECT * WHERE {text[self.group : self.end]}\nLIMIT {most}"

    def rehearsal(self, text: str) -> str:
        """Return the group alone as a query of ours; each sign stands where it does in the whole query."""
        head, after = read_prologue(text).end, self.start + len(_SELECT)
        before, between = _blank(text[head : self.start]), _blank(text[after : self.group])
        return f"{text[:head]}{before}{_SELECT}{between}{text[self.group : self.end]}"


def find_calls(text: str) -> tuple[Call, ...]:
    """Return the calls of a query, in the order of its text.

    Raises:
        QueryRefused: For SERVICE with a variable or inside another SERVICE.
        QuerySyntaxError: Where an endpoint and a group do not follow the word.
    """
    words = list(tokens(text))
    names = read_prologue(text)
    found: list[Call] = []
    for place, (kind, word, start) in enumerate(words):
        if kind != "name" or word.upper() != "SERVICE":
            continue
        if found and start < found[-1].end:
            line, column = position(text, start)
            raise QueryRefused(
                f"SERVICE inside another SERVICE (line {line}, column {column}) would make one endpoint ask the next. "
                "Put the two side by side; their answers are joined here.",
                sv=f"SERVICE inuti SERVICE (rad {line}, kolumn {column}) skulle få en adress att fråga nästa. Skriv "
                "dem bredvid varandra; svaren sätts ihop här.",
                line=line,
                column=column,
            )
        found.append(_call(text, words, place, names))
    return tuple(found)


def _call(text: str, words: Sequence[tuple[str, str, int]], place: int, names: Prologue) -> Call:
    start = words[place][2]
    line, column = position(text, start)
    silent = words[place + 1][1].upper() == "SILENT" if place + 1 < len(words) else False
    opening = place + 2 + silent
    kind, word, _ = words[opening - 1] if opening <= len(words) else ("", "", 0)
    if word.startswith(("?", "$")) and len(word) > 1:
        raise QueryRefused(
            f"SERVICE {word} (line {line}, column {column}) would ask as many endpoints as {word} has values. Name the "
            "endpoint: SERVICE <https://...> { ... }.",
            sv=f"SERVICE {word} (rad {line}, kolumn {column}) skulle fråga så många adresser som {word} har värden. "
            "Nämn adressen: SERVICE <https://...> { ... }.",
            line=line,
            column=column,
        )
    endpoint = names.iri(kind, word)
    closing = _closing(words, opening)
    if endpoint is None or closing is None:
        undeclared = endpoint is None and kind == "name" and ":" in word
        raise QuerySyntaxError(
            f"Line {line}, column {column}: "
            + (
                f"the prefix of {word} is not declared; add a PREFIX line for it."
                if undeclared
                else "after SERVICE come an endpoint and a whole group, as in SERVICE <https://...> { ... }."
            ),
            line=line,
            column=column,
        )
    preamble = _preamble(words[opening : closing + 1], names)
    return Call(start, words[opening][2], words[closing][2] + 1, endpoint, silent, preamble)


def _closing(words: Sequence[tuple[str, str, int]], opening: int) -> int | None:
    """Return the place of the brace that closes a group; None when none opens there, or none closes it."""
    depth = 0
    for place in range(opening, len(words)):
        depth += _BRACES.get(words[place][1], 0)
        if depth <= 0:
            return place if place > opening else None
    return None


def _preamble(words: Iterable[tuple[str, str, int]], names: Prologue) -> str:
    """Return the declarations that a group needs, and no others: an endpoint need not know the rest of the query."""
    used, relative = dict[str, None](), False
    for kind, word, _ in words:
        prefix, colon, _ = word.partition(":")
        if kind == "name" and colon and prefix + colon in names.prefixes:
            used[prefix + colon] = None
        relative = relative or (kind == "iri" and not _absolute(unescape(word[1:-1])))
    lines = [f"PREFIX {name} <{names.prefixes[name]}>\n" for name in used]
    return "".join([f"BASE <{names.base}>\n", *lines] if relative else lines)


def _absolute(iri: str) -> bool:
    try:
        return bool(urlsplit(iri).scheme)
    except ValueError:
        return True  # no IRI at all, as the group's check will report


def _blank(text: str) -> str:
    """Return a text with all but its line breaks blanked."""
    return "".join(sign if sign in "\r\n" else " " for sign in text)
