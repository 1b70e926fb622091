"""What is wrong with a query or its parameters, and with what answers it."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from styrka.errors.base import StyrkaError


class BadParameter(StyrkaError):
    """A request's or a question's parameter is missing, unknown or of the wrong kind."""

    status = HTTPStatus.BAD_REQUEST
    exit_code = 2
    title = "Invalid parameter"
    title_sv = "Ogiltig parameter"

    def __init__(self, detail: str, *, parameter: str, allowed: Sequence[str] | None = None, **evidence: Any) -> None:
        super().__init__(detail, parameter=parameter, allowed=list(allowed) if allowed else None, **evidence)


class QuerySyntaxError(StyrkaError):
    """The text is not a SPARQL 1.1 query (SPARQL 1.1 Protocol section 2.1.6)."""

    status = HTTPStatus.BAD_REQUEST
    exit_code = 2
    title = "The query is not valid SPARQL"
    title_sv = "Frågan är inte giltig SPARQL"

    def __init__(self, detail: str, *, line: int | None = None, column: int | None = None, **evidence: Any) -> None:
        super().__init__(detail, line=line, column=column, **evidence)


class QueryRefused(StyrkaError):
    """The query is valid but not of a kind that this endpoint answers (an update, SERVICE, an unknown graph)."""

    status = HTTPStatus.BAD_REQUEST
    exit_code = 2
    title = "The query is not answered here"
    title_sv = "Frågan besvaras inte här"


class QueryTooExpensive(StyrkaError):
    """The query reached its limit of time, memory or bytes."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "The query reached a limit"
    title_sv = "Frågan nådde en gräns"


class Busy(StyrkaError):
    """No worker is free in the time that a request may wait; ``evidence["retry_after"]`` is in seconds."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "The service is busy"
    title_sv = "Tjänsten är upptagen"


class HeavyQuery(StyrkaError):
    """The query has proven heavy, and no place for heavy ones is free; ``evidence["retry_after"]`` is in seconds."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "The query is heavy, and its places are taken"
    title_sv = "Frågan är tung, och platserna för tunga frågor är upptagna"


class ClientGone(StyrkaError):
    """The client hung up before its answer was ready; nobody reads this status."""

    status = HTTPStatus.REQUEST_TIMEOUT
    title = "The client left"
    title_sv = "Den som frågade har gått"


class QueryAborted(StyrkaError):
    """The client that asked aborted its query, by the X-Query-Id that it had given it."""

    status = HTTPStatus.CONFLICT
    title = "The query was aborted"
    title_sv = "Frågan avbröts"


class EndpointError(StyrkaError):
    """The store behind this service did not answer as SPARQL 1.1 Protocol requires (RFC 9110 section 15.6.3)."""

    status = HTTPStatus.BAD_GATEWAY
    exit_code = 4
    title = "The store behind the service failed"
    title_sv = "Databasen bakom tjänsten svarade inte som den skulle"


class ServiceError(StyrkaError):
    """The endpoint that SERVICE names did not answer as it should (SPARQL 1.1 Federated Query section 2.1)."""

    status = HTTPStatus.BAD_GATEWAY
    exit_code = 4
    title = "The other endpoint failed"
    title_sv = "Den andra tjänsten svarade inte som den skulle"


class ServiceTimeout(StyrkaError):
    """The endpoint that SERVICE names did not answer in the time that a call may take (RFC 9110 section 15.6.5)."""

    status = HTTPStatus.GATEWAY_TIMEOUT
    exit_code = 4
    title = "The other endpoint took too long"
    title_sv = "Den andra tjänsten tog för lång tid"
