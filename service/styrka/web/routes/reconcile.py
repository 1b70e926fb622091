"""``/reconcile``: names in somebody's table brought together with things here (Reconciliation Service API 0.2)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import Blueprint, Response, request

from styrka.ask import tables
from styrka.ask.names.finding import LONGEST, find_kind_code
from styrka.ask.names.index import NameIndex
from styrka.ask.names.things import Thing
from styrka.ask.reconciliation.contents import find_contents, find_identifiers
from styrka.ask.reconciliation.extending import extend
from styrka.ask.reconciliation.kinds import KINDS, Kind, find_id, find_kind, list_properties
from styrka.ask.reconciliation.matching import describe, match_name
from styrka.ask.reconciliation.reading import BATCH, read_extension, read_kinds, read_queries
from styrka.ask.tables import TableDeclaration
from styrka.errors import BadParameter, NotFound
from styrka.formats import HTML, PLAIN_JSON
from styrka.text.ui import get_words
from styrka.vocabulary import BASE, DEF
from styrka.web.context import address, host, language, service
from styrka.web.http.headers import HEADERS
from styrka.web.http.respond import respond_once
from styrka.web.render.shell.page import render_page

blueprint = Blueprint("reconcile", __name__)
VERSIONS: Final = ["0.2"]
_SUGGESTED: Final = 20
_WIDTH, _HEIGHT = 430, 160
# A preview stands in the client's own page (section 5).
_FRAMED: Final = HEADERS["Content-Security-Policy"].replace("frame-ancestors 'none'", "frame-ancestors *")


@blueprint.get("/reconcile")
@blueprint.post("/reconcile")
def reconcile() -> Response:
    """Respond with the service's manifest; with ``queries`` with candidates, with ``extend`` with more columns.

    Raises:
        BadParameter: What was sent is no such request.
        TooLarge: It asks for too much together.
    """
    if "queries" in request.values:
        return _respond(_answer_queries, request.values["queries"])
    if "extend" in request.values:
        return _respond(_answer_extension, request.values["extend"])
    return _respond(lambda _: _describe_service(), "")


@blueprint.get("/reconcile/suggest/<of>")
def suggest(of: str) -> Response:
    """Respond with the things, types or properties that begin as ``prefix`` does (section 7).

    Raises:
        BadParameter: The prefix is too long, or the cursor no number.
        NotFound: There is nothing of that kind to suggest.
    """
    lists = {"entity": _suggest_things, "type": _suggest_types, "property": _suggest_properties}
    if of not in lists:
        raise NotFound(f"There is no suggestion of {of!r}.", sv=f"Det finns inga förslag på {of!r}.", near=list(lists))
    prefix, cursor = request.args.get("prefix", "").strip(), request.args.get("cursor", "0") or "0"
    if len(prefix) > LONGEST or not (cursor.isascii() and cursor.isdigit() and len(cursor) < 7):
        raise BadParameter(
            f"prefix has at most {LONGEST} characters, and cursor is a whole number.",
            sv=f"prefix har högst {LONGEST} tecken, och cursor är ett heltal.",
            parameter="prefix",
        )
    start = int(cursor)
    return _respond(lambda _: {"result": lists[of](prefix)[start : start + _SUGGESTED]}, prefix)


@blueprint.get("/reconcile/properties")
def propose_properties() -> Response:
    """Respond with the properties that things of a type have (section 6.1).

    Raises:
        BadParameter: There is no such type, or the limit is no number.
    """
    kinds, limit = read_kinds(request.args.get("type", "")), request.args.get("limit", "")
    if limit and not (limit.isascii() and limit.isdigit() and len(limit) < 7):
        raise BadParameter("limit is a whole number.", sv="limit är ett heltal.", parameter="limit")

    def make(_: str) -> dict[str, Any]:
        found = _list_properties(kinds)
        told = {"type": request.args["type"]} if request.args.get("type") else {}
        return {**told, **({"limit": int(limit)} if limit else {}), "properties": found[: int(limit or len(found))]}

    return _respond(make, "")


@blueprint.get("/reconcile/preview")
def preview() -> Response:
    """Respond with a small page about one thing, for the client's own page to hold.

    Raises:
        NotFound: There is no such thing.
    """
    thing = _find_index().get(BASE + request.args.get("id", "").removeprefix(BASE))
    if thing is None or find_kind(thing) is None:
        raise NotFound("There is no such thing to preview.", sv="Det finns inget sådant att förhandsvisa.")

    def make() -> Response:
        response = render_page(
            "reconcile.html",
            thing=thing,
            described=describe(thing, language()),
            to=host() + address(thing.iri)[1:],
        )
        response.headers["Content-Security-Policy"] = _FRAMED
        return response

    return respond_once(make, HTML)


def _respond(make: Callable[[str], Mapping[str, Any]], text: str) -> Response:
    """Return the answer to a request, which is the same for the same text in the same language."""

    def write() -> Response:
        return Response(json.dumps(make(text), ensure_ascii=False), content_type=PLAIN_JSON.media_type)

    return respond_once(write, PLAIN_JSON, request.path, request.query_string.decode("latin-1"), text, language())


def _describe_service() -> dict[str, Any]:
    """Return the manifest (section 3)."""
    root = host().rstrip("/")

    def suggesting(of: str) -> dict[str, str]:
        return {"service_url": root, "service_path": f"/reconcile/suggest/{of}"}

    return {
        "versions": VERSIONS,
        "name": "Styrka",
        "identifierSpace": BASE,
        "schemaSpace": DEF,
        "documentation": f"{root}/api",
        "defaultTypes": [kind.to_json(language()) for kind in KINDS],
        "view": {"url": f"{root}/{{{{id}}}}"},
        "preview": {"url": f"{root}/reconcile/preview?id={{{{id}}}}", "width": _WIDTH, "height": _HEIGHT},
        "suggest": {of: suggesting(of) for of in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": root, "service_path": "/reconcile/properties"},
            "property_settings": [],
        },
        "batchSize": BATCH,
    }


def _answer_queries(text: str) -> dict[str, Any]:
    queries, index = read_queries(text), _find_index()
    present = service()
    identifiers = find_identifiers(present.engine, _find_tables(), present.contents, present.identifiers)
    return {
        key: {"result": match_name(index, identifiers, one, language()) if one.text else []}
        for key, one in queries.items()
    }


def _answer_extension(text: str) -> dict[str, Any]:
    asked = read_extension(text)
    names = {one["id"]: one["name"] for one in _list_properties(KINDS)}
    present, index = service(), _find_index()
    contents = find_contents(present.engine, _find_tables(), present.contents, index, asked)
    return extend(index, contents, asked, names, language())


def _suggest_things(prefix: str) -> list[dict[str, Any]]:
    apart = [kind.name for kind in KINDS]
    found = _find_index().search_every(prefix, lambda one: find_kind(one) is not None, apart) if prefix else ()
    return [
        {
            "id": find_id(hit.thing.iri),
            "name": hit.thing.label(language()),
            "description": describe(hit.thing, language()),
            "notable": [_type_of(hit.thing)],
        }
        for hit in found
    ]


def _type_of(thing: Thing) -> dict[str, str]:
    kind = find_kind(thing)
    return kind.to_json(language()) if kind else {"id": thing.kind, "name": find_kind_code(thing.kind)}


def _suggest_types(prefix: str) -> list[dict[str, Any]]:
    described = [
        {**kind.to_json(language()), "description": get_words(f"kinds_{kind.name}", language())} for kind in KINDS
    ]
    return _begin(described, prefix)


def _suggest_properties(prefix: str) -> list[dict[str, Any]]:
    return _begin(_list_properties(KINDS), prefix)


def _begin(listed: list[dict[str, Any]], prefix: str) -> list[dict[str, Any]]:
    wanted = prefix.casefold()
    return [one for one in listed if any(str(one[name]).casefold().startswith(wanted) for name in ("id", "name"))]


def _list_properties(kinds: tuple[Kind, ...]) -> list[dict[str, str]]:
    declared = _find_tables()
    titles = tables.find_property_labels(service().engine, declared.values())
    return list_properties(declared, titles, kinds, language())


def _find_tables() -> Mapping[str, TableDeclaration]:
    """Return the tables of all kinds by name; a scratch instance has none."""
    present = service()
    return {} if present.scratch else tables.load_tables(present.settings.root)


def _find_index() -> NameIndex:
    return service().names.index(service().engine)
