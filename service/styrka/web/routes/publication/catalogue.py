"""``/datasets/dcat`` for portals, ``/catalog`` and ``/dataset/...`` for people: what there is, and how to get it."""

from __future__ import annotations

import json
from typing import Any, Final

import pyoxigraph as ox
from flask import Blueprint, Response, redirect, request

from styrka import release
from styrka.engine.serialisation import RDF
from styrka.errors import NotFound
from styrka.formats import GRAPHS, HTML, JSONLD, Format
from styrka.publish.catalogue import croissant, dcat, profiles, publisher, samples, schemaorg, void
from styrka.publish.catalogue.profiles import PROFILES, Profile
from styrka.publish.catalogue.publication import Publication, compose_publication
from styrka.publish.catalogue.triples import SPACES
from styrka.publish.datasets import DATASET, Description
from styrka.publish.files import ahead
from styrka.vocabulary import BASE
from styrka.web.context import LANGUAGES, host, language, service
from styrka.web.http.respond import add_links, negotiate, respond_once
from styrka.web.render import pages
from styrka.web.routes.publication import linkset
from styrka.web.routes.table import read_data_language

blueprint = Blueprint("catalogue", __name__)
_PAGES: Final = (HTML, *GRAPHS)


@blueprint.get("/datasets/dcat")
@blueprint.get("/datasets/dcat.<suffix>")
def harvested(suffix: str | None = None) -> Response:
    """Respond with the catalogue that portals harvest: RDF/XML by default.

    The dialect by ?profile= or Accept-Profile.
    """
    profile = profiles.choose_profile(request.headers.get("Accept-Profile"), request.args.get("profile"))
    format_ = negotiate(profile.offers, suffix)
    return respond_once(lambda: _catalogue(profile, format_), format_, "datasets/dcat", profile.name, _spoken(profile))


@blueprint.get("/catalog")
@blueprint.get("/catalog.<suffix>")
def page(suffix: str | None = None) -> Response:
    """Respond with the catalogue as a page; its graph by suffix or Accept."""
    format_ = negotiate(_PAGES, suffix)

    def make() -> Response:
        if format_ is not HTML:
            return _catalogue(PROFILES[0], format_)
        of = get_publication()
        description = schemaorg.describe_catalogue(of, language())
        return pages.render_page(
            "catalogue.html",
            of=of,
            email=publisher.choose_email(of.settings),
            said=_embedded(description),
            profiles=PROFILES,
            text=_text,
        )

    return respond_once(lambda: _linked(make(), "catalog", format_), format_)


@blueprint.get("/dataset/<slug>")
@blueprint.get("/dataset/<slug>.<suffix>")
def dataset(slug: str, suffix: str | None = None) -> Response:
    """Respond with one part of the data: its page, or what the catalogue states of it."""
    format_ = negotiate(_PAGES, suffix)

    def make() -> Response:
        of = get_publication()
        if slug not in of.described:
            raise NotFound(f"There is no dataset {slug!r}; there are {', '.join(of.described)}.", slug=slug)
        if format_ is HTML:
            description = schemaorg.describe_dataset(of, slug, language())
            return pages.render_page(
                "dataset.html",
                of=of,
                slug=slug,
                said=_embedded(description),
                text=_text,
                sample=samples.make_part_address(host(), slug),
            )
        about = f"<{DATASET}{slug}"
        own = [one for one in dcat.make_catalogue(of) if str(one.subject).startswith((f"{about}/", f"{about}>"))]
        return _graph(own, format_)

    return respond_once(lambda: _linked(make(), f"dataset/{slug}", format_), format_)


@blueprint.get("/dataset/<slug>/croissant.json")
def for_training(slug: str) -> Response:
    """Respond with one part of the data as Croissant: its tables, file by file and column by column."""
    spoken = read_data_language()

    def make() -> Response:
        text = json.dumps(croissant.describe_croissant(get_publication(), slug, spoken), ensure_ascii=False, indent=1)
        response = Response(text + "\n", content_type=JSONLD.media_type)
        response.headers["Link"] = (
            f'<{host()}dataset/{slug}>; rel="describes"; type="{HTML.media_type}", <{croissant.VERSION}>; rel="profile"'
        )
        return response

    return respond_once(make, JSONLD, f"dataset/{slug}/croissant", spoken, spoken=False)


@blueprint.get("/dataset/<slug>/<path:rest>")
def piece(slug: str, rest: str) -> Response:
    """303 from a distribution, a checksum or a period to the dataset that it belongs to."""
    return redirect(f"/dataset/{slug}", 303)  # type: ignore[return-value]


@blueprint.get("/service/<name>")
@blueprint.get("/catalog/<name>")
def neighbour(name: str) -> Response:
    """303 from a service, the contact or the statement of rights to the catalogue."""
    return redirect("/catalog", 303)  # type: ignore[return-value]


@blueprint.get("/.well-known/void")
@blueprint.get("/.well-known/void.<suffix>")
def well_known(suffix: str | None = None) -> Response:
    """Respond with the description of the dataset in VoID (section 7.2 of VoID names the address).

    A browser is led to the page that describes the data to people.
    """
    format_ = negotiate((*GRAPHS, HTML), suffix)
    if format_ is HTML:
        response = redirect("/data", 303)
        response.vary.add("Accept")
        return response  # type: ignore[return-value]
    return respond_once(lambda: _graph(void.describe_void(get_publication()), format_), format_)


def get_publication() -> Publication:
    """Return what the catalogue of the release that answers is made of, put together once.

    Raises:
        NotFound: When the release is elsewhere.
    """
    asked = service()

    def compose(hosts: list[str]) -> dict[str, Publication]:
        present = release.find_release(asked.settings.releases_path, asked.engine.version)
        dumps, tables = ahead.make_dumps_and_tables(asked.settings, present, asked.engine)
        return {
            one: compose_publication(asked.settings, one, dumps, tables, asked.engine, asked.questions) for one in hosts
        }

    return asked.publications.find(asked.engine, [host()], compose)[host()]


def _catalogue(profile: Profile, format_: Format) -> Response:
    of = get_publication()
    if profile.name == "schema.org":
        text = json.dumps(schemaorg.describe_catalogue(of, language()), ensure_ascii=False, indent=1)
        response = Response(text + "\n", content_type=format_.content_type)
    else:
        response = _graph(dcat.make_catalogue(of, profile.name), format_)
    add_links(response, "datasets/dcat", profile.offers, format_)
    address = f"{host()}datasets/dcat?profile="
    links = [f'<{profile.iris[0]}>; rel="profile"']
    links += [
        f'<{address}{one.name}>; rel="alternate"; type="{one.offers[0].media_type}"; formats="{one.iris[0]}"'
        for one in PROFILES
        if one is not profile
    ]
    response.headers["Link"] += ", " + ", ".join(links)
    response.headers["Content-Profile"] = f"<{profile.iris[0]}>"
    response.vary.add("Accept-Profile")
    return response


def _graph(triples: list[ox.Triple], format_: Format) -> Response:
    return Response(dcat.serialise(triples, RDF[format_]), content_type=format_.content_type)


def _linked(response: Response, path: str, format_: Format) -> Response:
    add_links(response, path, _PAGES, format_)
    if path.startswith("dataset/"):
        slug = path.removeprefix("dataset/")
        linkset.add_signposts(
            response, linkset.list_dataset_links(slug) if format_ is HTML else linkset.list_description_links(path)
        )
    response.headers["Link"] += f', <{BASE}{path}>; rel="describes"'
    return response


def _spoken(profile: Profile) -> str:
    return language() if profile.name == "schema.org" else "/".join(LANGUAGES)


def _embedded(description: dict[str, Any]) -> str:
    """JSON-LD that can stand in a page: nothing in it can end its element."""
    return json.dumps(description, ensure_ascii=False).replace("<", "\\u003c")


def _text(described: Description, name: str) -> str:
    """Return the text of one of Dublin Core's terms in the reader's language."""
    return described.text(SPACES["dct"] + name, language())
