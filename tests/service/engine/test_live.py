"""The published release as the service takes it up: whole, or not at all."""

from __future__ import annotations

import shutil
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
