"""What is reported of an error (RFC 9457): its kind, which leads to an explanation, a sentence, and the evidence.

Titles and our own sentences are in the reader's language; the message of a parser or another store stays as
it is, and is marked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from styrka.errors import StyrkaError
from styrka.text.problems import make_kind
from styrka.vocabulary import BASE

LINK: Final = '</about/limits>; rel="help"'
LANGUAGES: Final = ("en", "sv")
OWN_ERROR: Final = (
    "The service met an error of its own. It has been logged.",
    "Tjänsten råkade ut för ett eget fel. Det är antecknat.",
)


@dataclass(frozen=True)
class Problem:
    """An error as it is reported to a reader.

    Attributes:
        language: that of the title, ``en`` or ``sv``.
        spoken: that of the detail; English where the words are not ours.
        members: the members of the problem (RFC 9457 section 3), evidence and ways on included.
    """

    language: str
    spoken: str
    members: Mapping[str, Any]
    headers: tuple[tuple[str, str], ...] = field(default=())

    @property
    def status(self) -> int:
        """The status of the response."""
        return int(self.members["status"])

    def body(self) -> bytes:
        """Return the problem as JSON; what is no Unicode text is replaced."""
        return json.dumps(dict(self.members), ensure_ascii=False, indent=2).encode("utf-8", "replace")


def make_problem(error: StyrkaError, query_id: str, language: str = "en") -> Problem:
    """Return an error as a problem in a language."""
    title = error.title_sv if language == "sv" else error.title
    type_ = f"{BASE}about/problems#{make_kind(type(error))}"
    detail = (error.detail, error.detail_sv)
    return make_untyped_problem(int(error.status), title, detail, error.evidence, query_id, language, type_)


def make_untyped_problem(
    status: int,
    title: str,
    detail: tuple[str, str],
    evidence: Mapping[str, Any],
    query_id: str,
    language: str = "en",
    type_: str = "about:blank",
) -> Problem:
    """Return a problem that may have no kind of its own.

    Parameters:
        title: in the language.
        detail: in English, and in Swedish or empty.
    """
    spoken = "sv" if language == "sv" and detail[1] else "en"
    members = {"type": type_, "title": title, "status": status, "detail": detail[spoken == "sv"], **evidence}
    if spoken != language:
        members["detail_language"] = spoken
    members |= {"limits": "/about/limits", "query_id": query_id}
    return Problem(language, spoken, members, tuple(_headers(members, language, spoken)))


def make_status_problem(
    status: int, description: str, query_id: str, language: str, method: str, allowed: str
) -> Problem:
    """Return a problem that needs no more than HTTP's status, in our words where it is a frequent one."""
    words = {
        404: (
            "There is nothing at this address. Begin at /, at the questions under /ask, or at /sparql.",
            "Det finns inget på den här adressen. Börja på /, bland frågorna under /ask, eller på /sparql.",
        ),
        405: (
            f"This address does not take {method}; it takes {allowed}.",
            f"Den här adressen tar inte emot {method}; den tar emot {allowed}.",
        ),
    }
    titles = {404: "Det finns inget här", 405: "Metoden tas inte emot här", 400: "Förfrågan är inte riktig"}
    phrase = HTTPStatus(status).phrase  # as RFC 9457 section 4.2.1 has it for about:blank
    title = titles.get(status, phrase) if language == "sv" else phrase
    return make_untyped_problem(status, title, words.get(status, (description, "")), {}, query_id, language)


def choose_language(accepted: str | None) -> str:
    """Return the language that an Accept-Language header likes best of ours; English when it names none."""
    if not accepted:
        return "en"
    return parse_accept_header(accepted, LanguageAccept).best_match(LANGUAGES) or "en"


def _headers(members: Mapping[str, Any], language: str, spoken: str) -> list[tuple[str, str]]:
    headers = [
        ("Content-Language", ", ".join(dict.fromkeys((language, spoken)))),
        ("Link", LINK),
        ("Cache-Control", "no-store"),
    ]
    if "retry_after" in members:
        headers.append(("Retry-After", str(members["retry_after"])))
    if members["status"] == HTTPStatus.UNSUPPORTED_MEDIA_TYPE and members.get("accepted") == ["identity"]:
        headers.append(("Accept-Encoding", "identity"))  # RFC 9110 section 12.5.3
    return headers
