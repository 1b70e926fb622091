"""The writing end of a connection towards the asking side: an answer, whole, or the error in its place."""

from __future__ import annotations

import socket
import threading

from styrka.engine.workers import protocol
from styrka.engine.workers.spool import write_spool
from styrka.errors import QueryTooExpensive, StyrkaError


class AnswerWriter:
    """The file object that a serialiser writes one answer to; it is sent when it is whole."""

    def __init__(self, connection: socket.socket, limit: int, file: int | None = None) -> None:
        """Write to a connection, or to a file, an answer of at most so many bytes."""
        self.connection = connection
        self.broken = False  # whether the asking side is gone
        self.last = False  # whether the frame announced that no other request is taken on the connection
        self.apart = False  # whether the worker has given its place back: this is then its last query
        self._limit = limit
        self._file = file
        self._held = bytearray()
        self._size = 0
        self._replied = False
        self._lock = threading.Lock()

    def write(self, piece: bytes) -> int:
        """Take bytes.

        Raises:
            QueryTooExpensive: Over the limit, or than the disk has room for.
        """
        self._size += len(piece)
        if self._size > self._limit:
            raise QueryTooExpensive(
                f"The answer has more than {self._limit} bytes. Ask for less, with LIMIT and OFFSET, or take the dump.",
                cause="bytes",
                limit=self._limit,
            )
        if self._file is None:
            self._held += piece
        else:
            write_spool(self._file, piece)
        return len(piece)

    def flush(self) -> None:
        """Do nothing: ``finish`` sends the bytes."""

    @property
    def limit(self) -> int:
        """How many bytes are taken; a serialiser that checks a document before it is written need hold no more."""
        return self._limit

    def finish(self, *, stays: bool = True) -> None:
        """Send the answer.

        Parameters:
            stays: whether another request may come on the connection.

        Raises:
            OSError: When the asking side is gone.
        """
        with self._lock:
            if not self._replied:
                self._replied, self.last = True, self.apart or not stays
                protocol.send_frame(self.connection, protocol.DATA, self._held, stays=not self.last)

    def announce(self, kind: bytes) -> bool:
        """Send a frame without bytes ahead of the reply; whether it was sent, because no reply is on its way yet."""
        if not self._lock.acquire(blocking=False):
            return False
        try:
            if not self._replied:
                self.connection.sendall(protocol.pack_head(kind))
                self.apart = True
                return True
        except OSError:
            self.broken = True
        finally:
            self._lock.release()
        return False

    def listen(self) -> bytes | None:
        """Return what the asking side sends while its query is in hand; empty where it is gone, None for nothing.

        What it sends after the reply is its next request, and is left alone.
        """
        if not self._lock.acquire(blocking=False):
            return None
        try:
            # Not poll(): it refuses to work at all while no file descriptor can be opened.
            return None if self._replied else self.connection.recv(1, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return None
        except OSError:
            return b""
        finally:
            self._lock.release()

    def fail(self, error: StyrkaError, patience: float = -1, *, stays: bool = True) -> None:
        """Send the error, when the socket is free within ``patience`` seconds (negative: however long it takes)."""
        if self._lock.acquire(timeout=patience):
            try:
                if self._replied:
                    return
                self._replied, self.last = True, self.apart or not stays
                # No time-out on the socket: that would poll(), which does not work while no file can be opened.
                self.connection.setblocking(patience < 0)
                protocol.send_frame(self.connection, protocol.ERROR, protocol.pack_error(error), stays=not self.last)
            except OSError:
                self.broken = True
            finally:
                self._lock.release()
