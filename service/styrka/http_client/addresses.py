"""Which addresses a request may be sent to, and how a host's addresses are found.

``AS_NAMED`` is for addresses that the operator chose. ``PUBLIC`` is for addresses that somebody else has a part in:
every address of the host must be public, and the connection goes to one that was checked, so that no second look-up
can be answered otherwise (DNS rebinding); no proxy of the environment takes part.
"""

from __future__ import annotations

import functools
import ipaddress
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

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


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the public Internet (IANA's special-purpose address registries).

    >>> is_public("192.0.2.1"), is_public("10.0.0.1"), is_public("::ffff:8.8.8.8"), is_public("8.8.8.8")
    (False, False, False, True)
    """
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address) and found not in _UNICAST:
        return False
    return found.is_global and not any(found in one for one in _SPECIAL)


def _accept(address: str) -> bool:
    """Return True for every address."""
    return True


def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host, each once, the preferred first.

    Raises:
        OSError: When it has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@functools.cache
def _trust_system() -> ssl.SSLContext:
    """Return the TLS context with the system's certificate authorities; reading them takes 20 ms."""
    return ssl.create_default_context()


@dataclass(frozen=True)
class AddressPolicy:
    """Where a request may go. The service uses the two below; only tests make others.

    Attributes:
        permitted: returns whether an IP address may be connected to; all of a host's addresses must be.
        resolve: returns the IP addresses of a host and port.
        trust: returns the TLS context that checks certificates and host names.
        proxies: whether the proxies of the environment (``https_proxy``, ``no_proxy``) are used.
    """

    permitted: Callable[[str], bool] = is_public
    resolve: Callable[[str, int], Sequence[str]] = resolve
    trust: Callable[[], ssl.SSLContext] = _trust_system
    proxies: bool = False


PUBLIC: Final = AddressPolicy()
AS_NAMED: Final = AddressPolicy(permitted=_accept, proxies=True)
