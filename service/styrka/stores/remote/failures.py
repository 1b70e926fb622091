"""Another store's message when it does not answer, as one of our errors: whose fault it is, and why in short."""

from __future__ import annotations

import json
import re
from typing import Final

from styrka.engine.local import syntax_error
from styrka.errors import Busy, EndpointError, QueryRefused, QuerySyntaxError, QueryTooExpensive, StyrkaError
from styrka.formats import HTML
from styrka.http_client.endpoint import AUTH, FORMS
from styrka.http_client.request import Response

_SHOWN: Final = 300
_VIRTUOSO: Final = re.compile(r"Virtuoso (?P<state>\w{5}) Error (?:(?P<code>\w+):)?\s*(?P<message>.*)", re.DOTALL)
_TIME: Final = re.compile(r"time[d]?[ -]?out|exceeds the limit of|cancell?ed|execution time", re.IGNORECASE)
_SYNTAX: Final = re.compile(
    r"syntax|pars(?:e|ing)|lexical|expected|encountered|mismatched|namespace prefix|prefix not found", re.IGNORECASE
)
_UNSUPPORTED: Final = re.compile(r"not supported|unsupported|(?:unknown|custom) function", re.IGNORECASE)
_PLACE: Final = re.compile(r"\bline[: ]+(?P<line>\d+)(?:[,;:]? *(?:col(?:umn)?|position)[.: ]+(?P<column>\d+))?", re.I)
# SQLSTATE: the store's own trouble, beside which Virtuoso uses status 500 for what is wrong with a query.
_THEIRS: Final = re.compile(r"(?:08|40|57|HY|XX|S1|IM|SR)")
_TIMED: Final = ("S1T00", "S1TAT")


def make_error(response: Response, query: str, seconds: float) -> StyrkaError:
    """Return the error for a response that is no answer.

    Parameters:
        query: its text, for the line that the store complains of.
        seconds: the time that the query was given.
    """
    message = extract_message(response)
    status = response.status
    virtuoso = _VIRTUOSO.match(message)
    if virtuoso is not None:
        message = _short(virtuoso["message"])
    if status in (408, 504) or (virtuoso and virtuoso["state"] in _TIMED) or (status >= 500 and _TIME.search(message)):
        return QueryTooExpensive("The query took more time than the store gives it.", cause="time", limit=seconds)
    if status in (429, 503):
        return Busy("The store behind the service is busy. Try again in a moment.", retry_after=_wait(response))
    if virtuoso and not _THEIRS.match(virtuoso["state"]) and "SECURITY" not in message:
        # Its SPARQL compiler's codes begin with SP; others are of the SQL that it makes of the query.
        return _wrong(message, query, syntax=virtuoso["state"] == "37000" and (virtuoso["code"] or "").startswith("SP"))
    if status in (400, 422) or (status == 500 and _UNSUPPORTED.search(message)):
        return _wrong(message, query, syntax=bool(_SYNTAX.search(message)))
    return make_setup_error(status, "" if status >= 500 else message)


def make_setup_error(status: int, text: str = "") -> EndpointError:
    """Return the error for a status that means a wrong set-up of the service, not a wrong request."""
    reasons = {
        401: f"the store wants credentials; set {AUTH} to {FORMS}",
        403: "the store does not allow this to the service's credentials",
        404: "there is no such endpoint at the address",
        405: "the address does not take this method; is it the right kind of endpoint?",
        406: "the store has none of the formats that the service reads",
        413: "the request is larger than the store takes",
        415: "the store does not read the format that was sent",
    }
    moved = "the endpoint has moved; give the service its present address" if 300 <= status < 400 else ""
    reason = reasons.get(status) or moved or f"it answered with status {status}"
    quoted = f" Its message: {text}" if text else ""
    return EndpointError(f"The store behind the service failed: {reason}.{quoted}", endpoint_status=status)


def extract_message(response: Response) -> str:
    """Return the store's message, in one line and without markup; empty when it is for browsers only."""
    text = response.body[: 1 << 14].decode("utf-8", "replace")
    if response.media_type in (HTML.media_type, *HTML.aliases):
        return ""
    if response.media_type.endswith("json"):
        try:
            fields = json.loads(text)
            found = [
                fields[key]
                for key in ("detail", "detailedMessage", "message", "exception", "error")
                if isinstance(fields.get(key), str)
            ]
            text = found[0] if found else ""
        except (ValueError, AttributeError):
            return ""
    return _short(text.split("SPARQL query:")[0])


def _short(text: str) -> str:
    plain = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return plain if len(plain) <= _SHOWN else plain[:_SHOWN].rsplit(" ", 1)[0] + " ..."


def _wrong(message: str, query: str, *, syntax: bool) -> StyrkaError:
    if not syntax:
        return QueryRefused(f"The store does not answer this query: {message or 'it gives no reason'}")
    place = _PLACE.search(message)
    if place is None:
        return syntax_error(message, query)
    line, column = int(place["line"]), int(place["column"]) if place["column"] else None
    lines = query.splitlines()
    excerpt = lines[line - 1][:200] if 0 < line <= len(lines) else None
    return QuerySyntaxError(f"The store does not read the query: {message}", line=line, column=column, excerpt=excerpt)


def _wait(response: Response) -> int:
    """Whole seconds of Retry-After (RFC 9110 section 10.2.3), where it is a number."""
    header = response.headers.get("Retry-After", "").strip()
    return min(max(int(header), 1), 3600) if header.isascii() and header.isdigit() else 5
