"""A row of an answer's table, as the page of the question has it: at most five columns, and "Why?" for the rest.

A page has hundreds of cells, and most of their terms several times. They are written here and not in a template,
because a macro called for each cell took twice as long as all the rest of the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup

from styrka.ask.pages.page import SOURCE, Item, Page
from styrka.ask.pages.sentence import split_things
from styrka.ask.row_evidence import RowSupport
from styrka.engine.interface import Row, Term
from styrka.labels import choose_label
from styrka.text.locale import format_date, format_number
from styrka.text.ui import get_words
from styrka.web.context import WrittenRow
from styrka.web.render.answer.evidence import EvidenceWriter
from styrka.web.render.escaping import escape

JOINT: Final = "joint"
_DATE: Final = re.compile(r"[12]\d{3}-\d\d(-\d\d)?")
_NUMBER: Final = re.compile(r"\d{5,15}")
_LINKED: Final = ("http://", "https://", "mailto:")
_WITH: Final = {"en": "with", "sv": "med"}
_COLUMNS: Final = {"en": "English", "sv": "Swedish"}  # ends the name of a column that is in one language
_BREAKS: Final = re.compile(r"(?<=[./-])(?=\w)")  # where a long web address may go on on the next line


@dataclass
class RowWriter:
    """Writes rows of one question's answers.

    Attributes:
        labels: the names of things, by language and IRI.
        words: what codes are called.
        warnings: the codes that a reader must not miss.
        headings: what stands above a column.
        covered: the region that each list is for, where a cell needs it.
        largest: the largest number of each column that is shown as a bar.
    """

    language: str
    address: Callable[[str], str]
    labels: Mapping[str, Mapping[str, str]]
    words: Mapping[str, str]
    warnings: frozenset[str]
    headings: Callable[[str], str]
    evidence: EvidenceWriter
    covered: Mapping[str, str] = field(default_factory=dict)
    largest: Mapping[str, float] = field(default_factory=dict)
    _written: dict[tuple[Term, str], str] = field(default_factory=dict)

    def write(self, page: Page, row: Row, behind: Sequence[RowSupport], mark: str = "") -> WrittenRow:
        """Return a row as HTML, in parts.

        Parameters:
            page: what the page of the question has in a row.
            behind: what the row rests on.
            mark: what stands in the cell of what it is alike by; empty for nothing.
        """
        marked = f'<small class="mark">{escape(mark)}</small>' if mark and page.alike else ""
        cells = "".join(
            f'<td data-label="{escape(self.headings(cell.name))}">{self._cell(cell.items, row, behind)}'
            f"{marked if marked and page.alike and cell.items[0].column == page.alike.column else ''}</td>"
            for cell in page.cells
        )
        head, why = self._cell((page.head,), row, behind), self._why(page.fold, row, behind)
        return head, cells, why, self.evidence.cite(behind)

    def _cell(self, items: Sequence[Item], row: Row, behind: Sequence[RowSupport]) -> str:
        """Return the lines of a cell, the first larger; what is not recorded is said of the first alone.

        A code without words, as for what does not apply, is a dash.
        """
        lines = [self._line(item, row, behind) for item in items]
        unknown = f'<span class="none">{escape(get_words("not_recorded", self.language))}</span>'
        main = lines[0] or ("–" if items[0].column in row else unknown)
        if not lines[0] and any(lines[1:]):
            main = ""
        return main + "".join(f"<small>{line}</small>" for line in lines[1:] if line)

    def _line(self, item: Item, row: Row, behind: Sequence[RowSupport]) -> str:
        if item.column == SOURCE and SOURCE not in row:
            return self.evidence.write_document(behind)
        term = row.get(item.column)
        if term is None:
            named = row.get(item.column + "Name")
            return self._term(named, "") if named else ""
        if item.form == "written":
            return self._as_written(term, row.get(item.column + "Name"))
        if item.form == "bar":
            return self._bar(term, item.column)
        text = self._term(term, "")
        if item.via and term.value == JOINT and item.via in row:
            region = self.covered.get(row[item.via].value, "")
            name = choose_label(self.labels.get(region, {}), self.language)
            return f"{text}, {_WITH[self.language]} {escape(name)}" if name else text
        return text

    def _as_written(self, term: Term, written: Term | None) -> str:
        """Return a name as the source writes it, and below it in the reader's language where that is another."""
        names = self.labels.get(term.value, {})
        label = choose_label(names, self.language)
        if written is None or not term.is_iri or written.value in self.words:
            return self._term(term, "")
        tag = next((tag for tag, name in sorted(names.items()) if name == written.value), "")
        tag = "" if tag == self.language else tag
        spoken = f' lang="{escape(tag)}"' if tag else ""
        link = f'<a href="{escape(self.address(term.value))}"{spoken}>{escape(written.value)}</a>'
        return link if not label or label == written.value else f"{link}<small>{escape(label)}</small>"

    def _bar(self, term: Term, column: str) -> str:
        """Return a number with a bar beside it, as long as the number is of the largest."""
        try:
            number = float(term.value)
        except ValueError:
            return self._term(term, "")
        share = round(100 * number / (self.largest.get(column) or 1))
        return (
            f'{escape(format_number(number, self.language))} <svg class="bar" viewBox="0 0 100 8" aria-hidden="true" '
            f'preserveAspectRatio="none"><rect width="{max(0, min(100, share))}" height="8"/></svg>'
        )

    def _term(self, term: Term, kind: str) -> str:
        key = (term, kind)
        if key not in self._written:
            things = split_things(term)
            self._written[key] = ", ".join(map(self._link, things)) if things[0].is_iri else self._text(term)
        return self._written[key]

    def _link(self, term: Term) -> str:
        names = self.labels.get(term.value, {})
        label = choose_label(names, self.language)
        address = self.address(term.value)
        if not address.startswith(("/", *_LINKED)):
            return f"<span>{escape(label or term.value)}</span>"
        if not label:
            parts = urlsplit(term.value)
            web = parts.scheme in ("http", "https") and not address.startswith("/")
            label = (parts.netloc.removeprefix("www.") + parts.path.rstrip("/")) if web else address.lstrip("/")
            shown = _BREAKS.sub(Markup("<wbr>"), escape(label.removeprefix("mailto:")))
            return f'<a class="address" href="{escape(address)}">{shown}</a>'
        tag = "" if self.language in names else next((tag for tag, name in names.items() if name == label and tag), "")
        spoken = f' lang="{escape(tag)}"' if tag else ""
        return f'<a href="{escape(address)}"{spoken}>{escape(label)}</a>'

    def _text(self, term: Term) -> str:
        if term.language:
            spoken = f' lang="{escape(term.language)}"' if term.language != self.language else ""
            return f"<span{spoken}>{escape(term.value)}</span>"
        text = self.words.get(term.value, term.value)
        if term.value in self.warnings:
            return f'<span class="warn">{escape(text)}</span>'
        if _DATE.fullmatch(text):
            return f'<time datetime="{text}">{escape(format_date(text, self.language))}</time>'
        if term.datatype and _NUMBER.fullmatch(text):
            return escape(format_number(int(text), self.language))
        return escape(text)

    def _why(self, fold: Sequence[str], row: Row, behind: Sequence[RowSupport]) -> str:
        spoken = [one for one in fold if self._is_for_reader(one, row)]
        facts = [(self.headings(one), text) for one in spoken if (text := self._line(Item(one), row, behind))]
        listed = "".join(f"<dt>{escape(heading)}</dt><dd>{text}</dd>" for heading, text in facts)
        return self.evidence.write_details(f"<dl>{listed}</dl>" if listed else "", behind)

    def _is_for_reader(self, column: str, row: Row) -> bool:
        """Return whether a column is to be read: of a text that has a column for each language, the reader's."""
        tag = next((tag for tag, name in _COLUMNS.items() if column.endswith(name)), "")
        own = _COLUMNS.get(self.language, "")
        return not tag or tag == self.language or column.removesuffix(_COLUMNS[tag]) + own not in row
