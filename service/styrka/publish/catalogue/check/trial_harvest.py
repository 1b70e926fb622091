"""A harvest without a portal: fetch the catalogue from a running service, and follow every address in it.

Each address is asked with HEAD and with GET, one after the other. Sizes and checksums that the catalogue promises are
compared with what comes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import pyoxigraph as ox

from styrka.errors import BadParameter, SourceError
from styrka.http_client.connection import DeadlinePassed
from styrka.http_client.request import Redirects, Request, TransferLimits, send
from styrka.publish.catalogue.check.quality import Statements
from styrka.publish.catalogue.vocabularies import SHA1, SHA256

PATH: Final = "datasets/dcat"
_ADDRESSES: Final = (
    "dcat:accessURL",
    "dcat:downloadURL",
    "dcat:landingPage",
    "dcat:endpointURL",
    "dcat:endpointDescription",
    "foaf:homepage",
    "foaf:page",
)
_CLASSES: Final = ("Catalog", "Dataset", "Distribution", "DataService")
_LIMITS: Final = TransferLimits(seconds=60.0, bytes=1 << 30)
_ALGORITHMS: Final = {SHA256: hashlib.sha256, SHA1: hashlib.sha1}


@dataclass(frozen=True)
class AddressCheck:
    """How an address answered: the statuses of HEAD and GET (0: not at all), how many bytes came, and what is wrong."""

    address: str
    head: int
    get: int
    bytes: int
    problem: str = ""

    @property
    def well(self) -> bool:
        """Whether both answers were 2xx and are what the catalogue promises."""
        return 200 <= self.head < 300 and 200 <= self.get < 300 and not self.problem


def fetch_catalogue(url: str, profile: str = "") -> list[ox.Triple]:
    """Return the catalogue of a service as a portal would take it.

    Parameters:
        url: the service's address, or the catalogue's own.
        profile: the dialect to ask for, where the address does not determine it.

    Raises:
        BadParameter: For what is no address.
        SourceError: When no catalogue comes.
        ValueError: The text is none.
    """
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        raise BadParameter(f"{url!r} is no address; write it as http://127.0.0.1:8000.", parameter="harvest")
    address = url if PATH in url else f"{url.rstrip('/')}/{PATH}"
    if profile and "?" not in address:
        address += f"?profile={profile}"
    status, kind, body, why = _ask(address, "GET")
    if not 200 <= status < 300:
        raise SourceError(f"no catalogue comes ({why or status}).", path=address)
    format_ = ox.RdfFormat.from_media_type(kind)
    try:
        if format_ is None:
            raise ValueError(f"its type is {kind or 'missing'}")
        return [quad.triple for quad in ox.parse(body, format_, base_iri=address)]
    except (SyntaxError, ValueError) as error:
        raise SourceError(f"what comes is no RDF: {error}.", path=address) from None


def follow_addresses(
    triples: Iterable[ox.Triple], progress: Callable[[int, int], None] = lambda done, all_: None
) -> list[AddressCheck]:
    """Return how every address in the catalogue answers.

    Parameters:
        progress: called with how many were asked, and how many there are.
    """
    statements = Statements(triples)
    promises: dict[str, str] = {}
    for class_ in _CLASSES:
        for subject in statements.instances(class_):
            for property_ in _ADDRESSES:
                for address in statements.all(subject, property_):
                    promises.setdefault(address, subject if property_ == "dcat:downloadURL" else "")
    answers = []
    for done, (address, subject) in enumerate(promises.items()):
        progress(done, len(promises))
        answers.append(_compare(statements, address, subject))
    return answers


def _compare(statements: Statements, address: str, subject: str) -> AddressCheck:
    head, _, _, why = _ask(address, "HEAD")
    get, _, body, also = _ask(address, "GET")
    problem = why or also
    if subject and not problem:
        sizes = {int(size) for size in statements.all(subject, "dcat:byteSize")}
        if sizes and len(body) not in sizes:
            problem = f"{len(body)} bytes came, dcat:byteSize is {', '.join(map(str, sizes))}"
        for checksum in statements.all(subject, "spdx:checksum"):
            make = next(
                (_ALGORITHMS[one] for one in statements.all(checksum, "spdx:algorithm") if one in _ALGORITHMS), None
            )
            digests = [one.lower() for one in statements.all(checksum, "spdx:checksumValue")]
            if make is not None and make(body).hexdigest() not in digests:
                problem = "the checksum does not hold"
    return AddressCheck(address, head, get, len(body), problem)


def _ask(address: str, method: str) -> tuple[int, str, bytes, str]:
    """Return status, media type and body; and what went wrong where no answer came."""
    try:
        response = send(Request(address, method), _LIMITS, redirects=Redirects.WEB)
    except DeadlinePassed:
        return 0, "", b"", f"{method}: no whole answer within {_LIMITS.seconds:g} s"
    except ConnectionError as error:
        return 0, "", b"", f"{method}: {error}"
    if not 200 <= response.status < 300:
        return response.status, "", b"", f"{method} {response.status}"
    problem = "" if response.whole else f"{method}: more than {_LIMITS.bytes} bytes came"
    return response.status, response.media_type, response.body, problem
