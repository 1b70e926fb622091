"""The credentials for a server, and the Authorization header that they make (RFC 9110 section 11, RFC 7616)."""

from __future__ import annotations

import base64
import urllib.request
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Credentials:
    """How to prove oneself: a scheme (``basic``, ``digest`` or ``bearer``), and what it needs."""

    scheme: str
    user: str = field(repr=False)
    secret: str = field(repr=False)


def authorise(known: Credentials) -> str:
    """Return the Authorization header of Basic or Bearer credentials."""
    if known.scheme == "bearer":
        return f"Bearer {known.secret}"
    return "Basic " + base64.b64encode(f"{known.user}:{known.secret}".encode()).decode()


def answer_challenge(known: Credentials, challenge: str, method: str, url: str, body: bytes | None) -> str:
    """Return the Authorization header for a server's Digest challenge; empty when it is no such challenge.

    Parameters:
        challenge: the server's WWW-Authenticate header.

    Raises:
        ConnectionError: For a challenge that cannot be read, or names an unknown algorithm.
    """
    scheme, _, particulars = challenge.partition(" ")
    if scheme.lower() != "digest":
        return ""
    passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, url, known.user, known.secret)
    asked = urllib.request.Request(url, data=body, method=method)  # noqa: S310 - not opened
    try:
        terms = urllib.request.parse_keqv_list(urllib.request.parse_http_list(particulars))
        proof = urllib.request.HTTPDigestAuthHandler(passwords).get_authorization(asked, terms)
    except (ValueError, IndexError, NotImplementedError):
        raise ConnectionError("it asks for credentials in a way that the service does not know") from None
    return f"Digest {proof}" if proof else ""
