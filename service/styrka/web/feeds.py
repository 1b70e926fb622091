"""``/feed``: what is new, as Atom for readers and as an event stream (LDES) for those who keep a copy."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox
from flask import Blueprint, Response

from styrka import feeds, release
from styrka.formats import GRAPHS, Format
from styrka.web.mementos import IMMUTABLE
from styrka.web.respond import graph, negotiated, once
from styrka.web.state import host, language, service

blueprint = Blueprint("feeds", __name__)
_SHOWN: Final = 20  # releases in the Atom feed
_SUFFIXES: Final = {offer.suffix: offer for offer in GRAPHS}


@blueprint.get("/feed/releases")
@blueprint.get("/feed/releases.atom")
def releases() -> Response:
    """The newest releases as Atom, with what changed in each."""
    kept = release.releases(service().settings.releases_path)

    def make() -> Response:
        settings, newest = service().settings, kept[:_SHOWN]
        logs = {one.version: feeds.log_of(settings, one) for one in newest}
        feed = feeds.atom(newest, logs, settings, host(), language())
        return Response(feed, content_type=f"{feeds.ATOM.media_type}; charset=utf-8")

    return once(make, feeds.ATOM, "feed/releases", language(), *(one.version for one in kept))


@blueprint.get("/feed/changes")
@blueprint.get("/feed/changes.<suffix>")
def stream(suffix: str | None = None) -> Response:
    """The event stream's root, which leads to a page for each release."""
    format_ = negotiated(GRAPHS, suffix)
    kept = release.releases(service().settings.releases_path)

    def make() -> Response:
        return _graph(feeds.stream(kept, service().settings, host()), format_, "feed/changes")

    return once(make, format_, "feed/changes", *(one.version for one in kept), spoken=False)


@blueprint.get("/feed/changes/<version>")
def changes(version: str) -> Response:
    """What one release changed; its page never changes. Raises NotFound."""
    stem, _, suffix = version.rpartition(".")
    known = suffix if stem and suffix in _SUFFIXES else None
    version = stem if known else version
    format_ = negotiated(GRAPHS, known)
    found = release.find(service().settings.releases_path, version)

    def make() -> Response:
        said = feeds.page(found, feeds.log_of(service().settings, found), host())
        response = _graph(said, format_, f"feed/changes/{version}")
        response.headers["Cache-Control"] = IMMUTABLE
        return response

    return once(make, format_, "feed/changes", version, found.created, spoken=False)


def _graph(said: list[ox.Triple], format_: Format, address: str) -> Response:
    return graph(ox.serialize(said, format=ox.RdfFormat.N_TRIPLES) or b"", format_, address)
