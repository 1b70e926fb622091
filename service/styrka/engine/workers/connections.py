"""The idle connections to the workers of one queue; the one that was used last is used next.

The worker behind it has its pages at hand.
"""

from __future__ import annotations

import socket
from collections.abc import Callable


class Connections:
    """Connections between two requests. Safe to share among threads."""

    def __init__(self, connect: Callable[[], socket.socket], *, reuse: bool) -> None:
        """Hold connections that ``connect`` makes; none where they are not to be used again."""
        self._connect = connect
        self._reuse = reuse
        self._idle: list[socket.socket] = []

    def take(self) -> socket.socket:
        """Return the connection that was used last and whose worker lives, else a new one.

        Raises:
            Busy: No worker takes one in time.
        """
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:
                break  # another thread took it
            if _is_idle(connection):
                return connection
            connection.close()
        return self._connect()

    def give_back(self, connection: socket.socket, *, stays: bool) -> None:
        """Hold a connection for the next request, or close it where its worker takes no other on it."""
        if self._reuse and stays:
            self._idle.append(connection)
        else:
            connection.close()

    def release(self) -> None:
        """Close the idle connections, and hold none from now on."""
        self._reuse = False
        while self._idle:
            self._idle.pop().close()


def _is_idle(connection: socket.socket) -> bool:
    """Return whether the other side is there and sends nothing, as between two requests."""
    connection.setblocking(False)
    try:
        connection.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
