"""One thing, found by whatever names it, with its statements, their sources, and what is not recorded of it."""

from __future__ import annotations

from typing import Any, Final

from styrka.ask import tables
from styrka.ask.describe import Resource, Statement, describe_thing
from styrka.ask.names.finding import KIND_CODES, find_kind_code
from styrka.ask.names.index import NameIndex
from styrka.ask.names.naming import find_meaning
from styrka.ask.names.things import KINDS, Thing
from styrka.ask.patterns import Pattern
from styrka.ask.tables.objects import make_thing, make_value
from styrka.engine.interface import Term
from styrka.errors import BadParameter, NotFound
from styrka.mcp_server.answers import make_answer
from styrka.mcp_server.evidence import explain_rows, gather_sources, list_row_sources
from styrka.mcp_server.gateway import Json
from styrka.vocabulary import BASE, DEF
from styrka.web.context import Service, address

_STATEMENT: Final = {"statement": (Pattern("?subject", "?predicate", "?object"),)}


def describe(present: Service, text: str, kind: str, limit: int, base: str) -> Json:
    """Return what is recorded of a thing.

    Parameters:
        text: its code, a name in any language, a CURIE or an IRI.
        kind: the kind of thing that is meant; the first that fits where it is empty.
        limit: how many statements at most, and how many that point to it.
        base: the address of the site.

    Raises:
        BadParameter: The text is the name of several things of a kind.
        NotFound: Nothing has that name. As ``Engine.run``.
    """
    index = present.names.index(present.engine)
    thing = find_thing(index, text, kind)
    found = describe_thing(present.engine, thing.iri)
    listed = found.statements
    rows = [
        {"subject": Term("uri", thing.iri), "predicate": one.predicate.term, "object": one.value.term} for one in listed
    ]
    evidence = explain_rows(present, rows, _STATEMENT)
    missing = find_missing(present, found)
    return make_answer(
        {"tool": "thing", "thing": text, "address": base + address(thing.iri)},
        present.engine.version,
        {
            "thing": {
                **make_thing(thing.iri, {thing.iri: thing.labels}),
                "code": thing.code,
                "kind": find_kind_code(thing.kind),
                "place": thing.where("en") or None,
                "year": thing.year or None,
            },
            "total": len(listed),
            "statements": [
                {**_write(one), "sources": list_row_sources(each)}
                for one, each in zip(listed[:limit], evidence, strict=False)
            ],
            "pointing_to_it": [_write(one) for one in found.incoming[:limit]],
            "more_point_to_it": found.incoming_cut or len(found.incoming) > limit,
        },
        gather_sources(evidence[:limit]),
        missing,
    )


def find_thing(index: NameIndex, text: str, kind: str) -> Thing:
    """Return the one thing that a text means: of a kind, or of the first kind that has one.

    Raises:
        BadParameter: Several of the kind have that name.
        NotFound: Nothing has; with what is near.
    """
    iri = BASE + text if text.startswith(("id/", "scheme/", "def/")) else text
    if (known := index.get(iri)) is not None:
        return known
    near: dict[str, Thing] = {}
    for name in [KIND_CODES[kind]] if kind else KINDS:
        meaning = find_meaning(index, DEF + name, text)
        if meaning.thing is not None:
            return meaning.thing
        if meaning.several:
            codes = [one.code for one in meaning.near]
            raise BadParameter(
                f"Several are called {text!r}: {', '.join(codes)}.",
                sv=f"Flera heter {text!r}: {', '.join(codes)}.",
                parameter="thing",
                allowed=codes,
            )
        near |= {one.iri: one for one in meaning.near}
    raise NotFound(
        f"Nothing is recorded here under the name {text!r}; that does not mean that there is none.",
        sv=f"Inget är registrerat här under namnet {text!r}; det betyder inte att det inte finns.",
        near=[{"iri": one.iri, "code": one.code, "labels": dict(one.labels)} for one in list(near.values())[:5]],
    )


def find_missing(present: Service, found: Resource) -> list[str]:
    """Return the properties that others of its kind have and that are not recorded of a thing, by their names."""
    classes = {one.term.value for one in found.types}
    stated = {one.predicate.term.value for one in (*found.statements, *found.aligned)}
    declared = () if present.scratch else tables.load_tables(present.settings.root).values()
    missing = {
        heading.property
        for table in declared
        if table.class_ in classes
        for heading in table.headings
        if not heading.indirect and heading.property not in stated
    }
    labels = present.labels.find(present.engine, missing)
    return sorted(labels.get(one, {}).get("en") or one for one in missing)


def _write(one: Statement) -> dict[str, Any]:
    term = one.value.term
    return {
        "property": {"iri": one.predicate.term.value, "labels": dict(one.predicate.labels)},
        "value": make_value(term, {term.value: one.value.labels}),
        "basis": one.basis.value,
    }
