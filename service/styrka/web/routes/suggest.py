"""``/suggest``: what somebody who is typing may mean, as JSON for our own fields, or as OpenSearch suggestions."""

from __future__ import annotations

import json
from typing import Final

from flask import Blueprint, Response, jsonify, request

from styrka import clock
from styrka.ask.names.finding import check_kind, find_kind_code, find_things, make_answer_path
from styrka.ask.names.folding import fold
from styrka.ask.names.index import Hit
from styrka.formats import PLAIN_JSON
from styrka.text.ui import get_words
from styrka.web.context import address, host, language, service
from styrka.web.http.respond import respond_once
from styrka.web.render.finding import name_pair, write_deadline
from styrka.web.render.related import keep_language

blueprint = Blueprint("suggest", __name__)
MOST: Final = 10
_OPEN_SEARCH: Final = "application/x-suggestions+json"


@blueprint.get("/suggest")
def suggest() -> Response:
    """Respond with at most ten things whose names fit what is typed, the best first, with what tells them apart.

    ``q`` is what is typed (nothing fits nothing), ``kind`` the kind of thing that is wanted, ``lang`` the language of
    the names. With ``format=opensearch`` the answer is an array, as browsers read it.

    Raises:
        BadParameter: For a text that is too long, and for a kind that there is not.
    """
    text, kind = request.args.get("q", "").strip(), request.args.get("kind", "")
    check_kind(kind)
    opened = request.args.get("format") == "opensearch"

    def make() -> Response:
        listed = _list_suggestions(text, kind)
        if not opened:
            return jsonify({"query": text, "kind": kind or None, "suggestions": listed})
        columns = [[str(one[name] or "") for one in listed] for name in ("name", "description", "address")]
        return Response(json.dumps([text, *columns], ensure_ascii=False), content_type=_OPEN_SEARCH)

    asked = request.path, request.query_string.decode("latin-1"), language()
    return respond_once(make, PLAIN_JSON, *asked, day=clock.read_today())


def _list_suggestions(text: str, kind: str) -> list[dict[str, object]]:
    if not any(one.isalnum() for one in text):
        return []
    found = find_things(service().names.index(service().engine), text, kind, count=False)
    listed = [_suggest(hit) for hit in (found.hits or found.near)[:MOST]]
    if found.pair:
        path = keep_language(make_answer_path(found.pair), request.args.get("lang", ""))
        said = get_words("answer", language())
        listed.insert(0, _describe(name_pair(found.pair), "answer", said, host() + path[1:]))
    return listed[:MOST]


def _suggest(hit: Hit) -> dict[str, object]:
    thing, present = hit.thing, language()
    name = thing.offer(present)
    matched = hit.name if fold(hit.name) not in map(fold, (name, thing.short, thing.label(present))) else ""
    described = [get_words(f"kind_{thing.kind}", present), thing.where(present), thing.year, write_deadline(thing)]
    path = keep_language(address(thing.iri), request.args.get("lang", ""))
    return _describe(
        name,
        find_kind_code(thing.kind),
        ", ".join(one for one in described if one),
        host().rstrip("/") + path,
        value=thing.code,
        iri=thing.iri,
        matched=matched or None,
        place=thing.where(present) or None,
        country=thing.country or None,
        year=thing.year or None,
        deadline=thing.deadline or None,
        stated=thing.stated or None,
    )


def _describe(name: str, kind: str, description: str, address_: str, **more: object) -> dict[str, object]:
    columns = ("value", "iri", "matched", "place", "country", "year", "deadline", "stated")
    every: dict[str, object] = dict.fromkeys(columns)
    return {"name": name, "kind": kind, "description": description, "address": address_, **every, **more}
