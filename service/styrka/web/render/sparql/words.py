"""What the script of the editor shows and says, in the reader's language."""

from __future__ import annotations

from typing import Any, Final

from styrka.text.ui import get_words

_KEYS: Final = (
    "label",
    "keys",
    "running",
    "unreachable",
    "copied",
    "selected",
    "shown",
    "insert",
    "line",
    "declare",
    "replace",
    "of",
    "value",
    "count",
)
# What CodeMirror itself says, by its own words for it.
_PHRASES: Final = {
    "Completions": "completions",
    "Diagnostics": "diagnostics",
    "No diagnostics": "no_diagnostics",
    "close": "close",
    "Selection deleted": "deleted",
}


def list_editor_words(language: str) -> dict[str, Any]:
    """Return the words by the names that the script has for them."""
    words: dict[str, Any] = {name: get_words(f"editor_{name}", language) for name in _KEYS}
    return words | {"phrases": {name: get_words(f"editor_{key}", language) for name, key in _PHRASES.items()}}
