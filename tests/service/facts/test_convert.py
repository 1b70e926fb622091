"""The converter gives what is in the repository, byte for byte, every time, all or nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from styrka import facts
from styrka.facts.__main__ import main
from tests.conftest import ROOT

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def rendered(shared: Path) -> Mapping[str, str]:
    """What the tables give, made once: it takes a second."""
    return facts.render(shared / "facts")


@pytest.fixture
def made_before(rendered: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The converter over what was made before, for the tests of what it does with it."""
    monkeypatch.setattr(facts, "render", lambda _: rendered)


@pytest.mark.usefixtures("made_before")
def test_repository_holds_what_the_tables_give(shared: Path) -> None:
    assert facts.stale(shared / "facts", ROOT) == []


def test_running_again_changes_no_byte(shared: Path, tmp_path: Path, rendered: Mapping[str, str]) -> None:
    first = {path: path.read_bytes() for path in facts.convert(shared / "facts", tmp_path)}
    assert first == {tmp_path / name: content.encode() for name, content in rendered.items()}
    second = {path: path.read_bytes() for path in facts.convert(shared / "facts", tmp_path)}
    assert first == second
    assert not [path for path in tmp_path.rglob("*") if path.name.endswith(".new")]


@pytest.mark.usefixtures("made_before")
def test_no_file_changes_when_one_cannot_be_written(shared: Path, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        blocker = tmp_path / "data" / "strategies"  # root may write anywhere: put a file where a folder must be
        blocker.parent.mkdir()
        blocker.write_text("in the way", encoding="utf-8")
    else:
        (tmp_path / "data" / "strategies").mkdir(parents=True)
        (tmp_path / "data" / "strategies").chmod(0o500)
    with pytest.raises(OSError, match=r".*"):
        facts.convert(shared / "facts", tmp_path)
    assert not list(tmp_path.rglob("*.ttl*"))


@pytest.mark.usefixtures("made_before")
def test_check_says_which_file_is_stale(shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts.convert(shared / "facts", tmp_path)
    assert main([str(shared / "facts"), "--root", str(tmp_path), "--check"]) == 0
    (tmp_path / "data/reference/sources.ttl").write_text("", encoding="utf-8")
    capsys.readouterr()
    assert main([str(shared / "facts"), "--root", str(tmp_path), "--check"]) == 1
    assert capsys.readouterr().out == "data/reference/sources.ttl\n"
