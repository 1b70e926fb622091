"""Real SPARQL stores for the tests: a Virtuoso and an Oxigraph server of one's own, and a server that misbehaves.

Each has a free port and a folder of its own, and ends with the test that asked for it.
"""

from __future__ import annotations

import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from styrka.http_client.credentials import Credentials
from styrka.http_client.endpoint import Endpoint

VIRTUOSO = shutil.which("virtuoso-t")
OXIGRAPH = Path(sys.executable).with_name("oxigraph")
_PATIENCE = 60.0
_VIRTUOSO_INI = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
DirsAllowed = .
ThreadsPerQuery = 2
AsyncQueueMaxThreads = 2
MaxQueryMem = 200M
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 8
[SPARQL]
{rows}
MaxQueryExecutionTime = 30
"""


@dataclass(frozen=True)
class Store:
    """A store that runs: where it is asked, where graphs are put, and where updates go."""

    name: str
    query: Endpoint
    graphs: Endpoint
    update: Endpoint


@contextmanager
def oxigraph(folder: Path) -> Iterator[Store]:
    """The server of PyPI's package ``oxigraph``, in memory."""
    if not OXIGRAPH.exists():
        pytest.skip("the oxigraph server is not installed (pip install oxigraph)")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with running([str(OXIGRAPH), "serve", "--bind", f"127.0.0.1:{port}"], folder, url + "/query?query=ASK%7B%7D"):
        yield Store("oxigraph", Endpoint(url + "/query"), Endpoint(url + "/store"), Endpoint(url + "/update"))


@contextmanager
def virtuoso(folder: Path, rows: int | None = None) -> Iterator[Store]:
    """Debian's Virtuoso with little memory; ``rows`` is its limit of rows."""
    if VIRTUOSO is None:
        pytest.skip("Virtuoso is not installed (apt-get install virtuoso-opensource-7-bin)")
    http, sql = free_port(), free_port()
    limit = f"ResultSetMaxRows = {rows}" if rows else ""
    (folder / "virtuoso.ini").write_text(_VIRTUOSO_INI.format(http=http, sql=sql, rows=limit))
    url = f"http://127.0.0.1:{http}"
    known = Credentials("digest", "dba", "dba")
    command = [VIRTUOSO, "+configfile", "virtuoso.ini", "+wait", "+foreground"]
    with running(command, folder, url + "/sparql?query=ASK%7B%7D"):
        graphs = Endpoint(url + "/sparql-graph-crud-auth", known)
        yield Store("virtuoso", Endpoint(url + "/sparql"), graphs, Endpoint(url + "/sparql-auth", known))


@contextmanager
def running(command: list[str], folder: Path, url: str, environment: Mapping[str, str] | None = None) -> Iterator[None]:
    """A server that answers at ``url``, until it is stopped; it writes to ``server.log`` in its folder."""
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=environment, start_new_session=True)
        try:
            _wait(process, url, folder / "server.log")
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"The server does not start: {log.read_text(errors='replace')[-2000:]}")


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Request:
    """What a client sent."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Script:
    """A server whose answers a test writes: ``answer`` gets each request, and the connection to write to."""

    url: str = ""
    requests: list[Request] = field(default_factory=list)


Answer = Callable[[BaseHTTPRequestHandler, Request], None]


@contextmanager
def scripted(answer: Answer, tls: ssl.SSLContext | None = None) -> Iterator[Script]:
    """A server that answers every request with a function; over TLS where it has a context."""
    script = Script()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            request = Request(self.command, self.path, dict(self.headers), self.rfile.read(length))
            script.requests.append(request)
            self.close_connection = True
            with suppress(OSError):
                answer(self, request)

        do_GET = do_POST = do_PUT = do_DELETE = handle_any

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_address[1]}/"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()


def reply(
    handler: BaseHTTPRequestHandler,
    body: bytes,
    media_type: str = "application/sparql-results+json",
    status: int = 200,
    length: int | None = None,
    **headers: str,
) -> None:
    """Write a response; ``length`` is what it claims to have."""
    handler.send_response(status)
    if media_type:
        handler.send_header("Content-Type", media_type)
    handler.send_header("Content-Length", str(len(body) if length is None else length))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)
