"""One answer from another source, politely: it names who asks, waits failures out, and reads nothing endless."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

import pyoxigraph as ox

from styrka.build.repairs import explain_error
from styrka.engine.documents.apart import BUDGET, read_apart
from styrka.errors import HarvestError, TooLarge
from styrka.formats import CSV, GRAPHS, JSONLD, NTRIPLES, PLAIN_TEXT, RDFXML, TURTLE
from styrka.http_client.connection import DeadlinePassed
from styrka.http_client.endpoint import Endpoint, leave_secrets_out
from styrka.http_client.request import MOVED, Redirects, Request, Response, TransferLimits, send
from styrka.http_client.sparql import write_query

ACCEPT: Final = ", ".join(
    f"{one.media_type};q={quality}" for one, quality in ((NTRIPLES, 1), (TURTLE, 0.9), (RDFXML, 0.7), (JSONLD, 0.5))
)
_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})  # statuses after which it is worth asking again
_CUT: Final = ("X-SPARQL-MaxRows", "X-SQL-State")  # Virtuoso's words for an answer that is not whole
_UNSORTED: Final = b"SR353"


@dataclass(frozen=True)
class Politeness:
    """How a source is asked.

    Attributes:
        pause: seconds between two pages.
        tries: how often one page is asked for before giving up.
        backoff: seconds before the second try; each further wait is twice as long, and a little more by chance.
        patience: the longest wait; a source that asks for a longer one is left alone until somebody runs this again.
        seconds: the time that one answer may take.
        bytes: the size that all answers together may have.
    """

    pause: float = 0.5
    tries: int = 5
    backoff: float = 1.0
    patience: float = 300.0
    seconds: float = 60.0
    bytes: int = 32_000_000


Reporter = Callable[[str], None]


class CutShort(HarvestError):
    """The endpoint left rows out, and reports it; ``rows`` are those that it gives."""

    def __init__(self, rows: int) -> None:
        super().__init__(
            "The endpoint cut its answer short. Ask for smaller pages, with --page.",
            sv="Slutpunkten kortade sitt svar. Be om mindre sidor, med --page.",
        )
        self.rows = rows


class Unsorted(HarvestError):
    """The endpoint does not put so many solutions in order (Virtuoso's error SR353)."""


def construct_triples(to: Endpoint, query: str, manners: Politeness, report: Reporter) -> list[ox.Triple]:
    """Return the triples that an endpoint answers to a CONSTRUCT (SPARQL 1.1 Protocol section 2.1).

    Raises:
        HarvestError: When the endpoint does not answer, or not with a whole graph.
    """
    return _triples(_send_query(to, query, "CONSTRUCT", ACCEPT, manners, report), to.url)


def select_number(to: Endpoint, query: str, manners: Politeness, report: Reporter) -> list[str]:
    """Return the rows that an endpoint answers to a SELECT of one number.

    Raises:
        HarvestError: Another source could not be read, or what it answered cannot be taken; the file from before stays.
    """
    response = _send_query(to, query, "SELECT", CSV.media_type, manners, report)
    if response.media_type != CSV.media_type:
        raise HarvestError(
            f"The source answered with {response.media_type or 'no media type'}, which is no CSV.",
            sv=f"Källan svarade med {response.media_type or 'inget angivet format'}, som inte är CSV.",
        )
    return response.body.decode("utf-8", "replace").splitlines()[1:]


def _send_query(to: Endpoint, query: str, form: str, accept: str, manners: Politeness, report: Reporter) -> Response:
    response = _send_with_retries(write_query(to.url, query, form, accept), to, Redirects.NONE, manners, report)
    if response.status in MOVED:
        there = response.headers.get("Location", "")
        raise HarvestError(
            f"The endpoint has moved to {there or 'elsewhere'}; ask there.",
            sv=f"Slutpunkten har flyttat till {there or 'en annan adress'}; fråga där.",
        )
    return response


@dataclass(frozen=True)
class FetchedDocument:
    """A document that was fetched: its triples, where it was in the end, its Link headers, and its size in bytes."""

    triples: list[ox.Triple]
    url: str
    link: str
    size: int = 0


def fetch_document(of: Endpoint, manners: Politeness, report: Reporter) -> FetchedDocument:
    """Return a document on the Web, by whatever redirects.

    Raises:
        HarvestError: Another source could not be read, or what it answered cannot be taken; the file from before stays.
    """
    response = _send_with_retries(Request(of.url, headers={"Accept": ACCEPT}), of, Redirects.WEB, manners, report)
    if response.status in MOVED:
        shown = leave_secrets_out(response.url)
        raise HarvestError(
            f"{shown} leads on and on, or nowhere; no document was reached.",
            sv=f"{shown} leder vidare hela tiden, eller ingenstans; inget dokument nåddes.",
        )
    links = ", ".join(response.headers.get_all("Link", []))
    return FetchedDocument(_triples(response, response.url), response.url, links, len(response.body))


def _send_with_retries(
    request: Request, to: Endpoint, redirects: Redirects, manners: Politeness, report: Reporter
) -> Response:
    wait = manners.backoff
    for attempt in range(1, manners.tries + 1):
        asked = 0.0
        try:
            limits = TransferLimits(manners.seconds, manners.bytes)
            response = send(request, limits, credentials=to.credentials, redirects=redirects)
        except DeadlinePassed:
            cause = f"no whole answer within {manners.seconds:g} s"
        except ConnectionError as error:
            cause = str(error)
        else:
            if response.status not in _PASSING or _UNSORTED in response.body[:200]:
                return _check_response(response, manners)
            cause, asked = f"status {response.status}", _retry_after(response)
        if attempt == manners.tries:
            raise HarvestError(
                f"{to.host} failed {attempt} times, at last with: {cause}.",
                sv=f"{to.host} misslyckades {attempt} gånger, till sist med: {cause}.",
                cause=cause,
            )
        pause = max(asked, wait * (1 + random.random() / 4))  # noqa: S311
        if pause > manners.patience:
            raise HarvestError(
                f"{to.host} asks to be left alone for {pause:.0f} s. Run the same command again then; it goes on from "
                "where it is.",
                sv=f"{to.host} ber om att få vara i fred i {pause:.0f} s. Kör samma kommando igen då; det fortsätter "
                "där det är.",
                retry_after=round(pause),
            )
        report(f"{to.host}: {cause}; trying again in {pause:.1f} s")
        time.sleep(pause)
        wait *= 2
    raise AssertionError("the last try returns or raises")


def _check_response(response: Response, manners: Politeness) -> Response:
    if response.status in MOVED:
        return response
    if response.status == 500 and _UNSORTED in response.body[:200]:
        raise Unsorted(
            "The endpoint does not put so many solutions in order. Ask for all at once, with --page 0.",
            sv="Slutpunkten ordnar inte så många lösningar. Be om alla på en gång, med --page 0.",
        )
    if response.status != 200:
        excerpt = " ".join(response.body[:300].decode("utf-8", "replace").split())
        raise HarvestError(
            f"The source answered with status {response.status}. Its message: {excerpt}",
            sv=f"Källan svarade med status {response.status}. Dess meddelande: {excerpt}",
            endpoint_status=response.status,
        )
    if not response.whole:
        raise HarvestError(
            f"The answer has more than {manners.bytes} bytes. Ask for less, or set STYRKA_SOURCE_BYTES.",
            sv=f"Svaret har mer än {manners.bytes} byte. Be om mindre, eller sätt STYRKA_SOURCE_BYTES.",
        )
    if not response.framed:
        raise HarvestError(
            "The source does not mark where its answer ends, so half an answer would pass for a whole.",
            sv="Källan anger inte var svaret slutar, så ett halvt svar skulle tas för ett helt.",
        )
    if any(name in response.headers for name in _CUT):
        rows = response.headers.get(_CUT[0], "")
        raise CutShort(int(rows) if rows.isdigit() else 0)
    return response


def _retry_after(response: Response) -> float:
    """Return the seconds that a source asks for (RFC 9110 section 10.2.3): a number, or a date."""
    header = response.headers.get("Retry-After", "").strip()
    if header.isdigit():
        return float(header)
    try:
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def _triples(response: Response, url: str) -> list[ox.Triple]:
    form = ox.RdfFormat.from_media_type(response.media_type)
    if form is None or response.media_type == PLAIN_TEXT.media_type:
        suffix = urlsplit(url).path.rpartition(".")[2]
        named = next((one for one in GRAPHS if one.is_called(suffix)), None)
        form = ox.RdfFormat.from_media_type(named.media_type) if named else None
    if form is None:
        raise HarvestError(
            f"The source answered with {response.media_type or 'no media type'}, which is no RDF.",
            sv=f"Källan svarade med {response.media_type or 'inget angivet format'}, som inte är RDF.",
        )
    try:
        return [quad.triple for quad in read_apart(response.body, form, leave_secrets_out(url), BUDGET)]
    except TooLarge as error:
        raise HarvestError(f"The answer is not taken. {error.detail}", sv=error.detail_sv, **error.evidence) from None
    except SyntaxError as error:
        why = explain_error(response.body.decode("utf-8", "replace"), form, error)
        raise HarvestError(
            f"The answer is not well-formed, at line {why.line}: {why.en} {why.remedy}",
            sv=f"Svaret är inte välformat, på rad {why.line}: {why.sv} {why.remedy_sv}",
            line=why.line,
        ) from None
    except (ValueError, OSError) as error:
        raise HarvestError(f"The answer cannot be read: {error}.", sv=f"Svaret kan inte läsas: {error}.") from None
