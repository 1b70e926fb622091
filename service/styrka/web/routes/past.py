"""``/release/<version>/ask/...``: what a question answers from a former release (Memento, RFC 7089).

The question is today's, the data are those of then. An answer's own address is its TimeGate: asked with
Accept-Datetime it leads to the release of that time.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Final, cast

from flask import Flask, Response, current_app, g, redirect, request

from styrka import release
from styrka.engine.local import open_local
from styrka.errors import Busy, NotFound
from styrka.publish.history import memento
from styrka.release import Release
from styrka.web.context import Service, host, service
from styrka.web.http.respond import ANSWERS
from styrka.web.routes import ask

_PATIENCE: Final = 20.0  # seconds that a request waits for another one's release to be loaded
_LATER: Final = 5  # seconds after which to try again
_KEY: Final = "styrka.past"


class PastReleases:
    """The former release that was last asked: one at a time, since each takes as much memory as the present one."""

    def __init__(self) -> None:
        self._held: Service | None = None
        self._lock = threading.Lock()

    def open(self, present: Service, of: Release) -> Service:
        """Return the service over a former release, loaded unless it is the one in memory, with caches of its own.

        Raises:
            Busy: When another one is being loaded for too long.
            OSError: When its files cannot be read.
        """
        held = self._held
        if held is not None and held.engine.version == of.version:
            return held
        if not self._lock.acquire(timeout=_PATIENCE):
            raise Busy(
                f"Another former release is being read. Try again in {_LATER} seconds.",
                sv=f"En annan tidigare utgåva håller på att läsas. Försök igen om {_LATER} sekunder.",
                retry_after=_LATER,
            )
        try:
            if self._held is None or self._held.engine.version != of.version:
                self._held = None  # gives its memory free before the other takes as much
                engine = open_local(of.dumps, of.version, created=of.created)
                self._held = Service(
                    present.settings,
                    engine,
                    engine,
                    present.questions,
                    present.cache,
                    present.watch,
                    present.writes,
                    derivations=present.derivations,
                    then=of,
                )
            return self._held
        finally:
            self._lock.release()


def register(app: Flask) -> None:
    """Let every answer of an application be asked for as it was."""
    app.extensions[_KEY] = PastReleases()

    @app.before_request
    def travel() -> Response | None:
        wanted, path = request.headers.get("Accept-Datetime"), request.path.lstrip("/")
        if wanted is None or request.method not in ("GET", "HEAD") or not path.startswith(ANSWERS):
            return None
        when = memento.parse_datetime(wanted)
        known = release.list_releases(service().settings.releases_path)
        before = [one for one in known if memento.read_moment(one) <= when]
        if not known:
            return None
        # Who asks for a time before all of them gets the first (RFC 7089 section 4.5.3).
        chosen = max(before, key=_read_time) if before else min(known, key=_read_time)
        query = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
        found = redirect(f"/release/{chosen.version}/{path}{query}", 302)
        found.vary.update(("Accept-Datetime", "Accept"))
        found.headers["Link"] = f'<{host()}{path}{query}>; rel="original timegate"'
        return found  # type: ignore[return-value]


def answer(of: Release, path: str) -> Response:
    """Return the answer to a question from a release: its page, or its rows by suffix or Accept.

    Parameters:
        path: below the release, as ``ask/shared-priorities.csv``.

    Raises:
        NotFound: There is no such question.
        Busy: As ``PastReleases.open``.
    """
    slug, _, suffix = path.removeprefix(ANSWERS).partition(".")
    if not slug or "/" in path.removeprefix(ANSWERS):
        raise NotFound(f"There is no question at /{path}.", sv=f"Det finns ingen fråga på /{path}.", path=path)
    present = service()
    g.service = _replace_release(present, of)
    response = ask.question(slug, suffix or None)
    response.headers["Memento-Datetime"] = memento.format_http_date(memento.read_moment(of))
    return response


def _replace_release(present: Service, of: Release) -> Service:
    if of.version == present.engine.version:
        return replace(present, then=of)
    return cast(PastReleases, current_app.extensions[_KEY]).open(present, of)


def _read_time(one: Release) -> str:
    return one.created
