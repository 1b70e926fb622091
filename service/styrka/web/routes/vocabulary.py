"""``/def``, ``/scheme``, ``/shape``, ``/profile``: vocabulary, concepts and shapes answer where they are."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from styrka.formats import HTML
from styrka.web.http.paths import encode_path
from styrka.web.http.respond import respond_once
from styrka.web.render.vocabulary import scheme as scheme_pages
from styrka.web.render.vocabulary import shape as shape_pages
from styrka.web.routes.doc import respond_with_document

blueprint = Blueprint("terms", __name__)


@blueprint.get("/def")
@blueprint.get("/def.<suffix>")
@blueprint.get("/def/<path:name>")
def term(name: str = "", suffix: str = "") -> Response:
    """Respond with the ontology, or one of its terms."""
    return _respond("def", name, suffix)


@blueprint.get("/scheme/<path:name>")
def concept(name: str) -> Response:
    """Respond with a concept scheme (themes, roles ...) or one of its concepts."""
    return _respond("scheme", name)


@blueprint.get("/theme/<path:name>")
def theme(name: str) -> Response:
    """303 from the short name of a theme to the concept itself."""
    query = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
    return redirect(f"/scheme/theme/{encode_path(name)}{query}", 303)  # type: ignore[return-value]


@blueprint.get("/scheme")
def schemes() -> Response:
    """Respond with every concept scheme as a page."""
    return respond_once(scheme_pages.render_schemes, HTML)


@blueprint.get("/shape")
def shapes() -> Response:
    """Respond with every rule that the data keep to as a page."""
    return respond_once(shape_pages.render_rules, HTML)


@blueprint.get("/shape/<path:name>")
def shape(name: str) -> Response:
    """Respond with a named shape."""
    return _respond("shape", name)


@blueprint.get("/profile")
@blueprint.get("/profile.<suffix>")
@blueprint.get("/profile/<path:name>")
def profile(name: str = "", suffix: str = "") -> Response:
    """Respond with the application profile (PROF), or one of its resources."""
    return _respond("profile", name, suffix)


def _respond(folder: str, name: str, suffix: str = "") -> Response:
    path = folder + (f"/{name}" if name else "") + (f".{suffix}" if suffix else "")
    return respond_with_document(path, path)
