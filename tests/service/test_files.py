"""What is written is there whole, under its name alone, or is as it was before."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from styrka import files


def test_a_file_is_replaced_and_its_folder_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.ttl"
    for content in (b"one", b"two"):
        files.write_durably(path, content)
        assert path.read_bytes() == content
        assert list(path.parent.iterdir()) == [path]


def test_a_write_that_fails_leaves_the_old_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "b.ttl"
    files.write_durably(path, b"old")

    def fail(_: int) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="full"):
        files.write_durably(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_disk_has_the_content_before_the_name_and_then_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    replace = Path.replace

    def rename(one: Path, other: Path) -> Path:
        calls.append("rename")
        return replace(one, other)

    monkeypatch.setattr(os, "fsync", lambda _: calls.append("flush"))
    monkeypatch.setattr(Path, "replace", rename)
    files.write_durably(tmp_path / "b.ttl", b"new")
    assert calls == ["flush", "rename", "flush"]


def test_a_folder_takes_the_place_of_another(tmp_path: Path) -> None:
    for number in range(2):
        new = tmp_path / ".new"
        new.mkdir()
        files.write_flushed(new / "x", str(number).encode())
        files.replace_folder(new, tmp_path / "named", tmp_path / ".aside")
    assert {one.name: (one / "x").read_bytes() for one in tmp_path.iterdir()} == {"named": b"1", ".aside": b"0"}


def test_a_link_is_switched_in_one_step(tmp_path: Path) -> None:
    for name in ("v1", "v2"):
        (tmp_path / name).mkdir()
        files.replace_link(tmp_path / "current", name)
        assert (tmp_path / "current").readlink() == Path(name)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["current", "v1", "v2"]
