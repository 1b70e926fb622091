"""``/feed``: what is new, as Atom for readers and as an event stream (LDES) for those who keep a copy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyoxigraph as ox
from flask import Blueprint, Response, redirect

from styrka import release
from styrka.engine.local import PREFIXED, find_used_prefixes
from styrka.engine.serialisation import serialise_statements
from styrka.formats import ATOM, JSONLD, NQUADS, NTRIPLES, RDFXML, TRIG, TURTLE, Format
from styrka.publish import archive
from styrka.publish.feeds import atom, event_stream, pages
from styrka.web.context import host, language, service
from styrka.web.http.respond import add_links, negotiate, respond_once
from styrka.web.routes.memento import IMMUTABLE

blueprint = Blueprint("feeds", __name__)
_SHOWN: Final = 20  # releases in the Atom feed
# First what separates the members from their statements.
_OFFERS: Final = (TRIG, NQUADS, JSONLD, TURTLE, NTRIPLES, RDFXML)
_NAMED: Final = (TRIG, NQUADS, JSONLD)
_SUFFIXES: Final = {offer.suffix for offer in _OFFERS}


@blueprint.get("/feed/releases")
@blueprint.get("/feed/releases.atom")
def releases() -> Response:
    """Respond with the newest releases as Atom, with what changed in each."""
    stored = release.list_releases(service().settings.releases_path)

    def make() -> Response:
        settings, newest = service().settings, stored[:_SHOWN]
        logs = {one.version: pages.read_change_log(settings, one) for one in newest}
        feed = atom.write_atom(newest, logs, settings, host(), language())
        return Response(feed, content_type=f"{ATOM.media_type}; charset=utf-8")

    return respond_once(make, ATOM, "feed/releases", language(), *(one.version for one in stored))


@blueprint.get("/feed/changes")
@blueprint.get("/feed/changes.<suffix>")
def changes(suffix: str | None = None) -> Response:
    """Respond with the event stream's root, which leads to the first page of each release."""
    format_ = negotiate(_OFFERS, suffix)
    settings, until = service().settings, service().engine.edition.created
    stored = [one for one in release.list_releases(settings.releases_path) if archive.is_whole(one)]

    def make() -> Response:
        listed = pages.list_first_pages(settings, stored, until)
        quads = event_stream.describe_root(listed, settings, host(), complete=pages.is_complete(settings, listed))
        return _dataset(quads, format_, "feed/changes")

    return respond_once(make, format_, "feed/changes", *(one.version for one in stored), spoken=False)


@blueprint.get("/feed/changes/<path:name>")
def page(name: str) -> Response:
    """Respond with one page of the stream, which never changes; 308 where it has another address.

    Raises:
        NotFound: When there is no such page.
    """
    stem, _, suffix = name.rpartition(".")
    known = suffix if stem and suffix in _SUFFIXES else None
    format_ = negotiate(_OFFERS, known)
    settings = service().settings
    asked = stem if known else name
    leaf = pages.find_page(settings, asked)
    if leaf.name != asked:  # as for the first release, which has nothing to be compared with
        return redirect(f"/feed/changes/{leaf.name}" + (f".{known}" if known else ""), 308)  # type: ignore[return-value]

    def make() -> Response:
        quads = event_stream.describe_page(
            leaf, pages.list_members(settings, leaf), pages.find_next_page(settings, leaf), host()
        )
        response = _dataset(quads, format_, f"feed/changes/{leaf.name}")
        response.headers["Cache-Control"] = IMMUTABLE
        return response

    return respond_once(make, format_, "feed/changes", leaf.name, leaf.release.created, spoken=False)


def _dataset(quads: Sequence[ox.Quad], format_: Format, address: str) -> Response:
    """Return quads as a response; a format without named graphs has all statements side by side."""
    statements = quads if format_ in _NAMED else list(dict.fromkeys(one.triple for one in quads))
    prefixes = find_used_prefixes([one.triple for one in quads]) | event_stream.SPACES if format_ in PREFIXED else None
    body = serialise_statements(statements, format_, prefixes)
    response = Response(body, content_type=format_.content_type)
    add_links(response, address, _OFFERS, format_)
    return response
