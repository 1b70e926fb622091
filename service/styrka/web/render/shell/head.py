"""What the head of a page states of its address: the canonical one, and the same page in each language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import urlencode

from styrka.ask.question import Query
from styrka.web.http.paths import encode_path

# What others add to an address to follow who came by it, and what chooses no other page.
_TRACKERS: Final = ("utm_", "fbclid", "gclid", "msclkid", "mc_")
_NOT_CONTENT: Final = frozenset({"lang"})


def make_canonical(path: str, given: Iterable[tuple[str, str]], question: Query | None = None) -> str:
    """Return the one address of a page, as a path and a query string.

    Of a question it has the parameters that differ from the defaults, in the order in which the question has them;
    of another page all but the language and what trackers add, in alphabetical order.
    """
    kept = [(name, value) for name, value in given if value and not _is_foreign(name)]
    if question is not None:
        order = {one.name: place for place, one in enumerate(question.parameters)}
        defaults: Mapping[str, str | None] = {
            one.name: None if one.daily else one.default for one in question.parameters
        }
        kept = [(name, value) for name, value in kept if name in order and value != defaults[name]]
        kept.sort(key=lambda pair: order[pair[0]])
    else:
        kept.sort(key=lambda pair: pair[0])
    return encode_path(path) + (f"?{urlencode(kept, safe='/:')}" if kept else "")


def add_language(address: str, language: str) -> str:
    """Return an address that asks for a language."""
    return f"{address}{'&' if '?' in address else '?'}lang={language}"


def _is_foreign(name: str) -> bool:
    return name in _NOT_CONTENT or name.startswith(_TRACKERS)
