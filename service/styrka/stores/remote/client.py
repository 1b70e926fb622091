"""One query asked of another SPARQL store, by SPARQLWrapper (SPARQL 1.1 Protocol section 2.1.2: POST of a form).

The answer is read whole within the budget; what is cut short, late or an error is raised as such.
"""

from __future__ import annotations

import logging
from typing import Final

from styrka.engine.cancellation import current_cancellation
from styrka.engine.interface import Budget, Dataset, Form
from styrka.errors import Busy, QueryTooExpensive
from styrka.http_client.connection import DeadlinePassed
from styrka.http_client.endpoint import Endpoint
from styrka.http_client.request import Response, TransferLimits, send
from styrka.http_client.sparql import write_query
from styrka.stores.remote import results
from styrka.stores.remote.failures import make_error

CUT: Final = "X-SPARQL-MaxRows"  # Virtuoso's word for an answer that is not whole
_log = logging.getLogger("styrka.engine.interface")
_FATTER: Final = 4  # a store's format may take so many times the bytes of the one that was asked for
_MARGIN: Final = 1 << 16
_NO_DATASET: Final = Dataset()


def ask_store(
    to: Endpoint,
    query: str,
    form: Form,
    budget: Budget,
    dataset: Dataset = _NO_DATASET,
    *,
    accept: str = "",
    cut: bool = False,
    preamble: str = "",
    seconds: float | None = None,
) -> Response:
    """Return what a store answers to one query, with status 200.

    Parameters:
        accept: the Accept header; by the query's form when empty.
        cut: whether an answer that the store cut short is welcome too.
        seconds: how much of the budget's time is left; all of it when not given.
        preamble: what goes before the query, on its first line, so that lines count as the client wrote them.

    Raises:
        QuerySyntaxError: The store does not understand the query.
        QueryRefused: The store does not evaluate it.
        QueryTooExpensive: It reached the budget's time or bytes, or a limit of the store.
        EndpointError: The store's answer is not what SPARQL 1.1 Protocol requires.
        ClientGone: The client left before the answer was ready.
        Busy: The store cannot be reached, or has too much to do.
    """
    request = write_query(
        to.url, preamble + query, form.value, accept or results.make_accept_header(form), dataset.default, dataset.named
    )
    limits = TransferLimits(budget.seconds if seconds is None else seconds, _FATTER * budget.answer + _MARGIN)
    try:
        response = send(request, limits, credentials=to.credentials, client=current_cancellation())
    except DeadlinePassed:
        raise QueryTooExpensive(
            f"The query took more than {budget.seconds:g} s.", cause="time", limit=budget.seconds
        ) from None
    except ConnectionError as error:
        _log.warning("the store at %s: %s", to.host, error)
        raise Busy(
            f"The store behind the service cannot be reached: {error}. Try again in a moment.", retry_after=5
        ) from None
    if response.status != 200:
        raise make_error(response, query, budget.seconds)
    if not response.whole:
        raise make_size_error(budget)
    if CUT in response.headers and not cut:
        raise QueryTooExpensive(
            f"The answer has more than {response.headers[CUT]} rows. Ask for less, with LIMIT.", cause="rows"
        )
    if "X-SQL-State" in response.headers:
        raise QueryTooExpensive("The store stopped before its answer was whole.", cause="time")
    return response


def make_size_error(budget: Budget) -> QueryTooExpensive:
    """Return the error for an answer with more bytes than there may be."""
    return QueryTooExpensive(
        f"The answer has more than {budget.answer} bytes. Ask for less, with LIMIT.", limit=budget.answer, cause="bytes"
    )
