"""What things are called in the reader's language, and the links that lead to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import request

from styrka.labels import choose_label
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
    """What things are called in the reader's language, all looked up at once."""

    def __init__(self, iris: Iterable[str]) -> None:
        """Look the names of things up. Raises as ``Engine.run``."""
        self._labels = find_labels(iris)

    def name(self, iri: str) -> str:
        """Return what a thing is called; the end of its IRI where it has no name."""
        labels = self._labels.get(iri)
        return choose_label(labels, language()) if labels else iri.removeprefix(BASE).rsplit("/", 1)[-1]

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
