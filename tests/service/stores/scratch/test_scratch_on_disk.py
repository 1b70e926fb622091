"""The scratch store on disk: what was written is there after any end, one instance holds it, and every query ends."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from styrka.engine.guard import Form
from styrka.engine.interface import Budget, Dataset, ask_truth, select_rows
from styrka.engine.scratch.durable import see_free
from styrka.engine.workers import protocol
from styrka.engine.workers.queue import Capacity
from styrka.engine.writes import GraphChange, Precondition, UpdateChange
from styrka.errors import Conflict, NotFound, PreconditionFailed, QuerySyntaxError, QueryTooExpensive, ReleaseError
from styrka.formats import CSV, JSON
from styrka.stores.scratch.store import ScratchStore
from tests.service.stores.scratch.test_store import BASE, FEW, HOARDER, RUNAWAY, count, update

LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def opened(folder: Path, seconds: float = 8.0) -> ScratchStore:
    """A scratch store in a folder."""
    budget = Budget(seconds, 300_000_000, 1_000_000)
    return ScratchStore(budget, Capacity(public=2, reserved=1, queue=2, wait=5.0), 1 << 30, folder)


@pytest.fixture
def pad(tmp_path: Path) -> Iterator[ScratchStore]:
    made = opened(tmp_path / "scratch")
    yield made
    made.close()


def processes(pad: ScratchStore) -> list[int]:
    """The holder and its children, the writer first among them."""
    children = Path(f"/proc/{pad.session}/task/{pad.session}/children").read_text().split()
    return [pad.session, *map(int, children)]


def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    folder = tmp_path / "scratch"
    pad = opened(folder)
    pad.write(GraphChange("put", BASE + "g", FEW))
    update(pad, "INSERT DATA { <a> <b> 1 }")
    version = pad.version
    pad.close()
    pad = opened(folder)
    try:
        assert count(pad) == 1
        assert (
            select_rows(pad.public, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{BASE}g> {{ ?s ?p ?o }} }}")[0]["n"].value
            == "4000"
        )
        assert pad.version != version
        assert pad.state(BASE + "g") == pad.version
        assert pad.size
        update(pad, "DROP ALL")
        assert count(pad) == pad.size == 0
    finally:
        pad.close()


def test_every_write_makes_another_version_and_is_seen_at_once(pad: ScratchStore) -> None:
    versions = {pad.version}
    for number in range(12):
        update(pad, f"INSERT DATA {{ <a> <b> {number} }}")
        assert count(pad) == number + 1
        versions.add(pad.version)
    assert len(versions) == 13
    assert pad.public.version == pad.version == pad.state(None)


def test_graphs_are_put_added_to_patched_and_removed(pad: ScratchStore) -> None:
    graph = BASE + "g"

    def size() -> int:
        return int(
            select_rows(pad.public, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")[0]["n"].value
        )

    assert pad.write(GraphChange("put", graph, FEW)).created
    assert not pad.write(GraphChange("post", graph, f"<{BASE}x> <{BASE}p> _:b .\n")).created
    assert size() == 4001
    pad.write(GraphChange("put", graph, f'<{BASE}x> <{BASE}p> "a \\"quoted\\" line\\nand another"@sv .\n'))
    assert size() == 1
    assert ask_truth(pad.public, f'ASK {{ GRAPH <{graph}> {{ ?s ?p "a \\"quoted\\" line\\nand another"@sv }} }}')
    pad.write(GraphChange("put", graph, ""))
    assert size() == 0
    assert pad.state(graph) == pad.version
    pad.write(GraphChange("delete", graph))
    assert pad.state(graph) is None


def test_what_fails_changes_nothing(pad: ScratchStore) -> None:
    pad.write(GraphChange("put", None, FEW))
    before = pad.version
    for change, error in (
        (UpdateChange("INSERT NONSENSE", BASE), QuerySyntaxError),
        (UpdateChange("INSERT DATA { <a> <b> 1 } ; CREATE GRAPH <g> ; CREATE GRAPH <g>", BASE), Conflict),
        (GraphChange("delete", BASE + "none"), NotFound),
        (GraphChange("put", None, "", condition=Precondition(("another",))), PreconditionFailed),
    ):
        with pytest.raises(error):
            pad.write(change)
    assert (pad.version, count(pad)) == (before, 4000)
    pad.budget = replace(pad.budget, seconds=2.0)
    deep = "INSERT { <a> <b> ?x } WHERE { BIND(" + "(" * 200_000 + "1" + ")" * 200_000 + " AS ?x) }"
    for text in (RUNAWAY, HOARDER, deep):
        with pytest.raises(QueryTooExpensive):
            update(pad, text)
        assert count(pad) == 4000
        assert pad.state(None) == pad.version
    update(pad, "INSERT DATA { <a> <b> 2 }")
    assert count(pad) == 4001


@pytest.mark.parametrize("which", [0, 1], ids=["holder", "writer"])
def test_killing_a_process_loses_nothing(pad: ScratchStore, which: int) -> None:
    pad.write(GraphChange("put", BASE + "g", FEW))
    for number in range(3):
        os.kill(processes(pad)[which], signal.SIGKILL)
        started = time.monotonic()
        assert ask_truth(pad.public, f"ASK {{ GRAPH <{BASE}g> {{ <{BASE}1> ?p ?o }} }}")
        assert time.monotonic() - started < 5
        update(pad, f"INSERT DATA {{ <a> <b> {number} }}")
        assert count(pad) == number + 1


def test_a_kill_in_the_middle_of_writes_leaves_the_whole_of_each_or_nothing(tmp_path: Path) -> None:
    pad = opened(tmp_path / "scratch")
    done: list[int] = []

    def write() -> None:
        for number in range(200):
            parts = " ".join(f"<{number}> <p{part}> {part} ." for part in range(50))
            update(pad, f"INSERT DATA {{ {parts} }}")
            done.append(number)

    def quiet() -> None:
        try:
            write()
        except (QueryTooExpensive, ReleaseError):
            return

    thread = threading.Thread(target=quiet)
    thread.start()
    while len(done) < 5:
        time.sleep(0.01)
    for pid in reversed(processes(pad)):
        os.kill(pid, signal.SIGKILL)
    thread.join(60)
    assert not thread.is_alive()
    pad.close()
    pad = opened(tmp_path / "scratch")
    try:
        found = select_rows(pad.public, "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s")
        assert {row["n"].value for row in found} == {"50"}
        written = {row["s"].value.rpartition("/")[2] for row in found}
        assert {str(number) for number in done} <= written
    finally:
        pad.close()


def test_a_second_instance_on_the_folder_is_refused(pad: ScratchStore, tmp_path: Path) -> None:
    update(pad, "INSERT DATA { <a> <b> 1 }")
    with pytest.raises(ReleaseError, match="Another instance"):
        opened(tmp_path / "scratch", 0.2)
    with pytest.raises(ReleaseError, match="Another instance"):
        see_free(tmp_path / "scratch")
    update(pad, "INSERT DATA { <a> <b> 2 }")
    assert count(pad) == 2


def test_a_query_ends_in_time_and_sees_the_store_as_it_was_when_it_came(pad: ScratchStore) -> None:
    pad.write(GraphChange("put", None, FEW))
    counted: list[bytes] = []
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?c }"
    patient = Budget(60.0, 1 << 30, 1000)
    thread = threading.Thread(target=lambda: counted.append(pad.public.run(slow, CSV, budget=patient).read()))
    thread.start()
    while not pad.public.load.busy:
        time.sleep(0.01)
    time.sleep(0.3)
    update(pad, "CLEAR ALL")
    update(pad, "INSERT DATA { <a> <b> 1 }")
    assert count(pad) == 1
    thread.join()
    assert [int(answer.split()[1]) for answer in counted] == [1_600_000]
    pad.write(GraphChange("put", None, FEW))
    for _ in range(2):
        started = time.monotonic()
        with pytest.raises(QueryTooExpensive) as error:
            pad.public.run(LONG, JSON, budget=Budget(1.0, 1 << 30, 1000))
        assert error.value.evidence["cause"] == "time"
        assert time.monotonic() - started < 2.5
    assert count(pad) == 4000


def test_snapshots_that_nobody_reads_are_removed(pad: ScratchStore, tmp_path: Path) -> None:
    for number in range(5):
        update(pad, f"INSERT DATA {{ <a> <b> {number} }}")
    assert count(pad) == 5
    folder = tmp_path / "scratch" / "snapshots"
    deadline = time.monotonic() + 10
    while len(list(folder.iterdir())) > 1 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(list(folder.iterdir())) == 1
    assert count(pad) == 5


def test_neither_a_query_nor_an_update_reaches_the_network(pad: ScratchStore) -> None:
    update(pad, "INSERT DATA { <a> <b> 1 }")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        # Past the guard, straight to the processes.
        query = f"SELECT * {{ {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }} UNION {{ ?s ?p 1 }} }}"
        request = protocol.Request(query, Form.SELECT, JSON, Dataset(), pad.budget)
        assert pad.public._ask(protocol.pack_request(request), 5.0).kind == protocol.DATA
        update(pad, f"LOAD SILENT <{address}> ; INSERT DATA {{ <a> <b> 2 }}")
        update(pad, f"INSERT {{ <a> <b> 3 }} WHERE {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}")
        assert count(pad) >= 2
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_a_full_store_is_told_and_can_be_emptied(tmp_path: Path) -> None:
    pad = ScratchStore(
        Budget(8.0, 1 << 30, 1_000_000), Capacity(public=1, reserved=1), memory=1_000_000, place=tmp_path / "scratch"
    )
    try:

        def fill() -> None:
            for part in range(100):
                pad.write(GraphChange("post", None, FEW.replace(f"{BASE}p>", f"{BASE}p{part}>")))

        with pytest.raises(QueryTooExpensive, match="DROP ALL"):
            fill()
        update(pad, "DROP ALL")
        assert count(pad) == 0
    finally:
        pad.close()
