"""Names of values in the WSGI environment (PEP 3333) that the middleware and the application pass to each other."""

from __future__ import annotations

from typing import Final

QUERY_ID: Final = "styrka.query_id"  # the request's id, as in X-Query-Id
VERSION: Final = "styrka.version"  # of the release that the response was made from
QUESTION: Final = "styrka.question"  # what was asked: a question's slug, or the digest of a query
ROUTE: Final = "styrka.route"  # the URL rule that matched, for the metrics
STREAMED: Final = "styrka.streamed"  # how many bytes the response has, where nobody is to hold them all
KEY: Final = "styrka.key"  # the request's key in the response cache
NO_ROUTE: Final = "none"
