"""The words for what distinguishes two releases, Swedish and English side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from styrka.text.locale import fill_words

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # key: (English, Swedish)
    "from_to": ("From {old} to {new}", "Från {old} till {new}"),
    "nothing": ("Nothing that is stated has changed.", "Inget som är angivet har ändrats."),
    "counted": (
        "Things that came: {added}. Changed: {changed}. Went: {removed}.",
        "Ting som tillkom: {added}. Ändrades: {changed}. Försvann: {removed}.",
    ),
    "statements": (
        "Statements that came: {statements_added}. Went: {statements_removed}.",
        "Uppgifter som tillkom: {statements_added}. Försvann: {statements_removed}.",
    ),
    "title_added": ("Came ({n})", "Tillkom ({n})"),
    "title_changed": ("Changed ({n})", "Ändrades ({n})"),
    "title_removed": ("Went ({n})", "Försvann ({n})"),
    "more": ("and {n} more; --all names them", "och {n} till; --all räknar upp dem"),
    "became": ("{before} became {after}", "{before} blev {after}"),
    "came": ("{value}, which is new", "{value}, som är nytt"),
    "went": ("{value}, which is gone", "{value}, som är borta"),
    "and_more": ("and {n} more", "och {n} till"),
    "unnamed": ("(a part without a name)", "(en del utan namn)"),
}


def get_difference_words(key: str, language: str, **values: object) -> str:
    """Return the words for a key in a language, ``en`` or ``sv``, with numbers as the language writes them.

    Raises:
        KeyError: For a key that does not exist.
    """
    return fill_words(_WORDS[key][1 if language == "sv" else 0], language, values)
