"""Releases are immutable, switched atomically, checked when opened, and never half there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from styrka import release
from styrka.errors import NotFound, ReleaseError
from tests.conftest import ROOT

FILES = {"data.nq": b"<a> <b> <c> .\n", "inferred.nq": b"", "computed.nq": b"", "report.json": b"{}"}


def put(root: Path, version: str, **changes: bytes) -> release.Release:
    files = FILES | {name.replace("_", "."): content for name, content in changes.items()}
    with release.lock_releases(root):
        return release.write_release(root, version, files, {"triples": 1})


def published(root: Path) -> release.Release:
    found = release.open_current(root)
    assert found is not None
    return found


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def run(code: str, *arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "service")}
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, env=environment, **options
    )  # type: ignore[call-overload]
    return done


def test_nothing_is_published_at_first(tmp_path: Path) -> None:
    assert release.open_current(tmp_path / "none") is None
    assert release.list_releases(tmp_path / "none") == ()


def test_a_written_release_is_published_and_opens(tmp_path: Path) -> None:
    written = put(tmp_path, "v1")
    found = release.open_current(tmp_path, checksums=True)
    assert found == written
    assert [path.read_bytes() for path in written.dumps] == [FILES["data.nq"], b"", b""]
    assert written.manifest["triples"] == 1
    assert written.path == tmp_path / "v1"


def test_releases_are_listed_newest_first_whatever_their_names(tmp_path: Path) -> None:
    for version in ("2026-b", "2027-a", "2025-c"):
        put(tmp_path, version)
    assert [one.version for one in release.list_releases(tmp_path)] == ["2025-c", "2027-a", "2026-b"]


def test_rollback_publishes_the_one_before_and_then_the_one_before_that(tmp_path: Path) -> None:
    for version in ("v1", "v2", "v3"):
        put(tmp_path, version)
    assert release.roll_back(tmp_path).version == "v2"
    assert release.roll_back(tmp_path).version == "v1"
    with pytest.raises(NotFound, match="no earlier release"):
        release.roll_back(tmp_path)
    assert release.roll_back(tmp_path, "v3").version == "v3"
    assert published(tmp_path).version == "v3"


@pytest.mark.parametrize("version", ["v9", "../v1", ".lock", "current", ""])
def test_rollback_to_a_release_that_does_not_exist_names_those_that_do(tmp_path: Path, version: str) -> None:
    put(tmp_path, "v1")
    with pytest.raises(NotFound):
        release.roll_back(tmp_path, version or None)
    with pytest.raises(NotFound, match="There are: v1"):
        release.find_release(tmp_path, version)
    assert published(tmp_path).version == "v1"


def test_pruning_keeps_the_newest_and_the_published_one(tmp_path: Path) -> None:
    for version in ("v1", "v2", "v3", "v4"):
        put(tmp_path, version)
    release.roll_back(tmp_path, "v1")
    with release.lock_releases(tmp_path):
        assert release.prune_releases(tmp_path, 1) == ("v3", "v2")
    assert [one.version for one in release.list_releases(tmp_path)] == ["v4", "v1"]
    assert published(tmp_path).version == "v1"


def test_the_same_release_again_is_the_same_directory(tmp_path: Path) -> None:
    first, again = put(tmp_path, "v1"), put(tmp_path, "v1")
    assert again.manifest == first.manifest


def test_another_content_under_the_same_version_replaces_it_and_leaves_no_trace(tmp_path: Path) -> None:
    put(tmp_path, "v1")
    put(tmp_path, "v1", data_nq=b"<d> <e> <f> .\n")
    assert published(tmp_path).dumps[0].read_bytes() == b"<d> <e> <f> .\n"
    put(tmp_path, "v2")
    assert names(tmp_path) == [".lock", "current", "v1", "v2"]


# -- damage


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (lambda path: (path / "data.nq").unlink(), "data.nq is missing"),
        (lambda path: (path / "data.nq").write_bytes(b""), "data.nq has 0 bytes instead of 14"),
        (lambda path: (path / "manifest.json").unlink(), r"manifest.json is missing"),
        (lambda path: (path / "manifest.json").write_bytes(b"{"), r"manifest.json cannot be read"),
        (lambda path: (path / "manifest.json").write_bytes(b"[]"), r"manifest.json cannot be read"),
        (lambda path: (path / "manifest.json").write_bytes(b"\xff"), r"manifest.json cannot be read"),
    ],
)
def test_a_damaged_release_says_so_and_how_to_mend_it(tmp_path: Path, harm, message: str) -> None:  # type: ignore[no-untyped-def]
    put(tmp_path, "v1")
    harm(put(tmp_path, "v2").path)
    with pytest.raises(ReleaseError, match=message) as caught:
        release.open_current(tmp_path)
    assert "styrka rollback" in str(caught.value)
    assert "styrka build --force" in str(caught.value)
    assert [one.version for one in release.list_releases(tmp_path)] == ["v1"]
    assert release.roll_back(tmp_path).version == "v1"


def test_a_changed_byte_is_found_when_checksums_are_asked_for(tmp_path: Path) -> None:
    path = put(tmp_path, "v1").path / "data.nq"
    path.write_bytes(b"<A> <b> <c> .\n")
    assert release.open_current(tmp_path) is not None
    with pytest.raises(ReleaseError, match="not what was written"):
        release.open_current(tmp_path, checksums=True)
    put(tmp_path, "v1")
    assert release.open_current(tmp_path, checksums=True) is not None


def test_a_published_release_that_was_removed_is_reported(tmp_path: Path) -> None:
    put(tmp_path, "v1").path.rename(tmp_path / "elsewhere")
    with pytest.raises(ReleaseError, match="is gone"):
        release.open_current(tmp_path)
    put(tmp_path, "v1")
    assert published(tmp_path).version == "v1"


def test_a_layout_from_the_future_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, "v1").path / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 99}))
    with pytest.raises(ReleaseError, match="layout"):
        release.open_current(tmp_path)


# -- writers


WRITE = """
import sys
from pathlib import Path
from styrka import release
from styrka.errors import StyrkaError
try:
    with release.lock_releases(Path(sys.argv[1])):
        release.write_release(Path(sys.argv[1]), sys.argv[2], {"data.nq": b"x" * 1_000_000, "inferred.nq": b""}, {})
except StyrkaError as error:
    print(error)
    sys.exit(error.exit_code)
"""


def test_a_second_writer_waits_and_says_so(tmp_path: Path) -> None:
    told: list[str] = []
    with (
        release.lock_releases(tmp_path),
        pytest.raises(ReleaseError, match="Another process"),
        release.lock_releases(tmp_path, patience=0.2, waiting=lambda: told.append("waiting")),
    ):
        pass
    assert told == ["waiting"]
    with release.lock_releases(tmp_path):
        pass


def test_what_a_killed_writer_left_is_removed_but_not_what_is_published(tmp_path: Path) -> None:
    put(tmp_path, "v1")
    with release.lock_releases(tmp_path):
        (tmp_path / "v1").rename(tmp_path / ".twin-v1-1")
        release.switch_current(tmp_path, ".twin-v1-1")
    (tmp_path / ".partial-v2-1").mkdir()
    (tmp_path / ".current-1").symlink_to("v2")
    with release.lock_releases(tmp_path):
        assert names(tmp_path) == [".lock", ".twin-v1-1", "current"]
    assert published(tmp_path).version == "v1"


def test_a_folder_that_is_a_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "releases").write_text("")
    done = run(WRITE, tmp_path / "releases", "v1")
    assert done.returncode == 4
    assert "a file stands where a folder is needed" in done.stdout


def test_a_folder_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    put(tmp_path, "v1")
    if os.geteuid() == 0:
        # The folder must be within the other user's reach, so that it is the writing that fails.
        for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
            folder.chmod(folder.stat().st_mode | 0o055)
        done = run("import os; from styrka import release; os.setuid(65534)\n" + WRITE, tmp_path, "v2")
    else:
        tmp_path.chmod(0o555)
        done = run(WRITE, tmp_path, "v2")
        tmp_path.chmod(0o755)
    assert done.returncode == 4, done.stderr
    assert "denied" in done.stdout
    assert published(tmp_path).version == "v1"


def test_a_limit_on_file_sizes_is_reported_and_leaves_what_is_published(tmp_path: Path) -> None:
    put(tmp_path, "v1")
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n" + WRITE
    done = run(limited, tmp_path, "v2")
    assert done.returncode == 4
    assert "larger than this process may write" in done.stdout
    assert names(tmp_path) == [".lock", "current", "v1"]
    assert release.open_current(tmp_path, checksums=True) is not None


def test_readers_see_the_old_release_or_the_new_one_and_nothing_else(tmp_path: Path) -> None:
    contents = {version: version.encode() * 2000 for version in ("v1", "v2")}
    put(tmp_path, "v1", data_nq=contents["v1"])
    stop = threading.Event()
    seen: list[str] = []
    wrong: list[object] = []

    def watch() -> None:
        while not stop.is_set():
            try:
                found = published(tmp_path)
                # Who opened a release just before one of the same version took its place opens again.
                with suppress(FileNotFoundError):
                    if found.dumps[0].read_bytes() not in contents.values():
                        wrong.append(found)
                    seen.append(found.version)
            except Exception as error:
                wrong.append(error)

    watcher = threading.Thread(target=watch)
    watcher.start()
    for _ in range(20):
        for version in ("v2", "v1"):
            put(tmp_path, version, data_nq=contents[version])
    for turn in range(20):  # the same version with another content: what --force does
        contents[f"{turn}"] = str(turn).encode() * 2000
        put(tmp_path, "v1", data_nq=contents[f"{turn}"])
    stop.set()
    watcher.join()
    assert wrong == []
    assert set(seen) <= {"v1", "v2"}
    assert len(seen) > 20
