"""What is told of an error (RFC 9457): its kind, which leads to an explanation, a sentence, and the evidence."""

from __future__ import annotations

import re
from typing import Any, Final

from styrka.errors import StyrkaError
from styrka.vocabulary import BASE

MEDIA_TYPE: Final = "application/problem+json"
LINK: Final = '</about/limits>; rel="help"'


def kind(error: type[StyrkaError]) -> str:
    """The fragment of an error's kind at /about/problems.

    >>> from styrka.errors import TooLarge
    >>> kind(TooLarge)
    'too-large'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", error.__name__).lower()


def problem(error: StyrkaError, query_id: str) -> dict[str, Any]:
    """An error as the members of a problem (RFC 9457 section 3)."""
    type_ = f"{BASE}about/problems#{kind(type(error))}"
    return told(int(error.status), error.title, error.detail, dict(error.evidence), query_id, type_)


def told(
    status: int, title: str, detail: str, evidence: dict[str, Any], query_id: str, type_: str = "about:blank"
) -> dict[str, Any]:
    """The members of a problem that may have no kind of its own."""
    members = {"type": type_, "title": title, "status": status, "detail": detail, **evidence}
    return {**members, "limits": "/about/limits", "query_id": query_id}
