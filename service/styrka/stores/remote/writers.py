"""The two ways to write graphs to another store: the Graph Store HTTP Protocol, and SPARQL 1.1 Update.

Each request is sent again, after a pause that grows, when the store is down or busy for a while: putting, adding and
removing the same triples twice comes to the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import Final
from urllib.parse import quote, urlencode

from styrka.errors import EndpointError
from styrka.formats import NTRIPLES, TURTLE
from styrka.http_client.connection import DeadlinePassed
from styrka.http_client.endpoint import Endpoint
from styrka.http_client.request import Request, Response, TransferLimits, send
from styrka.http_client.sparql import write_update
from styrka.stores.remote.failures import extract_message, make_setup_error

_PAUSES: Final = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds
_LONGEST: Final = 60
_PASSING: Final = (429, 500, 502, 503, 504)
_LIMITS: Final = TransferLimits(seconds=600.0, bytes=1 << 16)


def _nothing(message: str) -> None:
    """Report nothing."""


@dataclass
class GraphStore:
    """Writes by SPARQL 1.1 Graph Store HTTP Protocol, sections 5.3 to 5.5, with indirect graph identification (4.2).

    Parameters:
        to: the graph store's address, to which ``?graph=`` is added.
        again: called with a sentence for each request that is sent once more.
        pauses: seconds before each further attempt.
    """

    to: Endpoint
    again: Callable[[str], None] = _nothing
    pauses: tuple[float, ...] = _PAUSES
    _type: str = field(default=NTRIPLES.media_type, init=False)

    def put(self, graph: str, pieces: Iterable[bytes]) -> None:
        """Make the graph consist of these triples: PUT the first piece, POST the others."""
        rest = iter(pieces)
        first = next(rest, b"")
        for method, piece in chain([("PUT", first)], (("POST", piece) for piece in rest)):
            response = self._send(method, graph, piece)
            if response.status == 415 and self._type == NTRIPLES.media_type:
                self._type = TURTLE.media_type  # N-Triples is Turtle, and every graph store reads that
                response = self._send(method, graph, piece)
            _check(response)

    def drop(self, graph: str) -> None:
        """Remove a graph; well when there is none."""
        response = self._send("DELETE", graph, None)
        if response.status != 404:
            _check(response)

    def _send(self, method: str, graph: str, body: bytes | None) -> Response:
        mark = "&" if "?" in self.to.url else "?"
        url = f"{self.to.url}{mark}{urlencode({'graph': graph}, quote_via=quote, safe=':/')}"
        headers = {} if body is None else {"Content-Type": self._type}
        return _persist(Request(url, method, headers, body), self.to, self.again, self.pauses)


@dataclass
class Updates:
    """Writes by SPARQL 1.1 Update, for stores without a graph store. Parameters as ``GraphStore``."""

    to: Endpoint
    again: Callable[[str], None] = _nothing
    pauses: tuple[float, ...] = _PAUSES

    def put(self, graph: str, pieces: Iterable[bytes]) -> None:
        """Make the graph consist of these triples: drop it and insert the first piece in one request, then the rest."""
        before = f"DROP SILENT GRAPH <{graph}> ;\n"
        for piece in pieces:
            self._send(f"{before}INSERT DATA {{ GRAPH <{graph}> {{\n{piece.decode()}}} }}")
            before = ""

    def drop(self, graph: str) -> None:
        """Remove a graph; well when there is none."""
        self._send(f"DROP SILENT GRAPH <{graph}>")

    def _send(self, text: str) -> None:
        _check(_persist(write_update(self.to.url, text), self.to, self.again, self.pauses))


def _persist(request: Request, to: Endpoint, again: Callable[[str], None], pauses: tuple[float, ...]) -> Response:
    """Return the response, after as many attempts as there are pauses and one.

    Raises:
        EndpointError: When none gets one.
    """
    why = ""
    for pause in (*pauses, None):
        wait = pause
        try:
            response = send(request, _LIMITS, credentials=to.credentials)
            if response.status not in _PASSING or pause is None:
                return response
            why = f"it answered with status {response.status}"
            header = response.headers.get("Retry-After", "")
            wait = max(pause, min(int(header), _LONGEST)) if header.isascii() and header.isdigit() else pause
        except DeadlinePassed:
            why = f"it took more than {_LIMITS.seconds:g} s"
        except ConnectionError as error:
            why = str(error)
        if wait is not None:
            again(f"The store does not take it ({why}); again in {wait:g} s.")
            time.sleep(wait)
    raise EndpointError(f"The store cannot be written: {why}. Run the same command again to go on from there.")


def _check(response: Response) -> None:
    if not 200 <= response.status < 300:
        raise make_setup_error(response.status, extract_message(response))
