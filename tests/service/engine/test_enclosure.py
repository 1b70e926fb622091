"""The enclosure: a process in it opens files and serves whom it listens to, and reaches no network."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

# Three ways out: Python's own, a thread's, and the store's, past every guard.
CODE = """
import socket, sys, threading
from pathlib import Path
import pyoxigraph as ox
from styrka.engine.disk.enclosure import enclose, is_enclosed

port = int(sys.argv[2])
with socket.socket(socket.AF_UNIX) as listener:
    listener.bind(sys.argv[3])
    listener.listen()
    caller = socket.socket(socket.AF_UNIX)
    caller.connect(sys.argv[3])
    if sys.argv[1] == "enclosed":
        enclose()
    print(is_enclosed())

    def reach():
        try:
            socket.create_connection(("127.0.0.1", port), 2).close()
        except PermissionError:
            print("refused")

    reach()
    thread = threading.Thread(target=reach)
    thread.start()
    thread.join()
    query = f"SELECT * {{ SERVICE SILENT <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"
    list(ox.Store().query(query))
    connection, _ = listener.accept()
    connection.sendall(b"hello")
    print(caller.recv(5).decode(), Path(sys.argv[3]).with_name("file").read_text())
"""


@pytest.mark.parametrize("state", ["free", "enclosed"])
def test_nothing_reaches_the_network_from_inside(tmp_path: Path, state: str) -> None:
    (tmp_path / "file").write_text("world")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.5)
        process = subprocess.Popen(
            [sys.executable, "-c", CODE, state, str(listener.getsockname()[1]), str(tmp_path / "socket")],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT / "service")},
        )
        hits = 0
        while True:
            try:
                listener.accept()[0].close()
                hits += 1
            except TimeoutError:
                if process.poll() is not None:
                    break
        assert process.stdout is not None
        told = process.stdout.read().split()
    if state == "enclosed":
        assert told == ["True", "refused", "refused", "hello", "world"]
        assert hits == 0
    else:
        assert told == ["False", "hello", "world"]
        assert hits == 3
