"""An engine in front of any SPARQL 1.1 endpoint: the same interface, errors and bytes as the embedded one.

SPARQLWrapper writes each request; the answer is read whole within the budget, checked, and written anew, so that the
worst a store can do is an error with a truthful status.

What the default graph is differs from store to store, so every query names its dataset (section 2.1.4): as the default
graph the union that ``styrka publish`` wrote, and as named graphs those of the release. A release that was written
without its union is asked over the store's own default graph.

A union is one release's, whole. Single graphs are replaced one after the other, so a query that names any is answered
only when the same release stood there before and after it, and no other was on its way.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from styrka.engine.guard import admit_query
from styrka.engine.interface import Answer, Budget, Dataset, Edition, Form, Load
from styrka.engine.terminals import read_names
from styrka.errors import Busy, EndpointError, QueryTooExpensive, ReleaseError, StyrkaError
from styrka.formats import Format
from styrka.http_client.endpoint import AUTH, Endpoint, read_credentials, read_endpoint
from styrka.http_client.request import Response
from styrka.stores.remote import results
from styrka.stores.remote.client import ask_store, make_size_error
from styrka.stores.remote.dialect import check_standard, make_pragmas
from styrka.stores.remote.release import PublishedRelease, read_release

_log = logging.getLogger("styrka.engine.interface")
_CHUNK: Final = 1 << 16
_SOON: Final = 10  # seconds after which a query of single graphs may be tried again
_TRIES: Final = 2


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

        Raises:
            ReleaseError: When it does not answer, or when nothing is published there.
        """
        self.to = to
        self.budget = budget
        self._holding = PublishedRelease(Edition(""))
        self._every = every
        self._looked = 0.0
        self._looking = threading.Lock()
        try:
            self.look()
        except (EndpointError, Busy, QueryTooExpensive) as error:
            raise ReleaseError(f"The store at {to.host} cannot be used: {error.detail}") from None

    def engine(self, room: Room | None = None) -> RemoteEngine:
        """Return an engine with room for so many queries of its own."""
        return RemoteEngine(self, room or Room())

    def watch(self) -> PublishedRelease:
        """Return what is published; looks again, beside the caller, when the last look is old."""
        if time.monotonic() - self._looked >= self._every and self._looking.acquire(blocking=False):
            self._looked = time.monotonic()
            threading.Thread(target=self._look_again, daemon=True).start()
        return self._holding

    def look(self, budget: Budget | None = None, seconds: float | None = None) -> PublishedRelease:
        """Return what is published at this moment, found within what is left of a budget. As ``read_release``."""
        known = self._holding
        found = read_release(self.to, budget or self.budget, known, seconds)
        self._looked = time.monotonic()
        if found is not known:
            self._holding = found
            _log.info("release %s at %s is taken up", found.edition.version, self.to.host)
        return found

    def _look_again(self) -> None:
        try:
            self.look()
        except StyrkaError as error:
            _log.warning("the store at %s does not state what it holds: %s", self.to.host, error)
        finally:
            self._looking.release()


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
        """Return the answer, whole before it is returned. See ``Engine.run``.

        Raises:
            QueryTooExpensive: The query reached its limit of time, memory or bytes.
            EndpointError: The store did not answer as SPARQL 1.1 Protocol requires.
        """
        form = admit_query(query).form
        results.check_format(form, format_)
        check_standard(query)
        limit = budget or self._remote.budget
        with self._place():
            try:
                response, version = self._asked(query, form, dataset or Dataset(), limit)
            except QueryTooExpensive as error:
                self._kills[str(error.evidence.get("cause"))] += 1
                raise
            body = results.translate_answer(response, form, format_)
        if len(body) > limit.answer:
            self._kills["bytes"] += 1
            raise make_size_error(limit)
        pieces = (body[start : start + _CHUNK] for start in range(0, len(body), _CHUNK))
        return Answer(form, format_, pieces, version)

    def _asked(self, query: str, form: Form, dataset: Dataset, limit: Budget) -> tuple[Response, str]:
        """Return the store's answer, and of which release it is, within the time of one query.

        Raises:
            Busy: Every worker is busy and the queue is full.
        """
        end = time.monotonic() + limit.seconds

        def left() -> float:
            return max(end - time.monotonic(), 0.001)

        keywords = {word.upper() for word in read_names(query)}
        if not _names_graphs(dataset, keywords):
            holding = self._remote.watch()
            sent = self._sent(query, form, _dataset(dataset, keywords, holding), holding, limit, left())
            return sent, holding.edition.version
        holding = self._remote.look(limit, left())
        for _ in range(_TRIES):
            if holding.changing:
                break
            response = self._sent(query, form, _dataset(dataset, keywords, holding), holding, limit, left())
            before, holding = holding, self._remote.look(limit, left())
            if holding.edition == before.edition:
                return response, holding.edition.version
        raise Busy(
            "Another release is being put into the store, graph by graph. What asks for single graphs waits "
            "until that is done; other questions are answered.",
            retry_after=_SOON,
        )

    def _sent(
        self, query: str, form: Form, dataset: Dataset, holding: PublishedRelease, limit: Budget, seconds: float
    ) -> Response:
        """Return the store's answer over a dataset, asked in the form that the store handles best."""
        if holding.virtuoso:
            return ask_store(self._remote.to, query, form, limit, preamble=make_pragmas(dataset), seconds=seconds)
        return ask_store(self._remote.to, query, form, limit, dataset, seconds=seconds)

    def close(self) -> None:
        """Do nothing: every request has a connection of its own."""

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


def _names_graphs(dataset: Dataset, keywords: set[str]) -> bool:
    """Return whether a query, or the request that it comes with, asks for single graphs."""
    return dataset != Dataset() or bool(keywords & {"GRAPH", "FROM"})


def _dataset(dataset: Dataset, keywords: set[str], holding: PublishedRelease) -> Dataset:
    """Return the dataset of a query.

    The release's where neither the request nor the query names one and there is a union.
    """
    if dataset != Dataset() or not holding.union or "FROM" in keywords:
        return dataset
    return Dataset((holding.union,), holding.named if "GRAPH" in keywords else ())


def open_remote(url: str, budget: Budget, auth: str = AUTH, **more: Any) -> Remote:
    """Return the store at an address, with the credentials in an environment variable.

    Raises:
        BadParameter: For an address that is none.
        ReleaseError: When the store cannot be used.
    """
    return Remote(read_endpoint(url, "engine", read_credentials(auth)), budget, **more)
