"""What an ASGI server states about a request, as the cache's key and as the environment of a WSGI application."""

from __future__ import annotations

import io
import sys
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final

from styrka.web.http.cache import HEADERS as VARYING
from styrka.web.http.cache import Key, make_key
from styrka.web.http.paths import TARGET, decode_path
from styrka.web.serving.middleware import Environ

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
_PLAIN: Final = frozenset({"CONTENT_TYPE", "CONTENT_LENGTH"})
_WANTED: Final = {
    name.encode(): name
    for name in (
        *VARYING,
        "if-none-match",
        "if-modified-since",
        "user-agent",
        "x-forwarded-for",
        "authorization",
        "content-length",
    )
}


def collect_headers(lines: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return those headers that matter before an environment is made; lines of one name count together.

    They are one list then, as RFC 9110 section 5.3 has it.
    """
    found: dict[str, str] = {}
    for name, value in lines:
        wanted = _WANTED.get(name)
        if wanted is not None:
            text = value.decode("latin-1")
            found[wanted] = f"{found[wanted]},{text}" if wanted in found else text
    return found


def make_scope_key(version: str, scope: Scope, headers: dict[str, str]) -> Key:
    """Return the key of a request in the response cache, the same as of its environment."""
    return make_key(
        version,
        scope["http_version"],
        scope["scheme"],
        scope["raw_path"].decode("latin-1"),
        scope["query_string"].decode("latin-1"),
        headers,
    )


def make_environ(scope: Scope) -> Environ:
    """Return the WSGI environment of a request without its body (PEP 3333)."""
    host, port = scope["server"]
    path, query, version = (
        scope["raw_path"].decode("latin-1"),
        scope["query_string"].decode("latin-1"),
        scope["http_version"],
    )
    values: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": decode_path(path).encode().decode("latin-1"),
        "QUERY_STRING": query,
        TARGET: f"{path}?{query}" if query else path,
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": "HTTP/1.0" if version == "1" else f"HTTP/{version}",
        "REMOTE_ADDR": scope["client"][0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    for name_, value_ in scope["headers"]:
        name, value = name_.decode("latin-1"), value_.decode("latin-1")
        if "_" in name or (name == "host" and not value):
            continue  # the one could not be distinguished from the name with a hyphen, the other is no host
        key = name.upper().replace("-", "_")
        key = key if key in _PLAIN else f"HTTP_{key}"
        values[key] = f"{values[key]},{value}" if key in values else value
    return values
