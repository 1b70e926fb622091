"""``/graph/...``: a data file as a graph, with the file's own quads and where they came from."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, redirect

from styrka.ask.describe import describe
from styrka.engine.interface import ntriples, truth
from styrka.errors import NotFound
from styrka.formats import HTML, TRIPLES, TURTLE, Format
from styrka.vocabulary import BASE
from styrka.web.context import service
from styrka.web.http.respond import PATH, graph, link, negotiated, once
from styrka.web.render import pages
from styrka.web.routes import memento
from styrka.web.routes.doc import nameable

blueprint = Blueprint("graphs", __name__)
_OFFERS = (*TRIPLES, HTML)
_SUFFIXES = {offer.suffix for offer in _OFFERS}


@blueprint.get("/graph/<path:name>")
def named_graph(name: str) -> Response:
    """The triples of one named graph, with its name in TriG and N-Quads; or a page about it."""
    stem, _, suffix = name.rpartition(".")
    known = suffix if stem and suffix in _SUFFIXES else None
    name = stem if known else name
    format_ = negotiated(_OFFERS, known)
    try:
        return once(lambda: _told(f"graph/{name}", format_), format_)
    except NotFound as error:
        if format_ is HTML and _holds(f"{BASE}graph/{name}"):  # nothing is said of it, so there is no page to make
            return redirect(f"/graph/{quote(name, safe=PATH)}.{TURTLE.suffix}", 303)  # type: ignore[return-value]
        return memento.formerly(error, f"{BASE}graph/{name}", f"graph/{name}", format_, known)


def _holds(iri: str) -> bool:
    with nameable(iri):
        return truth(service().engine, f"ASK {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}")


def _told(path: str, format_: Format) -> Response:
    iri = BASE + path
    with nameable(iri):
        return _document(iri, path, format_)


def _document(iri: str, path: str, format_: Format) -> Response:
    if format_ is HTML:
        response = pages.resource(describe(service().engine, iri), path)
        link(response, path, _OFFERS, HTML)
        return response
    triples = ntriples(service().engine, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}")
    if not triples:
        raise NotFound(f"There is no graph {iri}.", sv=f"Det finns ingen graf {iri}.", iri=iri)
    return graph(triples, format_, path, iri)
