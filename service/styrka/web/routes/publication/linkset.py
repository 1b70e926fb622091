"""What leads a machine from a landing page to what it is about (signposting.org, FAIR Signposting Profile 1.0).

Level 1 is in Link headers: who made it, how it is cited, what describes it, what belongs to it, licence and kind.
Level 2 is a set of all those links, and of those back, at ``/linkset/...`` (RFC 9264).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response

from styrka import release
from styrka.ask import query_hints
from styrka.engine.interface import ask_truth
from styrka.errors import NotFound
from styrka.formats import GRAPHS, HTML, JSONLD, LINKSET, PLAIN_JSON, TURTLE
from styrka.publish.datasets import WHOLE
from styrka.publish.files import ahead
from styrka.release import MANIFEST, Release
from styrka.vocabulary import BASE, PREFIXES
from styrka.web.context import host, service
from styrka.web.http.paths import encode_path
from styrka.web.http.respond import respond_once
from styrka.web.render import published

blueprint = Blueprint("signposts", __name__)
SHOWN: Final = 20  # items that a header lists; the set of links has all
_SCHEMA: Final = PREFIXES["schema"]
_THINGS: Final = ("doc", "def", "scheme", "shape", "profile")
_BACK: Final = {"item": "collection", "describedby": "describes"}


@dataclass(frozen=True)
class Signpost:
    """One link: its relation, where it leads, and the media type of what is there (empty: not stated)."""

    relation: str
    target: str
    type: str = ""


def list_thing_links(path: str) -> list[Signpost]:
    """Return the links of the document about a thing, by its path: ``doc/region/SE122``, or ``scheme/theme/energy``."""
    page = host() + encode_path(path)
    links = [_cited(path), Signpost("type", _SCHEMA + "AboutPage")]
    links += [Signpost("describedby", f"{page}.{offer.suffix}", offer.media_type) for offer in (TURTLE, JSONLD)]
    links.append(Signpost("item", f"{page}.{TURTLE.suffix}", TURTLE.media_type))
    if published.has_release_files():
        links.append(Signpost("collection", f"{host()}dataset/{WHOLE}", HTML.media_type))
    return [*_common(path), *links]


def list_dataset_links(slug: str) -> list[Signpost]:
    """Return the links of the page of a part of the data.

    Raises:
        NotFound: Where there is none.
    """
    present = service()
    of = release.find_release(present.settings.releases_path, present.engine.version)
    files = [one for one in _files(of) if one.part == slug]
    if not files:
        raise NotFound(f"There is no dataset {slug!r}.", sv=f"Det finns ingen datamängd {slug!r}.", slug=slug)
    page = f"{host()}dataset/{slug}"
    links = [
        Signpost("cite-as", f"{BASE}dataset/{slug}"),
        Signpost("type", _SCHEMA + "AboutPage"),
        Signpost("type", _SCHEMA + "Dataset"),
        Signpost("collection", f"{host()}catalog", HTML.media_type),
    ]
    links += [Signpost("describedby", f"{page}.{offer.suffix}", offer.media_type) for offer in GRAPHS]
    return [*_common(f"dataset/{slug}"), *links, *_items(of, files)]


def list_release_links(of: Release) -> list[Signpost]:
    """Return the links of the page of a release."""
    page = f"{host()}release/{of.version}/"
    links = [
        Signpost("cite-as", page),
        Signpost("type", _SCHEMA + "AboutPage"),
        Signpost("type", _SCHEMA + "Dataset"),
        Signpost("collection", f"{host()}release", HTML.media_type),
        Signpost("describedby", page + MANIFEST, PLAIN_JSON.media_type),
    ]
    return [*_common(f"release/{of.version}"), *links, *_items(of, _files(of))]


def format_link_header(links: Iterable[Signpost]) -> str:
    """Return the links as a Link header (RFC 8288); of many items none, for they are in the set of links."""
    listed = list(links)
    if sum(one.relation == "item" for one in listed) > SHOWN:
        listed = [one for one in listed if one.relation != "item"]
    return ", ".join(
        f'<{one.target}>; rel="{one.relation}"' + (f'; type="{one.type}"' if one.type else "") for one in listed
    )


def list_description_links(path: str) -> list[Signpost]:
    """Return the links of what describes a landing page, by that page's path."""
    page = host() + encode_path(path)
    return [_cited(path), Signpost("describes", page, HTML.media_type), *_common(path)]


def add_signposts(response: Response, links: Iterable[Signpost]) -> None:
    """Add the links to a response that may have others; a link that is there already is not added twice."""
    there = response.headers.get("Link", "")
    new = [one for one in links if f'<{one.target}>; rel="{one.relation}"' not in there]
    response.headers["Link"] = ", ".join(part for part in (there, format_link_header(new)) if part)


@blueprint.get("/linkset/<path:name>")
def linkset(name: str) -> Response:
    """Respond with all links of a landing page, and those back to it (level 2).

    Raises:
        NotFound: When there is no such landing page.
    """
    return respond_once(lambda: _set(name), LINKSET, spoken=False)


def _set(name: str) -> Response:
    name = name.rstrip("/")
    kind, _, rest = name.partition("/")
    page, iri = host() + encode_path(name), BASE + (f"id/{rest}" if kind == "doc" else name)
    # A scratch store's default graph is no union of the others, and pages show them all.
    query = f"ASK {{ {{ <{iri}> ?p ?o }} UNION {{ GRAPH ?g {{ <{iri}> ?p ?o }} }} }}"
    if kind in _THINGS and query_hints.is_absolute_iri(iri) and ask_truth(service().engine, query):
        links = list_thing_links(name)
    elif kind == "dataset" and published.has_release_files():
        links = list_dataset_links(rest)
    elif kind == "release" and rest:
        links, page = list_release_links(release.find_release(service().settings.releases_path, rest)), page + "/"
    else:
        raise NotFound(
            f"There is no page /{name} whose links could be listed.",
            sv=f"Det finns ingen sida /{name} vars länkar kan visas.",
            path=name,
        )
    text = json.dumps({"linkset": _contexts(page, links)}, ensure_ascii=False, indent=1) + "\n"
    return Response(text, content_type=LINKSET.media_type)


def _contexts(page: str, links: Iterable[Signpost]) -> list[dict[str, Any]]:
    """Return the links by the resource that they start from (RFC 9264, section 4.2)."""
    found: dict[str, defaultdict[str, list[dict[str, str]]]] = {}

    def add_link(anchor: str, relation: str, target: str, type_: str) -> None:
        one = {"href": target, "type": type_} if type_ else {"href": target}
        relations = found.setdefault(anchor, defaultdict(list))
        if one not in relations[relation]:
            relations[relation].append(one)

    for one in links:
        add_link(page, one.relation, one.target, one.type)
        if one.relation in _BACK:
            add_link(one.target, _BACK[one.relation], page, HTML.media_type)
    return [{"anchor": anchor, **relations} for anchor, relations in found.items()]


def _cited(path: str) -> Signpost:
    """Return the name of what a document is about, which never changes."""
    name = encode_path(path)
    return Signpost("cite-as", BASE + (f"id/{name.removeprefix('doc/')}" if name.startswith("doc/") else name))


def _common(path: str) -> list[Signpost]:
    settings = service().settings
    return [
        Signpost("author", settings.publisher),
        Signpost("license", settings.licence),
        Signpost("linkset", f"{host()}linkset/{encode_path(path)}", LINKSET.media_type),
    ]


def _files(of: Release) -> list[Any]:
    """Return the files of a release that people take away: dumps and tables."""
    present = service()
    dumps = ahead.make_dumps(present.settings, of)
    tables = ahead.make_tables(present.settings, of, present.engine)
    return [*dumps.files.values(), *tables.files.values()]


def _items(of: Release, files: Iterable[Any]) -> list[Signpost]:
    return [Signpost("item", f"{host()}release/{of.version}/{one.name}", one.format.media_type) for one in files]
