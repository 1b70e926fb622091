"""Run one query within a budget: the interface that every engine has, and the terms that pages read from answers.

``local`` evaluates in an Oxigraph store in memory; other engines (worker processes, a remote SPARQL 1.1 endpoint) give
the same three things.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol

import msgspec

from styrka.clock import read_today
from styrka.engine.guard import Form
from styrka.formats import JSON, NTRIPLES, Format

__all__ = ["Answer", "Budget", "Dataset", "Edition", "Engine", "Form", "Load", "Term", "ask_truth", "select_rows"]


@dataclass(frozen=True)
class Budget:
    """What one query may take: seconds of time, bytes of memory, bytes of answer.

    Attributes:
        spooled: whether the answer goes by a file, so that nobody holds it in memory; where the engine can.
    """

    seconds: float
    memory: int
    answer: int
    spooled: bool = False


@dataclass(frozen=True)
class Dataset:
    """The graphs that a request names for its query (SPARQL 1.1 Protocol section 2.1.4); empty: the endpoint's own."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edition:
    """Which release answers: its version, and when it was written (xsd:dateTime in UTC; empty where not known)."""

    version: str
    created: str = ""

    @property
    def year(self) -> str:
        """The year of the release's newest file; where files have no dates, of its writing, else the present."""
        years = (text[:4] for text in (self.version, self.created, read_today()))
        return next(year for year in years if year.isdigit())


@dataclass(frozen=True)
class Load:
    """How busy an engine is.

    Attributes:
        workers, busy, waiting: its workers, queries in hand, and requests that wait for a worker.
        kills: queries ended, by cause.
        heavy: those of the queries in hand that have proven heavy.
    """

    workers: int = 0
    busy: int = 0
    waiting: int = 0
    kills: Mapping[str, int] = field(default_factory=dict)
    heavy: int = 0


@dataclass(frozen=True)
class Answer:
    """An answer on its way: the form of the query, the format of the bytes, the bytes in pieces, and of which release.

    It is whole before it is an Answer, so that an error in evaluation is an error, not half a document.

    Attributes:
        size: how many bytes there are, where that is known before they are read.
    """

    form: Form
    format: Format
    chunks: Iterator[bytes]
    version: str
    size: int | None = None

    def read(self) -> bytes:
        """Return all the bytes."""
        return b"".join(self.chunks)


class Engine(Protocol):
    """What answers queries over one release."""

    @property
    def version(self) -> str:
        """The version of the release that is answered from; it changes when a new release is taken up."""

    @property
    def edition(self) -> Edition:
        """The release that is answered from."""

    @property
    def load(self) -> Load:
        """How busy the engine is."""

    def run(
        self, query: str, format_: Format, *, dataset: Dataset | None = None, budget: Budget | None = None
    ) -> Answer:
        """Return the answer to one query in a format that can carry it (SPARQL 1.1 Protocol section 2.1).

        Raises:
            QuerySyntaxError: When it is no SPARQL.
            QueryRefused: When it is SPARQL that this engine does not evaluate.
            QueryTooExpensive: When it reaches its limit of time, memory or bytes.
            Busy: When no worker is free.
        """

    def close(self) -> None:
        """Give back what the engine holds."""


class Delegate:
    """An engine that answers as another one does; a subclass has only what it does otherwise."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def _target(self) -> Engine:
        """Return the engine that answers now."""
        return self._engine

    @property
    def version(self) -> str:
        """See ``Engine.version``."""
        return self.edition.version

    @property
    def edition(self) -> Edition:
        """See ``Engine.edition``."""
        return self._target().edition

    @property
    def load(self) -> Load:
        """See ``Engine.load``."""
        return self._target().load

    def run(
        self, query: str, format_: Format, *, dataset: Dataset | None = None, budget: Budget | None = None
    ) -> Answer:
        """See ``Engine.run``."""
        return self._target().run(query, format_, dataset=dataset, budget=budget)

    def close(self) -> None:
        """See ``Engine.close``."""
        self._target().close()


class Term(msgspec.Struct, frozen=True, gc=False, omit_defaults=True, rename={"kind": "type", "language": "xml:lang"}):
    """One RDF term of an answer, as SPARQL 1.1 Results JSON has it (section 3.2.2); of SPARQL 1.2 a triple, as text.

    A struct and not a dataclass, because an answer has thousands: the library makes them while it reads the bytes.
    """

    kind: Literal["uri", "literal", "bnode", "triple"]
    value: str
    language: str = ""
    datatype: str = ""

    @property
    def is_iri(self) -> bool:
        """Whether the term is an IRI."""
        return self.kind == "uri"

    def n3(self) -> str:
        """Return the term as it is written in N-Triples."""
        if self.is_iri:
            return f"<{self.value}>"
        if self.kind == "bnode":
            return f"_:{self.value}"
        if self.kind == "triple":
            return self.value
        text = json.dumps(self.value, ensure_ascii=False)
        return text + (f"@{self.language}" if self.language else f"^^<{self.datatype}>" if self.datatype else "")


Row = dict[str, Term]


class Rows(msgspec.Struct):
    """The rows of an answer; an unbound variable has no key."""

    bindings: list[Row]


class Head(msgspec.Struct):
    """The columns of an answer, in their order."""

    vars: tuple[str, ...] = ()


class Document(msgspec.Struct, omit_defaults=True):
    """An answer to a SELECT or an ASK in SPARQL 1.1 Results JSON (section 3)."""

    head: Head
    results: Rows | None = None
    boolean: bool | None = None


_DOCUMENT: Final = msgspec.json.Decoder(Document)


def read_document(text: bytes) -> Document:
    """Return an answer that an engine has written in SPARQL 1.1 Results JSON (section 3)."""
    try:
        return _DOCUMENT.decode(text)
    except msgspec.ValidationError:  # a triple, whose value is no text
        return msgspec.convert(json.loads(text, object_hook=_write_triple), Document)


def _write_triple(found: dict[str, Any]) -> dict[str, Any]:
    """Return a term whose value is a triple (SPARQL 1.2 Results JSON, 3.2.2) with that as text; all else as it is."""
    if found.get("type") != "triple":
        return found
    terms = (msgspec.convert(found["value"][place], Term).n3() for place in ("subject", "predicate", "object"))
    return {"type": "triple", "value": f"<<( {' '.join(terms)} )>>"}


def select_rows(engine: Engine, query: str) -> list[Row]:
    """Return the rows of a SELECT as dictionaries of terms; an unbound variable has no key."""
    found = read_document(engine.run(query, JSON).read()).results
    assert found is not None  # the query is a SELECT
    return found.bindings


def ask_truth(engine: Engine, query: str) -> bool:
    """Return the truth of an ASK."""
    return bool(read_document(engine.run(query, JSON).read()).boolean)


def construct_ntriples(engine: Engine, query: str) -> bytes:
    """Return the graph of a CONSTRUCT or DESCRIBE as N-Triples."""
    return engine.run(query, NTRIPLES).read()
