"""What is wrong with a request: its address, its formats, its size, its token, the write that it asks for."""

from __future__ import annotations

from http import HTTPStatus

from styrka.errors.base import StyrkaError


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


class SlowRequest(StyrkaError):
    """The request did not arrive in the time that it may take (RFC 9110 section 15.5.9)."""

    status = HTTPStatus.REQUEST_TIMEOUT
    title = "The request took too long to arrive"
    title_sv = "Förfrågan tog för lång tid att komma fram"
