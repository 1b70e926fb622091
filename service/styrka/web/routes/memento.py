"""What a document looked like then (Memento, RFC 7089), and what has become of a thing that is not there any more.

The document is its own TimeGate: asked with Accept-Datetime it leads to the release of that time, in which it stands
at ``/release/<version>/doc/...``. A thing that was removed answers 410 with its last description, one that was replaced
308.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, Flask, Response, redirect, request

from styrka import release
from styrka.ask.describe import INCOMING_LIMIT, Resource, construct_graph, describe_thing, list_quads
from styrka.engine.from_lines import open_from_lines
from styrka.engine.local import LocalEngine
from styrka.errors import NotFound
from styrka.formats import HTML, LINK_FORMAT, THINGS, TRIG, TRIPLES, Format
from styrka.publish import archive
from styrka.publish.datasets import GRAPH
from styrka.publish.history import memento
from styrka.publish.history.memento import State
from styrka.release import Release
from styrka.vocabulary import BASE, PREFIXES
from styrka.web.context import address, host, service
from styrka.web.http.respond import (
    REMEMBERED,
    add_links,
    negotiate,
    respond_once,
    respond_with_graph,
    respond_with_quads,
)
from styrka.web.render import pages

blueprint = Blueprint("mementos", __name__)
# RFC 8246: what stands at the address never changes, so nobody need ask again.
IMMUTABLE: Final = "public, max-age=31536000, immutable"
_REPLACED: Final = PREFIXES["dcterms"] + "isReplacedBy"
_SUFFIXES: Final = {offer.suffix for offer in (*TRIPLES, HTML)}


class Replaced(Exception):  # a way out of a view, as Flask's redirects are
    """The thing is no more than a former name of another, ``iri``."""

    def __init__(self, iri: str) -> None:
        super().__init__(iri)
        self.iri = iri


def register(app: Flask) -> None:
    """Let every document of an application be asked for as it was."""

    @app.before_request
    def travel() -> Response | None:
        wanted = request.headers.get("Accept-Datetime")
        path = request.path.lstrip("/")
        if wanted is None or request.method not in ("GET", "HEAD") or not path.startswith(REMEMBERED):
            return None
        when = memento.parse_datetime(wanted)
        name, suffix = _split(path)
        state = memento.find_state(memento.list_states(service().settings.releases_path, _iri(name)), when)
        if state is None:
            return None  # there is no memory of it; the view answers as for any thing
        query = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
        found = redirect(f"/release/{state.release.version}/{name}{suffix}{query}", 302)
        found.vary.update(("Accept-Datetime", "Accept"))
        found.headers["Link"] = _links(name)
        return found  # type: ignore[return-value]


@blueprint.get("/timemap/<path:name>")
def timemap(name: str) -> Response:
    """Respond with the releases in which what is stated of a document's thing changed (RFC 7089 section 5).

    Raises:
        NotFound: There is no such thing.
    """
    name, _ = _split(name)
    states = memento.list_states(service().settings.releases_path, _iri(name)) if name.startswith(REMEMBERED) else ()
    if not any(state.recorded for state in states):
        raise NotFound(f"No release has anything at /{name}.", path=name)
    text = memento.write_timemap(states, host() + name, f"{host()}timemap/{name}", host())
    response = Response(text, content_type=LINK_FORMAT.media_type)
    response.headers["Cache-Control"] = f"public, max-age={service().settings.max_age}"
    return response


def document(of: Release, path: str) -> Response:
    """Return a document as it was in a release: its page, or its graph by suffix or Accept.

    Raises:
        NotFound: When the release has nothing there, with where there is something.
    """
    name, suffix = _split(path)
    iri, offers = _iri(name), (*TRIPLES, HTML) if name.startswith("graph/") else (HTML, *THINGS)
    format_ = negotiate(offers, suffix[1:] or None)
    states = memento.list_states(service().settings.releases_path, iri)
    lines = memento.find_lines(of, iri)
    if not lines:
        known = [state.release.version for state in states if state.recorded]
        where = f" It is in {', '.join(known[:5])}." if known else ""
        raise NotFound(f"The release {of.version} has nothing at /{name}.{where}", release=of.version, releases=known)
    return respond_once(lambda: _remembered(of, iri, name, format_, offers, states), format_)


def find_former_state(error: NotFound, iri: str, path: str, format_: Format, suffix: str | None) -> Response:
    """Return the error for a thing that is not recorded: 410 when it was, 308 when something took its place.

    Raises:
        NotFound: The error that is given, when nothing was ever recorded of the thing.
    """
    present = service().engine.edition.created
    states = memento.list_states(service().settings.releases_path, iri)
    earlier = [state for state in states if state.recorded and state.release.created < present]
    if not earlier or not present:
        raise error
    last = _last(earlier[-1], states)
    for line in archive.find_lines_about(last, iri, stated=True):
        if line.split(b" ", 2)[1] == archive.REPLACED:
            return redirect_to_replacement(archive.split_terms(line)[2][1:-1].decode(), suffix, path)
    engine = _past(last, iri)
    if format_ is HTML:
        response = pages.render_memento(describe_thing(engine, iri), path, last, gone=True)
    else:
        response = _respond_with_statements(engine, iri, format_)
    response.status_code = 410
    links = [
        _links(path),
        f'<{memento.make_memento_address(host(), last.version, host() + path)}>; rel="last memento"; '
        f'datetime="{memento.format_http_date(memento.read_moment(last))}"',
    ]
    response.headers["Link"] = ", ".join(links)
    response.headers["Cache-Control"] = f"public, max-age={service().settings.max_age}"
    response.vary.update(("Accept", "Accept-Datetime", "Accept-Language"))
    return response


def redirect_to_replacement(iri: str, suffix: str | None, path: str) -> Response:
    """308 to the document of what took a thing's place (RFC 9110 section 15.4.9).

    Parameters:
        path: of the thing's own document, which can still be asked for as it was.
    """
    there = address(iri)
    there = "/doc/" + there.removeprefix("/id/") if there.startswith("/id/") else there
    response = redirect(there + (f".{suffix}" if suffix and there.startswith("/") else ""), 308)
    response.headers["Cache-Control"] = f"public, max-age={service().settings.max_age}"
    response.headers["Link"] = _links(path)
    response.vary.add("Accept-Datetime")
    return response  # type: ignore[return-value]


def check_not_replaced(found: Resource) -> None:
    """Raise Replaced when all that is stated of a thing is what took its place.

    Raises:
        Replaced: The thing is no more than a former name of another.
    """
    if not found.types:
        for one in found.statements:
            if one.predicate.term.value == _REPLACED:
                raise Replaced(one.value.term.value)


def check_triples(iri: str, triples: bytes) -> None:
    """Check the same for its graph as N-Triples.

    Raises:
        Replaced: The thing is no more than a former name of another.
    """
    own = [line for line in triples.splitlines() if line.startswith(f"<{iri}> ".encode())]
    if (successor := archive.find_replacement(own)) is not None:
        raise Replaced(successor)


def _remembered(
    of: Release, iri: str, name: str, format_: Format, offers: Sequence[Format], states: Sequence[State]
) -> Response:
    here = f"release/{of.version}/{name}"
    if format_ is HTML:
        response = pages.render_memento(describe_thing(_past(of, iri), iri), here, of, gone=False)
    elif iri.startswith(GRAPH):
        lines = (line[:-3].rsplit(b" ", 1)[0] + b" .\n" for line in archive.find_lines_in_graph(of, iri))
        response = respond_with_graph(b"".join(lines), format_, name=iri)
    else:
        response = _respond_with_statements(_past(of, iri), iri, format_)
    add_links(response, here, offers, format_)
    response.headers["Link"] += ", " + ", ".join((_links(name), *_neighbours(states, of, name)))
    response.headers["Memento-Datetime"] = memento.format_http_date(memento.read_moment(of))
    if format_ is not HTML:  # a page's frame may change
        response.headers["Cache-Control"] = IMMUTABLE
    return response


def _respond_with_statements(engine: LocalEngine, iri: str, format_: Format) -> Response:
    if format_ is TRIG:
        return respond_with_quads(list_quads(engine, iri), format_)
    return respond_with_graph(construct_graph(engine, iri), format_, about=iri)


def _neighbours(states: Sequence[State], of: Release, name: str) -> list[str]:
    """Return links to the first, the previous, the next and the last memento (RFC 7089 section 2.2)."""
    recorded = [state for state in states if state.recorded]
    if not recorded:
        return []
    relations: dict[str, list[str]] = {}
    for relation, state in (("first", recorded[0]), ("last", recorded[-1])):
        relations.setdefault(state.release.version, []).append(relation)
    before = [state for state in recorded if state.release.created < of.created]
    after = [state for state in recorded if state.release.created > of.created]
    if before:
        relations.setdefault(before[-1].release.version, []).append("prev")
    if after:
        relations.setdefault(after[0].release.version, []).append("next")
    moments = {state.release.version: state.moment for state in recorded}
    return [
        f'<{memento.make_memento_address(host(), version, host() + name)}>; rel="{" ".join(found)} memento"; '
        f'datetime="{memento.format_http_date(moments[version])}"'
        for version, found in relations.items()
    ]


def _last(began: State, states: Sequence[State]) -> Release:
    """Return the last release that a state stood in: the one before the next state began."""
    after = [state.release.created for state in states if state.release.created > began.release.created]
    root = service().settings.releases_path
    within = [
        one
        for one in release.list_releases(root)
        if one.created >= began.release.created and (not after or one.created < after[0])
    ]
    present = service().engine.edition.created
    return max((one for one in within if one.created < present), key=lambda one: one.created, default=began.release)


def _past(of: Release, iri: str) -> LocalEngine:
    return open_from_lines(archive.find_neighbourhood(of, iri, INCOMING_LIMIT + 1), of.version, of.created)


def _links(name: str) -> str:
    timemap = f'<{host()}timemap/{name}>; rel="timemap"; type="{LINK_FORMAT.media_type}"'
    return f'<{host()}{name}>; rel="original timegate", {timemap}'


def _split(path: str) -> tuple[str, str]:
    """Return a path without a format's suffix, and the suffix with its dot."""
    stem, dot, suffix = path.rpartition(".")
    return (stem, f".{suffix}") if dot and suffix in _SUFFIXES else (path, "")


def _iri(name: str) -> str:
    return BASE + ("id/" + name.removeprefix("doc/") if name.startswith("doc/") else name)
