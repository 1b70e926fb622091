"""``/about``: what Styrka is, what a client may ask for, and what can go wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify

from styrka.formats import HTML, PLAIN_JSON
from styrka.publish.catalogue import publisher
from styrka.text import problems as problem_texts
from styrka.web.context import service
from styrka.web.http.respond import add_links, negotiate, respond_once
from styrka.web.render import pages
from styrka.web.render.things import licences

blueprint = Blueprint("about", __name__)
OFFERS = (HTML, PLAIN_JSON)


@blueprint.get("/about")
def method() -> Response:
    """Respond with what Styrka is and how it is made, in plain words."""
    return respond_once(lambda: _render("method"), HTML)


@blueprint.get("/about/accessibility")
def accessibility() -> Response:
    """Respond with how accessible the site is, and whom to tell where it is not."""
    return respond_once(lambda: _render("accessibility"), HTML)


@blueprint.get("/about/sources")
@blueprint.get("/about/sources.<suffix>")
def sources(suffix: str | None = None) -> Response:
    """Respond with the sources that state a licence or want a notice, and the licences of the parts of the data."""
    return _respond("about/sources", suffix, licences.render_terms, licences.list_terms)


@blueprint.get("/about/limits")
@blueprint.get("/about/limits.<suffix>")
def limits(suffix: str | None = None) -> Response:
    """Respond with the limits of this instance, from its settings."""
    return _respond(
        "about/limits", suffix, pages.render_limits, lambda: [asdict(one) for one in service().settings.limits]
    )


@blueprint.get("/about/problems")
@blueprint.get("/about/problems.<suffix>")
def problems(suffix: str | None = None) -> Response:
    """Respond with the kinds of problems, to which the ``type`` of a problem+json leads (RFC 9457 section 3.1.1)."""
    found = problem_texts.list_kinds()
    return _respond("about/problems", suffix, lambda: pages.render_problems(found), lambda: found)


def _render(of: str) -> Response:
    settings = service().settings
    return pages.render_page("about.html", of=of, contact=settings.contact_name, email=publisher.choose_email(settings))


def _respond(path: str, suffix: str | None, page: Callable[[], Response], data: Callable[[], Any]) -> Response:
    format_ = negotiate(OFFERS, suffix)

    def make() -> Response:
        response = page() if format_ is HTML else jsonify(data())
        add_links(response, path, OFFERS, format_)
        return response

    return respond_once(make, format_)
