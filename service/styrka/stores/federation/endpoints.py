"""The other endpoints that SERVICE may name: which they are, what one call may take, and what they answered.

An endpoint is on the list as a whole address: another path, port, scheme or query string is another endpoint.
"""

from __future__ import annotations

import itertools
import json
import re
import time
from dataclasses import dataclass, field
from typing import Final, NoReturn
from urllib.parse import urlsplit

import pyoxigraph as ox

from styrka import formats
from styrka.engine.cancellation import current_cancellation
from styrka.engine.interface import Form
from styrka.errors import BadParameter, EndpointError, QueryTooExpensive, ServiceError, ServiceTimeout
from styrka.formats import PLAIN_TEXT
from styrka.http_client.addresses import PUBLIC, AddressPolicy
from styrka.http_client.connection import DeadlinePassed
from styrka.http_client.request import Response, TransferLimits, send
from styrka.http_client.sparql import write_query
from styrka.settings import Settings
from styrka.stores.federation.values import Solution
from styrka.stores.remote import results

_CUT: Final = ("X-SPARQL-MaxRows", "X-SQL-State")  # Virtuoso's words for an answer that is not whole
_COMPLAINT_LENGTH: Final = 200  # characters of another endpoint's complaint that are passed on
_SWEDISH: Final = {
    "its name is not known": "namnet är inte känt",
    "its name has no address": "namnet har ingen adress",
    "its name leads to an address that is not public": "namnet leder till en adress som inte är offentlig",
    "nothing answers at the address": "ingen svarar på adressen",
    "its certificate is not valid": "certifikatet är inte giltigt",
    "it closed the connection without an answer": "den stängde förbindelsen utan svar",
    "it does not speak HTTP": "den talar inte HTTP",
    "its answer is in a coding that was not asked for": "svaret är kodat på ett sätt som ingen bad om",
    "the answer broke off": "svaret bröts av",
    "the connection broke": "förbindelsen bröts",
}
_SCHEMES: Final = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Allowance:
    """What calls may take: seconds, bytes and rows each, how many a query may make, and how many queries at a time."""

    seconds: float = 5.0
    bytes: int = 5_000_000
    rows: int = 10_000
    calls: int = 4
    queries: int = 4


@dataclass(frozen=True)
class AllowedEndpoints:
    """The endpoints that may be asked, what that may take, and where they may be."""

    endpoints: tuple[str, ...]
    allowance: Allowance = field(default_factory=Allowance)
    policy: AddressPolicy = PUBLIC

    def find(self, iri: str) -> str | None:
        """Return the address on the list that an IRI names; None when it names none of them."""
        try:
            return next((one for one in self.endpoints if one == normalise_address(iri)), None)
        except ValueError:
            return None

    def ask(self, endpoint: str, query: str, deadline: float) -> list[Solution]:
        """Return the rows that an endpoint answers.

        Within what one call may take and before a moment of the monotonic clock.

        Raises:
            DeadlinePassed: At that moment.
            ServiceError: The endpoint that SERVICE names did not answer as it should.
            ServiceTimeout: The endpoint that SERVICE names did not answer in the time that a call may take.
            QueryTooExpensive: The query reached its limit of time, memory or bytes.
            ClientGone: The client hung up before its answer was ready; nobody reads this status.
        """
        whole = deadline - time.monotonic()
        seconds = min(self.allowance.seconds, whole)
        if seconds <= 0:
            raise DeadlinePassed
        try:
            response = send(
                write_query(endpoint, query, Form.SELECT.value, results.make_accept_header(Form.SELECT)),
                TransferLimits(seconds, self.allowance.bytes),
                policy=self.policy,
                client=current_cancellation(),
            )
        except DeadlinePassed:
            if seconds == whole:
                raise
            raise ServiceTimeout(
                f"{endpoint} did not answer within {seconds:g} s. Ask it for less, or try again later.",
                sv=f"{endpoint} svarade inte inom {seconds:g} s. Fråga den om mindre, eller försök igen senare.",
                endpoint=endpoint,
                limit=seconds,
            ) from None
        except ConnectionError as error:
            _fail(endpoint, str(error), _SWEDISH.get(str(error), ""))
        _check(endpoint, response)
        if not response.whole:
            _over(endpoint, self.allowance.bytes, "service_bytes", "bytes", "byte")
        found = _rows(endpoint, response, self.allowance.rows + 1)
        if len(found) > self.allowance.rows:
            _over(endpoint, self.allowance.rows, "service_rows", "rows", "rader")
        return found


def read_allowed_endpoints(settings: Settings) -> AllowedEndpoints:
    """Return the endpoints and the allowance in the settings.

    Raises:
        BadParameter: For an address that is none.
    """
    found = dict[str, None]()
    for one in re.split(r"[\s,]+", settings.services.strip(" ,")):
        try:
            found |= {normalise_address(one): None} if one else {}
        except ValueError as error:
            raise BadParameter(f"services names {one!r}: {error}", parameter="services") from None
    allowance = Allowance(
        settings.service_seconds,
        settings.service_bytes,
        settings.service_rows,
        settings.service_calls,
        settings.service_queries,
    )
    return AllowedEndpoints(tuple(found), allowance)


def normalise_address(url: str) -> str:
    """Return an address as it is compared: scheme and host in lower case, no port that is the scheme's own, and a path.

    Raises:
        ValueError: For what is no address of an endpoint; the message is a sentence.

    >>> normal("HTTPS://Query.Example.org:443?x=1")
    'https://query.example.org/?x=1'
    """
    wrong = ValueError("it must be like https://host/path, without user, password or fragment.")
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except ValueError:
        raise wrong from None
    strange = not url.isascii() or any(sign <= " " or sign in '<>"{}|^`\\' for sign in url)
    if parts.scheme not in _SCHEMES or not host or "@" in parts.netloc or "#" in url or strange or port == 0:
        raise wrong
    shown = f"[{host}]" if ":" in host else host
    place = shown if port in (None, _SCHEMES[parts.scheme]) else f"{shown}:{port}"
    return f"{parts.scheme}://{place}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")


def _check(endpoint: str, response: Response) -> None:
    """Raise ServiceError for a response that is no answer, or not the whole of it."""
    status = response.status
    if 300 <= status < 400:
        _fail(
            endpoint,
            f"it answered with status {status} and leads elsewhere, where nothing is asked",
            f"den svarade med status {status} och leder någon annanstans, dit ingen fråga går",
            status,
        )
    if status != 200:
        complaint = _complaint(response)
        _fail(
            endpoint,
            f"it answered with status {status}" + (f" and the message: {complaint}" if complaint else ""),
            f"den svarade med status {status}" + (f" och säger: {complaint}" if complaint else ""),
            status,
        )
    if any(name in response.headers for name in _CUT):
        _fail(endpoint, "it cut its answer short; ask it for less", "den kortade svaret; fråga den om mindre")


def _complaint(response: Response) -> str:
    """Return an endpoint's message about a failure, where that is text and not a page; else nothing."""
    if response.media_type != PLAIN_TEXT.media_type and not response.media_type.endswith("json"):
        return ""
    text = response.body[: 4 * _COMPLAINT_LENGTH].decode("utf-8", "replace")
    if response.media_type.endswith("json"):
        try:
            fields = json.loads(response.body)
            text = str(fields.get("detail") or fields.get("message") or fields.get("title") or "")
        except (ValueError, AttributeError, RecursionError):
            text = ""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:_COMPLAINT_LENGTH]


def _rows(endpoint: str, response: Response, most: int) -> list[Solution]:
    """Return at most so many rows of an answer."""
    try:
        mended = results.translate_answer(response, Form.SELECT, formats.JSON)
        solutions = ox.parse_query_results(mended, ox.QueryResultsFormat.JSON)
        if isinstance(solutions, ox.QuerySolutions):
            names = [variable.value for variable in solutions.variables]
            return [
                {name: term for name in names if (term := solution[name]) is not None}
                for solution in itertools.islice(solutions, most)
            ]
    except EndpointError:
        pass
    except (SyntaxError, ValueError) as error:
        _fail(endpoint, f"its answer is not well-formed: {error}", f"svaret är inte välformat: {error}")
    return _fail(
        endpoint,
        f"it answered with {response.media_type or 'no media type'}, and that is not rows",
        f"den svarade med {response.media_type or 'ingen medietyp'}, och det är inte rader",
    )


def _fail(endpoint: str, cause: str, orsak: str, status: int | None = None) -> NoReturn:
    raise ServiceError(
        f"{endpoint} failed: {cause}.",
        sv=f"{endpoint} svarade inte rätt: {orsak}." if orsak else "",
        endpoint=endpoint,
        endpoint_status=status,
    )


def _over(endpoint: str, limit: int, cause: str, what: str, vad: str) -> NoReturn:
    raise QueryTooExpensive(
        f"The answer of {endpoint} has more than {limit} {what}. Ask it for less: name more in the group of SERVICE.",
        sv=f"Svaret från {endpoint} har mer än {limit} {vad}. Fråga om mindre: nämn mer i gruppen efter SERVICE.",
        endpoint=endpoint,
        cause=cause,
        limit=limit,
    )
