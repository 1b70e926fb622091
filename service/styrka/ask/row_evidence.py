"""What each row of an answer rests on, with all that is known of the sources, as values and as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from styrka.ask.answer import AnsweredQuestion
from styrka.ask.evidence import Support
from styrka.ask.sources import Passage, SourceCache, SourceDescription, describe_sources, find_passages
from styrka.engine.interface import Engine


@dataclass(frozen=True)
class RowSupport:
    """A statement that a row rests on, with its source and the passages."""

    support: Support
    source: SourceDescription
    passages: tuple[Passage, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it JSON-serialisable; terms are N-Triples."""
        subject, predicate, thing = self.support.statement
        found = {
            "pattern": self.support.pattern,
            "subject": subject,
            "predicate": predicate,
            "object": thing,
            "inferred": self.support.is_premise,
            "graph": self.support.graph,
            "source": self.source.iri,
            "title": self.source.title or None,
            "publisher": self.source.publisher or None,
            "date": self.source.date or None,
            "read": self.source.read_on or None,
            "page": self.source.page or None,
            "quotations": [
                {"text": one.text, "language": one.language, "section": one.section or None}
                for one in self.passages
                if one.text
            ],
            "places": [one.section for one in self.passages if not one.text],
        }
        return {name: value for name, value in found.items() if value is not None}


def describe_evidence(
    engine: Engine, answered: AnsweredQuestion, language: str = "", cache: SourceCache | None = None
) -> list[tuple[RowSupport, ...]]:
    """Return what each row of an answer rests on.

    Parameters:
        language: which title is taken where a source has several; none takes the first by its language's code.
        cache: what has been found before of the release that answers.

    Raises as ``Engine.run``.
    """
    every = {support for row in answered.evidence for support in row}
    sources = describe_sources(engine, {support.source for support in every}, language, cache)
    passages = find_passages(engine, every, cache)
    return [
        tuple(RowSupport(support, sources[support.source], passages.get(support, ())) for support in row)
        for row in answered.evidence
    ]
