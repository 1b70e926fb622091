"""The site's own answers, asked for in this process: the same addresses, limits and errors as over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from werkzeug.test import Client, TestResponse

from styrka.errors import Busy, StyrkaError
from styrka.text.problems import make_kind
from styrka.vocabulary import BASE
from styrka.web.context import PinnedEngine, ReleaseSwitched, Service
from styrka.web.serving.application import OpenService

Json = dict[str, Any]
Made = TypeVar("Made")
ATTEMPTS: Final = 3  # a release that is taken up while an answer is made has it made anew


class Refused(Exception):
    """The site does not answer: ``problem`` is what it says (RFC 9457)."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(str(problem.get("detail", "")))
        self.problem = dict(problem)


@dataclass(frozen=True)
class Reply:
    """An answer of the site: what it is, of which release, and the address that gives it again."""

    document: Any
    release: str
    address: str


@dataclass(frozen=True)
class Gateway:
    """The way to one open service."""

    opened: OpenService

    @property
    def service(self) -> Service:
        """What the views of the site work with; what it answers may be of several releases (see ``pin``)."""
        return self.opened.service

    @property
    def base(self) -> str:
        """The address of the site, without a slash at the end."""
        settings = self.service.settings
        return settings.base.rstrip("/") or f"http://127.0.0.1:{settings.port}"

    def get(self, path: str, values: Iterable[tuple[str, str]], client: str) -> Reply:
        """Return what an address answers.

        Parameters:
            client: the address of who asks, whose requests are counted.

        Raises:
            Refused: The site gives a problem instead.
        """
        return self._ask(lambda site: site.get(path, query_string=list(values), **self._options(client)))

    def post_query(self, query: str, accept: str, values: Mapping[str, str], client: str) -> Reply:
        """Return what ``/sparql`` answers; what is no JSON is text.

        Raises:
            Refused: The site gives a problem instead.
        """
        data = {"query": query, **values}
        return self._ask(lambda site: site.post("/sparql", data=data, **self._options(client, accept)))

    def pin(self, make: Callable[[Service], Made]) -> Made:
        """Return what is made of the look-ups of one release.

        Raises:
            Refused: As the site would refuse.
        """
        whole = self.service
        for _ in range(ATTEMPTS):
            edition = whole.engine.edition
            pinned = replace(whole, engine=PinnedEngine(whole.engine, edition), public=whole.public)
            try:
                return make(pinned)
            except ReleaseSwitched:
                continue
            except StyrkaError as error:
                raise Refused(make_problem(error)) from None
        raise make_switching_refusal()

    def _ask(self, send: Callable[[Client], TestResponse]) -> Reply:
        site = Client(self.opened.application, use_cookies=False)
        for _ in range(ATTEMPTS):
            before = self.service.engine.version
            response = send(site)
            if response.status_code >= 400:
                raise Refused(response.get_json(force=True, silent=True) or {"status": response.status_code})
            if self.service.engine.version == before:
                text = response.get_data(as_text=True)
                document = json.loads(text) if response.is_json else text
                return Reply(document, before, self.base + response.request.full_path.rstrip("?"))
        raise make_switching_refusal()

    def _options(self, client: str, accept: str = "application/json") -> Json:
        return {
            "base_url": self.base,
            "headers": {"Accept": accept},
            "environ_overrides": {"REMOTE_ADDR": client},
            "follow_redirects": True,
        }


def make_problem(error: StyrkaError) -> Json:
    """Return an error as the site reports it, in both languages."""
    return {
        "type": f"{BASE}about/problems#{make_kind(type(error))}",
        "title": error.title,
        "status": int(error.status),
        "detail": error.detail,
        **({"detail_sv": error.detail_sv} if error.detail_sv else {}),
        **error.evidence,
    }


def make_switching_refusal() -> Refused:
    """Return the refusal where a release is taken up whenever an answer is made."""
    error = Busy(
        "Releases were taken up while the answer was made. Ask again.",
        sv="Nya utgåvor togs i bruk medan svaret gjordes. Fråga igen.",
        retry_after=1,
    )
    return Refused(make_problem(error))
