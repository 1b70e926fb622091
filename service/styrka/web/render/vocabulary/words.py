"""The words of the vocabulary's pages."""

from __future__ import annotations

from styrka.text.vocabulary import get_vocabulary_words
from styrka.web.context import language


def get_page_words(key: str, **values: object) -> str:
    """Return words of the vocabulary's pages in the reader's language."""
    return get_vocabulary_words(key, language(), **values)
