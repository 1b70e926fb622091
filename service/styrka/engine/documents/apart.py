"""What has a document read in a process of its own, and what became of it."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import secrets
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

import pyoxigraph as ox

from styrka.engine.cancellation import current_cancellation
from styrka.engine.documents.reading import are_same, names_graphs, read_statements
from styrka.engine.interface import Budget
from styrka.engine.workers import protocol
from styrka.engine.workers.pool import start_process, stop_process
from styrka.engine.workers.sockets import Folder
from styrka.errors import Busy, ClientGone, StyrkaError, TooLarge

BUDGET: Final = Budget(30.0, 1 << 30, 1 << 28)
_AT_ONCE: Final = 4  # documents that are read at a time; their memory adds up
_PATIENCE: Final = 5.0  # seconds beyond its budget after which nothing is heard any more
_GRACE: Final = 0.1  # seconds in which the end of a killed fork server is noticed
_WHY: Final = {
    "time": (
        "Reading the document took more than {limit:g} s. Send it in smaller parts.",
        "Det tog mer än {limit:g} s att läsa dokumentet. Skicka det i mindre delar.",
    ),
    "memory": (
        "Reading the document took more than {limit} bytes of memory: what is small as text grows when it is read. "
        "Nest less, or send it in smaller parts.",
        "Det tog mer än {limit} byte minne att läsa dokumentet: det som är litet som text växer när det läses. "
        "Nästla mindre, eller skicka det i mindre delar.",
    ),
    "bytes": (
        "The document becomes more than {limit} bytes of statements. Send it in smaller parts.",
        "Dokumentet blir mer än {limit} byte påståenden. Skicka det i mindre delar.",
    ),
    "crash": (
        "The document is nested too deeply, or grows too large when it is read: the process that read it ended. "
        "Nest less, or send it in smaller parts.",
        "Dokumentet är för djupt nästlat, eller växer för mycket när det läses: processen som läste det avslutades. "
        "Nästla mindre, eller skicka det i mindre delar.",
    ),
}


@dataclass(frozen=True)
class ReadDocument:
    """What a document states.

    Attributes:
        nquads: its statements, as N-Quads.
        same: whether it states the same below the other base that was asked about.
        graphs: whether it names graphs.
    """

    nquads: bytes
    same: bool
    graphs: bool

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the statements, in the document's order."""
        yield from ox.parse(self.nquads, ox.RdfFormat.N_QUADS)


class DocumentReader:
    """The fork server for documents as this process sees it; it starts with the first document."""

    def __init__(self) -> None:
        self._owner = 0
        self._here = False
        self._server: subprocess.Popen[bytes] | None = None
        self._folder: Folder | None = None
        self._socket = ""
        self._starting = threading.Lock()
        self._free = threading.BoundedSemaphore(_AT_ONCE)

    @property
    def pid(self) -> int | None:
        """The fork server's process id; None where there is none yet."""
        return self._server.pid if self._server is not None else None

    @property
    def is_here(self) -> bool:
        """Whether documents are read in this process."""
        return self._here

    def stay_here(self) -> None:
        """Read in this process from now on: it is one of its own already, with a budget, and ends with its work."""
        self._here = True

    def read(
        self,
        content: bytes,
        form: ox.RdfFormat,
        base: str,
        *,
        other: str = "",
        rename: bool = False,
        budget: Budget = BUDGET,
    ) -> ReadDocument:
        """Return what a document states.

        Parameters:
            base: the IRI that its relative references are resolved against.
            other: another base, to compare.
            rename: whether blank nodes get new names, so that they are not taken for those of another document.

        Raises:
            TooLarge: For one that takes more than its budget, nests too deeply, or ends the process that reads it.
            SyntaxError: For one that is not well-formed.
            ValueError: For one that cannot be read otherwise.
            Busy: When too many are read at this moment.
            ClientGone: When who sent it has left.
        """
        if self._here:
            quads = list(read_statements(content, form, base, rename=rename))
            same = not other or are_same(content, form, (base, other))
            return ReadDocument(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"", same, names_graphs(quads))
        task = {"format": form.media_type, "base": base, "other": other, "rename": rename, "budget": asdict(budget)}
        if not self._free.acquire(timeout=budget.seconds):
            raise Busy(
                "Too many documents are being read. Try again in a moment.",
                sv="För många dokument läses just nu. Försök igen om en stund.",
                retry_after=2,
            )
        try:
            body = self._ask(json.dumps(task).encode() + b"\n" + content, budget)
        finally:
            self._free.release()
        return _understand(body)

    def close(self) -> None:
        """End the fork server."""
        if self._server is not None and self._owner == os.getpid():
            stop_process(self._server)
            self._server.wait()
        if self._folder is not None and self._owner == os.getpid():
            self._folder.close()
        self._server, self._folder = None, None

    def _ask(self, message: bytes, budget: Budget) -> bytes:
        """Return the reply to a message; asked once more where the fork server itself was ended meanwhile.

        Raises:
            StyrkaError: TooLarge, or what the process that reads it reports.
        """
        frame = self._exchange(message, budget)
        if frame is None and self._has_ended():
            frame = self._exchange(message, budget)
        if frame is None:
            raise _too_large("crash", None)
        if frame.kind == protocol.ERROR:
            error = protocol.unpack_error(frame.body)
            cause = str(error.evidence.get("cause", ""))
            raise _too_large(cause, error.evidence["limit"]) if cause in _WHY else error
        return frame.body

    def _has_ended(self) -> bool:
        server = self._server
        if server is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(_GRACE)
        return server is None or server.poll() is not None

    def _exchange(self, message: bytes, budget: Budget) -> protocol.Frame | None:
        departure = current_cancellation()
        frame = None
        with self._connect() as connection:
            connection.settimeout(budget.seconds + _PATIENCE)
            try:
                with departure.hanging_up(connection):
                    protocol.send_frame(connection, protocol.DATA, message)
                    frame = protocol.receive_frame(connection)
            except TimeoutError:
                raise _too_large("time", budget.seconds) from None
            except OSError:
                pass
        if frame is None and departure.left:
            raise ClientGone("The client left before its document was read.")
        return frame

    def _connect(self) -> socket.socket:
        for _ in range(3):
            server = self._server
            if server is None or self._owner != os.getpid() or server.poll() is not None:
                self._start(server)
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                connection.connect(self._socket)
                return connection
            except OSError:
                connection.close()
        raise Busy("Documents cannot be read just now. Try again in a moment.", retry_after=2)

    def _start(self, dead: subprocess.Popen[bytes] | None) -> None:
        with self._starting:
            if self._owner == os.getpid() and self._server is not dead:
                return  # another thread has started it already
            if self._folder is None or self._owner != os.getpid():
                self._folder = Folder()
                atexit.register(self.close)
            self._owner = os.getpid()
            path = str(self._folder.path / secrets.token_hex(4))
            server = start_process("styrka.engine.documents.process", {"socket": path})
            if server is None:
                raise Busy("Documents cannot be read just now. Try again in a moment.", retry_after=2)
            self._server, self._socket = server, path


def _understand(body: bytes) -> ReadDocument:
    head, _, nquads = body.partition(b"\n")
    outcome: dict[str, Any] = json.loads(head)
    if "syntax" in outcome:
        message, line, column = outcome["syntax"]
        error = SyntaxError(message)
        error.lineno, error.offset = line, column
        raise error
    if "value" in outcome:
        raise ValueError(outcome["value"])
    return ReadDocument(nquads, outcome.get("same", True), outcome["graphs"])


def _too_large(cause: str, limit: float | None) -> StyrkaError:
    english, swedish = _WHY[cause]
    evidence: dict[str, Any] = {"cause": cause} if limit is None else {"cause": cause, "limit": limit}
    return TooLarge(english.format(limit=limit), sv=swedish.format(limit=limit), **evidence)


DOCUMENTS: Final = DocumentReader()


def read_apart(content: bytes, form: ox.RdfFormat, base: str, budget: Budget = BUDGET) -> Iterator[ox.Quad]:
    """Return the statements of a document that another process reads, in its order.

    Raises:
        TooLarge: As ``DocumentReader.read``.
    """
    if DOCUMENTS.is_here:
        return read_statements(content, form, base)
    return DOCUMENTS.read(content, form, base, budget=budget).quads()
