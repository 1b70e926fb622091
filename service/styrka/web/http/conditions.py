"""Conditional requests (RFC 9110 section 13): whether the client already has what it asks for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Final

from werkzeug.http import http_date, parse_etags


def is_unchanged(tag: str, modified: str, none_match: str | None, modified_since: str | None) -> bool:
    """Return whether a GET or HEAD is answered with 304.

    Parameters:
        tag: the answer's entity tag, without quotation marks.
        modified: its Last-Modified header, or empty.
        none_match: the request's If-None-Match (13.1.2): one tag, a list or ``*``; compared weakly.
        modified_since: the request's If-Modified-Since (13.1.3), which counts only without the former. It must be the
            very date that was sent: after a roll-back the release's date goes backwards.
    """
    if none_match is not None:
        if none_match == f'"{tag}"':
            return True
        tags = parse_etags(none_match)
        return tags.star_tag or tags.contains_weak(tag)
    return bool(modified) and modified_since == modified


@lru_cache(16)
def format_last_modified(created: str, day: str = "") -> str:
    """Return the Last-Modified header for a moment (xsd:dateTime); empty for an empty one.

    Parameters:
        day: from whose beginning, in UTC, the answer is as it is; empty where it is the same each day.
    """
    moments = [datetime.fromisoformat(moment) for moment in (created, f"{day}T00:00:00+00:00" if day else "") if moment]
    return http_date(max(moments)) if created else ""


_STAYS: Final = ("Content-Location", "Content-Security-Policy")


def select_304_headers(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the headers of a 304: those of the 200 but what describes the body (RFC 9110 section 15.4.5)."""
    return [pair for pair in headers if not pair[0].lower().startswith("content-") or pair[0] in _STAYS]
