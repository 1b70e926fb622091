"""The application of one server worker, with its query workers started.

The application is imported and put together while another process loads the release: both take seconds.
"""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from styrka.ask.names.cache import Names
from styrka.engine.bounds import read_budget, read_capacity
from styrka.engine.live import LivePool
from styrka.engine.workers.pool import RESERVED, Pool
from styrka.publish.files import ahead
from styrka.release import Release
from styrka.settings import Settings, load_settings
from styrka.stores import OpenStore, add_federation, open_store
from styrka.web.serving import request_log
from styrka.web.serving.parent_watch import ParentWatch

if TYPE_CHECKING:
    from styrka.web.context import Service
    from styrka.web.serving.asgi import AsgiGateway
    from styrka.web.serving.middleware import Middleware


def make_application() -> AsgiGateway:
    """Return the application of one server worker, with its query workers started."""
    gc.disable()  # what is imported stays: searching it for garbage takes a tenth of the start
    # Until the server's own handler is there, the one inherited from its parent would swallow a request to end.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    orphan, settings = ParentWatch(), load_settings()
    gateway = open_application(settings)
    orphan.tidy = gateway.close
    # Names and written rows live as long as the release: searching them for garbage took a seventh of a page's time.
    gc.freeze()
    gc.enable()
    # Not more rarely: what a refused document leaves behind in a circle is megabytes.
    gc.set_threshold(5_000, 10, 10)
    return gateway


@dataclass(frozen=True)
class OpenService:
    """An application with what answers for it.

    Attributes:
        application: what answers requests (PEP 3333).
        service: what its views work with.
        description: what the answers come from, in words for the operator.
        close: ends all that was started.
    """

    application: Middleware
    service: Service
    description: str
    close: Callable[[], None]


def open_application(settings: Settings) -> AsgiGateway:
    """Return the application over what the settings ask for, behind the server's gateway."""
    found = open_service(settings)
    from styrka.web.serving.asgi import AsgiGateway

    _announce(settings, found.description)
    return AsgiGateway(found.application, settings, found.close)


def open_service(settings: Settings) -> OpenService:
    """Return the application over what the settings ask for: a scratch store, another store, or the release."""
    names = Names()
    with ThreadPoolExecutor(1, "open") as beside:
        opening = beside.submit(lambda: open_store(settings) or _open_release(settings, names))
        from styrka.ask.question import load_questions
        from styrka.web.app import create_app

        questions = {} if settings.scratch else load_questions(settings.root / "queries")
        store = opening.result()
    record = request_log.open_log(settings.request_log)
    app = create_app(
        settings,
        store.reserved,
        questions,
        public=add_federation(store.public, settings),
        watch=record,
        writer=store.writer,
        names=names,
    )

    def close() -> None:
        store.close()
        record.close()

    return OpenService(app.extensions["styrka.front"], app.extensions["styrka"], store.description, close)


def _open_release(settings: Settings, names: Names) -> OpenStore:
    """Return the query workers over the published release, and what takes writes to the files that it is made of.

    The names of each release are read a moment after its workers answer, or when somebody needs them.
    """
    budget, capacity = read_budget(settings), read_capacity(settings)

    def opener(release: Release) -> Pool:
        pool = Pool(release.dumps, release.version, budget, capacity, release.created)
        ahead.start_making(settings, release)
        names.start_reading(pool.queue(RESERVED))
        return pool

    live = LivePool(settings.releases_path, opener)
    from styrka.change.governed import GovernedWriter

    writer = GovernedWriter(settings, live.catch_up)
    return OpenStore(live.reserved, live.public, f"release {live.pool.version}", writer, live.close)


def _announce(settings: Settings, what: str) -> None:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(f"Styrka answers at http://{host}:{settings.port}/ ({what})", file=sys.stderr, flush=True)
