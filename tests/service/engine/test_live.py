"""The published release as the service takes it up: whole, or not at all."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from styrka.engine.live import LivePool
from styrka.errors import ReleaseError
from styrka.release import Release


def test_a_release_with_a_changed_byte_is_not_served(release: Release, tmp_path: Path) -> None:
    shutil.copytree(release.path, tmp_path / release.version)
    (tmp_path / "current").symlink_to(release.version)
    changed = tmp_path / release.version / "data.nq"
    content = bytearray(changed.read_bytes())
    content[content.index(b"strategy")] = ord("S")
    changed.write_bytes(content)

    def refuse(_: Release) -> None:
        raise AssertionError("it was opened")

    with pytest.raises(ReleaseError, match=r"data\.nq is not what was written"):
        LivePool(tmp_path, refuse)  # type: ignore[arg-type]


class _Pool:
    """What the live pool asks of a pool."""

    def __init__(self, release: Release) -> None:
        self.version, self.closed = release.version, threading.Event()

    def queue(self, name: str) -> str:
        return name

    def close(self) -> None:
        self.closed.set()


def test_a_release_is_taken_up_within_a_second_though_nobody_asks(release: Release, tmp_path: Path) -> None:
    for name in (release.version, "2026-01-02-another"):
        shutil.copytree(release.path, tmp_path / name)
    manifest = tmp_path / "2026-01-02-another" / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace(release.version, "2026-01-02-another"), "utf-8")
    (tmp_path / "current").symlink_to(release.version)
    opened: list[_Pool] = []

    def open_pool(found: Release) -> _Pool:
        opened.append(_Pool(found))
        return opened[-1]

    live = LivePool(tmp_path, open_pool)  # type: ignore[arg-type]
    (tmp_path / "next").symlink_to("2026-01-02-another")
    (tmp_path / "next").rename(tmp_path / "current")
    assert opened[0].closed.wait(5)
    assert live.pool.version == "2026-01-02-another"
    live.close()
    assert opened[1].closed.is_set()
