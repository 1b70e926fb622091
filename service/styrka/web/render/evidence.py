"""What a row rests on, for readers: the statement, the source that makes it, and the passages that are quoted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from styrka.ask.answer import AnsweredQuestion
from styrka.ask.describe import Statement
from styrka.ask.evidence import Support
from styrka.ask.sources import Passage, SourceDescription, describe_sources, find_passages
from styrka.engine.interface import Term
from styrka.web.context import language, service


@dataclass(frozen=True)
class ShownSupport:
    """A statement that a row rests on, with its source and the passages."""

    support: Support
    source: SourceDescription
    passages: tuple[Passage, ...] = ()

    @property
    def why(self) -> str:
        """The address of the page that explains the row's own statement."""
        return make_why_address(*self.support.conclusion)

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


def make_why_address(subject: str, predicate: str, thing: str) -> str:
    """Return the address that explains a statement; the terms are N-Triples."""
    return "/why?" + urlencode({"s": subject, "p": predicate, "o": thing})


def make_statement_address(statement: Statement, about: Term, incoming: bool = False) -> str:
    """Return the address that explains a statement of a thing, or one that points to the thing."""
    ends = (about.n3(), statement.value.term.n3())
    subject, thing = reversed(ends) if incoming else ends
    return make_why_address(subject, statement.predicate.term.n3(), thing)


def show_evidence(answered: AnsweredQuestion) -> list[tuple[ShownSupport, ...]]:
    """Return what each row of an answer rests on, in the reader's language. Raises as ``Engine.run``."""
    every = {support for row in answered.evidence for support in row}
    sources = describe_sources(service().engine, {support.source for support in every}, language())
    passages = find_passages(service().engine, sorted(every, key=str))
    return [
        tuple(ShownSupport(support, sources[support.source], passages.get(support, ())) for support in row)
        for row in answered.evidence
    ]
