"""Where machines look first: ``/sitemap.xml``, ``/robots.txt``, ``/llms.txt`` and ``/.well-known/...``."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode
from xml.sax.saxutils import escape

import pyoxigraph as ox
from flask import Blueprint, Response

from styrka import release
from styrka.ask import tables
from styrka.ask.question import Query
from styrka.errors import NotFound
from styrka.formats import (
    ATOM,
    CSVW,
    GRAPHS,
    HTML,
    LINKSET,
    MARKDOWN,
    PLAIN_JSON,
    PLAIN_TEXT,
    PLAIN_XML,
    TURTLE,
)
from styrka.publish.catalogue import sparql_examples as examples
from styrka.publish.feeds import pages as feed_pages
from styrka.publish.feeds import site_map
from styrka.settings import Settings
from styrka.web.context import host, service
from styrka.web.http.paths import encode_path
from styrka.web.http.respond import negotiate, respond_once, respond_with_graph
from styrka.web.render import pages, published

blueprint = Blueprint("wellknown", __name__)
_SITEMAPS: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_API_CATALOG: Final = "https://www.rfc-editor.org/info/rfc9727"
_ROBOTS: Final = """User-agent: *
# A question has as many addresses as it has answers; the question itself is in the site map.
Disallow: /ask/*?
Disallow: /cite
# The reasons of each statement, which its page leads to.
Disallow: /why
# What was recorded in earlier releases; the present one is what to find.
Disallow: /release/*/doc/
Disallow: /release/*/def
Disallow: /release/*/scheme/
Disallow: /release/*/graph/
Disallow: /release/*/shape/
"""


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """Respond with the index of the site map's parts."""
    return respond_once(lambda: _index(_parts()), PLAIN_XML, spoken=False)


@blueprint.get("/sitemap/<name>.xml")
def sitemap_part(name: str) -> Response:
    """Respond with one part of the site map.

    Raises:
        NotFound: When there is no such part.
    """

    def make() -> Response:
        found = _parts()
        if name not in found:
            raise NotFound(f"The site map has no part {name!r}; there are {', '.join(found)}.", part=name)
        lines = "".join(_entry("url", page.path, page.modified) for page in found[name])
        return _xml(f'<urlset xmlns="{_SITEMAPS}">\n{lines}</urlset>\n')

    return respond_once(make, PLAIN_XML, spoken=False)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Respond with what crawlers are asked to leave alone, and where the site map is (RFC 9309)."""
    text = f"{_ROBOTS}\nSitemap: {host()}sitemap.xml\n"
    return respond_once(lambda: Response(text, content_type=PLAIN_TEXT.content_type), PLAIN_TEXT, spoken=False)


@blueprint.get("/llms.txt")
def llms() -> Response:
    """Respond with what the service is and where everything is, for language models and those who build with them."""

    def make() -> Response:
        text = pages.render_text(
            "llms.txt",
            host=host(),
            questions=service().questions.values(),
            tables=tables.load_tables(service().settings.root).values(),
            asked=_make_example_query,
        )
        return Response(text, content_type=MARKDOWN.content_type)

    return respond_once(make, PLAIN_TEXT, spoken=False)


@blueprint.get("/.well-known/api-catalog")
def api_catalog() -> Response:
    """Respond with the interfaces and what describes them, as a linkset (RFC 9727 section 4, RFC 9264 section 4.2)."""

    def make() -> Response:
        content_type = f'{LINKSET.media_type}; profile="{_API_CATALOG}"'
        response = Response(json.dumps(_linkset(host()), indent=1) + "\n", content_type=content_type)
        response.headers["Link"] = f'<{host()}.well-known/api-catalog>; rel="api-catalog"'
        return response

    return respond_once(make, LINKSET, spoken=False)


@blueprint.get("/.well-known/sparql-examples")
@blueprint.get("/.well-known/sparql-examples.<suffix>")
def sparql_examples(suffix: str | None = None) -> Response:
    """Respond with the questions as queries that any SPARQL client can send."""
    format_ = negotiate(GRAPHS, suffix)

    def make() -> Response:
        found = examples.describe_examples(service().questions.values(), f"{host()}sparql", service().settings.licence)
        triples = ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b""
        return respond_with_graph(triples, format_, ".well-known/sparql-examples")

    return respond_once(make, format_, spoken=False)


def _make_example_query(query: Query) -> str:
    """Return the query string of a question's example: what it must be asked with; empty where it asks for nothing."""
    given = {
        one.name: one.example for one in query.parameters if one.example and one.default is None and not one.optional
    }
    return "?" + urlencode(given) if given else ""


def _parts() -> dict[str, list[site_map.Page]]:
    present = service()
    stored = release.list_releases(present.settings.releases_path) if published.has_release_files() else ()
    return _cached_parts(
        present.settings, present.engine.version, tuple(one.version for one in stored), tuple(present.questions)
    )


@lru_cache(2)
def _cached_parts(
    settings: Settings, version: str, versions: tuple[str, ...], questions: tuple[str, ...]
) -> dict[str, list[site_map.Page]]:
    """Return the parts, made once for a release.

    Finding every thing takes a second, and a crawler asks for all of them.
    """
    engine = service().engine
    releases = [release.find_release(settings.releases_path, one) for one in versions]
    changed = feed_pages.find_change_days(settings, releases, engine.edition.created)
    return site_map.split_pages(engine, releases, questions, tables.load_tables(settings.root), changed)


def _index(found: dict[str, list[site_map.Page]]) -> Response:
    lines = "".join(
        _entry("sitemap", f"sitemap/{name}.xml", max((page.modified for page in part), default=""))
        for name, part in found.items()
    )
    return _xml(f'<sitemapindex xmlns="{_SITEMAPS}">\n{lines}</sitemapindex>\n')


def _entry(element: str, path: str, modified: str) -> str:
    address = escape(host() + encode_path(path))
    changed = f"<lastmod>{escape(modified)}</lastmod>" if modified else ""
    return f"<{element}><loc>{address}</loc>{changed}</{element}>\n"


def _xml(text: str) -> Response:
    return Response(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}', content_type=PLAIN_XML.media_type)


def _linkset(root: str) -> dict[str, Any]:
    """Return what RFC 9727 section 3.1 asks for: the catalogue's items, and for each what describes it."""
    licence = [{"href": service().settings.licence}]

    def to(path: str, media_type: str) -> dict[str, str]:
        return {"href": root + path, "type": media_type}

    described = [to(".well-known/void", TURTLE.media_type)] if published.has_release_files() else []
    listed = {"service-desc": [to("datasets/dcat.ttl", TURTLE.media_type)]} if published.has_release_files() else {}
    return {
        "linkset": [
            {
                "anchor": f"{root}.well-known/api-catalog",
                "item": [{"href": root + path} for path in ("sparql", "ask", "table", "feed/changes")],
                "service-desc": [to("openapi.json", PLAIN_JSON.media_type)],
                "service-doc": [to("api", HTML.media_type)],
            },
            {
                "anchor": f"{root}sparql",
                "service-desc": [to("sparql?format=ttl", TURTLE.media_type)],
                "service-doc": [to("about/limits", HTML.media_type)],
                "service-meta": [*described, to(".well-known/sparql-examples", TURTLE.media_type)],
                "status": [to("health/ready", PLAIN_JSON.media_type)],
                "license": licence,
            },
            {"anchor": f"{root}ask", **listed, "service-doc": [to("ask", HTML.media_type)], "license": licence},
            {
                "anchor": f"{root}feed/changes",
                "service-doc": [to("feed/releases.atom", ATOM.media_type)],
                "license": licence,
            },
            {
                "anchor": f"{root}table",
                "service-doc": [to("table", HTML.media_type)],
                "service-meta": [
                    to(f"table/{slug}.csv-metadata.json", CSVW.media_type)
                    for slug in tables.load_tables(service().settings.root)
                ],
                "license": licence,
            },
        ]
    }
