"""What a row rests on, as HTML, and the addresses at which statements are explained: ``/why?s=&p=&o=``.

A page names the same few sources in every row. What is written of each is written once, here and not in a template, for
the same reason as the cells: macros and filters took half of the time of a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from markupsafe import Markup, escape

from styrka.ask.describe import Statement
from styrka.ask.row_evidence import RowSupport
from styrka.ask.sources import Passage, SourceDescription
from styrka.engine.interface import Term
from styrka.vocabulary import BASE, shorten

_CURIE: Final = re.compile(r"[a-z]\w*:[A-Za-z][\w-]*")
_TERMS: Final = 2_000  # whose quoted form is at hand; most statements of a page share theirs


class EvidenceWriter:
    """Writes what the rows of one page rest on."""

    def __init__(
        self,
        address: Callable[[str], str],
        keep: Callable[[str], str],
        word: Callable[..., str],
        heading: Callable[[str], str],
        language: str,
    ) -> None:
        """Take what the page's templates take.

        Parameters:
            address: gives where a reader follows an IRI.
            keep: gives an address of this service that keeps the reader's language.
            word: gives the reader's words by their key.
            heading: gives the words for a part of an answer.
            language: the reader's.
        """
        self._address, self._keep, self._word, self._heading = address, keep, word, heading
        self._language = language
        self._headings: dict[str, Markup] = {}
        self._sources: dict[str, str] = {}

    def write(self, supports: Iterable[RowSupport]) -> Markup:
        """Return for each source of a row the parts of the answer that it is of, and its words; it opens in the row."""
        grouped: dict[str, list[RowSupport]] = {}
        for one in supports:
            grouped.setdefault(one.source.iri, []).append(one)
        items = "".join(self._write_source_of_row(grouped[iri]) for iri in sorted(grouped, key=str.lower))
        summary = escape(self._word("why_short"))
        return Markup(f'<details class="evidence"><summary>{summary}</summary>\n<ul>\n{items}</ul>\n</details>')  # noqa: S704

    def _write_source_of_row(self, shown: Sequence[RowSupport]) -> str:
        first: dict[str, RowSupport] = {}
        for one in shown:
            first.setdefault(one.support.pattern, one)
        links = ", ".join(self._write_part(name, first[name]) for name in sorted(first, key=str.lower))
        source = shown[0].source
        if source.iri not in self._sources:
            self._sources[source.iri] = self._write_source(source)
        passages = dict.fromkeys(passage for one in shown for passage in one.passages)
        return f"<li>{links}: {self._sources[source.iri]}\n{''.join(map(self._write_passage, passages))}</li>\n"

    def _write_part(self, name: str, shown: RowSupport) -> str:
        if name not in self._headings:
            self._headings[name] = escape(self._heading(name))
        address = escape(self._keep(make_support_address(shown)))
        return f'<a href="{address}" rel="nofollow">{self._headings[name]}</a>'

    def _write_source(self, source: SourceDescription) -> str:
        other = source.language and source.language != self._language
        language = f' lang="{escape(source.language)}"' if other else ""
        title = escape(source.title or self._word("title_not_recorded"))
        more = [source.publisher] if source.publisher and source.is_document else []
        if source.date and source.is_document:
            more.append(source.date)
        elif source.read_on:
            more.append(self._word("read_on", date=source.read_on))
        return ", ".join([f'<a href="{escape(self._address(source.iri))}"{language}>{title}</a>', *map(escape, more)])

    def _write_passage(self, passage: Passage) -> str:
        place = escape(passage.section)
        if not passage.text:
            return f'<p class="place">{escape(self._word("stands_in"))} {place}</p>\n'
        end = f'<p class="place">{place}</p>' if passage.section else ""
        return f'<blockquote lang="{escape(passage.language)}"><p>{escape(passage.text)}</p>{end}</blockquote>\n'


def make_why_address(subject: str, predicate: str, thing: str) -> str:
    """Return the address that explains a statement; the terms are N-Triples."""
    return f"/why?s={_quote(subject)}&p={_quote(predicate)}&o={_quote(thing)}"


@lru_cache(_TERMS)
def _quote(term: str) -> str:
    return quote(_shorten(term), safe=":/")


def _shorten(term: str) -> str:
    """Return an IRI as a CURIE or relative to ours: a page has hundreds of these addresses."""
    if not term.startswith("<"):
        return term
    curie = shorten(term[1:-1])
    return curie if _CURIE.fullmatch(curie) else term.replace(f"<{BASE}", "<", 1)


def make_statement_address(statement: Statement, about: Term, incoming: bool = False) -> str:
    """Return the address that explains a statement of a thing, or one that points to the thing."""
    ends = (about.n3(), statement.value.term.n3())
    subject, thing = reversed(ends) if incoming else ends
    return make_why_address(subject, statement.predicate.term.n3(), thing)


def make_support_address(shown: RowSupport) -> str:
    """Return the address that explains the row's own statement."""
    return make_why_address(*shown.support.conclusion)
