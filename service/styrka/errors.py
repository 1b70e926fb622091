"""What can go wrong, in words for people.

Every error carries the HTTP status a web client sees, the exit code the command line ends with, a short title, a
sentence about this case, and the evidence (where it is, what would be right). Nothing here names a path of the server's
beyond those that the caller gave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar


class StyrkaError(Exception):
    """The base of all errors that people are meant to see.

    Attributes:
        detail: one sentence: what was wrong, where, and what would be right.
        detail_sv: the same in Swedish; empty where the words are not our own, such as a parser's complaint.
        evidence: machine-readable particulars (file, line, column, parameter ...), JSON-serialisable.
    """

    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR
    exit_code: ClassVar[int] = 1
    title: ClassVar[str] = "Something went wrong"
    title_sv: ClassVar[str] = "Något gick fel"

    def __init__(self, detail: str, *, sv: str = "", **evidence: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.detail_sv = sv
        self.evidence: Mapping[str, Any] = {key: value for key, value in evidence.items() if value is not None}

    def __str__(self) -> str:
        return self.detail


class SourceError(StyrkaError):
    """An instance file, ontology file or table cannot be read."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "A source file cannot be read"
    title_sv = "En källfil kan inte läsas"

    def __init__(
        self, message: str, *, path: str, line: int | None = None, column: int | None = None, remedy: str | None = None
    ) -> None:
        where = path + "".join(f":{part}" for part in (line, column) if part is not None)
        super().__init__(
            f"{where}: {message}" + (f" {remedy}" if remedy else ""),
            path=path,
            line=line,
            column=column,
            message=message,
            remedy=remedy,
        )


class InvalidData(StyrkaError):
    """The data break a shape; ``evidence["findings"]`` lists where and how (SHACL section 3.6)."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The data are not valid"
    title_sv = "Uppgifterna är inte giltiga"


class Contradiction(StyrkaError):
    """The data contradict the ontology (OWL 2 RL: the graph is inconsistent)."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The data contradict the ontology"
    title_sv = "Uppgifterna motsäger ontologin"


class UnsupportedAxiom(StyrkaError):
    """An axiom is outside the part of OWL 2 RL that the reasoner compiles."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The ontology uses an axiom that the reasoner does not know"
    title_sv = "Ontologin har ett axiom som slutledningen inte känner"


class ReleaseError(StyrkaError):
    """A release is missing, damaged or cannot be written."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    exit_code = 4
    title = "The release cannot be used"
    title_sv = "Utgåvan kan inte användas"


class MissingExtra(StyrkaError):
    """What was asked for needs a package that is not installed here; ``evidence["extra"]`` brings it."""

    status = HTTPStatus.NOT_IMPLEMENTED
    exit_code = 4
    title = "A package is not installed"
    title_sv = "Ett paket är inte installerat"


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
    """Every worker is busy and the queue is full; ``evidence["retry_after"]`` is in seconds."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "The service is busy"
    title_sv = "Tjänsten är upptagen"


class ClientGone(StyrkaError):
    """The client hung up before its answer was ready; nobody reads this status."""

    status = HTTPStatus.REQUEST_TIMEOUT
    title = "The client left"
    title_sv = "Den som frågade har gått"


class NotFound(StyrkaError):
    """There is no such thing."""

    status = HTTPStatus.NOT_FOUND
    exit_code = 3
    title = "There is no such thing"
    title_sv = "Det finns inget sådant"


class Gone(StyrkaError):
    """The thing was removed; ``evidence`` has what it was."""

    status = HTTPStatus.GONE
    exit_code = 3
    title = "The thing was removed"
    title_sv = "Detta är borttaget"


class NotAcceptable(StyrkaError):
    """No format on offer is among those that the client accepts (RFC 9110 section 15.5.7)."""

    status = HTTPStatus.NOT_ACCEPTABLE
    title = "No format on offer fits"
    title_sv = "Inget format som finns passar"


class UnsupportedMediaType(StyrkaError):
    """The body's media type is not one that the endpoint reads (RFC 9110 section 15.5.16)."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    title = "The request's media type is not supported"
    title_sv = "Förfrågans format tas inte emot"


class TooLarge(StyrkaError):
    """The request is larger than the published limit (RFC 9110 section 15.5.14)."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    title = "The request is too large"
    title_sv = "Förfrågan är för stor"


class UriTooLong(StyrkaError):
    """The address is longer than the published limit (RFC 9110 section 15.5.15)."""

    status = HTTPStatus.REQUEST_URI_TOO_LONG
    title = "The address is too long"
    title_sv = "Adressen är för lång"


class TooManyRequests(StyrkaError):
    """The client asks more often than the published rate (RFC 6585 section 4); ``retry_after`` is in seconds."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    title = "Too many requests"
    title_sv = "För många förfrågningar"


class Unauthorised(StyrkaError):
    """Writing needs the token, and there is none in the request, or another one (RFC 9110 section 15.5.2)."""

    status = HTTPStatus.UNAUTHORIZED
    title = "Writing needs a token"
    title_sv = "Att skriva kräver en nyckel"


class WriteRefused(StyrkaError):
    """The graph, or the service, is not written to this way (RFC 9110 section 15.5.4)."""

    status = HTTPStatus.FORBIDDEN
    title = "This is not written here"
    title_sv = "Här skrivs inte detta"


class UnreadableBody(StyrkaError):
    """The request's body does not fit its media type (Graph Store HTTP Protocol section 5.1)."""

    status = HTTPStatus.BAD_REQUEST
    exit_code = 2
    title = "The body cannot be read"
    title_sv = "Förfrågans innehåll kan inte läsas"


class Conflict(StyrkaError):
    """The write does not fit the present state (RFC 9110 section 15.5.10)."""

    status = HTTPStatus.CONFLICT
    title = "The write does not fit what is there"
    title_sv = "Ändringen passar inte det som finns"


class PreconditionFailed(StyrkaError):
    """A condition of the request does not hold (RFC 9110 section 15.5.13)."""

    status = HTTPStatus.PRECONDITION_FAILED
    title = "A condition does not hold"
    title_sv = "Ett villkor är inte uppfyllt"


class UnfitPatch(StyrkaError):
    """The patch speaks of another graph than the one that it is sent to (Graph Store HTTP Protocol section 5.7)."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    exit_code = 2
    title = "The patch is not of one graph"
    title_sv = "Ändringen gäller mer än en graf"


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


class HarvestError(StyrkaError):
    """Another source could not be read, or what it answered cannot be taken; the file from before stays."""

    status = HTTPStatus.BAD_GATEWAY
    exit_code = 4
    title = "The source could not be harvested"
    title_sv = "Källan kunde inte skördas"


class SlowRequest(StyrkaError):
    """The request did not arrive in the time that it may take (RFC 9110 section 15.5.9)."""

    status = HTTPStatus.REQUEST_TIMEOUT
    title = "The request took too long to arrive"
    title_sv = "Förfrågan tog för lång tid att komma fram"
