"""The path of a request, as an IRI has it: decoded where the code makes no difference, encoded where it does.

``/doc/q%2Fr`` and ``/doc/q/r`` are two addresses (RFC 3986 section 2.2), ``/doc/%7Eq`` and ``/doc/~q`` are one (section
6.2.2.2), and so are ``/doc/%C3%B6`` and ``/doc/ö`` (RFC 3987 section 5.3.2.3). A server decodes the path of the
environment (PEP 3333), after which the first two cannot be distinguished; what the client sent stands beside it.
"""

from __future__ import annotations

import re
import string
from typing import Any, Final
from urllib.parse import quote, quote_from_bytes, unquote_to_bytes

from flask import Flask, Response, redirect, request
from werkzeug.routing import RequestRedirect

TARGET: Final = "REQUEST_URI"  # where the environment has the request's target, as the client sent it
KEPT: Final = (
    "/:@!$&'()*+,;=-._~%"  # what stays when a path as an IRI has it becomes one of a URI (RFC 3986 section 3.3)
)
_ESCAPES: Final = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_ORIGIN: Final = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/]*")  # of a whole address (RFC 9112 section 3.2.2)
_RAW: Final = re.compile(r"[\x80-\xff]+")
_LETTERS: Final = frozenset(string.ascii_letters + string.digits + KEPT.replace("/", "").replace("%", ""))
_FIRST: Final = "\xa0"  # the first character that is neither ASCII nor a control (``ucschar``, RFC 3987 section 2.2)


def decode_path(raw: str) -> str:
    """Return a path as an IRI has it, from the path as the client sent it, a character a byte.

    Beside the unreserved characters those are decoded that stand for nothing else in a segment. The others stay
    encoded, with capital letters, and so does what is not UTF-8.

    >>> decode_path("/doc/q%2fr%7e%3A%C3%B6%3F")
    '/doc/q%2Fr~:ö%3F'
    """
    whole = _RAW.sub(lambda found: quote(found[0].encode("latin-1")), raw) if not raw.isascii() else raw
    return _ESCAPES.sub(_decode, whole) if "%" in whole else whole


def find_path(environ: dict[str, Any]) -> str:
    """Return the path of a request as an IRI has it, from its WSGI environment.

    Where the server does not say what the client sent, it is the path that the server has decoded.
    """
    target: str | None = environ.get(TARGET)
    if target is None:
        return decode_path(quote_from_bytes(environ["PATH_INFO"].encode("latin-1"), KEPT.replace("%", "")))
    return decode_path(_ORIGIN.sub("", re.split("[?#]", target, maxsplit=1)[0]) or "/")


def encode_path(path: str) -> str:
    """Return the path of a URI, from one as an IRI has it (RFC 3987 section 3.1).

    >>> encode_path("/doc/q%2Fr/ö")
    '/doc/q%2Fr/%C3%B6'
    """
    return quote(path, safe=KEPT)


def remove_dots(path: str) -> str:
    """Return a path without the segments ``.`` and ``..``, which are an instruction to the client (RFC 3986, 5.2.4).

    >>> remove_dots("/a/./b/../c/..")
    '/a/'
    """
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join([*kept, ""] if segments[-1] in (".", "..") else kept)


def register(app: Flask) -> None:
    """Lead by 308 from an address with dot segments, or slashes that count once, to the one that it is equal to."""

    @app.before_request
    def lead_on() -> Response | None:
        found = remove_dots(request.path)
        if found == request.path and not isinstance(request.routing_exception, RequestRedirect):
            return None
        # A path with two slashes in front would be read as another host's.
        asked = request.query_string.decode("latin-1")
        return redirect(encode_path(re.sub("/+", "/", found)) + (f"?{asked}" if asked else ""), 308)  # type: ignore


def _decode(found: re.Match[str]) -> str:
    try:
        text = unquote_to_bytes(found[0]).decode("utf-8")
    except UnicodeDecodeError:
        return found[0].upper()
    return "".join(one if one in _LETTERS or one >= _FIRST else quote(one, safe="") for one in text)
