"""What can go wrong, in words for people.

Every error carries the HTTP status a web client sees, the exit code the command line ends with, a short title, a
sentence about this case, and the evidence (where it is, what would be right). Nothing here names a path of the server's
beyond those that the caller gave.
"""

from styrka.errors.base import StyrkaError
from styrka.errors.queries import (
    BadParameter,
    Busy,
    ClientGone,
    EndpointError,
    HeavyQuery,
    QueryAborted,
    QueryRefused,
    QuerySyntaxError,
    QueryTooExpensive,
    ServiceError,
    ServiceTimeout,
)
from styrka.errors.requests import (
    Conflict,
    Gone,
    NotAcceptable,
    NotFound,
    PreconditionFailed,
    SlowRequest,
    TooLarge,
    TooManyRequests,
    Unauthorised,
    UnfitPatch,
    UnreadableBody,
    UnsupportedMediaType,
    UriTooLong,
    WriteRefused,
)
from styrka.errors.sources import (
    Contradiction,
    HarvestError,
    InvalidData,
    MissingExtra,
    ReleaseError,
    SourceError,
    UnsupportedAxiom,
)

__all__ = [
    "BadParameter",
    "Busy",
    "ClientGone",
    "Conflict",
    "Contradiction",
    "EndpointError",
    "Gone",
    "HarvestError",
    "HeavyQuery",
    "InvalidData",
    "MissingExtra",
    "NotAcceptable",
    "NotFound",
    "PreconditionFailed",
    "QueryAborted",
    "QueryRefused",
    "QuerySyntaxError",
    "QueryTooExpensive",
    "ReleaseError",
    "ServiceError",
    "ServiceTimeout",
    "SlowRequest",
    "SourceError",
    "StyrkaError",
    "TooLarge",
    "TooManyRequests",
    "Unauthorised",
    "UnfitPatch",
    "UnreadableBody",
    "UnsupportedAxiom",
    "UnsupportedMediaType",
    "UriTooLong",
    "WriteRefused",
]
