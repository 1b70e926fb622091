"""The scratch store: what is written is whole or not there, and no single death loses it."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from styrka.engine.guard import AdmittedQuery, Form
from styrka.engine.interface import Budget, ask_truth, select_rows
from styrka.engine.rewriting import rewrite_graphs
from styrka.engine.workers.queue import Capacity
from styrka.engine.writes import GraphChange, Precondition, UpdateChange
from styrka.errors import (
    Conflict,
    NotFound,
    PreconditionFailed,
    QuerySyntaxError,
    QueryTooExpensive,
    StyrkaError,
)
from styrka.formats import CSV, JSON
from styrka.stores.scratch.store import ScratchStore
from styrka.stores.scratch.update import may_add

pytestmark = pytest.mark.slow

BASE = "http://example.org/"
FEW = "".join(f"<{BASE}{number}> <{BASE}p> <{BASE}o{number % 10}> .\n" for number in range(4000))
RUNAWAY = "INSERT { <a> <b> ?n } WHERE { SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } }"
HOARDER = "INSERT { ?a ?b ?d } WHERE { ?a ?b ?c . ?d ?e ?f }"


@pytest.fixture
def pad() -> Iterator[ScratchStore]:
    """A scratch store with a short patience."""
    made = ScratchStore(Budget(1.0, 100_000_000, 1_000_000), Capacity(public=2, reserved=1, wait=2.0), 1 << 30)
    yield made
    made.close()


def update(pad: ScratchStore, text: str) -> None:
    pad.write(UpdateChange(text, BASE))


def count(pad: ScratchStore) -> int:
    return int(select_rows(pad.public, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"].value)


def holders(pad: ScratchStore) -> tuple[int, int]:
    """The process ids of the holder and its standby, as the kernel tells them."""
    found: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command, status = (entry / "cmdline").read_bytes(), (entry / "stat").read_text()
        except OSError:
            continue
        after = status.rpartition(")")[2].split()
        if b"styrka.stores.scratch.process" in command and after[0] != "Z" and int(after[3]) == pad.session:
            found[int(entry.name)] = int(after[1])
    standby = next(pid for pid, parent in found.items() if parent in found)
    return found[standby], standby


def test_every_write_makes_another_version(pad: ScratchStore) -> None:
    versions = {pad.version}
    update(pad, "INSERT DATA { <a> <b> 1 }")
    versions.add(pad.version)
    pad.write(GraphChange("put", None, FEW))
    versions.add(pad.version)
    assert len(versions) == 3
    assert pad.public.version == pad.version == pad.state(None)


def test_what_fails_changes_nothing(pad: ScratchStore) -> None:
    pad.write(GraphChange("put", None, FEW))
    before = pad.version
    for change, error in (
        (UpdateChange("INSERT NONSENSE", BASE), QuerySyntaxError),
        (UpdateChange("INSERT DATA { <a> <b> 1 } ; CREATE GRAPH <g> ; CREATE GRAPH <g>", BASE), Conflict),
        (GraphChange("delete", BASE + "none"), NotFound),
        (GraphChange("put", None, "", condition=Precondition(("another",))), PreconditionFailed),
        (UpdateChange(RUNAWAY, BASE), QueryTooExpensive),
        (UpdateChange(HOARDER, BASE), QueryTooExpensive),
    ):
        with pytest.raises(error):
            pad.write(change)
    assert (pad.version, count(pad)) == (before, 4000)


def test_a_crash_in_the_parser_changes_nothing(pad: ScratchStore) -> None:
    update(pad, "INSERT DATA { <a> <b> 1 }")
    with pytest.raises(QueryTooExpensive):
        update(pad, "INSERT { <a> <b> ?x } WHERE { BIND(" + "(" * 200_000 + "1" + ")" * 200_000 + " AS ?x) }")
    assert count(pad) == 1
    update(pad, "INSERT DATA { <a> <b> 2 }")
    assert count(pad) == 2


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found through /proc")
@pytest.mark.parametrize("which", [0, 1], ids=["holder", "standby"])
def test_killing_a_process_loses_nothing(pad: ScratchStore, which: int) -> None:
    pad.write(GraphChange("put", BASE + "g", FEW))
    for number in range(3):
        os.kill(holders(pad)[which], signal.SIGKILL)
        started = time.monotonic()
        assert ask_truth(pad.public, f"ASK {{ GRAPH <{BASE}g> {{ <{BASE}1> ?p ?o }} }}")
        assert time.monotonic() - started < 2
        update(pad, f"INSERT DATA {{ <a> <b> {number} }}")
        assert count(pad) == number + 1


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found through /proc")
def test_when_both_die_an_empty_store_begins(pad: ScratchStore) -> None:
    update(pad, "INSERT DATA { <a> <b> 1 }")
    before = pad.version
    holder, standby = holders(pad)
    os.kill(standby, signal.SIGKILL)
    os.kill(holder, signal.SIGKILL)
    time.sleep(0.1)
    assert count(pad) == 0
    assert pad.version != before


def test_a_query_sees_the_store_as_it_was_when_it_came(pad: ScratchStore) -> None:
    pad.write(GraphChange("put", None, FEW))
    counted: list[bytes] = []
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?c }"
    patient = Budget(60.0, 1 << 30, 1000)
    thread = threading.Thread(target=lambda: counted.append(pad.public.run(slow, CSV, budget=patient).read()))
    thread.start()
    while not pad.public.load.busy:
        time.sleep(0.01)
    time.sleep(0.1)
    update(pad, "CLEAR ALL")
    thread.join()
    assert [int(answer.split()[1]) for answer in counted] == [1_600_000]
    assert count(pad) == 0


def test_a_full_store_is_reported_and_can_be_emptied() -> None:
    pad = ScratchStore(Budget(5.0, 1 << 30, 1_000_000), Capacity(public=1, reserved=1), memory=60_000_000)
    try:

        def fill() -> None:
            for part in range(100):
                pad.write(GraphChange("post", None, FEW.replace(f"{BASE}p>", f"{BASE}p{part}>")))

        with pytest.raises(QueryTooExpensive, match="DROP ALL"):
            fill()
        full = count(pad)
        update(pad, "DROP ALL")
        assert count(pad) == 0
        with pytest.raises(QueryTooExpensive, match="DROP ALL"):
            fill()
        assert full / 2 < count(pad) < full * 2
    finally:
        pad.close()


@pytest.mark.parametrize(
    ("text", "adds"),
    [
        ("INSERT DATA { <a:1> <a:p> 1 }", True),
        ("COPY DEFAULT TO <a:2>", True),
        ("ADD SILENT DEFAULT TO <a:2>", True),
        ("move <a:1> to <a:2>", True),
        ("LOAD <http://example.org/INSERT>", True),
        ("DROP ALL ; ADD <a:1> TO <a:2>", True),
        ("DELETE DATA { <http://example.org/insert> <a:p> 'COPY' }", False),
        ("PREFIX add: <a:> DELETE WHERE { add:x ?move ?load } # INSERT", False),
        ("CLEAR ALL", False),
    ],
)
def test_whatever_may_add_needs_room(text: str, adds: bool) -> None:
    assert may_add(text) is adds


def test_a_full_store_takes_no_copy_either() -> None:
    pad = ScratchStore(Budget(5.0, 1 << 30, 1_000_000), Capacity(public=1, reserved=1), memory=1_000_000)
    try:
        for text in ("COPY DEFAULT TO <a:2>", "ADD DEFAULT TO <a:2>", "MOVE DEFAULT TO <a:2>"):
            with pytest.raises(QueryTooExpensive, match="DROP ALL"):
                update(pad, text)
        update(pad, "DELETE WHERE { ?insert ?p ?o }")
    finally:
        pad.close()


def test_an_update_of_stated_graphs_tells_which_change() -> None:
    one, other, name = (ox.NamedNode(BASE + text) for text in ("1", "2", "p"))
    stated = [ox.Quad(one, name, ox.Literal("a"), one), ox.Quad(one, name, ox.Literal("b"), other)]
    graphs = rewrite_graphs(stated, f"INSERT {{ GRAPH <{BASE}2> {{ ?s <{BASE}p> ?o }} }} WHERE {{ ?s ?p ?o }}", BASE)
    assert {graph: len(quads) for graph, quads in graphs.items()} == {BASE + "2": 2}
    assert rewrite_graphs(stated, "INSERT DATA { GRAPH <1> { <1> <p> 'a' } }", BASE) == {}
    assert rewrite_graphs(stated, "DROP GRAPH <1>", BASE) == {BASE + "1": ()}
    assert set(rewrite_graphs(stated, "INSERT DATA { <1> <p> 'c' }", BASE)) == {None}


def test_neither_a_query_nor_a_write_reaches_the_network(pad: ScratchStore) -> None:
    update(pad, "INSERT DATA { <a> <b> 1 }")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        elsewhere = f"SERVICE <{address}> {{ ?s ?p ?o }}"
        with pytest.raises(StyrkaError):  # past the guard, straight to the process
            pad.public.run(AdmittedQuery(f"SELECT * {{ {elsewhere} }}", Form.SELECT), JSON)
        for text in (f"LOAD <{address}>", f"INSERT {{ ?s ?p ?o }} WHERE {{ {elsewhere} }}"):
            with pytest.raises(StyrkaError):
                update(pad, text)
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert count(pad) == 1, "and the store has come to no harm"


@pytest.mark.parametrize("text", ["LOAD <{}>", "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{}> {{ ?s ?p ?o }} }}"])
def test_rewriting_a_graph_reaches_no_network(text: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        with pytest.raises(StyrkaError):
            rewrite_graphs([], text.format(address), BASE)
        with pytest.raises(BlockingIOError):
            listener.accept()
    with socket.create_server(("127.0.0.1", 0)):
        pass  # and afterwards this process opens sockets again
