"""SERVICE (SPARQL 1.1 Federated Query), evaluated on the asking side: no worker ever reaches the network.

Each group of SERVICE is sent to the endpoint that it names, when that is on the operator's list, and what comes back
takes its place in the query as VALUES: SERVICE is joined with what stands around it (section 2.4), and so are they.
What is left is a query like any other. Nothing is sent before the whole query is known to be well-formed.

What is decided here, where the recommendation leaves it open: SERVICE with a variable is refused, and so is SERVICE
inside SERVICE, which would have one endpoint ask the next. SILENT forgives whatever goes wrong with a call, our limits
on it included; it does not forgive an endpoint that is not on the list.
"""

from __future__ import annotations

import json
import logging
import re
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from styrka.engine.bounds import read_budget
from styrka.engine.guard import AdmittedQuery, Form, Limits, admit_query, position
from styrka.engine.interface import Answer, Budget, Dataset, Delegate, Engine
from styrka.errors import Busy, QueryRefused, QuerySyntaxError, QueryTooExpensive, ServiceError, ServiceTimeout
from styrka.formats import JSON, Format
from styrka.http_client.connection import DeadlinePassed
from styrka.settings import Settings
from styrka.stores.federation import values
from styrka.stores.federation.calls import Call, find_calls
from styrka.stores.federation.endpoints import AllowedEndpoints, read_allowed_endpoints
from styrka.vocabulary import BASE

_log = logging.getLogger("styrka.engine.interface")
_EMPTY: Final = Dataset((BASE + "graph/none",))  # over no triples, a query shows its faults and costs nothing
_FORGIVEN: Final = (ServiceError, ServiceTimeout, QueryTooExpensive)
_LINE: Final = re.compile(r"\b([Ll]ine) \d+, column \d+")


class Federated(Delegate):
    """An engine with other endpoints beside it; safe to share among threads."""

    def __init__(self, engine: Engine, others: AllowedEndpoints, budget: Budget, limits: Limits) -> None:
        """Stand in front of another engine.

        Parameters:
            engine: what answers the query when the others have answered.
            others: the endpoints that SERVICE may name.
            budget: what a query may take that comes without one, calls included.
            limits: what a client may send; what the others answer is no part of it.
        """
        super().__init__(engine)
        self._others = others
        self._budget = budget
        self._limits = replace(limits, service=True)
        self._places = threading.BoundedSemaphore(others.allowance.queries)

    def run(
        self, query: str, format_: Format, *, dataset: Dataset | None = None, budget: Budget | None = None
    ) -> Answer:
        """See ``Engine.run``.

        Raises:
            ServiceError: When an endpoint does not answer, or not with a result.
            ServiceTimeout: When an endpoint takes too long.
            QueryTooExpensive: When the endpoints take all the time, or their answers are too large.
            ClientGone: When the client has left.
        """
        admitted = admit_query(query, self._limits)
        if not admitted.federated:
            return super().run(admitted, format_, dataset=dataset, budget=budget)
        whole = budget or self._budget
        started = time.monotonic()
        deadline = started + whole.seconds
        found = self._allowed(query, find_calls(query))
        names = self._rehearsed(query, admitted.form, found, format_, whole)
        try:
            with self._place():
                answers = [self._answered(query, call, deadline) for call in found]
        except DeadlinePassed:
            raise _too_long(whole, time.monotonic() - started) from None
        asked = time.monotonic() - started
        made = expand_calls(query, found, map(values.make_values_group, names, answers))
        left = replace(whole, seconds=whole.seconds - asked)
        if left.seconds <= 0:
            raise _too_long(whole, asked)
        try:
            return self._engine.run(AdmittedQuery(made.text, admitted.form), format_, dataset=dataset, budget=left)
        except QueryTooExpensive as error:
            if error.evidence.get("cause") != "time":
                raise
            raise _too_long(whole, asked) from None

    def _allowed(self, query: str, found: Sequence[Call]) -> Sequence[Call]:
        """Return the calls with the addresses of the list.

        Raises:
            QueryRefused: For one too many, and one to elsewhere.
        """
        most = self._others.allowance.calls
        if len(found) > most:
            raise QueryRefused(
                f"The query uses SERVICE {len(found)} times; {most} are allowed.",
                sv=f"Frågan använder SERVICE {len(found)} gånger; {most} är tillåtna.",
                limit=most,
            )
        allowed = []
        for call in found:
            endpoint = self._others.find(call.endpoint)
            if endpoint is None:
                line, column = position(query, call.start)
                raise QueryRefused(
                    f"SERVICE <{call.endpoint}> (line {line}, column {column}) is not among the endpoints that this "
                    "service asks; they are listed at /about/limits. Ask that endpoint itself and join the answers.",
                    sv=f"SERVICE <{call.endpoint}> (rad {line}, kolumn {column}) är ingen av de adresser som tjänsten "
                    "frågar; de står på /about/limits. Fråga den adressen själv och sätt ihop svaren.",
                    keyword="SERVICE",
                    endpoint=call.endpoint,
                    line=line,
                    column=column,
                )
            allowed.append(replace(call, endpoint=endpoint))
        return allowed

    def _rehearsed(
        self, query: str, form: Form, found: Sequence[Call], format_: Format, budget: Budget
    ) -> list[Sequence[str]]:
        """Return the variables that each group can bind.

        Raises:
            StyrkaError: As ``Engine.run`` for the query, before anything is sent.
        """
        names: list[Sequence[str]] = []
        for call in found:
            alone = Expanded(call.rehearsal(query), ((0, 0, len(query)),))
            answer = self._tried(alone, query, Form.SELECT, JSON, budget)
            names.append(json.loads(answer)["head"]["vars"])
        made = expand_calls(query, found, (values.make_values_group(each, ()) for each in names))
        self._tried(made, query, form, format_, budget)
        return names

    def _tried(self, made: Expanded, query: str, form: Form, format_: Format, budget: Budget) -> bytes:
        try:
            return self._engine.run(AdmittedQuery(made.text, form), format_, dataset=_EMPTY, budget=budget).read()
        except QuerySyntaxError as error:
            raise made.restored(error, query) from None

    def _answered(self, query: str, call: Call, deadline: float) -> Sequence[values.Solution]:
        host = urlsplit(call.endpoint).hostname
        try:
            # One row more than may be taken, so that too many are not mistaken for all.
            return self._others.ask(call.endpoint, call.request(query, self._others.allowance.rows + 1), deadline)
        except _FORGIVEN as error:
            _log.info("SERVICE at %s: %s", host, error)
            if call.silent:
                return ({},)
            line, column = position(query, call.start)
            error.evidence = {**error.evidence, "line": line, "column": column}
            raise

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise Busy(
                "As many queries as may wait for other endpoints do. Try again in a moment.",
                sv="Så många frågor som får vänta på andra adresser gör det. Försök igen om en stund.",
                retry_after=1,
            )
        try:
            yield
        finally:
            self._places.release()


def add_federation(engine: Engine, settings: Settings) -> Engine:
    """Return the engine, with the endpoints beside it that the settings list; itself when there are none.

    Raises:
        BadParameter: For an address on the list that is none.
    """
    others = read_allowed_endpoints(settings)
    if not others.endpoints:
        return engine
    return Federated(engine, others, read_budget(settings), Limits(bytes=settings.query_bytes))


@dataclass(frozen=True)
class Expanded:
    """A query with a group in each call's place, and the text around as (offset here, offset there, length)."""

    text: str
    pieces: tuple[tuple[int, int, int], ...]

    def restored(self, error: QuerySyntaxError, query: str) -> QuerySyntaxError:
        """Return an error about this text with the line and column that its place has in the query."""
        line, column = error.evidence.get("line"), error.evidence.get("column")
        if line is None or column is None:
            return error
        lines = self.text.split("\n")
        offset = sum(len(one) + 1 for one in lines[: line - 1]) + column - 1
        here, there, length = max(piece for piece in self.pieces if piece[0] <= offset)
        line, column = position(query, there + min(offset - here, length))
        evidence = {**error.evidence, "line": line, "column": column, "excerpt": query.split("\n")[line - 1][:200]}
        detail = _LINE.sub(rf"\1 {line}, column {column}", error.detail, count=1)
        return QuerySyntaxError(detail, sv=error.detail_sv, **evidence)


def expand_calls(query: str, found: Iterable[Call], groups: Iterable[str]) -> Expanded:
    """Return the query with a group in the place of each call."""
    pieces, places, size, at = list[str](), list[tuple[int, int, int]](), 0, 0
    for call, group in zip(found, groups, strict=True):
        places.append((size, at, call.start - at))
        pieces += (query[at : call.start], group)
        size += call.start - at + len(group)
        at = call.end
    places.append((size, at, len(query) - at))
    return Expanded("".join((*pieces, query[at:])), tuple(places))


def _too_long(budget: Budget, asked: float) -> QueryTooExpensive:
    return QueryTooExpensive(
        f"The query took more than {budget.seconds:g} s, of which it waited {asked:.1f} s for other endpoints. Ask "
        "them for less, or narrow the query.",
        sv=f"Frågan tog mer än {budget.seconds:g} s, och väntade {asked:.1f} s av dem på andra adresser. Fråga dem om "
        "mindre, eller begränsa frågan.",
        cause="time",
        limit=budget.seconds,
    )
