"""From an answer to a response: one responder for each kind of thing that goes out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from flask import Response, request

from styrka import formats
from styrka.engine.interface import Answer
from styrka.engine.local import PREFIXED, find_used_prefixes
from styrka.engine.serialisation import serialise_statements
from styrka.errors import BadParameter
from styrka.formats import LINK_FORMAT, Format
from styrka.turtle import write_turtle
from styrka.web.context import host, language, service
from styrka.web.http import conditions, encodings, environ, headers, paths
from styrka.web.http.cache import CACHED_RESPONSE, CachedResponse

# Where the addresses begin whose documents can be asked for as they were.
REMEMBERED: Final = ("doc/", "graph/", "def", "scheme/", "shape/", "profile")
ANSWERS: Final = "ask/"  # the same for the answers to questions
# Turtle of at most so many statements is in the form of the files, which takes 10 to 25 µs each; more is serialised
# by pyoxigraph, which takes 2 µs and knows neither the order nor the brackets.
READABLE: Final = 500


def negotiate(offers: Sequence[Format], suffix: str | None = None) -> Format:
    """Return the format of the response: by suffix or ``format=`` where given, else by the Accept header.

    Raises:
        BadParameter: For a suffix or ``format=`` that is not on offer.
        NotAcceptable: When the Accept header refuses every offer.
    """
    asked = suffix or request.values.get("format")
    return formats.find_format(asked, offers) if asked else formats.choose_format(request.headers.get("Accept"), offers)


def negotiate_leniently(offers: Sequence[Format]) -> Format:
    """Return the format of an answer at an address whose protocol has no ``format=``, though clients send one.

    The first that is on offer counts. One that is a format but not of this answer, or none at all, leaves the choice
    to the Accept header: what a client adds never makes a good request bad.

    Raises:
        NotAcceptable: When the Accept header refuses every offer.
    """
    for asked in request.values.getlist("format"):
        with suppress(BadParameter):
            return formats.find_format(asked, offers)
    return formats.choose_format(request.headers.get("Accept"), offers)


def respond_with_answer(found: Answer) -> Response:
    """Return the response that carries an engine's answer, whole."""
    return Response(found.read(), content_type=found.format.content_type)


def respond_with_graph(
    triples: bytes,
    format_: Format,
    alternates: str | None = None,
    name: str | None = None,
    about: str | None = None,
) -> Response:
    """N-Triples bytes as a response in a graph format, with Link headers to the other formats of the same address.

    Parameters:
        alternates: the address without suffix whose alternatives are listed, or None.
        name: the IRI of the graph, for the formats that name it.
        about: the IRI of what is described, which comes first in Turtle; the graph when it is not given.
    """
    if format_ is formats.NTRIPLES:
        body = triples
    else:
        parsed = sorted({quad.triple for quad in ox.parse(triples, ox.RdfFormat.N_TRIPLES)}, key=str)
        if format_ is formats.TURTLE and _readable(parsed):
            body = write_turtle(parsed, first=[iri for iri in (about or name,) if iri]).encode()
        else:
            prefixes = find_used_prefixes(parsed) if format_ in PREFIXED else None
            graph_name = ox.NamedNode(name) if name and format_ in (formats.TRIG, formats.NQUADS) else ox.DefaultGraph()
            quads = (ox.Quad(one.subject, one.predicate, one.object, graph_name) for one in parsed)
            statements = quads if graph_name != ox.DefaultGraph() else parsed
            body = serialise_statements(statements, format_, prefixes)
    response = Response(body, content_type=format_.content_type)
    if alternates is not None:
        add_links(response, alternates, formats.TRIPLES if name else formats.GRAPHS, format_)
    return response


def respond_with_quads(quads: Iterable[ox.Quad], format_: Format) -> Response:
    """Return statements with their graphs, in a format that names graphs."""
    listed = list(quads)
    prefixes = find_used_prefixes([quad.triple for quad in listed]) if format_ in PREFIXED else None
    return Response(serialise_statements(listed, format_, prefixes), content_type=format_.content_type)


def _readable(triples: Sequence[ox.Triple]) -> bool:
    """Return whether people may read the graph as Turtle: it is small, and is no RDF 1.2, which has no form here."""
    return len(triples) <= READABLE and not any(isinstance(one.object, ox.Triple) for one in triples)


def add_links(response: Response, address: str, offers: Iterable[Format], present: Format, query: str = "") -> None:
    """List the alternatives of an address in Link headers (RFC 8288), and what the licence is.

    Parameters:
        query: what follows the question mark, encoded, for alternatives of what a query string asks for.
    """
    path, asked = host() + paths.encode_path(address.lstrip("/")), f"?{query}" if query else ""
    links = [
        f'<{path}.{offer.suffix}{asked}>; rel="alternate"; type="{offer.media_type}"'
        for offer in offers
        if offer is not present
    ]
    links.append(f'<{service().settings.licence}>; rel="license"')
    if address.startswith(REMEMBERED):  # RFC 7089 section 4.1: the document is its own TimeGate
        links.append(f'<{path}>; rel="original timegate"')
        links.append(f'<{host()}timemap/{path.removeprefix(host())}>; rel="timemap"; type="{LINK_FORMAT.media_type}"')
        response.vary.add("Accept-Datetime")
    elif address.startswith(ANSWERS):
        links.append(f'<{path}{asked}>; rel="original timegate"')
        response.vary.add("Accept-Datetime")
    response.headers["Link"] = ", ".join(links)


def respond_once(
    make: Callable[[], Response], format_: Format, *parts: str, spoken: bool = True, day: str = ""
) -> Response:
    """Return the response, made once for each release, question, format, language and coding, and cached.

    Its entity tag (RFC 9110 section 8.8.3) is known before it is made: a client that has it gets 304 without any
    work, and so does a question that was asked before, in whatever way it was sent.

    Parameters:
        make: gives the response; called only when it is not cached.
        format_: what was negotiated.
        parts: what the answer depends on beside those; the address when none is given.
        spoken: whether the address has pages, so that the reader's language may matter.
        day: the day that the answer is of, where it is another one each day; nobody else then gives it unasked.

    Raises:
        StyrkaError: Whatever ``make`` raises; an error is never cached.
    """
    present, page = service(), formats.Kind.PAGE in format_.kinds
    coding = encodings.choose_encoding(request.accept_encodings)
    asked = parts or (request.path, request.query_string.decode("latin-1"))
    known = (present.engine.version, _digest_program(), host(), format_.name, language() if page else "", coding)
    whole = (*known, *asked, *((day,) if day else ()))
    tag = hashlib.sha256("\n".join(f"{len(part)} {part}" for part in whole).encode()).hexdigest()[:24]
    modified = conditions.format_last_modified(present.engine.edition.created, day)
    conditional = request.method in ("GET", "HEAD", "QUERY")  # the tag is of the question, however it is sent
    none_match, since = request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since")
    cached = present.cache.get(tag)
    # Only who was given the answer has its tag, so there is one, and it need not be made for a 304.
    known_there = conditional and none_match not in (None, "*")
    if cached is None and known_there and conditions.is_unchanged(tag, modified, none_match, None):
        return _bare(_finish(Response(), tag, modified, "", spoken, day))
    if cached is None:
        cached = _to_cached(_finish(make(), tag, modified, coding, spoken, day), tag, modified, day)
        present.cache.store(cached)
    request.environ[CACHED_RESPONSE] = cached
    request.environ[environ.VERSION] = present.engine.version
    response = Response(cached.body, headers=list(cached.headers))
    if not conditional:
        for name in ("ETag", "Last-Modified"):
            response.headers.pop(name, None)
        response.headers["Cache-Control"] = "no-cache"
    elif conditions.is_unchanged(tag, modified, none_match, since):
        return _bare(response)
    return response


def respond_uncached(make: Callable[[], Response]) -> Response:
    """Return the response to a request whose answer depends on more than the release.

    Nobody stores it (RFC 9111, 5.2.2.5).
    """
    response = make()
    response.headers["Cache-Control"] = "no-store"
    return _encode(response, encodings.choose_encoding(request.accept_encodings), spoken=False)


def respond_with_stream(found: Answer) -> Response:
    """Return the response that carries an engine's answer piece by piece, for nobody but who asked for it."""
    response = Response(found.chunks, content_type=found.format.content_type)
    response.headers["Cache-Control"] = "private, no-store"
    response.vary.update(("Accept", "Authorization"))
    headers.add_headers(response)
    if found.size is not None:
        response.content_length = request.environ[environ.STREAMED] = found.size
    return response


def _finish(response: Response, tag: str, modified: str, coding: str, spoken: bool, day: str) -> Response:
    """Return the response with its validators, and as it is sent; one of a day is not used again unasked."""
    response.set_etag(tag)
    if modified:
        response.headers["Last-Modified"] = modified
    lasts = "no-cache" if day else f"max-age={service().settings.max_age}"
    response.headers.setdefault("Cache-Control", f"public, {lasts}")
    return _encode(response, coding, spoken)


def _encode(response: Response, coding: str, spoken: bool) -> Response:
    """Return the response with the headers that all have, and its body in the coding."""
    response.vary.update(("Accept", "Accept-Encoding", *(("Accept-Language",) if spoken else ())))
    headers.add_headers(response)
    body = response.get_data()
    if coding and len(body) >= encodings.SMALLEST and encodings.is_compressible(response.mimetype or ""):
        response.set_data(encodings.compress(body, coding))
        response.headers["Content-Encoding"] = coding
    return response


def _to_cached(response: Response, tag: str, modified: str, day: str) -> CachedResponse:
    route = request.url_rule.rule if request.url_rule else environ.NO_ROUTE
    question = request.environ.get(environ.QUESTION, "")
    return CachedResponse(route, tag, modified, tuple(response.headers.items()), response.get_data(), question, day)


def _bare(response: Response) -> Response:
    return Response(status=304, headers=conditions.select_304_headers(list(response.headers.items())))


@cache
def _digest_program() -> str:
    """Return a digest of this program: with another program, an answer may have other bytes."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parents[2].rglob("*")):
        if path.suffix in (".py", ".html", ".css", ".js", ".svg", ".txt"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
