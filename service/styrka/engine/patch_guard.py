"""Admission of patches: an update that speaks of no graph but the one that it is sent to.

SPARQL 1.1 Graph Store HTTP Protocol, section 5.7: the request names the graph, and the update's patterns and templates
mean it, without GRAPH or WITH.
"""

from __future__ import annotations

from typing import Final

from styrka.engine.guard import Limits, position, tokens
from styrka.engine.update_guard import admit_update
from styrka.errors import UnfitPatch

_GRAPH_WORDS: Final = frozenset({"GRAPH", "WITH", "USING", "LOAD", "CREATE", "CLEAR", "DROP", "COPY", "MOVE", "ADD"})


def admit_patch(text: str, limits: Limits | None = None) -> str:
    """Return the patch as the engine is to run it.

    Raises:
        UnfitPatch: For one that names graphs, and as ``admit_update``.
    """
    admitted = admit_update(text, limits)
    for kind, word, start in tokens(text):
        if kind == "name" and word.upper() in _GRAPH_WORDS:
            line, column = position(text, start)
            raise UnfitPatch(
                f"{word.upper()} on line {line}, column {column}: a patch changes the graph that it is sent to, and "
                "names none. Write INSERT, DELETE and WHERE without it, or send the update to /update.",
                sv=f"{word.upper()} på rad {line}, kolumn {column}: en ändring gäller den graf som den skickas till, "
                "och nämner ingen. Skriv INSERT, DELETE och WHERE utan det, eller skicka uppdateringen till /update.",
                keyword=word.upper(),
                line=line,
                column=column,
            )
    return admitted
