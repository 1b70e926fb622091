"""What came back of a request to another server: the status, the headers and the body up to a limit; or why not."""

from __future__ import annotations

import http.client
import socket
import ssl
from dataclasses import dataclass
from email.message import Message
from typing import IO, Final
from urllib.error import URLError

_CHUNK: Final = 1 << 16


class DeadlinePassed(Exception):
    """The deadline passed before the response was whole."""


@dataclass(frozen=True)
class Response:
    """What a store answered: the status, the headers, and the body up to a limit."""

    status: int
    headers: Message
    body: bytes
    whole: bool = True

    @property
    def media_type(self) -> str:
        """The Content-Type without parameters, in lower case."""
        return self.headers.get_content_type() if "Content-Type" in self.headers else ""

    @property
    def framed(self) -> bool:
        """Whether HTTP tells where the body ends (RFC 9112 section 6.3); else a break looks like an end."""
        return "Content-Length" in self.headers or "Transfer-Encoding" in self.headers


def read_body(response: IO[bytes], limit: int) -> tuple[bytes, bool]:
    """The body up to a limit, and whether that was all of it. Raises ConnectionError for a body that breaks off."""
    pieces, size = [], 0
    while piece := response.read(_CHUNK):
        size += len(piece)
        pieces.append(piece)
        if size > limit:
            return b"".join(pieces), False
    # With a Content-Length, http.client gives a short body without a word.
    if getattr(response, "length", None):
        raise ConnectionError("the answer broke off")
    return b"".join(pieces), True


def explain_failure(error: Exception) -> str:
    """Why a request failed, in words that say nothing of this machine."""
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, http.client.IncompleteRead):
        return "the answer broke off"
    if isinstance(reason, ssl.SSLCertVerificationError):
        return "its certificate is not valid"
    if isinstance(reason, ConnectionRefusedError):
        return "nothing answers at the address"
    if isinstance(reason, socket.gaierror):
        return "the host's name is not known"
    return str(reason) if isinstance(reason, ConnectionError) and reason.errno is None else "the connection broke"
