"""A connection that is cut at a deadline, and when the client that it is opened for leaves.

A socket's own time-out starts anew with each address and each byte. The deadline here is of the request as a whole, so
that a server that sends a byte now and then gains nothing.
"""

from __future__ import annotations

import functools
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import Final, Protocol

from styrka.errors import ClientGone
from styrka.http_client.addresses import AddressPolicy

_GLANCE: Final = 0.05  # seconds between two looks at whether the client is still there, while a name is resolved


class DeadlinePassed(Exception):
    """The deadline passed before the response was whole."""


class Forbidden(ConnectionError):
    """The host has an address that the policy does not permit."""


class Client(Protocol):
    """Whoever waits for the response, and may leave before it comes."""

    @property
    def left(self) -> bool:
        """Whether the client has left."""

    def hanging_up(self, connection: socket.socket) -> AbstractContextManager[None]:
        """Return a context in which the connection is shut down when the client leaves."""


class _Operator:
    """A client that never leaves: a command, or a thread of the service's own."""

    left = False

    def hanging_up(self, connection: socket.socket) -> AbstractContextManager[None]:
        """Return a context that does nothing."""
        return nullcontext()


OPERATOR: Final[Client] = _Operator()


@contextmanager
def connect(host: str, port: int, policy: AddressPolicy, deadline: float, client: Client) -> Iterator[socket.socket]:
    """Yield a connection to the first permitted address that answers, until the deadline or until the client leaves.

    Parameters:
        deadline: a moment of the monotonic clock.

    Raises:
        DeadlinePassed: The deadline came before the block had ended.
        Forbidden: The name has an address that the policy does not permit.
        ClientGone: The client left.
        ConnectionError: Anything else fails, in the block too; the message describes it.
    """
    addresses = _await_look_up(functools.partial(policy.resolve, host, port), deadline, client)
    if not addresses:
        raise ConnectionError("its name has no address")
    if not all(map(policy.permitted, addresses)):
        raise Forbidden("its name leads to an address that is not public")
    connection = _open_first(addresses, port, deadline, client)
    handle = connection.dup()  # TLS takes the connection for itself; this one shuts it down all the same
    passed = threading.Event()

    def cut() -> None:
        passed.set()
        with suppress(OSError):
            handle.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(deadline - time.monotonic(), 0), cut)
    timer.daemon = True
    timer.start()
    try:
        with client.hanging_up(handle):
            yield connection
    except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
        # A connection that was cut fails in any of these ways, depending on where the request was.
        if client.left:
            raise _gone() from None
        if passed.is_set() or isinstance(error, TimeoutError):
            raise DeadlinePassed from None
        raise ConnectionError(_describe(error)) from None
    finally:
        timer.cancel()
        handle.close()
        connection.close()
    if passed.is_set():
        raise DeadlinePassed


def _await_look_up(look_up: Callable[[], Sequence[str]], deadline: float, client: Client) -> Sequence[str]:
    """Return what a look-up finds. It cannot be stopped, so it has its own thread, and nobody waits for a late one.

    Raises:
        ClientGone: The client left.
        ConnectionError: The name is not known.
        DeadlinePassed: The deadline came first.
    """
    found, failed = list[Sequence[str]](), list[OSError | UnicodeError]()

    def run() -> None:
        try:
            found.append(look_up())
        except (OSError, UnicodeError) as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        if client.left:
            raise _gone()
        if (left := deadline - time.monotonic()) <= 0:
            raise DeadlinePassed
        thread.join(min(left, _GLANCE))
    if failed:
        raise ConnectionError("its name is not known")
    return found[0]


def _open_first(addresses: Sequence[str], port: int, deadline: float, client: Client) -> socket.socket:
    """Return a connection to the first address that answers; one that does not leaves time for the others.

    Raises:
        ClientGone: The client left.
        ConnectionError: No address answers.
        DeadlinePassed: The deadline came first.
    """
    failed = ""
    for place, address in enumerate(addresses):
        connection: socket.socket | None = None
        try:
            connection = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
            connection.settimeout(max(deadline - time.monotonic(), 0.001) / (len(addresses) - place))
            with client.hanging_up(connection):
                connection.connect((address, port))
        except OSError as error:
            if connection is not None:
                connection.close()
            if client.left:
                raise _gone() from None
            failed = "" if isinstance(error, TimeoutError) else _describe(error)
        else:
            connection.settimeout(max(deadline - time.monotonic(), 0.001))
            return connection
    if failed:
        raise ConnectionError(failed)
    raise DeadlinePassed


def _describe(error: Exception) -> str:
    """Return why a request failed, in words that reveal nothing of this machine."""
    if isinstance(error, http.client.RemoteDisconnected):
        return "it closed the connection without an answer"
    if isinstance(error, http.client.IncompleteRead):
        return "the answer broke off"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "its certificate is not valid"
    if isinstance(error, ConnectionRefusedError):
        return "nothing answers at the address"
    if not isinstance(error, OSError):
        return "it does not speak HTTP"
    return str(error) if isinstance(error, ConnectionError) and error.errno is None else "the connection broke"


def _gone() -> ClientGone:
    return ClientGone("The client left before the answer was ready.")
