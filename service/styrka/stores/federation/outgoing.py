"""One request to a server on the Internet, that nothing in its name, its address or its answer can lead elsewhere.

The name is resolved once, every address that it has must be public, and the connection goes to an address that was
checked: there is no second look-up for a name server to answer otherwise (DNS rebinding). No proxy of the environment,
no redirect, no cookie and no credential takes part. The time is of the request as a whole, so that a server that sends
a byte now and then gains nothing, and a client who leaves ends it.
"""

from __future__ import annotations

import functools
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from styrka.engine.cancellation import current_cancellation
from styrka.engine.response import DeadlinePassed, Response, explain_failure, read_body
from styrka.errors import ClientGone

_GLANCE: Final = 0.05  # seconds between two looks at whether the client is still there, while a name is resolved
# IANA's special-purpose registries: what is not of the public Internet, and what stands for another address, so that
# where it leads cannot be known (6to4 and its relays; mapped addresses, NAT64 and Teredo are outside 2000::/3 or below
# 2001::/23). Python's own ``is_global`` knows more or fewer of them from version to version.
_SPECIAL: Final = tuple(
    ipaddress.ip_network(one)
    for one in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    )
)
_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
Resolve = Callable[[str, int], Sequence[str]]


class Forbidden(ConnectionError):
    """The name has an address that is not public."""


def public(address: str) -> bool:
    """Whether an IP address is one of the public Internet (IANA's special-purpose address registries).

    >>> public("192.0.2.1"), public("10.0.0.1"), public("::ffff:8.8.8.8"), public("8.8.8.8")
    (False, False, False, True)
    """
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address) and found not in _UNICAST:
        return False
    return found.is_global and not any(found in one for one in _SPECIAL)


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, each once, the preferred first. Raises OSError when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@functools.cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()  # reading the authorities takes 20 ms


@dataclass(frozen=True)
class Way:
    """How a server is reached. A service has the default; only a test of this program has reason for another.

    Attributes:
        resolve: the addresses of a host.
        permitted: whether an address may be connected to.
        tls: gives the context that checks certificates and host names.
    """

    resolve: Resolve = resolve
    permitted: Callable[[str], bool] = public
    tls: Callable[[], ssl.SSLContext] = _tls

    def post(self, url: str, body: bytes, headers: Mapping[str, str], *, seconds: float, limit: int) -> Response:
        """The response to a POST, whole or up to ``limit`` bytes, within so many seconds.

        Raises Late at the deadline, Forbidden for a host with an address that is not permitted, ClientGone when the
        client has left, and ConnectionError, with the cause in words, when the server cannot be reached or breaks off.
        """
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        deadline = time.monotonic() + seconds
        addresses = _awaited(functools.partial(self.resolve, host, port), deadline)
        if not addresses:
            raise ConnectionError("its name has no address")
        if not all(map(self.permitted, addresses)):
            raise Forbidden("its name leads to an address that is not public")
        asking = http.client.HTTPConnection(host, port)
        asking.auto_open = 0  # it would look the name up once more
        with _connected(addresses, port, deadline) as plain:
            secured = parts.scheme == "https"
            asking.sock = self.tls().wrap_socket(plain, server_hostname=host) if secured else plain
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            asking.request("POST", target, body, {**headers, "Host": parts.netloc, "Connection": "close"})
            with closing(asking.sock), asking.getresponse() as response:
                content, whole = read_body(response, limit)
                return Response(response.status, response.headers, content, whole)


def _awaited(work: Callable[[], Sequence[str]], deadline: float) -> Sequence[str]:
    """What a look-up gives. It cannot be stopped, so it has a thread of its own, and nobody waits for a late one."""
    departure, found, failed = current_cancellation(), list[Sequence[str]](), list[OSError | UnicodeError]()

    def run() -> None:
        try:
            found.append(work())
        except (OSError, UnicodeError) as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        if departure.left:
            raise _gone()
        if (left := deadline - time.monotonic()) <= 0:
            raise DeadlinePassed
        thread.join(min(left, _GLANCE))
    if failed:
        raise ConnectionError("its name is not known")
    return found[0]


@contextmanager
def _connected(addresses: Sequence[str], port: int, deadline: float) -> Iterator[socket.socket]:
    """A connection to the first address that answers; it is cut at the deadline, and when the client leaves.

    Raises as ``Way.post``, whatever goes wrong while it is open.
    """
    departure, passed = current_cancellation(), threading.Event()
    connection = _opened(addresses, port, deadline)
    handle = connection.dup()  # TLS takes the connection for itself; this one shuts it down all the same

    def cut() -> None:
        passed.set()
        with suppress(OSError):
            handle.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(deadline - time.monotonic(), 0), cut)
    timer.daemon = True
    timer.start()
    try:
        with departure.hanging_up(handle):
            yield connection
    except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
        # A connection that was cut fails in any of these ways, depending on where the request was.
        if departure.left:
            raise _gone() from None
        if passed.is_set() or isinstance(error, TimeoutError):
            raise DeadlinePassed from None
        raise ConnectionError(_told(error)) from None
    finally:
        timer.cancel()
        handle.close()
        connection.close()
    if passed.is_set():
        raise DeadlinePassed


def _opened(addresses: Sequence[str], port: int, deadline: float) -> socket.socket:
    """A connection to the first address that answers; one that does not leaves time for the others."""
    departure, failed = current_cancellation(), ""
    for place, address in enumerate(addresses):
        left = deadline - time.monotonic()
        connection: socket.socket | None = None
        try:
            connection = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
            connection.settimeout(max(left, 0.001) / (len(addresses) - place))
            with departure.hanging_up(connection):
                connection.connect((address, port))
        except OSError as error:
            if connection is not None:
                connection.close()
            if departure.left:
                raise _gone() from None
            failed = "" if isinstance(error, TimeoutError) else explain_failure(error)
        else:
            connection.settimeout(max(deadline - time.monotonic(), 0.001))
            return connection
    if failed:
        raise ConnectionError(failed)
    raise DeadlinePassed


def _told(error: Exception) -> str:
    if isinstance(error, http.client.RemoteDisconnected):
        return "it closed the connection without an answer"
    known = isinstance(error, OSError | http.client.IncompleteRead)
    return explain_failure(error) if known else "it does not speak HTTP"


def _gone() -> ClientGone:
    return ClientGone("The client left before the answer was ready.")
