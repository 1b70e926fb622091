"""The production server: Granian, whose worker has the application (``application``).

The worker is a process of its own, so the settings travel to it in the environment, and this one, which only watches
over it, imports nothing of the application.
"""

from __future__ import annotations

import os
import resource
import socket
import threading
from dataclasses import fields
from typing import Any, Final

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from styrka.errors import BadParameter
from styrka.settings import Settings, get_variable_name
from styrka.stores import check_store_settings
from styrka.web.serving import request_log

_SPARE: Final = 512  # file descriptors beside those of the connections
_TARGET: Final = "styrka.web.serving.application:make_application"


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
