"""Start Styrka and its peers side by side on free ports, and stop them cleanly.

    PYTHONPATH=service python bench/peers.py var/bench/100k

A folder is what generate.py wrote. Styrka serves the release; the peers get the stated triples as their default graph,
which is the best case for them. A peer whose program is not installed is left out: ``oxigraph`` and ``rdflib-endpoint``
come from PyPI (peers.lock), in an environment of their own (``make bench`` makes it) or anywhere on the PATH; Virtuoso
comes from Debian's virtuoso-opensource-7-bin.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

SERVICE = Path(__file__).resolve().parent.parent / "service"
ENVIRONMENT = Path(sys.prefix) / "peers" / "bin"
NAMES = ("styrka", "oxigraph", "oxigraph-disk", "virtuoso", "rdflib")
ASK = quote("ASK {}")


@dataclass
class Peer:
    """A running endpoint: its name, where it answers, its main process, and how long its data took to load."""

    name: str
    port: int
    path: str
    process: subprocess.Popen[bytes]
    seconds: float = 0.0
    folder: Path | None = field(default=None)

    def target(self, query: str) -> str:
        """The path of a query's request (SPARQL 1.1 Protocol 2.1.1)."""
        return f"{self.path}?query={quote(query, safe='')}"

    def memory(self) -> int:
        """The proportional set size of the process and all its descendants, in bytes."""
        return sum(pss(pid) for pid in tree(self.process.pid))

    def descriptors(self) -> int:
        """How many file descriptors the process and its descendants hold."""
        found = 0
        for pid in tree(self.process.pid):
            with contextlib.suppress(OSError):
                found += len(list(Path(f"/proc/{pid}/fd").iterdir()))
        return found

    def stop(self) -> None:
        """End the process and wait for it, by force after 20 s."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            for pid in tree(self.process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.process.wait()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def pss(pid: int) -> int:
    """A process's share of memory in bytes; 0 when it is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def tree(pid: int) -> list[int]:
    """A process and its descendants."""
    found = [pid]
    for parent in found:
        with contextlib.suppress(OSError):  # one that has ended meanwhile
            for task in Path(f"/proc/{parent}/task").glob("*/children"):
                found += map(int, task.read_text().split())
    return found


def stated(folder: Path) -> Path:
    """The stated triples of a release as N-Triples, made once."""
    path = folder / "stated.nt"
    if not path.exists():
        partial = path.with_suffix(".partial")
        with (folder / "releases/current/data.nq").open() as quads, partial.open("w") as triples:
            triples.writelines(line.rsplit(" ", 2)[0] + " .\n" for line in quads)
        partial.replace(path)
    return path


@contextlib.contextmanager
def running(names: tuple[str, ...], folder: Path) -> Iterator[dict[str, Peer]]:
    """Those of the named endpoints that can run here, loaded; stopped at the end, also of a run that is told to end."""
    started: dict[str, Peer] = {}
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        for name in names:
            if _begin(started, name, folder):
                print(f"{name}: ready after {started[name].seconds:.1f} s", file=sys.stderr, flush=True)
            else:
                print(f"{name} is not installed; left out", file=sys.stderr)
        yield started
    finally:
        for peer in started.values():
            peer.stop()
        signal.signal(signal.SIGTERM, before)


def restart(started: dict[str, Peer], name: str, folder: Path) -> None:
    """Stop a peer and start it anew: one that goes on with a query whose client has left takes from the others."""
    started.pop(name).stop()
    _begin(started, name, folder)


def _begin(started: dict[str, Peer], name: str, folder: Path) -> bool:
    """Start one and load it; False where its program is not installed."""
    begun = time.perf_counter()
    folder = folder.resolve()  # the releases below it would otherwise be looked for below it once more
    if (peer := _START[name](folder)) is None:
        return False
    started[name] = peer
    _await(peer)
    if name in _FILL:
        _FILL[name](peer, stated(folder))
    peer.seconds = time.perf_counter() - begun
    return True


def _popen(
    *command: str | Path, folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd=folder,
        env={**os.environ, **(environment or {})},
    )


# One client sends everything here, so the limit on each client's rate would be what is measured.
TOKEN = "bench-only-" + "0" * 32
MEASURING = {"STYRKA_FILES_AHEAD": "no", "STYRKA_RATE": "", "STYRKA_REQUEST_LOG": "none"}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _program(name: str) -> str | None:
    places = (str(ENVIRONMENT), str(Path(sys.executable).parent), os.environ.get("PATH", ""))
    return shutil.which(name, path=os.pathsep.join(places))


def _styrka(folder: Path) -> Peer:
    port = _free_port()
    shutil.copytree(SERVICE.parent / "queries", folder / "queries", dirs_exist_ok=True)  # as they are now
    process = _popen(
        sys.executable,
        "-m",
        "styrka",
        "serve",
        "--root",
        folder,
        "--releases",
        folder / "releases",
        "--port",
        str(port),
        environment={"PYTHONPATH": os.environ.get("PYTHONPATH", str(SERVICE)), **MEASURING},
    )
    return Peer("styrka", port, "/sparql", process)


def _scratch(folder: Path) -> Peer:
    port = _free_port()
    process = _popen(
        sys.executable,
        "-m",
        "styrka",
        "serve",
        "--scratch",
        "--root",
        folder,
        "--port",
        str(port),
        environment={
            "PYTHONPATH": os.environ.get("PYTHONPATH", str(SERVICE)),
            "STYRKA_WRITE_TOKEN": TOKEN,
            **MEASURING,
        },
    )
    return Peer("scratch", port, "/sparql", process)


def _oxigraph(folder: Path) -> Peer | None:
    if (program := _program("oxigraph")) is None:
        return None
    stated(folder)
    port = _free_port()
    return Peer("oxigraph", port, "/query", _popen(program, "serve", "--bind", f"127.0.0.1:{port}"))


def _oxigraph_disk(folder: Path) -> Peer | None:
    if (program := _program("oxigraph")) is None:
        return None
    data, port = stated(folder), _free_port()
    place = Path(tempfile.mkdtemp(prefix="bench-"))
    subprocess.run([program, "load", "--location", place, "--file", data], check=True, capture_output=True)
    return Peer(
        "oxigraph-disk",
        port,
        "/query",
        _popen(program, "serve", "--location", place, "--bind", f"127.0.0.1:{port}"),
        folder=place,
    )


def _virtuoso(folder: Path) -> Peer | None:
    if _program("virtuoso-t") is None or _program("isql-vt") is None:
        return None
    place, sql, port = Path(tempfile.mkdtemp(prefix="bench-")), _free_port(), _free_port()
    template = (Path(__file__).parent / "virtuoso.ini").read_text()
    settings = template.format(folder=place, data=stated(folder).parent.resolve(), sql=sql, http=port)
    (place / "virtuoso.ini").write_text(settings)
    (place / "port").write_text(str(sql))
    process = _popen("virtuoso-t", "+foreground", "+configfile", place / "virtuoso.ini", folder=place)
    return Peer("virtuoso", port, "/sparql", process, folder=place)


def _rdflib(folder: Path) -> Peer | None:
    if (program := _program("rdflib-endpoint")) is None:
        return None
    port = _free_port()
    process = _popen(program, "serve", "--host", "127.0.0.1", "--port", str(port), stated(folder))
    return Peer("rdflib", port, "/", process)


def _fill_oxigraph(peer: Peer, data: Path) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", peer.port, timeout=3600)
    with data.open("rb") as body:
        connection.request(
            "POST",
            "/store?default",
            body,
            {"Content-Type": "application/n-triples", "Content-Length": str(data.stat().st_size)},
        )
        if connection.getresponse().status >= 300:
            raise SystemExit("oxigraph did not take the data")


def _fill_virtuoso(peer: Peer, data: Path) -> None:
    assert peer.folder is not None
    port = (peer.folder / "port").read_text()
    orders = (
        f"ld_dir('{data.parent.resolve()}', '{data.name}', 'urn:stated'); rdf_loader_run(); checkpoint; "
        "DB.DBA.RDF_DEFAULT_USER_PERMS_SET('nobody', 1);"
    )
    subprocess.run(["isql-vt", f"127.0.0.1:{port}", "dba", "dba", f"exec={orders}"], check=True, capture_output=True)


def _await(peer: Peer, seconds: float = 1800) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if peer.process.poll() is not None:
            raise SystemExit(f"{peer.name} ended before it answered")
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", peer.port, timeout=5)
            connection.request("GET", f"{peer.path}?query={ASK}", headers={"Accept": "application/sparql-results+json"})
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise SystemExit(f"{peer.name} did not answer in {seconds:g} s")


_START: dict[str, Callable[[Path], Peer | None]] = {
    "styrka": _styrka,
    "scratch": _scratch,
    "oxigraph": _oxigraph,
    "oxigraph-disk": _oxigraph_disk,
    "virtuoso": _virtuoso,
    "rdflib": _rdflib,
}
_FILL = {"oxigraph": _fill_oxigraph, "virtuoso": _fill_virtuoso}


def main() -> None:
    """The command line: start, tell the addresses, wait for Ctrl-C."""
    parser = argparse.ArgumentParser(description="Start Styrka and its peers side by side over one generated graph.")
    parser.add_argument("folder", type=Path, help="what generate.py wrote")
    parser.add_argument("--names", nargs="+", default=NAMES, choices=NAMES)
    given = parser.parse_args()
    with running(tuple(given.names), given.folder) as started, contextlib.suppress(KeyboardInterrupt):
        for peer in started.values():
            print(f"{peer.name}: http://127.0.0.1:{peer.port}{peer.path}  {peer.memory() >> 20} MiB", flush=True)
        signal.pause()


if __name__ == "__main__":
    main()
