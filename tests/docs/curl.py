"""The options of curl that the pages use, as a request of the test client."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

_ALIASES = {
    "-X": "--request",
    "-H": "--header",
    "-d": "--data",
    "-o": "--output",
    "-L": "--location",
    "-s": "--silent",
    "-i": "--include",
    "-I": "--head",
    "-G": "--get",
}
_FLAGS = {"--location", "--silent", "--include", "--head", "--get"}


@dataclass
class Request:
    """What a curl command sends, and where its answer goes."""

    host: str
    target: str
    method: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    follow: bool = False
    output: str | None = None


def read_curl(words: tuple[str, ...]) -> Request:
    """Return the request of a command, without its first word.

    Raises ValueError for an option that is not known here, and where there is not exactly one address.
    """
    options: dict[str, list[str]] = {}
    addresses: list[str] = []
    rest = iter(words)
    for word in rest:
        name = _ALIASES.get(word, word)
        if not name.startswith("-"):
            addresses.append(name)
        elif name in _FLAGS:
            options[name] = []
        elif name in {"--request", "--header", "--data", "--data-binary", "--data-urlencode", "--output"}:
            options.setdefault(name, []).append(next(rest))
        else:
            raise ValueError(f"curl {word}: teach tests/docs/curl.py what it does.")
    (address,) = addresses
    parts = urlsplit(address)
    data = [*options.get("--data", []), *map(_encode, options.get("--data-urlencode", []))]
    body = "&".join(data).encode() + b"".join(_content(one) for one in options.get("--data-binary", []))
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    if "--get" in options:
        target += ("&" if parts.query else "?") + body.decode()
        body = b""
    headers = [(name, value.strip()) for name, _, value in (one.partition(":") for one in options.get("--header", []))]
    if body and "content-type" not in {name.lower() for name, _ in headers}:
        headers.append(("Content-Type", "application/x-www-form-urlencoded"))
    method = options.get("--request", ["HEAD" if "--head" in options else "POST" if body else "GET"])[0]
    output = options.get("--output", [None])[0]
    return Request(parts.netloc, target, method, headers, body, "--location" in options, output)


def _encode(text: str) -> str:
    name, _, value = text.partition("=")
    return f"{name}={quote(value)}"


def _content(text: str) -> bytes:
    return Path(text[1:]).read_bytes() if text.startswith("@") else text.encode()
