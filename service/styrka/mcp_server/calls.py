"""What each tool does: which answer of the site it asks for, and how that is given back."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from styrka.ask.describe import find_sources
from styrka.ask.patterns import Pattern, parse_patterns
from styrka.ask.question import Query
from styrka.ask.sources import describe_sources
from styrka.engine.interface import Row, Term
from styrka.formats import RESULTS_JSON, TURTLE
from styrka.mcp_server.answers import make_answer, shape_rows
from styrka.mcp_server.declarations import COMPARE, MOST, PARTNERS, ROWS, SEARCH, SPARQL, THING
from styrka.mcp_server.evidence import explain_rows, gather_sources, write_sources
from styrka.mcp_server.gateway import ATTEMPTS, Gateway, Json, Refused, Reply, make_switching_refusal
from styrka.mcp_server.things import describe
from styrka.vocabulary import BASE
from styrka.web.context import Service

Arguments = Mapping[str, Any]
Patterns = Mapping[str, tuple[Pattern, ...]]
_AREAS: Final = {
    "area": parse_patterns("?list styrka:hasPriorityArea ?area"),
    "theme": parse_patterns("?area styrka:concerns ?theme"),
}
_PARTNERS: Final = {
    "example": parse_patterns("?actor styrka:exampleOf ?through"),
    "project": parse_patterns("?actor styrka:participatesIn ?through"),
}
_UNSOURCED: Final = {
    "en": "A query's answer has the sources that it asks for: GRAPH ?g { ... } ?g dcterms:source ?source.",
    "sv": "Svaret har de källor som frågan ber om: GRAPH ?g { ... } ?g dcterms:source ?source.",
}


def call_tool(gateway: Gateway, name: str, arguments: Arguments, client: str) -> Json:
    """Return what a tool answers.

    Parameters:
        client: the address of who asks.

    Raises:
        Refused: There is no such tool, an argument is wrong, or the site refuses.
    """
    own = {SEARCH: _search, THING: _describe, COMPARE: _compare, PARTNERS: _find_partners, SPARQL: _ask_sparql}
    if name in own:
        return own[name](gateway, arguments, client)
    query = gateway.service.questions.get(name)
    if query is None:
        near = difflib.get_close_matches(name, [*own, *gateway.service.questions], 3, 0.4)
        raise _make_refusal(f"There is no tool {name!r}.", f"Det finns inget verktyg {name!r}.", near=near)
    return _ask_question(gateway, query, arguments, client)


def _ask_question(gateway: Gateway, query: Query, arguments: Arguments, client: str) -> Json:
    given = {"limit": ROWS, **{name: value for name, value in arguments.items() if value not in (None, "")}}
    given["limit"] = min(_read_number(given, "limit", ROWS), MOST)
    values = [(name, _write_value(name, value)) for name, value in given.items()]
    reply = gateway.get(f"/ask/{query.slug}.json", values, client)
    found = reply.document
    rows, sources, missing = shape_rows(found["rows"])
    asked = {"tool": query.slug, "summary": found["summary"], "parameters": found["parameters"]}
    text = query.bind({name: value for name, value in found["parameters"].items() if value is not None})
    return make_answer(
        {**asked, "address": reply.address, "sparql": str(text)},
        found["release"],
        {name: found[name] for name in ("answer", "total", "offset", "columns")} | {"rows": rows},
        sources,
        missing,
        empty=not found["total"],
    )


def _search(gateway: Gateway, arguments: Arguments, client: str) -> Json:
    text, kind, limit = _read_text(arguments, "text"), _read_text(arguments, "kind", ""), _read_number(arguments)
    reply = gateway.get("/find.json", [("q", text), *([("kind", kind)] if kind else [])], client)
    found = reply.document
    things = found["things"][:limit]
    body = {"things": things, "near": found["near"][:limit], "more": found["more"] or len(found["things"]) > limit}
    asked = {"tool": SEARCH, "text": text, "kind": kind or None, "address": reply.address}
    return make_answer(asked, reply.release, body, (), empty=not things)


def _describe(gateway: Gateway, arguments: Arguments, client: str) -> Json:
    text, kind = _read_text(arguments, "thing"), _read_text(arguments, "kind", "")
    # Counts the request as one of the site's, and refuses a kind or a text as the site does.
    gateway.get("/suggest", [("q", text[:200]), *([("kind", kind)] if kind else [])], client)
    limit = _read_number(arguments, default=ROWS)
    return gateway.pin(lambda present: describe(present, text, kind, limit, gateway.base))


def _compare(gateway: Gateway, arguments: Arguments, client: str) -> Json:
    things, kind = arguments.get("things"), _read_text(arguments, "kind", "region")
    if not isinstance(things, list) or not all(isinstance(one, str) for one in things):
        raise _make_refusal("things is a list of names.", "things är en lista med namn.", parameter="things")
    if kind not in ("region", "strategy"):
        raise _make_refusal("kind is region or strategy.", "kind är region eller strategy.", parameter="kind")

    def list_rows(found: Json) -> list[Row]:
        cells = [one for one in found["cells"] if one["area"]]
        return [{"area": Term("uri", one["area"]), "theme": Term("uri", one["theme"])} for one in cells]

    values = [(kind, one) for one in things]
    reply, evidence = _ask_with_evidence(gateway, "/compare.json", values, client, list_rows, _AREAS)
    asked = {"tool": COMPARE, kind: things, "address": reply.address}
    missing = [f"{one['thing_en']}: {one['theme_en']}" for one in reply.document["cells"] if not one["area"]]
    empty = not reply.document["cells"]
    return make_answer(asked, reply.release, reply.document, gather_sources(evidence), missing[:MOST], empty=empty)


def _find_partners(gateway: Gateway, arguments: Arguments, client: str) -> Json:
    values = [(name, _read_text(arguments, name)) for name in ("region", "theme")]
    if country := _read_text(arguments, "country", ""):
        values.append(("country", country))
    limit = _read_number(arguments)

    def list_rows(found: Json) -> list[Row]:
        return [
            {"actor": Term("uri", one["iri"]), "through": Term("uri", reason["through"])}
            for one in found["organisations"][:limit]
            for reason in one["reasons"]
        ]

    reply, evidence = _ask_with_evidence(gateway, "/partners.json", values, client, list_rows, _PARTNERS)
    found = {**reply.document, "organisations": reply.document["organisations"][:limit]}
    asked = {"tool": PARTNERS, **dict(values), "address": reply.address}
    missing = {
        name
        for one in found["organisations"]
        for name in ("town", "page", "distance_km", "kinds")
        if one.get(name) in (None, [], "")
    }
    empty = not found["organisations"]
    return make_answer(asked, reply.release, found, gather_sources(evidence), sorted(missing), empty=empty)


def _ask_with_evidence(
    gateway: Gateway,
    path: str,
    values: Sequence[tuple[str, str]],
    client: str,
    list_rows: Callable[[Json], list[Row]],
    patterns: Patterns,
) -> tuple[Reply, list[list[Json]]]:
    """Return an answer of the site and what it rests on, of one release.

    Raises:
        Refused: The site does not answer, or not from one release.
    """
    for _ in range(ATTEMPTS):
        reply = gateway.get(path, values, client)
        rows = list_rows(reply.document)
        version, evidence = gateway.pin(partial(_explain, rows, patterns))
        if version == reply.release:
            return reply, evidence
    raise make_switching_refusal()


def _explain(rows: list[Row], patterns: Patterns, present: Service) -> tuple[str, list[list[Json]]]:
    return present.engine.version, explain_rows(present, rows, patterns)


def _ask_sparql(gateway: Gateway, arguments: Arguments, client: str) -> Json:
    query, limit = _read_text(arguments, "query"), _read_number(arguments, default=100)
    timeout = arguments.get("timeout")
    values = {"timeout": str(timeout)} if isinstance(timeout, int | float) and timeout > 0 else {}
    accept = f"{RESULTS_JSON.media_type}, {TURTLE.media_type};q=0.9"
    reply = gateway.post_query(query, accept, values, client)
    asked = {"tool": SPARQL, "sparql": query, "address": f"{gateway.base}/sparql"}
    found = reply.document
    if isinstance(found, str):
        body: Json = {"turtle": found, "note": _UNSOURCED}
        return make_answer(asked, reply.release, body, (), empty=not found.strip())
    if "boolean" in found:
        return make_answer(asked, reply.release, {"boolean": found["boolean"], "note": _UNSOURCED}, ())
    rows = found["results"]["bindings"]
    columns = found["head"]["vars"]
    missing = [name for name in columns if any(name not in row for row in rows[:limit])]
    body = {"columns": columns, "total": len(rows), "rows": rows[:limit], "note": _UNSOURCED}
    sources = gateway.pin(partial(_describe_named_sources, rows[:limit]))
    return make_answer(asked, reply.release, body, sources, missing, empty=not rows)


def _describe_named_sources(rows: Sequence[Json], present: Service) -> list[Json]:
    """Return the sources that an answer names, and those of the graphs that it names."""
    iris = {cell["value"] for row in rows for cell in row.values() if cell["type"] == "uri"}
    sources = {iri for iri in iris if iri.startswith(BASE + "id/source/")}
    sources |= {*find_sources(present.engine, (iri for iri in iris if iri.startswith(BASE + "graph/")))}
    return write_sources(describe_sources(present.engine, sources, "", present.sources).values())


def _read_text(arguments: Arguments, name: str, default: str | None = None) -> str:
    value = arguments.get(name)
    if isinstance(value, str) and value.strip():
        return value.strip()
    if default is not None and value in (None, ""):
        return default
    raise _make_refusal(f"{name} is a text.", f"{name} är en text.", parameter=name)


def _read_number(arguments: Arguments, name: str = "limit", default: int = 20) -> int:
    value = arguments.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _make_refusal(f"{name} is a whole number from 1.", f"{name} är ett heltal från 1.", parameter=name)
    return min(value, MOST)


def _write_value(name: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _make_refusal(f"{name} is a text or a number.", f"{name} är en text eller ett tal.", parameter=name)
    return str(value)


def _make_refusal(detail: str, swedish: str, **evidence: Any) -> Refused:
    return Refused({"title": "Invalid parameter", "status": 400, "detail": detail, "detail_sv": swedish, **evidence})
