"""A build that is killed, or that meets a full disk, leaves a release that opens; the next one succeeds."""

from __future__ import annotations

import hashlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from styrka import release
from tests.service import commands, trees
from tests.service.commands import run_afresh
from tests.service.trees import STRATEGY, change, styrka

KILLS = 8


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return trees.plant_built(tmp_path)


def opened(root: Path) -> release.Release:
    """The published release, after every check, with dumps that parse."""
    found = release.open_current(root / "var/releases", checksums=True)
    assert found is not None
    for path in found.dumps:
        assert sum(1 for _ in ox.parse(path.read_bytes(), ox.RdfFormat.N_QUADS)) > 0
    return found


def start(root: Path, *arguments: str, errors: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "styrka", "build", *arguments],
        cwd=root,
        env=commands.make_environment(),
        stdout=subprocess.DEVNULL,
        stderr=errors,
    )


def digest(root: Path) -> str:
    return hashlib.sha256((root / STRATEGY).read_bytes()).hexdigest()


def test_a_build_killed_at_random_points_leaves_a_release_that_opens(tree: Path) -> None:
    chance = random.Random(20)
    change(tree, STRATEGY, '"Food"@en', '"Food 0"@en')
    began = time.monotonic()
    assert styrka(tree, "build").returncode == 0
    whole = time.monotonic() - began
    killed = 0
    for number in range(KILLS):
        before = opened(tree).manifest["inputs"][STRATEGY]
        change(tree, STRATEGY, f'"Food {number}"@en', f'"Food {number + 1}"@en')
        # Half of the kills go anywhere, half into the last part, where the release is written and published.
        moment = chance.uniform(0, whole) if number % 2 else chance.uniform(0.6, 1) * whole
        process = start(tree)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        if process.wait() == -signal.SIGKILL:
            killed += 1
        else:  # it was done already: the machine has less to do than when the whole build was timed
            whole = min(whole, moment)
        assert opened(tree).manifest["inputs"][STRATEGY] in {before, digest(tree)}
    assert killed >= KILLS // 2
    done = styrka(tree, "build")
    assert done.returncode == 0, done.stderr
    assert opened(tree).manifest["inputs"][STRATEGY] == digest(tree)
    hidden = [path.name for path in (tree / "var/releases").iterdir() if path.name.startswith(".")]
    assert hidden == [".lock"]


FATAL = """
import os, shutil, sys
from pathlib import Path
from styrka import release

# Every call that changes the disk is counted, and the process dies at the chosen one, before or after it.
root, version, content, fatal, late = sys.argv[1:]
count = 0
def deadly(call):
    def die(*arguments, **named):
        global count
        count += 1
        if count == int(fatal) and late == "before":
            os._exit(9)
        result = call(*arguments, **named)
        if count == int(fatal):
            os._exit(9)
        return result
    return die
for name in ("mkdir", "rename", "replace", "symlink_to", "unlink", "write_bytes", "hardlink_to"):
    setattr(Path, name, deadly(getattr(Path, name)))
os.fsync, shutil.rmtree = deadly(os.fsync), deadly(shutil.rmtree)
with release.lock_releases(Path(root)):
    files = {"data.nq": content.encode() * 100, "inferred.nq": b"", "computed.nq": b""}
    release.write_release(Path(root), version, files, {})
    release.prune_releases(Path(root), 1)
print(count)
"""


def fatal(root: Path, version: str, content: str, call: int, when: str) -> subprocess.CompletedProcess[str]:
    return commands.run(root, [str(root), version, content, str(call), when], program=FATAL)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("same", [False, True], ids=["another version", "the same version with another content"])
def test_a_writer_that_dies_at_any_call_leaves_a_release_that_opens(tmp_path: Path, same: bool, when: str) -> None:
    assert fatal(tmp_path, "v", "0", 0, when).returncode == 0
    call, done = 0, None
    while done is None or done.returncode == 9:
        call += 1
        version = "v" if same else f"v{call}"
        done = fatal(tmp_path, version, f"<{call}>", call, when)
        found = release.open_current(tmp_path, checksums=True)
        assert found is not None
        again = fatal(tmp_path, version, f"<{call}>", 0, when)
        assert again.returncode == 0, again.stderr
        mended = release.open_current(tmp_path, checksums=True)
        assert mended is not None
        assert mended.dumps[0].read_bytes() == f"<{call}>".encode() * 100
    assert done.returncode == 0, done.stderr
    assert call > 15


def test_a_build_that_is_interrupted_says_so(tree: Path) -> None:
    before = opened(tree)
    change(tree, STRATEGY, '"Food"@en', '"Foods"@en')
    process = start(tree, errors=subprocess.PIPE)
    assert process.stderr
    assert process.stderr.readline().startswith(b"read")  # the program itself runs
    process.send_signal(signal.SIGINT)
    process.stderr.read()
    assert process.wait() in {130, 0}
    if process.returncode:
        assert opened(tree) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MB; the test skips, visibly, where it cannot be mounted."""
    disk = tmp_path / "small disk"
    disk.mkdir()
    mounted = (
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)], capture_output=True, check=False)
        if os.geteuid() == 0 and shutil.which("mount")
        else None
    )
    if mounted is None or mounted.returncode:
        pytest.skip("mounting a small disk needs root; the limit on file sizes is tested instead")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_reported_and_what_is_published_stays(tree: Path, small_disk: Path) -> None:
    first = styrka(tree, "build", "--releases", small_disk / "releases")
    assert first.returncode == 0, first.stderr
    before = release.open_current(small_disk / "releases", checksums=True)
    free = shutil.disk_usage(small_disk).free
    (small_disk / "other").write_bytes(b"x" * (free - 100_000))
    change(tree, STRATEGY, '"Food"@en', '"Foods"@en')
    done = styrka(tree, "build", "--releases", small_disk / "releases")
    assert done.returncode == 4
    assert "the disk is full" in done.stderr
    assert "Traceback" not in done.stderr
    assert release.open_current(small_disk / "releases", checksums=True) == before
    (small_disk / "other").unlink()
    assert styrka(tree, "build", "--releases", small_disk / "releases").returncode == 0
    assert release.open_current(small_disk / "releases", checksums=True) != before


def test_a_limit_on_file_sizes_is_reported_and_what_is_published_stays(tree: Path) -> None:
    before = opened(tree)
    change(tree, STRATEGY, '"Food"@en', '"Foods"@en')
    done = run_afresh(
        tree, ["build"], limit=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
    )
    assert done.returncode == 4
    assert "larger than this process may write" in done.stderr
    assert opened(tree) == before
    assert styrka(tree, "build").returncode == 0


def test_a_folder_that_cannot_be_written_is_reported(tree: Path) -> None:
    (tree / "var").rename(tree / "kept")
    (tree / "var").write_text("")
    done = styrka(tree, "build")
    assert done.returncode == 4
    assert "a file stands where a folder is needed" in done.stderr


def test_two_builds_at_a_time_both_succeed(tree: Path) -> None:
    change(tree, STRATEGY, '"Food"@en', '"Foods"@en')
    both = [start(tree), start(tree)]
    assert [process.wait() for process in both] == [0, 0]
    assert opened(tree).manifest["inputs"][STRATEGY] == digest(tree)
