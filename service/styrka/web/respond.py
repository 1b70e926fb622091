"""From an answer to a response: one responder for each kind of thing that goes out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import pyoxigraph as ox
from flask import Response, request

from styrka import formats
from styrka.engine import Answer
from styrka.errors import BadParameter
from styrka.formats import Format
from styrka.vocabulary import PREFIXES
from styrka.web.state import host, service

_RDF = {
    formats.TURTLE: ox.RdfFormat.TURTLE,
    formats.NTRIPLES: ox.RdfFormat.N_TRIPLES,
    formats.RDFXML: ox.RdfFormat.RDF_XML,
    formats.JSONLD: ox.RdfFormat.JSON_LD,
    formats.TRIG: ox.RdfFormat.TRIG,
    formats.NQUADS: ox.RdfFormat.N_QUADS,
}


def negotiated(offers: Sequence[Format], suffix: str | None = None) -> Format:
    """The format of the response: by suffix or ``?format=`` where given, else by the Accept header.

    Raises BadParameter or NotAcceptable.
    """
    asked = suffix or request.args.get("format")
    if not asked:
        return formats.choose(request.headers.get("Accept"), offers)
    for offer in offers:
        if asked in (offer.suffix, offer.media_type):
            return offer
    allowed = [offer.suffix for offer in offers]
    raise BadParameter(
        f"There is no format {asked!r} here; there are {', '.join(allowed)}.", parameter="format", allowed=allowed
    )


def answer(found: Answer) -> Response:
    """The response that carries an engine's answer."""
    return Response(found.chunks, content_type=found.format.content_type)


def graph(triples: bytes, format_: Format, alternates: str | None = None) -> Response:
    """N-Triples bytes as a response in a graph format, with Link headers to the other formats of the same address.

    Parameters:
        alternates: the address without suffix whose alternatives are told, or None.
    """
    if format_ is formats.NTRIPLES:
        body = triples
    else:
        parsed = sorted(set(ox.parse(triples, ox.RdfFormat.N_TRIPLES)), key=str)
        prefixes = dict(PREFIXES) if format_ in (formats.TURTLE, formats.TRIG) else None
        body = ox.serialize((quad.triple for quad in parsed), format=_RDF[format_], prefixes=prefixes) or b""
    response = Response(body, content_type=format_.content_type)
    if alternates is not None:
        link(response, alternates, formats.GRAPHS, format_)
    return response


def link(response: Response, address: str, offers: Iterable[Format], present: Format) -> None:
    """Tell the alternatives of an address in Link headers (RFC 8288), and what the licence is."""
    links = [
        f'<{host()}{address.lstrip("/")}.{offer.suffix}>; rel="alternate"; type="{offer.media_type}"'
        for offer in offers
        if offer is not present
    ]
    links.append(f'<{service().settings.licence}>; rel="license"')
    response.headers["Link"] = ", ".join(links)


def tagged(response: Response, *parts: str) -> Response:
    """The response with a strong entity tag of release, address and format; 304 where the client has it (RFC 9110)."""
    digest = hashlib.sha256("\n".join((service().engine.version, request.full_path, *parts)).encode()).hexdigest()[:24]
    response.set_etag(digest)
    response.headers.setdefault("Cache-Control", "public, max-age=60")
    response.vary.update(("Accept", "Accept-Language"))
    response.make_conditional(request)
    return response
