"""The command line in a process of its own, which is forked from one that has imported the program already.

A fresh interpreter spends more on its imports than most commands on their work. What depends on the start of the
interpreter itself (its options, its limits, who kills it) starts one: see ``run_afresh``.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import io
import os
import pkgutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path

import pyoxigraph as ox

from styrka.vocabulary import BASE
from tests.conftest import ROOT

Done = subprocess.CompletedProcess[str]
_PROGRAM = "python -m styrka"
_AT_ONCE = threading.Lock()


def make_environment() -> dict[str, str]:
    """Return the variables of this process without settings of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STYRKA_")}
    return kept | {"PYTHONPATH": str(ROOT / "service")}


def run(root: Path, arguments: Sequence[str], given: str = "", program: str = "") -> Done:
    """Return what a command does in a folder, in a fork of the process that is ready.

    Parameters:
        given: what it reads from standard input.
        program: what is run instead of the command line.
    """
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("stdin", "stdout", "stderr")]
        files[0].write_text(given, "utf-8")
        with _AT_ONCE:
            ready = _start()
            ready.send((str(root), list(arguments), make_environment(), [str(path) for path in files], program))
            code = ready.recv()
        out, errors = (path.read_text("utf-8") for path in files[1:])
    return subprocess.CompletedProcess([_PROGRAM, *arguments], code, out, errors)


def run_afresh(
    root: Path, arguments: Sequence[str], given: str | None = None, limit: Callable[[], None] | None = None
) -> Done:
    """Return what a command does in an interpreter that is started for it, under a limit where there is one."""
    return subprocess.run(
        [sys.executable, "-m", "styrka", *arguments],
        cwd=root,
        env=make_environment(),
        text=True,
        input=given,
        capture_output=True,
        check=False,
        preexec_fn=limit,
    )


@cache
def _start() -> Connection:
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.service.commands", str(theirs.fileno())],
            cwd=ROOT,
            env=make_environment() | {"PYTHONPATH": f"{ROOT / 'service'}{os.pathsep}{ROOT}"},
            pass_fds=[theirs.fileno()],
        )
    connection = Connection(ours.detach())
    atexit.register(process.wait)
    atexit.register(connection.close)  # which ends it: the last that is registered is done first
    return connection


def _serve(connection: Connection) -> None:
    """Fork for each command that comes, until nobody is there who could send one."""
    _prepare()
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        child = os.fork()
        if not child:
            connection.close()
            _become(*task)
        connection.send(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _prepare() -> None:
    """Import everything, and read the queries of the shapes, whose parser takes longer than all else in a check."""
    import styrka
    from styrka.build.validate.dangling import Vocabulary
    from styrka.build.validate.shape_faults import find_faults
    from styrka.build.validate.shapes import ShapesGraph

    for module in pkgutil.walk_packages(styrka.__path__, "styrka."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    importlib.import_module("shacl_rust")
    quads = [quad for path in (ROOT / "shapes").glob("*.ttl") for quad in ox.parse(path=path, base_iri=BASE)]
    graph = ShapesGraph.of(quads)
    list(find_faults(graph, Vocabulary.of(quads, quads, graph)))
    gc.freeze()


def _become(root: str, arguments: list[str], environment: Mapping[str, str], files: list[str], program: str) -> None:
    """Be the command, or another program, to the end of this process."""
    from styrka.cli import main
    from styrka.engine.documents.apart import DOCUMENTS

    code: object = 1
    for number, path in enumerate(files):
        opened = os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = io.TextIOWrapper(io.FileIO(0), "utf-8")
    os.chdir(root)
    os.environ.clear()
    os.environ.update(environment)
    DOCUMENTS.stay_here()  # this process has no other task; tests/service/engine/documents have the other way
    sys.argv = [_PROGRAM, *arguments]
    try:
        if program:
            exec(program, {"__name__": "__main__"})
            code = 0
        else:
            main(prog_name=_PROGRAM)
    except SystemExit as end:
        code = end.code
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        atexit._run_exitfuncs()
        os._exit(code if isinstance(code, int) else 0 if code is None else 1)


if __name__ == "__main__":
    _serve(Connection(int(sys.argv[1])))
