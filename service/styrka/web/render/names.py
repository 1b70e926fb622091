"""What things are called in the reader's language, and the links that lead to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import request

from styrka.ask.names.regions import offer_name, read_short_names
from styrka.labels import choose_label, choose_language
from styrka.vocabulary import BASE
from styrka.web.context import address, language, service
from styrka.web.render.related import keep_language


@dataclass(frozen=True)
class Link:
    """A thing as a page leads to it.

    Attributes:
        iri: what it is.
        address: where a reader follows it, in the language that was chosen.
        label: what it is called.
    """

    iri: str
    address: str
    label: str


class Names:
    """What things are called in the reader's language, all looked up at once: a region by its short name."""

    def __init__(self, iris: Iterable[str]) -> None:
        """Look the names of things up. Raises as ``Engine.run``."""
        self._labels, self._short = find_labels(iris), find_short_names()

    def name(self, iri: str) -> str:
        """Return what a thing is called; the end of its IRI where it has no name."""
        if iri in self._short:
            return self._short[iri]
        labels = self._labels.get(iri)
        return choose_label(labels, language()) if labels else iri.removeprefix(BASE).rsplit("/", 1)[-1]

    def offer(self, iri: str) -> str:
        """Return what a thing is called where it is chosen: a region by its short name and its label."""
        label = choose_label(self._labels.get(iri, {}), language())
        return offer_name(label, self._short.get(iri, "")) if label else self.name(iri)

    def tag(self, iri: str) -> str:
        """Return the language of what a thing is called where it is not the reader's; empty where it is."""
        found = "" if iri in self._short else choose_language(self._labels.get(iri, {}), language())
        return "" if found == language() else found

    def translate(self, iri: str, written: str) -> str:
        """Return the name in the reader's language where it has one that is not as it is written; else nothing."""
        name = self._labels.get(iri, {}).get(language(), "")
        return "" if name.casefold() == written.casefold() else name

    def link(self, iri: str) -> Link:
        """Return the way to a thing."""
        return make_link(iri, self.name(iri))

    def links(self, iris: Iterable[str]) -> tuple[Link, ...]:
        """Return the ways to things, each once, in their order."""
        return tuple(self.link(iri) for iri in dict.fromkeys(iris))


def find_short_names() -> Mapping[str, str]:
    """Return the short names of regions, by IRI. Raises as ``Engine.run``."""
    present = service()
    return read_short_names(present.engine, present.answers)


def link_things(iris: Iterable[str]) -> tuple[Link, ...]:
    """Return the ways to things, each once, in their order. Raises as ``Engine.run``."""
    every = list(dict.fromkeys(iris))
    return Names(every).links(every)


def make_link(iri: str, label: str) -> Link:
    """Return the way to a thing whose name is known."""
    return Link(iri, keep_language(address(iri), request.args.get("lang", "")), label)


def name_site(page: str) -> str:
    """Return the name of the site that an address leads to, as people write it.

    >>> name_site("https://www.regionsormland.se/utveckling/")
    'regionsormland.se'
    """
    return urlsplit(page).netloc.removeprefix("www.")


def find_labels(iris: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
    """Return the labels of things by IRI and language. Raises as ``Engine.run``."""
    present = service()
    return present.labels.find(present.engine, list(dict.fromkeys(iris)))
