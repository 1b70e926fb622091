"""``/id/...`` names a thing and leads by 303 to ``/doc/...``, which describes it (Cool URIs for the Semantic Web)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, Response, redirect, request

from styrka import clock
from styrka.ask import query_hints
from styrka.ask.describe import construct_graph, describe_thing, list_quads
from styrka.errors import NotFound, QuerySyntaxError
from styrka.formats import GEOJSON, HTML, THINGS, TRIG, Format
from styrka.vocabulary import BASE, PREFIXES
from styrka.web.context import service
from styrka.web.http.paths import encode_path
from styrka.web.http.respond import add_links, negotiate, respond_once, respond_with_graph, respond_with_quads
from styrka.web.render import pages
from styrka.web.render.map.geojson import REGION, respond_with_region
from styrka.web.render.map.shapes import has_shapes
from styrka.web.routes import memento
from styrka.web.routes.publication import linkset

blueprint = Blueprint("things", __name__)
_SUFFIXES = {offer.suffix for offer in (*THINGS, GEOJSON, HTML)}


@contextmanager
def check_iri(iri: str) -> Iterator[None]:
    """Raise NotFound where a text is no IRI and so names nothing, or the block finds that.

    Raises:
        NotFound: There is no such thing.
    """
    if not query_hints.is_absolute_iri(iri):
        raise NotFound(f"{iri!r} is not an IRI.", sv=f"{iri!r} är ingen IRI.", iri=iri)
    try:
        yield
    except QuerySyntaxError:
        raise NotFound(f"{iri!r} is not an IRI.", sv=f"{iri!r} är ingen IRI.", iri=iri) from None


@blueprint.get("/id/<path:name>")
def thing(name: str) -> Response:
    """303 to the document about the thing, recorded or not: the document answers that (httpRange-14)."""
    query = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
    response = redirect(f"/doc/{encode_path(name)}{query}", 303)
    response.vary.add("Accept")
    return response  # type: ignore[return-value]


@blueprint.get("/doc/<path:name>")
def document(name: str) -> Response:
    """Respond with what is recorded of a thing: a page, or its graph by suffix or Accept."""
    return respond_with_document("id/" + name, "doc/" + name)


def respond_with_document(name: str, path: str) -> Response:
    """Return the document about ``BASE + name`` at the address ``path``; both may end with a format's suffix."""
    stem, _, suffix = name.rpartition(".")
    known = suffix if stem and suffix in _SUFFIXES else None
    name, path = (stem, path.removesuffix(f".{suffix}")) if known else (name, path)
    offers = _list_offers(name)
    format_ = negotiate((HTML, *offers), known)
    try:
        # The page of a call says whether its deadline has passed.
        day = clock.read_today() if format_ is HTML and (BASE + name).startswith(PREFIXES["call"]) else ""
        return respond_once(lambda: _negotiate_document(BASE + name, path, format_), format_, day=day)
    except NotFound as error:
        if format_ is GEOJSON:
            raise
        return memento.find_former_state(error, BASE + name, path, format_, known)
    except memento.Replaced as replaced:
        return memento.redirect_to_replacement(replaced.iri, known, path)


def _negotiate_document(iri: str, path: str, format_: Format) -> Response:
    with check_iri(iri):
        return _document(iri, path, format_)


def _document(iri: str, path: str, format_: Format) -> Response:
    engine, offers = service().engine, _list_offers(iri.removeprefix(BASE))
    if format_ is HTML:
        found = describe_thing(engine, iri)
        memento.check_not_replaced(found)
        response = pages.render_resource(found, path)
        add_links(response, path, (HTML, *offers), HTML)
        linkset.add_signposts(response, linkset.list_thing_links(path))
        return response
    if format_ is GEOJSON:
        response = respond_with_region(iri)
    elif format_ is TRIG:
        quads = list_quads(engine, iri)
        memento.check_triples(iri, "".join(f"{quad.triple} .\n" for quad in quads).encode())
        response = respond_with_quads(quads, format_)
    else:
        triples = construct_graph(engine, iri)
        memento.check_triples(iri, triples)
        response = respond_with_graph(triples, format_, about=iri)
    add_links(response, path, offers, format_)
    linkset.add_signposts(response, linkset.list_description_links(path))
    return response


def _list_offers(name: str) -> tuple[Format, ...]:
    """Return the formats of a thing beside its page; a region has its outline, where the release has shapes."""
    return (*THINGS, GEOJSON) if name.startswith(REGION) and has_shapes() else THINGS
