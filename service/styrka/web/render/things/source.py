"""The page of a source: what it is, where to read it, what is quoted from it, and what it supports here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from styrka.ask.describe import Resource
from styrka.ask.sources import SourceDescription, describe_sources
from styrka.engine.interface import Row
from styrka.text.locale import sort_key
from styrka.text.reference.licences import name_licence
from styrka.text.things import get_thing_words as words
from styrka.text.ui import get_words
from styrka.vocabulary import DEF
from styrka.web.context import language, service
from styrka.web.render.names import Link, Names, link_things
from styrka.web.render.things.asking import read, select
from styrka.web.render.things.parts.details import (
    PAGE,
    Detail,
    Details,
    Written,
    choose_texts,
    make_links,
    name_pages,
    read_subjects,
    read_values,
)
from styrka.web.render.things.parts.statements import list_statements

_DETAILS: Final[Mapping[str, Sequence[str]]] = {
    "kind_of_document": ("styrka:sourceKind",),
    "publisher": ("dcterms:publisher", "http://purl.org/dc/elements/1.1/publisher"),
    "issued": ("dcterms:issued", "dcterms:date"),
    "modified": ("dcterms:modified",),
    "read": ("styrka:readOn",),
    "recorded": ("styrka:recordedOn",),
}
_MISSED: Final[tuple[str, ...]] = ("publisher", "issued", "read")
# The nouns that are counted, in this order, and the keys of their words.
_NOUNS: Final[Mapping[str, str]] = {
    "Region": "noun_regions",
    "PriorityList": "noun_lists",
    "PriorityArea": "noun_areas",
    "Theme": "noun_themes",
    "Actor": "noun_actors",
    "FundingProgramme": "noun_programmes",
    "Project": "noun_projects",
    "Involvement": "noun_involvements",
    "Statement": "noun_statements",
    "Figure": "noun_figures",
    "Mapping": "noun_mappings",
}
_FIRST: Final = 10  # things of a noun, and quotations, that are shown


@dataclass(frozen=True)
class Quoted:
    """A passage that is quoted, where it stands, and what it supports."""

    text: Written
    section: str
    supports: tuple[Link, ...]


@dataclass(frozen=True)
class Supported:
    """The things of one noun that a source states something of: the key of the noun, how many, and the first."""

    key: str
    count: int
    first: tuple[Link, ...]


@dataclass(frozen=True)
class SourcePage:
    """What the page of a source shows beside all that is recorded of it.

    Attributes:
        source: what is known of it.
        page: where it is read; its label is the name of the site.
        details: kind, publisher and dates.
        original: the source that it is a copy of.
        copies: the copies of it.
        original_page: where the original is, when that is a page and not a source of ours.
        regions: the regions that its strategies are for.
        quotations: the first passages that are quoted.
        quoted: how many are.
        supported: what it supports, by noun.
        statements: what it states itself, by kind.
        notes: what is recorded beside all this.
        missing: the keys of what is not recorded.
    """

    source: SourceDescription
    page: Link | None
    details: tuple[Detail, ...]
    original: tuple[Link, ...]
    copies: tuple[Link, ...]
    regions: tuple[Link, ...]
    quotations: tuple[Quoted, ...]
    quoted: int
    supported: tuple[Supported, ...]
    statements: tuple[tuple[str, tuple[Written, ...]], ...]
    notes: tuple[Written, ...]
    missing: tuple[str, ...]

    @property
    def name(self) -> Written:
        """The title, or that none is recorded."""
        title = self.source.title
        return Written(title, self.source.language) if title else Written(get_words("title_not_recorded", language()))

    @property
    def licence(self) -> str:
        """What its licence is called."""
        return name_licence(self.source.licence, language())

    @cached_property
    def sentence(self) -> str:
        """Who published it, and how many things it supports."""
        date = self.source.date[:4]
        what = ", ".join(one for one in (self.source.publisher, date) if one and self.source.is_document)
        return words(
            "source_sentence" if self.supported else "source_sentence_none",
            language(),
            name=self.source.title or words("this_source", language()),
            what=f" ({what})" if what else "",
            n=sum(one.count for one in self.supported),
        )


def describe_source(found: Resource) -> SourcePage:
    """Return what the page of a source shows. Raises as ``answer_question``."""
    present, details = service(), Details(found, _DETAILS)
    quotations = _list_quotations(found.iri)
    supported, regions = _list_supported(found.iri)
    described = describe_sources(present.engine, [found.iri], language())[found.iri]
    pages = name_pages(read_values(found, PAGE))
    missing = [key for key in _MISSED if key in details.missing and described.is_document]
    missing += ["document_link"] if described.is_document and not pages else []
    return SourcePage(
        source=described,
        page=pages[0] if pages else None,
        details=details.shown,
        original=make_links(read_values(found, "styrka:copyOf")),
        copies=make_links(read_subjects(found, "styrka:copyOf")),
        regions=link_things(regions),
        quotations=quotations[:_FIRST],
        quoted=len(quotations),
        supported=supported,
        statements=list_statements(found.iri),
        notes=choose_texts(read_values(found, "skos:note")),
        missing=tuple(missing),
    )


def _list_quotations(iri: str) -> tuple[Quoted, ...]:
    rows = select(
        f"""SELECT DISTINCT ?quotation ?text ?section ?thing {{
  ?graph dcterms:source <{iri}> . GRAPH ?graph {{ ?quotation oa:exact ?text }}
  OPTIONAL {{ ?quotation styrka:section ?section }}
  OPTIONAL {{ ?quotation styrka:supports ?thing }}
}} ORDER BY ?quotation ?thing"""
    )
    by_quotation: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_quotation[row["quotation"].value].append(row)
    shown = [row for several in list(by_quotation.values())[:_FIRST] for row in several]
    names = Names(row["thing"].value for row in shown if "thing" in row)
    return tuple(
        Quoted(
            Written(several[0]["text"].value, several[0]["text"].language),
            read(several[0], "section"),
            names.links(row["thing"].value for row in several if "thing" in row),
        )
        for several in by_quotation.values()
    )


def _list_supported(iri: str) -> tuple[tuple[Supported, ...], tuple[str, ...]]:
    """Return the things that the source states something of, by noun, and the regions of the strategies among them."""
    nouns = " ".join(f"styrka:{noun}" for noun in _NOUNS)
    rows = select(
        f"""SELECT DISTINCT ?thing ?noun ?region {{
  {{ SELECT DISTINCT ?thing {{ ?graph dcterms:source <{iri}> . GRAPH ?graph {{ ?thing ?property ?value }} }} }}
  VALUES ?noun {{ {nouns} }} ?thing a ?noun
  OPTIONAL {{ ?thing styrka:coversRegion ?region }}
}} ORDER BY ?thing ?noun"""
    )
    found: dict[str, dict[str, None]] = {noun: {} for noun in _NOUNS}
    for row in rows:
        found[row["noun"].value.removeprefix(DEF)][row["thing"].value] = None
    first = {noun: list(things)[:_FIRST] for noun, things in found.items()}
    names = Names(thing for things in first.values() for thing in things)
    supported = [
        Supported(
            key,
            len(found[noun]),
            tuple(sorted(names.links(first[noun]), key=lambda one: sort_key(one.label, language()))),
        )
        for noun, key in _NOUNS.items()
        if found[noun]
    ]
    return tuple(supported), tuple(dict.fromkeys(row["region"].value for row in rows if "region" in row))
