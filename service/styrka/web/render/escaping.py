"""Text as HTML, for what is written in Python and not by a template."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import escape as _escape

_TEXTS = 10_000  # that are at hand: a page has the same names and words many times, and so has the next


@lru_cache(_TEXTS)
def escape(text: str) -> str:
    """Return a text as HTML, also within an attribute.

    >>> escape('<a href="x">')
    '&lt;a href=&#34;x&#34;&gt;'
    """
    return str(_escape(text))
