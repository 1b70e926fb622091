"""The details of a thing: what is recorded under one word each, such as a period, a fund or a place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from styrka.ask.describe import LabelledTerm, Resource, StatementKind
from styrka.text.locale import format_date, sort_key
from styrka.vocabulary import PREFIXES
from styrka.web.context import language
from styrka.web.render.names import Link, make_link, name_site

PAGE: Final = "foaf:page"  # leads to pages elsewhere, which have the names of their sites


@dataclass(frozen=True)
class Written:
    """A text as it is recorded, with its language as a tag of BCP 47; empty when it has none."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Detail:
    """What is recorded under one word: the key of the word, and things to follow or texts."""

    key: str
    links: tuple[Link, ...] = ()
    texts: tuple[Written, ...] = ()

    @property
    def words(self) -> str:
        """The labels and texts as a sentence has them."""
        return ", ".join([*(one.label for one in self.links), *(one.text for one in self.texts)])


class Details:
    """What is recorded of a thing under each word that is asked for, in that order; ``missing`` are words without."""

    def __init__(self, found: Resource, wanted: Mapping[str, Sequence[str]]) -> None:
        """Read the statements of a thing.

        Parameters:
            wanted: by the key of a word, the properties with their prefixes; the first that is recorded counts.
        """
        made = {key: _make_detail(found, key, names) for key, names in wanted.items()}
        self._all: Mapping[str, Detail] = made
        self.shown: tuple[Detail, ...] = tuple(one for one in made.values() if one.links or one.texts)
        self.missing: tuple[str, ...] = tuple(key for key, one in made.items() if not (one.links or one.texts))

    def __getitem__(self, key: str) -> Detail:
        """Return what is recorded under a word, which may be nothing."""
        return self._all[key]


def read_values(found: Resource, *names: str) -> tuple[LabelledTerm, ...]:
    """Return the values that sources state under a property, with its prefix; what only follows is left out.

    The first of several properties that is recorded counts.
    """
    for name in names:
        iri = _expand(name)
        values = [one for one in found.statements if one.predicate.term.value == iri]
        stated = [one.value for one in values if one.basis is not StatementKind.INFERRED]
        if stated:
            return tuple(stated)
    return ()


def read_subjects(found: Resource, *names: str) -> tuple[LabelledTerm, ...]:
    """Return the things that state under one of some properties that they have to do with this one, each once."""
    iris = {_expand(name) for name in names}
    things = {one.value.term.value: one.value for one in found.incoming if one.predicate.term.value in iris}
    return tuple(things.values())


def make_links(values: Iterable[LabelledTerm]) -> tuple[Link, ...]:
    """Return the ways to things in the order of the reader's alphabet."""
    links = {one.term.value: make_link(one.term.value, one.label(language())) for one in values if one.term.is_iri}
    return tuple(sorted(links.values(), key=lambda one: sort_key(one.label, language())))


def name_pages(values: Iterable[LabelledTerm]) -> tuple[Link, ...]:
    """Return the ways to pages elsewhere, under the names of their sites."""
    return tuple(Link(one.term.value, one.term.value, name_site(one.term.value)) for one in values if one.term.is_iri)


def choose_texts(values: Iterable[LabelledTerm]) -> tuple[Written, ...]:
    """Return the texts in the reader's language, each once, with dates in words; else those in other languages."""
    terms = [one.term for one in values if not one.term.is_iri]
    own = [term for term in terms if term.language in ("", language())]
    written = (
        Written(format_date(term.value, language()) if not term.language else term.value, term.language)
        for term in own or terms
    )
    return tuple({one.text: one for one in written}.values())


def name_written(found: Resource) -> Written:
    """Return what a thing is called for the reader, and in which language that is."""
    return Written(found.named.label(language()), found.named.label_language(language()))


def read_one(found: Resource, *names: str) -> str:
    """Return the first value under a property, as it is recorded; empty when there is none."""
    return next((one.term.value for one in read_values(found, *names)), "")


def read_period(found: Resource) -> str:
    """Return the years in which a thing begins and ends, with a dash alone for what is not recorded; empty for none."""
    start, end = (read_one(found, name)[:4] for name in ("styrka:periodStart", "styrka:periodEnd"))
    return write_years(start, end)


def write_years(start: str, end: str) -> str:
    """Return a period in years.

    >>> write_years("2021", "2027"), write_years("2001", ""), write_years("2015", "2015"), write_years("", "")
    ('2021–2027', '2001–', '2015', '')
    """
    return start if start == end else f"{start}–{end}"


def _expand(name: str) -> str:
    """Return the IRI of a property from its name with a prefix, or as it is."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local if prefix in PREFIXES else name


def _make_detail(found: Resource, key: str, names: Sequence[str]) -> Detail:
    values = read_values(found, *names)
    links = name_pages(values) if names == (PAGE,) else make_links(values)
    return Detail(key, links, choose_texts(values))
