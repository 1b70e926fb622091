"""Another server that an operator chose: its address, and the credentials for it.

Credentials come from one environment variable and appear in no message, log or representation.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote_plus, urlsplit, urlunsplit

from styrka.errors import BadParameter
from styrka.http_client.credentials import Credentials

AUTH: Final = "STYRKA_ENDPOINT_AUTH"
_SECRET: Final = re.compile(
    r"(^|[^a-z])(key|pass|pwd|auth|sig|jwt|sas)([^a-z]|$)|key$|token|secret|passw|signature|credential|session",
    re.IGNORECASE,
)
FORMS: Final = "basic USER:PASSWORD, digest USER:PASSWORD or bearer TOKEN"


def leave_secrets_out(url: str) -> str:
    """Return an address without what opens it: the parameters of its query string that are named like keys.

    >>> leave_secrets_out("https://example.org/x?format=ttl&api_key=abc")
    'https://example.org/x?format=ttl'
    """
    address, mark, query = url.partition("?")
    if not mark:
        return url
    query, _, fragment = query.partition("#")
    public = [one for one in query.split("&") if not _SECRET.search(unquote_plus(one.partition("=")[0]))]
    if len(public) == query.count("&") + 1:
        return url
    return address + ("?" + "&".join(public) if public else "") + (f"#{fragment}" if fragment else "")


def write_as_uri(url: str) -> str:
    """Return an address with the letters of ASCII only (RFC 3987 section 3.1), as HTTP sends it.

    >>> write_as_uri("https://exempel.se/sörmland?q=å")
    'https://exempel.se/s%C3%B6rmland?q=%C3%A5'

    Raises:
        ValueError: For a host's name that there cannot be.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    netloc = parts.netloc
    if not netloc.isascii():
        netloc = netloc[: len(netloc) - len(netloc.rpartition("@")[2])] + host.encode("idna").decode()
        netloc += f":{parts.port}" if parts.port else ""
    safe = "/:@!$&'()*+,;=-._~%?[]"
    return urlunsplit(
        (parts.scheme, netloc, quote(parts.path, safe), quote(parts.query, safe), quote(parts.fragment, safe))
    )


@dataclass(frozen=True)
class Endpoint:
    """The address of a server, and the credentials for it."""

    url: str
    credentials: Credentials | None = None

    @property
    def host(self) -> str:
        """What a log may show of the address."""
        return urlsplit(self.url).hostname or ""


def read_credentials(name: str = AUTH, environment: Mapping[str, str] | None = None) -> Credentials | None:
    """Return the credentials in an environment variable; None when it is not set.

    Raises:
        BadParameter: For another text.
    """
    text = (os.environ if environment is None else environment).get(name, "").strip()
    if not text:
        return None
    if not text.isprintable() or (text.lower().startswith("bearer") and not text.isascii()):
        text = ""  # what a header cannot carry
    scheme, _, rest = text.partition(" ")
    user, colon, secret = rest.strip().partition(":")
    if scheme.lower() == "bearer" and rest.strip():
        return Credentials("bearer", "", rest.strip())
    if scheme.lower() in ("basic", "digest") and colon and user:
        return Credentials(scheme.lower(), user, secret)
    raise BadParameter(
        f"The environment variable {name} must hold {FORMS}.",
        sv=f"Miljövariabeln {name} ska innehålla {FORMS}.",
        parameter=name,
    )


def read_endpoint(url: str, parameter: str, known: Credentials | None = None) -> Endpoint:
    """Return the endpoint at an address that an operator chose.

    Raises:
        BadParameter: When it is none, or names a password.
    """
    try:
        if not any(character <= " " for character in url):
            url = write_as_uri(url)
        parts = urlsplit(url)
        well = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        well = False
        parts = urlsplit("")
    if not well or parts.fragment or any(character <= " " for character in url):
        raise BadParameter(
            "The address must be like http://host:port/path.",
            sv="Adressen ska vara som http://värd:port/sökväg.",
            parameter=parameter,
        )
    if parts.username is not None or parts.password is not None:
        raise BadParameter(
            f"The address must not have a user or a password in it. Put {FORMS} into the environment variable {AUTH}.",
            sv=f"Adressen får inte innehålla användare eller lösenord. Lägg {FORMS} i miljövariabeln {AUTH}.",
            parameter=parameter,
        )
    return Endpoint(url, known)
