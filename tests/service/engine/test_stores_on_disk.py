"""Releases on disk: filled once and whole, found again, and removed only when nobody reads them."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest

from styrka.engine.disk import stores
from styrka.engine.disk.filling import BATCH, fill
from styrka.errors import ReleaseError
from styrka.release import Release
from tests.conftest import ROOT
from tests.service.engine.conftest import small_release

CLAIM = """
import sys
from pathlib import Path
from styrka.engine.disk import stores
stores.claim(Path(sys.argv[1]), [Path(sys.argv[2])], lambda done: print(done, flush=True))
print("claimed", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of 4000 quads."""
    return small_release(tmp_path_factory.mktemp("release") / "data.nq")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release that takes several batches to fill in."""
    return small_release(tmp_path_factory.mktemp("release") / "data.nq", 2 * BATCH)


@contextmanager
def claiming(folder: Path, data: Path) -> Iterator[subprocess.Popen[str]]:
    """A process of its own that claims a store, and holds it until it is ended."""
    process = subprocess.Popen(
        [sys.executable, "-c", CLAIM, str(folder), str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "service")},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def claimed(process: subprocess.Popen[str]) -> None:
    while (line := said(process)) != "claimed":
        assert line


def soon(true: Callable[[], bool]) -> bool:
    """Whether it comes true in reasonable time."""
    deadline = time.monotonic() + 20
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)
    return true()


def size(folder: Path) -> int:
    store = stores.opened(folder)
    return sum(1 for _ in store.quads_for_pattern(None, None, None, ox.DefaultGraph()))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {".lock"}


def test_a_store_is_filled_once_and_found_again(tmp_path: Path, small: Path) -> None:
    heard: list[int] = []
    first = stores.claim(tmp_path / "new" / "v1", [small], heard.append)
    assert heard[-1] == 4000
    assert size(tmp_path / "new" / "v1") == len({line.rsplit(" ", 2)[0] for line in small.read_text().splitlines()})
    before = (tmp_path / "new" / "v1" / "data" / "IDENTITY").read_text()
    heard.clear()
    second = stores.claim(tmp_path / "new" / "v1", [tmp_path / "gone.nq"], heard.append)
    assert heard == []
    assert (tmp_path / "new" / "v1" / "data" / "IDENTITY").read_text() == before
    for lock in (first, second):
        os.close(lock)


def test_a_store_that_only_may_be_read_is_read(tmp_path: Path, small: Path) -> None:
    os.close(stores.claim(tmp_path / "v1", [small]))
    before = {path.name for path in (tmp_path / "v1" / "data").iterdir()}
    assert size(tmp_path / "v1")
    assert {path.name for path in (tmp_path / "v1" / "data").iterdir()} == before


def test_the_folder_is_that_of_the_content_and_not_of_the_version_alone(tmp_path: Path) -> None:
    def release(digest: str) -> Release:
        names = ("data.nq", "inferred.nq", "computed.nq")
        files = {name: {"bytes": 1, "sha256": digest + name} for name in names}
        return Release("v1", tmp_path, {"files": files, "created": ""})

    one, other = stores.folder_for(tmp_path, release("a")), stores.folder_for(tmp_path, release("b"))
    assert one != other
    assert one == stores.folder_for(tmp_path, release("a"))
    assert one.parent == other.parent == tmp_path


def test_whoever_is_killed_while_filling_leaves_nothing_that_is_opened(tmp_path: Path, large: Path) -> None:
    with claiming(tmp_path / "v1", large) as process:
        assert int(said(process)) == BATCH
        process.kill()
        process.wait()
    assert not (tmp_path / "v1").exists()
    assert [name for name in names(tmp_path) if name.startswith(".partial-")]
    os.close(stores.claim(tmp_path / "v1", [large]))
    assert names(tmp_path) == {"v1"}
    assert size(tmp_path / "v1") > BATCH


def test_a_filling_process_that_is_killed_is_told_and_leaves_nothing(tmp_path: Path, large: Path) -> None:
    def kill(_: int) -> None:
        children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
        for child in children:
            if b"styrka.engine.disk.filling" in Path(f"/proc/{child}/cmdline").read_bytes():
                os.kill(int(child), signal.SIGKILL)

    with pytest.raises(ReleaseError, match="ended"):
        stores.claim(tmp_path / "v1", [large], kill)
    assert names(tmp_path) == set()


def test_two_that_want_the_same_store_fill_it_once(tmp_path: Path, large: Path) -> None:
    with claiming(tmp_path / "v1", large) as one, claiming(tmp_path / "v1", large) as other:
        lines = [said(one), said(other)]
        assert "claimed" in lines  # it waited for the first, and was told of no filling
        for process, line in zip((one, other), lines, strict=True):
            if line != "claimed":
                claimed(process)
    assert names(tmp_path) == {"v1"}


def test_a_store_that_is_read_is_not_removed_and_the_last_other_one_is_kept(tmp_path: Path, small: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letters.txt").write_text("not a store")
    with claiming(tmp_path / "v1", small) as reader:
        claimed(reader)
        for number in range(2, 6):
            os.close(stores.claim(tmp_path / f"v{number}", [small]))
        assert names(tmp_path) == {"mine", "v1", "v4", "v5"}
        assert size(tmp_path / "v1")
    os.close(stores.claim(tmp_path / "v5", [small]))
    assert names(tmp_path) == {"mine", "v4", "v5"}


def test_a_store_that_cannot_be_opened_is_filled_again_unless_another_reads_it(tmp_path: Path, small: Path) -> None:
    with claiming(tmp_path / "v1", small) as reader:
        claimed(reader)
        lock = stores.claim(tmp_path / "v1", [small])
        with pytest.raises(ReleaseError, match="another process reads it"):
            stores.discard(tmp_path / "v1", lock)
        assert size(tmp_path / "v1")
    lock = stores.claim(tmp_path / "v1", [small])
    (tmp_path / "v1" / "data" / "CURRENT").unlink()
    with pytest.raises(OSError, match="CURRENT"):
        stores.opened(tmp_path / "v1")
    stores.discard(tmp_path / "v1", lock)
    os.close(stores.claim(tmp_path / "v1", [small]))
    assert size(tmp_path / "v1")


def test_what_stands_in_the_way_is_told(tmp_path: Path, small: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReleaseError, match="STYRKA_STORE_PATH"):
        stores.claim(tmp_path / "file" / "v1", [small])
    with pytest.raises(ReleaseError, match="No such file"):
        stores.claim(tmp_path / "stores" / "v1", [tmp_path / "missing.nq"])
    assert names(tmp_path / "stores") == set()


def test_memory_is_bounded_by_the_batch_and_not_by_the_release(tmp_path: Path, large: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path; from styrka.engine.disk.filling import fill\n"
        "for _ in fill(Path(sys.argv[1]), [Path(sys.argv[2])]):\n"
        "    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    out = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "data"), str(large)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "service")},
    ).stdout
    after_each = [int(word) for word in out.split()]
    assert len(after_each) == 3  # two batches, and the end
    assert after_each[1] < after_each[0] * 1.5


def test_a_store_says_where_a_blank_node_stands_in_two_files(tmp_path: Path) -> None:
    one, other = tmp_path / "one.nq", tmp_path / "other.nq"
    one.write_text("_:b <http://example.org/p> <http://example.org/a> <http://example.org/g1> .\n")
    other.write_text("_:b <http://example.org/q> <http://example.org/c> <http://example.org/g2> .\n")
    assert list(fill(tmp_path / "data", [one, other]))[-1] == 2
    found = ox.Store.read_only(str(tmp_path / "data")).query(
        "ASK { ?b <http://example.org/p> ?a ; <http://example.org/q> ?c }"
    )
    assert bool(found)


@pytest.fixture(autouse=True)
def _limit() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)
