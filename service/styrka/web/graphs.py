"""``/graph/...``: a data file as a graph, with the file's own quads and where they came from."""

from __future__ import annotations

from flask import Blueprint, Response

from styrka.engine import ntriples
from styrka.errors import NotFound
from styrka.formats import GRAPHS, HTML
from styrka.resources import describe
from styrka.vocabulary import BASE
from styrka.web import pages
from styrka.web.respond import graph, link, negotiated, tagged
from styrka.web.state import service

blueprint = Blueprint("graphs", __name__)
_SUFFIXES = {offer.suffix for offer in (*GRAPHS, HTML)}


@blueprint.get("/graph/<path:name>")
def named_graph(name: str) -> Response:
    """The triples of one named graph, or a page about it."""
    stem, _, suffix = name.rpartition(".")
    known = suffix if stem and suffix in _SUFFIXES else None
    name = stem if known else name
    iri = f"{BASE}graph/{name}"
    format_ = negotiated((*GRAPHS, HTML), known)
    if format_ is HTML:
        response = pages.resource(describe(service().engine, iri), f"graph/{name}")
        link(response, f"graph/{name}", (*GRAPHS, HTML), HTML)
        return tagged(response, format_.name)
    triples = ntriples(service().engine, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}")
    if not triples:
        raise NotFound(f"There is no graph {iri}.", iri=iri)
    return tagged(graph(triples, format_, f"graph/{name}"), format_.name)
