"""The production server: Granian, the gateway, and the WSGI application behind it.

The server's worker is a process of its own, so the settings travel to it in the environment.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, Final

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from styrka.ask.names.cache import Names
from styrka.change.governed import GovernedWriter
from styrka.engine.bounds import read_budget, read_capacity
from styrka.engine.live import LivePool
from styrka.engine.workers.pool import RESERVED, Pool
from styrka.errors import BadParameter
from styrka.publish.files import ahead
from styrka.release import Release
from styrka.settings import Settings, get_variable_name, load_settings
from styrka.stores import OpenStore, add_federation, check_store_settings, open_store
from styrka.web.app import create_app
from styrka.web.context import Service
from styrka.web.serving import request_log
from styrka.web.serving.asgi import AsgiGateway
from styrka.web.serving.middleware import Middleware
from styrka.web.serving.parent_watch import ParentWatch

_SPARE: Final = 512  # file descriptors beside those of the connections
_TARGET: Final = "styrka.web.serving.server:make_application"


def serve(settings: Settings) -> None:
    """Answer requests until a signal stops the process; the address is printed when it does.

    Raises ReleaseError, before anything listens, when there is no release, and BadParameter when another program
    listens there already, or SERVICE may name what is no endpoint.
    """
    check_store_settings(settings)
    _check_free(settings.host, settings.port)
    _raise_file_limit(settings.backlog + _SPARE)
    for setting in fields(Settings):
        os.environ[get_variable_name(setting.name)] = str(getattr(settings, setting.name))
    server = Granian(
        _TARGET,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        factory=True,
        # A second thread reads and writes while the first has the interpreter; more would only wait for it.
        runtime_threads=2,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=int(settings.header_seconds * 1000), max_buffer_size=max(8192, settings.header_bytes)
        ),
        websockets=False,
        backlog=max(1024, settings.backlog),
        log_level=LogLevels.warning,
        log_dictconfig=request_log.LOGGING if settings.request_log != "none" else None,
        respawn_failed_workers=True,
        respawn_interval=0.2,
        workers_kill_timeout=settings.stop_seconds,
    )
    _stop_once(server)
    server.serve()


def _raise_file_limit(wanted: int) -> None:
    """Let this process open so many files where it may: each connection is one, and the usual limit is 1024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))


def _check_free(host: str, port: int) -> None:
    """Raise BadParameter where somebody listens: the server would share the port, and each get some of the requests.

    Raises:
        BadParameter: A request's or a question's parameter is missing, unknown or of the wrong kind.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise BadParameter(
            f"The service cannot listen at {host}, port {port}: {error.strerror}. Choose another with --port.",
            parameter="port",
        ) from None


def _stop_once(server: Any) -> None:
    """Pass a signal to stop on once, and from a thread.

    Granian's handler sets an Event where the signal interrupts the main thread, which may hold that Event's lock: two
    signals in a row, as from a Ctrl-C that make passes on, then block the server for ever.
    """
    pass_on = server.signal_handler_interrupt
    stopping: list[threading.Thread] = []

    def interrupt(*_: object) -> None:
        if not stopping:
            stopping.append(threading.Thread(target=pass_on, daemon=True))
            stopping[0].start()

    server.signal_handler_interrupt = interrupt


def make_application() -> AsgiGateway:
    """Return the application of one server worker, with its query workers started."""
    # Until the server's own handler is there, the one inherited from its parent would swallow a request to end.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    orphan, settings = ParentWatch(), load_settings()
    gateway = open_application(settings)
    orphan.tidy = gateway.close
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
    _announce(settings, found.description)
    return AsgiGateway(found.application, settings, found.close)


def open_service(settings: Settings) -> OpenService:
    """Return the application over what the settings ask for: a scratch store, another store, or the release."""
    names = Names()
    store = open_store(settings) or _open_release(settings, names)
    record = request_log.open_log(settings.request_log)
    app = create_app(
        settings,
        store.reserved,
        {} if settings.scratch else None,
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

    The names of each release are read as soon as its workers answer.
    """
    budget, capacity = read_budget(settings), read_capacity(settings)

    def opener(release: Release) -> Pool:
        pool = Pool(release.dumps, release.version, budget, capacity, release.created)
        ahead.start_making(settings, release)
        names.start_reading(pool.queue(RESERVED))
        return pool

    live = LivePool(settings.releases_path, opener)
    writer = GovernedWriter(settings, live.catch_up)
    return OpenStore(live.reserved, live.public, f"release {live.pool.version}", writer, live.close)


def _announce(settings: Settings, what: str) -> None:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(f"Styrka answers at http://{host}:{settings.port}/ ({what})", file=sys.stderr, flush=True)
