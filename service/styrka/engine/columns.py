"""The columns of ``SELECT *``: in the order in which the query names its variables, which the engine does not know."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from styrka.engine.guard import Form
from styrka.engine.terminals import count_declarations, tokens

_FORMS: Final = frozenset(form.value for form in Form)
_STAR: Final = re.compile(r"select\b[^{]*\*", re.IGNORECASE)


def find_star(text: str) -> int | None:
    """Return where the ``*`` of a query's own SELECT stands; None for another form, and where columns are named."""
    if "*" not in text or not _STAR.search(text):  # spares most queries the reading of their tokens
        return None
    words = tokens(text, count_declarations(text)[1])
    form = next((word.upper() for _, word, _ in words if word.upper() in _FORMS), "")
    if form != "SELECT":
        return None
    for _, word, start in words:
        if word.upper() not in ("DISTINCT", "REDUCED"):
            return start if word == "*" else None
    return None


def name_columns(text: str, star: int, variables: Collection[str]) -> str:
    """Return the query with its variables, in the order in which they first occur, in the place of the ``*``.

    Parameters:
        star: where it stands.
        variables: those that are in scope (SPARQL 1.1 Query section 18.2.1), without the question mark.
    """
    left, found = set(variables), []
    for kind, word, _ in tokens(text, star + 1):
        if kind == "name" and word[0] in "?$" and word[1:] in left:
            left.remove(word[1:])
            found.append(word[1:])
            if not left:
                break
    if left or not found:
        return text
    return f"{text[:star]}{' '.join('?' + name for name in found)} {text[star + 1 :]}"
