"""What a row of an answer rests on, as HTML: it opens in the row. Written in Python for the reason of the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from styrka.ask.row_evidence import RowSupport
from styrka.ask.sources import Passage, SourceDescription
from styrka.text.locale import format_date
from styrka.text.ui import get_words
from styrka.vocabulary import CURATION
from styrka.web.render.escaping import escape
from styrka.web.render.evidence import make_correct_address, make_support_address, write_place

# That open in a row; the page of the statement has all of them.
_SOURCES: Final = 5
_PASSAGES: Final = 2


@dataclass
class EvidenceWriter:
    """Writes what rows rest on; each source is written once for all rows.

    Attributes:
        heading: what a part of the evidence is called.
        address: where a reader follows an IRI.
        keeping: an address of ours that keeps the reader's language.
    """

    language: str
    heading: Callable[[str], str]
    address: Callable[[str], str]
    keeping: Callable[[str], str]
    _sources: dict[str, str] = field(default_factory=dict)
    _cited: dict[str, str] = field(default_factory=dict)
    _ways: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def write_details(self, facts: str, supports: Sequence[RowSupport]) -> str:
        """Return "Why?", which opens to the facts that have no column and to the sources with their words."""
        by_source: dict[str, list[RowSupport]] = {}
        for one in supports:
            by_source.setdefault(one.source.iri, []).append(one)
        # Whoever quotes comes first, and what the curation added last.
        ordered = sorted(
            by_source.values(), key=lambda of: (of[0].source.iri == CURATION, not any(one.passages for one in of))
        )
        if not facts and not ordered:
            return ""
        items = "".join(f"<li>{self._write_source_of(of)}</li>" for of in ordered[:_SOURCES])
        if rest := ordered[_SOURCES:]:
            way = escape(self.keeping(make_support_address(rest[0][0])))
            more = escape(get_words("more", self.language, n=len(rest)))
            items += f'<li><a href="{way}">{more}</a></li>'
        if supports:
            right = escape(self.keeping(make_correct_address(*supports[0].support.conclusion)))
            words = escape(get_words("correct_here", self.language))
            items += f'<li><a href="{right}">{words}</a></li>'
        summary = escape(get_words("why_short", self.language))
        return f"<details class=evidence><summary>{summary}</summary>{facts}" + (
            f"<ul>{items}</ul></details>" if items else "</details>"
        )

    def cite(self, supports: Sequence[RowSupport]) -> tuple[tuple[str, str], ...]:
        """Return the documents that a row rests on, each with what a printed page has of it as HTML, by IRI."""
        found = {one.source.iri: one.source for one in supports if one.source.is_document}
        return tuple((iri, self._cite(source)) for iri, source in found.items())

    def _cite(self, source: SourceDescription) -> str:
        if source.iri not in self._cited:
            title = source.title or get_words("title_not_recorded", self.language)
            parts = (title, source.publisher, source.date[:4], source.page)
            self._cited[source.iri] = ", ".join(escape(one) for one in parts if one)
        return self._cited[source.iri]

    def write_document(self, supports: Sequence[RowSupport]) -> str:
        """Return the document that a row stands in, by its publisher, as a link to the document itself.

        What the row rests on is in the order of the question's patterns, of which the first is what the row says: who
        states the web address of an authority has not written its priorities. A document without an address is a link
        to what is recorded of it.
        """
        documents = [one for one in supports if one.source.is_document]
        documents = [one for one in documents if one.support.pattern == documents[0].support.pattern]
        if not documents:
            return ""
        found = min(documents, key=lambda one: (one.support.is_premise, not one.source.page, not one.passages)).source
        name = found.publisher or found.title or found.page or get_words("title_not_recorded", self.language)
        if found.page and not found.page.startswith(("http://", "https://")):
            return escape(name)
        return f'<a href="{escape(found.page or self.address(found.iri))}">{escape(name)}</a>'

    def _write_source_of(self, supports: Sequence[RowSupport]) -> str:
        """Return which parts of a row rest on a source, each with its explanation, the source, and its words."""
        parts: dict[str, str] = {}
        for one in supports:
            if one.support.pattern not in parts:
                way = self._ways.get(one.support.conclusion)
                if way is None:
                    way = escape(self.keeping(make_support_address(one)))
                    self._ways[one.support.conclusion] = way
                parts[one.support.pattern] = f'<a href="{way}">{escape(self.heading(one.support.pattern))}</a>'
        passages = dict.fromkeys(passage for one in supports for passage in one.passages)
        return f"{', '.join(parts.values())}: {self._write_source(supports[0].source)}" + "".join(
            map(self._write_passage, list(passages)[:_PASSAGES])
        )

    def _write_source(self, source: SourceDescription) -> str:
        if source.iri not in self._sources:
            spoken = f' lang="{escape(source.language)}"' if source.language not in ("", self.language) else ""
            title = source.title or get_words("title_not_recorded", self.language)
            text = f'<a href="{escape(self.address(source.iri))}"{spoken}>{escape(title)}</a>'
            if source.is_document and source.publisher:
                text += f", {escape(source.publisher)}"
            if source.is_document and source.date:
                text += f", {escape(format_date(source.date, self.language))}"
            elif source.read_on:
                read = format_date(source.read_on, self.language)
                text += f", {escape(get_words('read_on', self.language, date=read))}"
            if source.page.startswith(("http://", "https://")):
                words = escape(get_words("document", self.language))
                text += f' <a href="{escape(source.page)}">{words}</a>'
            if source.notice:
                spoken = "" if source.notice_language == self.language else f' lang="{escape(source.notice_language)}"'
                text += f" <small{spoken}>{escape(source.notice)}</small>"
            self._sources[source.iri] = text
        return self._sources[source.iri]

    def _write_passage(self, one: Passage) -> str:
        if not one.text:
            return write_place(one.section, self.language, alone=True)
        place = write_place(one.section, self.language) if one.section else ""
        return f'<blockquote lang="{escape(one.language)}"><p>{escape(one.text)}</p>{place}</blockquote>'
