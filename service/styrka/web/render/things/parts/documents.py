"""The documents that a thing rests on, with the passages that are quoted or named from them for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from styrka.ask.sources import Passage, SourceDescription, describe_sources
from styrka.web.context import language, service
from styrka.web.render.things.asking import read, select


@dataclass(frozen=True)
class Document:
    """A document, with the passages that support what is recorded of a thing; the quoted ones first."""

    source: SourceDescription
    passages: tuple[Passage, ...]


def list_documents(iri: str, sources: Iterable[str]) -> tuple[Document, ...]:
    """Return the documents of a thing, those with passages first; our own work and knowledge come last.

    Parameters:
        sources: the IRIs of all its sources.

    Raises:
        StyrkaError: As ``Engine.run``.
    """
    passages: dict[str, dict[Passage, None]] = defaultdict(dict)
    for row in select(
        f"""SELECT DISTINCT ?source ?text ?section {{
  {{ ?quotation styrka:supports <{iri}> . GRAPH ?graph {{ ?quotation oa:exact ?text }} ?graph dcterms:source ?source
    OPTIONAL {{ ?quotation styrka:section ?section }} }}
  UNION {{ ?location styrka:supports <{iri}> ; styrka:locatedInSource ?source ; styrka:section ?section }}
}} ORDER BY ?source DESC(?text) ?section"""
    ):
        written = row.get("text")
        made = Passage(written.value if written else "", written.language if written else "", read(row, "section"))
        passages[row["source"].value][made] = None
    present = service()
    known = describe_sources(present.engine, {*sources, *passages}, language())
    made_all = [Document(source, tuple(passages.get(name, ()))) for name, source in known.items()]
    return tuple(sorted(made_all, key=lambda one: (not one.source.is_document, not one.passages, one.source.title)))
