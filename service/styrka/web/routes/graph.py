"""``/graph/...``: a data file as a graph, with the file's own quads and where they came from."""

from __future__ import annotations

from flask import Blueprint, Response, redirect

from styrka.ask.describe import describe_thing
from styrka.engine.interface import ask_truth, construct_ntriples
from styrka.errors import NotFound
from styrka.formats import HTML, TRIPLES, TURTLE, Format
from styrka.vocabulary import BASE
from styrka.web.context import service
from styrka.web.http.paths import encode_path
from styrka.web.http.respond import add_links, negotiate, respond_once, respond_with_graph
from styrka.web.render import pages
from styrka.web.routes import memento
from styrka.web.routes.doc import check_iri

blueprint = Blueprint("graphs", __name__)
_OFFERS = (*TRIPLES, HTML)
_SUFFIXES = {offer.suffix for offer in _OFFERS}


@blueprint.get("/graph/<path:name>")
def named_graph(name: str) -> Response:
    """Respond with the triples of one named graph, with its name in TriG and N-Quads; or a page about it."""
    stem, _, suffix = name.rpartition(".")
    known = suffix if stem and suffix in _SUFFIXES else None
    name = stem if known else name
    format_ = negotiate(_OFFERS, known)
    try:
        return respond_once(lambda: _respond_with_graph(f"graph/{name}", format_), format_)
    except memento.Replaced as found:
        return memento.redirect_to_replacement(found.iri, known, f"graph/{name}")
    except NotFound as error:
        if format_ is HTML and _has_graph(f"{BASE}graph/{name}"):  # nothing is stated of it, so it has no page
            return redirect(f"/graph/{encode_path(name)}.{TURTLE.suffix}", 303)  # type: ignore[return-value]
        return memento.find_former_state(error, f"{BASE}graph/{name}", f"graph/{name}", format_, known)


def _has_graph(iri: str) -> bool:
    with check_iri(iri):
        return ask_truth(service().engine, f"ASK {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}")


def _respond_with_graph(path: str, format_: Format) -> Response:
    iri = BASE + path
    with check_iri(iri):
        return _document(iri, path, format_)


def _document(iri: str, path: str, format_: Format) -> Response:
    if format_ is HTML:
        found = describe_thing(service().engine, iri)
        memento.check_not_replaced(found)
        response = pages.render_resource(found, path)
        add_links(response, path, _OFFERS, HTML)
        return response
    triples = construct_ntriples(service().engine, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}")
    if not triples:
        memento.check_not_replaced(describe_thing(service().engine, iri))
        raise NotFound(f"There is no graph {iri}.", sv=f"Det finns ingen graf {iri}.", iri=iri)
    return respond_with_graph(triples, format_, path, iri)
