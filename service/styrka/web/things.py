"""``/id/...`` names a thing and leads by 303 to ``/doc/...``, which tells of it (Cool URIs for the Semantic Web)."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from styrka.formats import GRAPHS, HTML, Format
from styrka.resources import describe, graph_of
from styrka.vocabulary import BASE
from styrka.web import pages
from styrka.web.respond import graph, link, negotiated, once
from styrka.web.state import service

blueprint = Blueprint("things", __name__)
_SUFFIXES = {offer.suffix for offer in (*GRAPHS, HTML)}


@blueprint.get("/id/<path:name>")
def thing(name: str) -> Response:
    """303 to the document about the thing, whether or not anything is recorded: the document tells (httpRange-14)."""
    query = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
    response = redirect(f"/doc/{name}{query}", 303)
    response.vary.add("Accept")
    return response  # type: ignore[return-value]


@blueprint.get("/doc/<path:name>")
def document(name: str) -> Response:
    """What is recorded of a thing: a page, or its graph by suffix or Accept."""
    return tell("id/" + name, "doc/" + name)


def tell(name: str, path: str) -> Response:
    """The document about ``BASE + name`` at the address ``path``; both may end with a format's suffix."""
    stem, _, suffix = name.rpartition(".")
    known = suffix if stem and suffix in _SUFFIXES else None
    name, path = (stem, path.removesuffix(f".{suffix}")) if known else (name, path)
    format_ = negotiated((HTML, *GRAPHS), known)
    return once(lambda: _told(BASE + name, path, format_), format_)


def _told(iri: str, path: str, format_: Format) -> Response:
    engine = service().engine
    if format_ is HTML:
        response = pages.resource(describe(engine, iri), path)
        link(response, path, (HTML, *GRAPHS), HTML)
        return response
    return graph(graph_of(engine, iri), format_, path)
