"""What a write asks for, and what comes of it: the Graph Store Protocol's operations and SPARQL updates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

from styrka.errors import PreconditionFailed

Verb = Literal["put", "post", "delete", "patch"]


@dataclass(frozen=True)
class Precondition:
    """What must hold of the graph before it is changed (RFC 9110 sections 13.1.1 and 13.1.2).

    Attributes:
        match: the states of which the graph must be in one; ``*`` for any, if the graph exists; None: no matter.
        none_match: the states of which the graph may be in none; ``*`` when the graph must not exist yet.
    """

    match: tuple[str, ...] | None = None
    none_match: tuple[str, ...] = ()

    def check(self, state: str | None) -> None:
        """Raise PreconditionFailed unless a graph in this state (None: there is no such graph) may be changed.

        Raises:
            PreconditionFailed: A condition of the request does not hold.
        """
        if self.match is not None and (state is None or not {state, "*"} & set(self.match)):
            raise PreconditionFailed(
                "The graph is not as it was when you read it. Read it again, and send your change with its new ETag."
                if state is not None
                else "If-Match asks for a graph that does not exist.",
                sv="Grafen är inte som när du läste den. Läs den igen, och skicka din ändring med dess nya ETag."
                if state is not None
                else "If-Match gäller en graf som inte finns.",
            )
        if state is not None and {state, "*"} & set(self.none_match):
            raise PreconditionFailed(
                "The graph exists already, and If-None-Match requires that it does not.",
                sv="Grafen finns redan, och If-None-Match säger att den inte får göra det.",
            )


@dataclass(frozen=True)
class GraphChange:
    """Put, add to, delete or patch one graph (SPARQL 1.1 Graph Store HTTP Protocol section 5).

    Attributes:
        graph: its IRI; None for the default graph.
        triples: N-Triples; empty for ``delete`` and ``patch``.
        document: the same as Turtle in the sender's own words, where it came so and reads the same below any base; of a
            review, its table; for ``patch``, rows of a table as CSV.
        patch: for ``patch`` alone, an admitted update of the graph; None where rows are sent.
    """

    verb: Verb
    graph: str | None
    triples: str = ""
    document: str = ""
    condition: Precondition = field(default_factory=Precondition)
    patch: UpdateChange | None = None


@dataclass(frozen=True)
class UpdateChange:
    """A SPARQL 1.1 Update, admitted; ``base`` is what its relative IRIs are resolved against."""

    text: str
    base: str


Change = GraphChange | UpdateChange


@dataclass(frozen=True)
class Outcome:
    """What a write did: the version of what is answered from now on, and whether it made a graph that was not there.

    Attributes:
        files: the files that were written, where the graphs are stored in files.
    """

    version: str
    created: bool = False
    files: tuple[str, ...] = ()


class Writer(Protocol):
    """What takes writes."""

    @property
    def governed(self) -> bool:
        """Whether a write goes through the pipeline and makes a release, or changes a scratch store at once."""

    @property
    def size(self) -> int | None:
        """The bytes of memory that a scratch store takes; None where graphs are stored in files."""

    def state(self, graph: str | None) -> str | None:
        """Return what distinguishes one content of a graph (None: the default graph) from another.

        None when there is no graph.
        """

    def write(self, change: Change) -> Outcome:
        """Do it, wholly or not at all.

        Raises:
            PreconditionFailed: When the graph is not in a state that the request names.
            NotFound: When the graph to change is not there.
            Conflict: When the update cannot be applied to what is there.
            WriteRefused: For a graph or a change that cannot be written.
            QuerySyntaxError: When an update is no SPARQL.
            QueryTooExpensive: When the write reaches its limit of time or memory.
            SourceError: When the pipeline cannot read a file.
            InvalidData: When the data would not be valid.
            Contradiction: When the data would contradict the ontology.
        """
