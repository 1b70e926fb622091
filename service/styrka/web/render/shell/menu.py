"""The entries of the header and the footer. An entry appears when the application has a page at its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from flask import current_app
from markupsafe import Markup
from werkzeug.routing import Map

from styrka.text.ui import get_words
from styrka.web.render.related import keep_language

# What a scratch instance has not, whose store is its writers' own (nor any table), and what needs a release's files.
_VOCABULARY: Final = frozenset(
    {"/regions", "/themes", "/map", "/compare", "/partners", "/change", "/def", "/review", "/template"}
)
_PUBLISHED: Final = frozenset({"/catalog"})


@dataclass(frozen=True)
class Entry:
    """One entry: its address, the key of its words, and what the addresses of its section begin with."""

    path: str
    key: str
    sections: tuple[str, ...] = ()


HEADER: Final = (
    Entry("/regions", "regions", ("/doc/region/",)),
    Entry("/themes", "themes", ("/scheme/theme",)),
    Entry("/map", "map"),
    Entry("/compare", "compare"),
    Entry("/partners", "partners"),
    Entry("/data", "data", ("/table", "/dataset/", "/release", "/catalog", "/sparql", "/graph", "/def", "/shape")),
)
FOOTER: Final = (
    Entry("/about", "about"),
    Entry("/ask", "all_questions"),
    Entry("/data", "data_and_api"),
    Entry("/def", "vocabulary"),
    Entry("/about/accessibility", "accessibility"),
    Entry("/api", "api"),
    Entry("/correct", "correct"),
    Entry("/check", "check"),
    Entry("/review", "review"),
    Entry("/template", "templates"),
)


def has_page(path: str, *, scratch: bool, published: bool) -> bool:
    """Return whether an instance of that kind has a page at an address of this application."""
    if (scratch and (path in _VOCABULARY or path.startswith("/table/"))) or (not published and path in _PUBLISHED):
        return False
    return _is_routed(current_app.url_map, path)


@lru_cache(500)
def _is_routed(routes: Map, path: str) -> bool:
    return routes.bind("localhost").test(path, "GET")


def list_entries(entries: Sequence[Entry], *, scratch: bool, published: bool) -> tuple[Entry, ...]:
    """Return the entries whose pages an instance of that kind has."""
    return tuple(one for one in entries if has_page(one.path, scratch=scratch, published=published))


@lru_cache(500)
def write_entries(entries: tuple[Entry, ...], marks: tuple[str, ...], language: str, chosen: str) -> Markup:
    """Return entries as items of a list; they are the same on most pages.

    Parameters:
        marks: the value of ``aria-current`` of each; empty for none.
        chosen: the language that the address names.
    """
    items = [
        Markup('<li><a href="{}"{}>{}</a></li>\n').format(
            keep_language(one.path, chosen),
            Markup(' aria-current="{}"').format(mark) if mark else "",
            get_words(one.key, language),
        )
        for one, mark in zip(entries, marks, strict=True)
    ]
    return Markup().join(items)


def mark_current(entry: Entry, path: str) -> str:
    """Return the value of ``aria-current``: ``page`` on the entry's own page, ``true`` within its section, or none."""
    if path == entry.path:
        return "page"
    return "true" if entry.sections and path.startswith(entry.sections) else ""
