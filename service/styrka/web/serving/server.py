"""The production server: Granian, the gateway, and the WSGI application behind it.

The server's worker is a process of its own, so the settings travel to it in the environment.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from dataclasses import fields
from typing import Any, Final

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from styrka.change.governed import GovernedWriter
from styrka.engine.interface import Budget
from styrka.engine.live import LivePool
from styrka.engine.workers.pool import Pool
from styrka.engine.workers.queue import Capacity
from styrka.errors import BadParameter
from styrka.publish.files import ahead
from styrka.release import Release
from styrka.settings import Settings, get_variable_name, load_settings
from styrka.stores.federation.endpoints import read_allowed_endpoints
from styrka.stores.federation.engine import add_federation
from styrka.stores.scratch.store import ScratchStore
from styrka.web.app import create_app
from styrka.web.serving import request_log
from styrka.web.serving.parent_watch import ParentWatch
from styrka.web.serving.rsgi import RsgiGateway

_TARGET: Final = "styrka.web.serving.server:make_application"


def serve(settings: Settings) -> None:
    """Answer requests until the process is told to stop; the address is printed when it does.

    Raises ReleaseError, before anything listens, when there is no release, and BadParameter when another program
    listens there already, or SERVICE may name what is no endpoint.
    """
    _check_services(settings)
    _check_free(settings.host, settings.port)
    for setting in fields(Settings):
        os.environ[get_variable_name(setting.name)] = str(getattr(settings, setting.name))
    server = Granian(
        _TARGET,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.RSGI,
        factory=True,
        # A second thread reads and writes while the first has the interpreter; more would only wait for it.
        runtime_threads=2,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=int(settings.header_seconds * 1000), max_buffer_size=max(8192, settings.header_bytes)
        ),
        websockets=False,
        backlog=1024,
        log_level=LogLevels.warning,
        log_dictconfig=request_log.LOGGING if settings.request_log == "json" else None,
        respawn_failed_workers=True,
        respawn_interval=0.2,
        workers_kill_timeout=settings.stop_seconds,
    )
    _stop_once(server)
    server.serve()


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


def _check_services(settings: Settings) -> None:
    if read_allowed_endpoints(settings).endpoints and settings.engine:
        # Virtuoso, for one, does not take a query with thousands of VALUES.
        raise BadParameter(
            "SERVICE is evaluated beside the embedded engine only: set services or engine, not both.",
            sv="SERVICE besvaras bara vid sidan av den inbyggda motorn: sätt services eller engine, inte båda.",
            parameter="services",
        )


def _stop_once(server: Any) -> None:
    """Let a signal to stop be told once, and from a thread.

    Granian's handler sets an Event where the signal interrupts the main thread, which may hold that Event's lock: two
    signals in a row, as from a Ctrl-C that make passes on, then block the server for ever.
    """
    told = server.signal_handler_interrupt
    stopping: list[threading.Thread] = []

    def interrupt(*_: object) -> None:
        if not stopping:
            stopping.append(threading.Thread(target=told, daemon=True))
            stopping[0].start()

    server.signal_handler_interrupt = interrupt


def make_application() -> RsgiGateway:
    """Return the application of one server worker, with its query workers started."""
    # Until the server's own handler is there, the one inherited from its parent would swallow a request to end.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    orphan, settings = ParentWatch(), load_settings()
    made = (
        make_scratch_application
        if settings.scratch
        else make_remote_application
        if settings.engine
        else make_live_application
    )
    gateway = made(settings)
    orphan.tidy = gateway.close
    return gateway


def make_live_application(settings: Settings) -> RsgiGateway:
    """Return the application over the published release."""
    live = open_live(settings)
    record = request_log.RequestLog(request_log.stream(settings.request_log))
    writer = GovernedWriter(settings, live.catch_up)
    app = create_app(settings, live.reserved, public=add_federation(live.public, settings), watch=record, writer=writer)
    _announce(settings, f"release {live.pool.version}")

    def close() -> None:
        live.close()
        record.close()

    return RsgiGateway(app.extensions["styrka.front"], settings, close)


def make_scratch_application(settings: Settings) -> RsgiGateway:
    """Return the application over a store in memory, empty at first, that takes any graph from who has the token."""
    budget, capacity = _bounds(settings)
    pad = ScratchStore(budget, capacity, settings.scratch_bytes)
    record = request_log.RequestLog(request_log.stream(settings.request_log))
    app = create_app(settings, pad.reserved, {}, public=add_federation(pad.public, settings), watch=record, writer=pad)
    _announce(settings, "a scratch store, in memory only")

    def close() -> None:
        pad.close()
        record.close()

    return RsgiGateway(app.extensions["styrka.front"], settings, close)


def make_remote_application(settings: Settings) -> RsgiGateway:
    """Return the application over another store; it has no workers of its own."""
    # Imported here: the client of other stores comes with an extra, and the embedded engine does without.
    from styrka.stores.remote.engine import Room, open_remote

    budget, capacity = _bounds(settings)
    store = open_remote(settings.engine, budget, every=settings.engine_look)
    public = store.engine(Room(capacity.public, capacity.queue, capacity.wait))
    reserved = store.engine(Room(capacity.reserved, capacity.lookups, capacity.wait))
    record = request_log.RequestLog(request_log.stream(settings.request_log))
    app = create_app(settings, reserved, public=public, watch=record)
    _announce(settings, f"release {reserved.version} at {store.to.host}")
    return RsgiGateway(app.extensions["styrka.front"], settings, record.close)


def open_live(settings: Settings) -> LivePool:
    """Return the query workers over the published release, within the settings' budget and capacity."""
    budget, capacity = _bounds(settings)

    def opener(release: Release) -> Pool:
        pool = Pool(release.dumps, release.version, budget, capacity, release.created)
        ahead.start_making(settings, release)
        return pool

    return LivePool(settings.releases_path, opener)


def _bounds(settings: Settings) -> tuple[Budget, Capacity]:
    return (
        Budget(settings.query_seconds, settings.query_memory, settings.answer_bytes),
        # A page is worked on by a thread, and as many of them may look something up.
        Capacity(
            settings.public_workers, settings.reserved_workers, settings.queue, settings.queue_seconds, settings.threads
        ),
    )


def _announce(settings: Settings, what: str) -> None:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(f"Styrka answers at http://{host}:{settings.port}/ ({what})", file=sys.stderr, flush=True)
