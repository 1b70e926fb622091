"""The sources of an answer, each once with its quotations; and what statements rest on that no question names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from styrka.ask.evidence import Support, resolve_evidence
from styrka.ask.patterns import Pattern
from styrka.ask.row_evidence import RowSupport
from styrka.ask.sources import SourceDescription, describe_sources, find_passages
from styrka.engine.interface import Row
from styrka.mcp_server.gateway import Json
from styrka.web.context import Service

_OF_A_SOURCE = ("title", "publisher", "date", "read", "page")


def explain_rows(
    present: Service, rows: Sequence[Row], patterns: Mapping[str, tuple[Pattern, ...]]
) -> list[list[Json]]:
    """Return what each row rests on, as the answers of questions have it.

    Parameters:
        rows: terms by name.
        patterns: the statements that are looked for, in these names; one that is inferred gives its premises.

    Raises as ``Engine.run``.
    """
    engine = present.engine
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    derive = present.derivations.derive(engine.version)
    supports = resolve_evidence(engine, patterns, rows, {}, derive, columns, present.evidence)
    return [[one.to_json() for one in row] for row in _describe(present, supports)]


def _describe(present: Service, rows: Sequence[tuple[Support, ...]]) -> list[list[RowSupport]]:
    every = {support for row in rows for support in row}
    sources = describe_sources(present.engine, {one.source for one in every}, "", present.sources)
    passages = find_passages(present.engine, every, present.sources)
    return [[RowSupport(one, sources[one.source], passages.get(one, ())) for one in row] for row in rows]


def list_row_sources(evidence: Iterable[Json]) -> list[str]:
    """Return the IRIs of what a row rests on, each once."""
    return list(dict.fromkeys(one["source"] for one in evidence))


def gather_sources(rows: Iterable[Iterable[Json]]) -> list[Json]:
    """Return the sources of all rows, each once, with its quotations and the places in it."""
    found: dict[str, dict[str, Any]] = {}
    for evidence in rows:
        for one in evidence:
            source = found.setdefault(
                one["source"],
                {
                    "iri": one["source"],
                    **{name: one.get(name) for name in _OF_A_SOURCE},
                    "quotations": [],
                    "places": [],
                },
            )
            for name in ("quotations", "places"):
                source[name] += [each for each in one.get(name, ()) if each not in source[name]]
    return list(found.values())


def write_sources(sources: Iterable[SourceDescription]) -> list[Json]:
    """Return sources of which nothing is quoted, as ``gather_sources`` has them."""
    found = sorted(sources, key=lambda one: one.iri)
    return [
        {
            "iri": one.iri,
            "title": one.title or None,
            "publisher": one.publisher or None,
            "date": one.date or None,
            "read": one.read_on or None,
            "page": one.page or None,
            "quotations": [],
            "places": [],
        }
        for one in found
    ]
