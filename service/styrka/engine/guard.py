"""Admission: what a query is, and whether it is answered here, before an engine sees it.

SPARQL's terminals are enough to know a query's form, its size, its nesting and whether it wants to change data or reach
the network; the engine's own parser judges the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from styrka.engine.terminals import count_declarations, position, read_prologue, tokens
from styrka.errors import QueryRefused, QuerySyntaxError, TooLarge
from styrka.formats import BINDINGS, TRIPLES, TRUTHS, Format

__all__ = ["AdmittedQuery", "Form", "Limits", "admit_query", "position", "tokens"]


class Form(Enum):
    """The four query forms (SPARQL 1.1 Query section 16)."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"

    @property
    def offers(self) -> tuple[Format, ...]:
        """The formats that can carry an answer of this form, the preferred first."""
        return {Form.SELECT: BINDINGS, Form.ASK: TRUTHS}.get(self, TRIPLES)


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


class AdmittedQuery(str):
    """The text of a query that an engine may run, because it was admitted or because this program made it.

    Attributes:
        form: its form.
        graphs: the IRIs that it names with FROM and FROM NAMED.
        federated: whether it has SERVICE, so that its answer depends on other endpoints too.
    """

    form: Form
    graphs: tuple[str, ...]
    federated: bool

    def __new__(cls, text: str, form: Form, graphs: tuple[str, ...] = (), *, federated: bool = False) -> AdmittedQuery:
        """Make the query from its text and what is known of it."""
        made = super().__new__(cls, text)
        made.form, made.graphs, made.federated = form, graphs, federated
        return made


_UPDATES: Final = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
_SILENT: Final = re.compile(r"SERVICE\s+SILENT\b", re.IGNORECASE)
_FROM: Final = re.compile(r"\bfrom\b", re.IGNORECASE)
_SERVICE: Final = re.compile("service", re.IGNORECASE)


def admit_query(text: str, limits: Limits | None = None) -> AdmittedQuery:
    """Return the query, when this endpoint answers its kind; one that is admitted already as it is.

    Raises:
        TooLarge: For a text over the limit.
        QueryRefused: For an update, SERVICE, or nesting and length beyond what an engine survives.
        QuerySyntaxError: When there is no query form at all.
    """
    if isinstance(text, AdmittedQuery):
        return text
    limits = limits or Limits()
    text = text.removeprefix("\ufeff")  # the byte order mark of a file that an editor wrote
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > limits.bytes:
        raise TooLarge(
            f"The query has {size} bytes; the limit is {limits.bytes}.",
            sv=f"Frågan har {size} byte; gränsen är {limits.bytes}.",
            limit=limits.bytes,
            size=size,
        )
    if (lone := re.search(r"[\ud800-\udfff\x00]", text)) is not None:
        line, column = position(text, lone.start())
        raise QuerySyntaxError(
            "The query has a character that is not Unicode text (a null or a lone surrogate) at "
            f"line {line}, column {column}.",
            sv="Frågan har ett tecken som inte är Unicode-text (ett nolltecken eller ett ensamt surrogat) på rad "
            f"{line}, kolumn {column}.",
            line=line,
            column=column,
        )
    if _SERVICE.search(text):
        _check_apart(text)
    form: Form | None = None
    federated = False
    depth = 0
    declared, begins = count_declarations(text)
    count = 3 * declared
    for count, (kind, word, start) in enumerate(tokens(text, begins), 3 * declared + 1):
        if count > limits.tokens:
            raise QueryRefused(
                f"The query has more than {limits.tokens} words and signs. Ask for less at a time.",
                sv=f"Frågan har fler än {limits.tokens} ord och tecken. Fråga om mindre åt gången.",
                limit=limits.tokens,
            )
        if kind == "open":
            depth += 1
            if depth > limits.depth:
                raise QueryRefused(
                    f"The query nests deeper than {limits.depth} levels.",
                    sv=f"Frågan är nästlad djupare än {limits.depth} nivåer.",
                    limit=limits.depth,
                )
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
                    sv=f"{keyword} ändrar data, och den här adressen svarar bara på frågor. Skicka SELECT, ASK, "
                    "CONSTRUCT eller DESCRIBE.",
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
                    sv="SERVICE skulle skicka frågan vidare till en annan adress; den här når inte nätet (rad "
                    f"{line}, kolumn {column}). Fråga den andra adressen själv och sätt ihop svaren.",
                    keyword="SERVICE",
                    line=line,
                    column=column,
                )
    if form is None:
        what = "The query is empty" if count == 0 else "There is no SELECT, ASK, CONSTRUCT or DESCRIBE in the query"
        vad = "Frågan är tom" if count == 0 else "Det finns inget SELECT, ASK, CONSTRUCT eller DESCRIBE i frågan"
        raise QuerySyntaxError(
            f"{what}. Start with one, for example: SELECT * WHERE {{ ?thing a ?class }} LIMIT 10",
            sv=f"{vad}. Börja med något av dem, till exempel: SELECT * WHERE {{ ?thing a ?class }} LIMIT 10",
            line=1,
            column=1,
        )
    return AdmittedQuery(text, form, _graphs(text) if _FROM.search(text) else (), federated=federated)


def _check_apart(text: str) -> None:
    """Refuse SERVICE that is written together with what follows it.

    By the grammar ``SERVICE:x`` is one name, and stands before no group but in GRAPH and SERVICE. The engine's parser
    takes it for the keyword all the same when nothing else fits.

    Raises:
        QuerySyntaxError: With line and column.
    """
    words = list(tokens(text))
    for place, (kind, word, start) in enumerate(words):
        if kind != "name" or len(word) == len("SERVICE") or not _SERVICE.match(word):
            continue
        before, after = (words[at][1].upper() if 0 <= at < len(words) else "" for at in (place - 1, place + 1))
        if ":" not in word or (after == "{" and before not in ("GRAPH", "SERVICE", "SILENT")):
            line, column = position(text, start)
            raise QuerySyntaxError(
                f"Line {line}, column {column}: “{word}” is one name; write a space after SERVICE, or a full stop "
                "before the group.",
                sv=f"Rad {line}, kolumn {column}: ”{word}” är ett enda namn; skriv ett mellanslag efter SERVICE, eller "
                "en punkt före gruppen.",
                line=line,
                column=column,
            )


def _graphs(text: str) -> tuple[str, ...]:
    """Return the IRIs after FROM and FROM NAMED (SPARQL 1.1 Query 13.2), absolute by the query's own BASE and PREFIXes.

    What the engine's parser would refuse is left to it.
    """
    names, found, words, depth = read_prologue(text), [], [], 0
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
