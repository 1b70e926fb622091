"""An engine in front of any SPARQL 1.1 endpoint: the same interface, errors and bytes as the embedded one.

SPARQLWrapper writes each request (SPARQL 1.1 Protocol section 2.1.2: POST of a form); the answer is read whole within
the budget, checked, and written anew, so that the worst a store can do is an error with a truthful status.

What the default graph is differs from store to store, so every query names its dataset (section 2.1.4): as the default
graph the union that ``styrka publish`` wrote, and as named graphs those of the release. A release that was written
without its union is asked over the store's own default graph.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.request import Request

from SPARQLWrapper import POST, SPARQLWrapper

from styrka import __version__
from styrka.engine import Answer, Budget, Dataset, Edition, Form, Load, documents, endpoint, transport
from styrka.engine.complaints import complaint
from styrka.engine.endpoint import Endpoint
from styrka.engine.guard import admit, position, tokens
from styrka.engine.response import Late, Response
from styrka.errors import Busy, EndpointError, QueryRefused, QueryTooExpensive, ReleaseError, StyrkaError
from styrka.formats import CSV, Format
from styrka.vocabulary import BASE, PREFIXES

RELEASE_GRAPH: Final = BASE + "graph/release"
DATASET: Final = BASE + "dataset"
GRAPHS: Final = BASE + "graph/"
UNIONS: Final = BASE + "graph/union/"
UNION: Final = PREFIXES["sd"] + "defaultGraph"
_log = logging.getLogger("styrka.engine")
_FATTER: Final = 4  # a store's format may take so many times the bytes of the one that was asked for
_CHUNK: Final = 1 << 16
_PROBED: Final = 250_000  # rows: more small ones than an answer of ten million bytes has triples
_CUT: Final = "X-SPARQL-MaxRows"  # Virtuoso's word for an answer that is not whole
_HOLDING: Final = (
    f"SELECT ?version ?created ?union {{ GRAPH <{RELEASE_GRAPH}> {{ <{DATASET}> <{PREFIXES['dcterms']}hasVersion> "
    f"?version OPTIONAL {{ <{DATASET}> <{PREFIXES['dcterms']}modified> ?created }} "
    f"OPTIONAL {{ <{DATASET}> <{UNION}> ?union }} }} }}"
)
_NO_DATASET: Final = Dataset()
# Virtuoso 7.2 takes more than 20 s over SELECT DISTINCT ?graph, and a fiftieth of a second over this.
_NAMES: Final = "SELECT ?graph (COUNT(*) AS ?count) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
_IRI: Final = re.compile(r'[^<>"{}|^`\\\x00-\x20]+')
_EXTENSION: Final = re.compile(r"<?(?:bif|sql):|<http://www\.openlinksw\.com/schemas/(?:bif|sql)#", re.IGNORECASE)


@dataclass(frozen=True)
class Holding:
    """What a store holds: the release, the name of its union (empty: the store's own default graph), and its graphs."""

    edition: Edition
    union: str = ""
    named: tuple[str, ...] = ()
    virtuoso: bool = False


@dataclass(frozen=True)
class Room:
    """How many queries are with the store at a time, how many may wait, and for how many seconds."""

    queries: int = 4
    queue: int = 8
    wait: float = 5.0


class Remote:
    """One store: what is published there, looked at again every so often, and the engines in front of it."""

    def __init__(self, to: Endpoint, budget: Budget, *, every: float = 10.0) -> None:
        """Look at the store for the first time.

        Parameters:
            every: after how many seconds a question makes it look again which release is published.

        Raises ReleaseError when it does not answer, or when nothing is published there.
        """
        self.to = to
        self.budget = budget
        self._holding = Holding(Edition(""))
        self._every = every
        self._looking = threading.Lock()
        try:
            self._holding = self._look()
        except (EndpointError, Busy, QueryTooExpensive) as error:
            raise ReleaseError(f"The store at {to.host} cannot be used: {error.detail}") from None
        self._looked = time.monotonic()

    def engine(self, room: Room | None = None) -> RemoteEngine:
        """An engine with room for so many queries of its own."""
        return RemoteEngine(self, room or Room())

    def watch(self) -> Holding:
        """What is published; looks again, beside the caller, when the last look is old."""
        if time.monotonic() - self._looked >= self._every and self._looking.acquire(blocking=False):
            self._looked = time.monotonic()
            threading.Thread(target=self._look_again, daemon=True).start()
        return self._holding

    def _look_again(self) -> None:
        try:
            self._holding = self._look()
        except StyrkaError as error:
            _log.warning("the store at %s does not say what it holds: %s", self.to.host, error)
        finally:
            self._looking.release()

    def _look(self) -> Holding:
        response = ask(self.to, _HOLDING, Form.SELECT, self.budget)
        found = documents.cells(response)
        if len(found) != 1:
            raise ReleaseError(
                "There is no release at the store. Put one there with `styrka publish`." if not found else
                "The store says that it holds several releases. Publish anew with `styrka publish`."
            )
        edition, union = Edition(found[0]["version"], found[0].get("created", "")), found[0].get("union", "")
        if self._holding.edition == edition:
            return self._holding
        virtuoso = response.headers.get("Server", "").startswith("Virtuoso")
        if virtuoso:
            self._check_virtuoso()
        names = [cell.get("graph", "") for cell in documents.cells(ask(self.to, _NAMES, Form.SELECT, self.budget))]
        named = tuple(sorted(name for name in names if name.startswith(GRAPHS) and not name.startswith(UNIONS)))
        _log.info("release %s at %s is taken up", edition.version, self.to.host)
        return Holding(edition, union, tuple(name for name in named if name != RELEASE_GRAPH), virtuoso)

    def _check_virtuoso(self) -> None:
        probe = f"SELECT (1 AS ?one) {{ ?subject ?predicate ?object }} LIMIT {_PROBED}"
        told = ask(self.to, probe, Form.SELECT, self.budget, accept=CSV.media_type, cut=True)
        if rows := told.headers.get(_CUT):
            raise ReleaseError(
                f"This Virtuoso cuts every answer at {rows} rows, and of a graph it does not say so. Set "
                f"ResultSetMaxRows in its virtuoso.ini to {_PROBED} or more, or leave it out."
            )


class RemoteEngine:
    """The engine over a store, with a bounded number of queries at a time; safe to share among threads."""

    def __init__(self, remote: Remote, room: Room) -> None:
        self._remote = remote
        self._places = room
        self._free = threading.BoundedSemaphore(room.queries)
        self._room = threading.BoundedSemaphore(room.queries + room.queue)
        self._counting = threading.Lock()
        self._inside = 0
        self._busy = 0
        self._kills: Counter[str] = Counter()

    @property
    def version(self) -> str:
        """The version of the release that is published at the store."""
        return self.edition.version

    @property
    def edition(self) -> Edition:
        """The release that is published at the store."""
        return self._remote.watch().edition

    @property
    def load(self) -> Load:
        """How busy the engine is."""
        return Load(self._places.queries, self._busy, max(self._inside - self._busy, 0), dict(self._kills))

    def run(
        self, query: str, format_: Format, *, dataset: Dataset | None = None, budget: Budget | None = None
    ) -> Answer:
        """The answer, whole before it is returned. See ``Engine.run``; raises EndpointError too."""
        form = admit(query).form
        documents.check_format(form, format_)
        _check_standard(query)
        limit = budget or self._remote.budget
        holding = self._remote.watch()
        if dataset is None or dataset == Dataset():
            dataset = _dataset(query, holding)
        preamble = ""
        if holding.virtuoso:
            preamble, dataset = _pragmas(dataset), Dataset()
        with self._place():
            try:
                response = ask(self._remote.to, query, form, limit, dataset, preamble=preamble)
            except QueryTooExpensive as error:
                self._kills[str(error.evidence.get("cause"))] += 1
                raise
            body = documents.translated(response, form, format_)
        if len(body) > limit.answer:
            self._kills["bytes"] += 1
            raise _too_large(limit)
        pieces = (body[start : start + _CHUNK] for start in range(0, len(body), _CHUNK))
        return Answer(form, format_, pieces, holding.edition.version)

    def close(self) -> None:
        """Nothing to give back: every request has a connection of its own."""

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._room.acquire(blocking=False):
            raise Busy("The store is busy and the queue is full. Try again in a moment.", retry_after=1)
        self._count(1, 0)
        try:
            if not self._free.acquire(timeout=self._places.wait):
                raise Busy("The store is busy. Try again in a moment.", retry_after=2)
            self._count(0, 1)
            try:
                yield
            finally:
                self._count(0, -1)
                self._free.release()
        finally:
            self._count(-1, 0)
            self._room.release()

    def _count(self, inside: int, busy: int) -> None:
        with self._counting:
            self._inside += inside
            self._busy += busy


class _Wrapper(SPARQLWrapper):
    """SPARQLWrapper's request, for a transport with a deadline."""

    def request(self) -> Request:
        """The request as SPARQLWrapper writes it."""
        made: Request = self._createRequest()
        return made


def ask(
    to: Endpoint, query: str, form: Form, budget: Budget, dataset: Dataset = _NO_DATASET, *,
    accept: str = "", cut: bool = False, preamble: str = "",
) -> Response:
    """What a store answers to one query, with status 200.

    Parameters:
        accept: the Accept header; by the query's form when empty.
        cut: whether an answer that the store cut short is welcome too.
        preamble: what goes before the query, on its first line, so that lines count as the client wrote them.

    Raises QuerySyntaxError, QueryRefused, QueryTooExpensive, Busy or EndpointError.
    """
    wrapper = _Wrapper(to.url, agent=f"Styrka/{__version__}")
    wrapper.setMethod(POST)
    wrapper.setOnlyConneg(True)
    # Not setQuery: it looks for the form with patterns that take very long over some texts.
    wrapper.queryString, wrapper.queryType = preamble + query, form.value
    wrapper.addCustomHttpHeader("Accept", accept or documents.accept(form))
    for iri in dataset.default:
        wrapper.addParameter("default-graph-uri", iri)
    for iri in dataset.named:
        wrapper.addParameter("named-graph-uri", iri)
    most = _FATTER * budget.answer + _CHUNK
    try:
        response = transport.send(wrapper.request(), to, seconds=budget.seconds, limit=most)
    except Late:
        raise QueryTooExpensive(
            f"The query took more than {budget.seconds:g} s.", cause="time", limit=budget.seconds
        ) from None
    except ConnectionError as error:
        _log.warning("the store at %s: %s", to.host, error)
        raise Busy(f"The store behind the service cannot be reached: {error}. Try again in a moment.",
                   retry_after=5) from None
    if response.status != 200:
        raise complaint(response, query, budget.seconds)
    if not response.whole:
        raise _too_large(budget)
    if _CUT in response.headers and not cut:
        raise QueryTooExpensive(
            f"The answer has more than {response.headers[_CUT]} rows. Ask for less, with LIMIT.", cause="rows"
        )
    if "X-SQL-State" in response.headers:
        raise QueryTooExpensive("The store stopped before its answer was whole.", cause="time")
    return response


def _dataset(query: str, holding: Holding) -> Dataset:
    """The dataset of a query that comes without one; empty where the query says FROM itself, or there is no union."""
    said = {word.upper() for kind, word, _ in tokens(query) if kind == "name"}
    if not holding.union or "FROM" in said:
        return Dataset()
    return Dataset((holding.union,), holding.named if "GRAPH" in said else ())


def _pragmas(dataset: Dataset) -> str:
    """The dataset in Virtuoso's words. It tells each graph of a request in a header of its response: too many headers.

    Raises QueryRefused for a graph's name that is no IRI.
    """
    for iri in (*dataset.default, *dataset.named):
        if not _IRI.fullmatch(iri):
            raise QueryRefused(f"{iri[:100]!r} is no IRI of a graph.", graph=iri[:100])
    return "".join(f"define input:{kind}-graph-uri <{iri}> "
                   for kind, iris in (("default", dataset.default), ("named", dataset.named)) for iri in iris)


def _check_standard(query: str) -> None:
    """Refuse what is Virtuoso's and not SPARQL's: its functions fetch from the network, and so do its pragmas."""
    form_seen = False
    for kind, word, start in tokens(query):
        form_seen = form_seen or (kind == "name" and word.upper() in Form.__members__)
        pragma = kind == "name" and not form_seen and word.upper() == "DEFINE"
        if pragma or (kind in ("name", "iri") and _EXTENSION.match(word)):
            line, column = position(query, start)
            raise QueryRefused(
                f"{word.strip('<>')} (line {line}, column {column}) belongs to a dialect; this endpoint answers SPARQL "
                "1.1.", line=line, column=column,
            )


def _too_large(budget: Budget) -> QueryTooExpensive:
    return QueryTooExpensive(
        f"The answer has more than {budget.answer} bytes. Ask for less, with LIMIT.", limit=budget.answer, cause="bytes"
    )


def open_remote(url: str, budget: Budget, auth: str = endpoint.AUTH, **more: Any) -> Remote:
    """The store at an address, with the credentials in an environment variable.

    Raises BadParameter for an address that is none, ReleaseError when the store cannot be used.
    """
    return Remote(endpoint.endpoint(url, "engine", endpoint.credentials(auth)), budget, **more)
