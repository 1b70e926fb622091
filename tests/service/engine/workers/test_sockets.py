"""The folders of sockets: gone with their owners, cleared away where those were killed; nobody else's is touched."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from styrka.engine.workers import sockets

OWNER = "from styrka.engine.workers.sockets import Folder; f = Folder(); print(f.path, flush=True); input()"


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files of our own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def owner() -> tuple[subprocess.Popen[bytes], Path]:
    """A process that has a folder, and the folder."""
    search = os.pathsep.join(path for path in sys.path if path)
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": search},
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().decode().strip())


def test_a_folder_is_private_and_goes_with_its_owner() -> None:
    folder = sockets.Folder()
    assert folder.path.stat().st_mode & 0o777 == 0o700
    folder.close()
    assert not folder.path.exists()


def test_the_folder_of_a_killed_process_is_cleared_away_and_a_living_one_s_is_not(temporary: Path) -> None:
    (dead, left), (living, used) = owner(), owner()
    dead.send_signal(signal.SIGKILL)
    dead.wait()
    assert left.exists()
    mine = sockets.Folder()
    assert not left.exists()
    assert used.exists()
    assert mine.path.exists()
    assert sockets.remove_abandoned() == []
    living.kill()
    living.wait()
    assert sockets.remove_abandoned() == [used]
    assert mine.path.exists()
    mine.close()


def test_what_is_not_such_a_folder_stays(temporary: Path) -> None:
    (temporary / "styrka-no-lock").mkdir()
    (temporary / "styrka-no-lock" / "work").write_text("somebody's")
    (temporary / "styrka-file").write_text("somebody's")
    elsewhere = temporary / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "lock").touch()
    (temporary / "styrka-link").symlink_to(elsewhere)
    (temporary / "other").mkdir()
    (temporary / "other" / "lock").touch()
    (temporary / "styrka-lock").mkdir(mode=0o700)
    (temporary / "styrka-lock" / "lock").write_text("somebody's")
    before = sorted(temporary.rglob("*"))
    assert sockets.remove_abandoned() == []
    assert sorted(temporary.rglob("*")) == before
