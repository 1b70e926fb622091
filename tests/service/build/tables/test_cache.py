"""Registers that are kept: the same statements as their rows, and never those of other rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from styrka.build.source_files import find_sources
from styrka.build.sources import Source, read_sources
from styrka.build.tables import RegisterCache, TableSource, cache
from styrka.errors import SourceError
from tests.service.build.tables.test_registers import DESCRIPTION, REGISTER, ROWS, root

__all__ = ["root"]


def read(root: Path, program: str = "1") -> tuple[Source, bool]:
    """Return the register, kept from now on, and whether it was kept before."""
    kept = RegisterCache(root, program)
    found = next(source for source in read_sources(find_sources(root), root, cache=kept) if source.path == REGISTER)
    was_kept = kept._fresh is None
    kept.write([TableSource(found.path, found.quads, found.digest, found.lines, found.cells)])
    return found, was_kept


def test_a_register_that_is_kept_is_the_one_that_was_read(root: Path) -> None:
    first, before = read(root)
    again, after = read(root)

    assert (before, after) == (False, True)
    assert (again.path, again.graph, again.quads, again.digest) == (first.path, first.graph, first.quads, first.digest)
    assert dict(again.lines) == dict(first.lines)
    assert dict(again.cells) == dict(first.cells)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (REGISTER, lambda text: text.replace("12.5", "12.6")),
        (DESCRIPTION, lambda text: text.replace("dcterms:date", "dcterms:issued")),
        ("data/tables/sources.csv", lambda text: text.replace("En rapport", "En bok")),
        ("data/tables/csv-metadata.json", lambda text: text + "\n"),
    ],
)
def test_what_a_register_is_made_of_is_read_anew(root: Path, name: str, change: Callable[[str], str]) -> None:
    read(root)
    text = (root / name).read_text("utf-8")
    assert change(text) != text, text
    (root / name).write_text(change(text), "utf-8")

    found, kept = read(root)

    assert not kept
    assert found.quads == next(one for one in read_sources(find_sources(root), root) if one.path == REGISTER).quads


def test_another_program_reads_the_rows(root: Path) -> None:
    read(root)

    assert read(root, "2")[1] is False


def test_a_row_that_a_register_refers_to_and_that_is_gone_is_reported(root: Path) -> None:
    read(root)
    path = root / "data/tables/sources.csv"
    path.write_text("".join(line for line in path.read_text().splitlines(True) if not line.startswith("hill,")))

    with pytest.raises(Exception, match=r"'hill' is not in sources\.csv"):
        read(root)


def test_another_table_may_change(root: Path) -> None:
    read(root)
    path = root / "data/tables/sources.csv"
    path.write_text(path.read_text("utf-8") + "valley,Source,En dal,2026-01-31,\n", "utf-8")

    assert read(root)[1] is True


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:-5],
        lambda content: content[5:],
        lambda content: content.replace(b"12.5", b"99.9"),
        lambda content: b"x" * 1000,
        lambda content: content[: len(content) // 2],
    ],
)
def test_a_damaged_file_is_made_anew(root: Path, damage: Callable[[bytes], bytes]) -> None:
    first, _ = read(root)
    file = root / cache.FILE
    file.write_bytes(damage(file.read_bytes()))

    again, kept = read(root)

    assert not kept
    assert again.quads == first.quads
    assert read(root)[1] is True


def test_where_nothing_can_be_written_nothing_is_kept(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, target: Path) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    read(root)

    assert not list(root.glob(f"{cache.FILE}*"))
    assert read(root)[1] is False


def test_what_a_killed_process_left_is_not_read_and_goes(root: Path) -> None:
    (root / f"{cache.FILE}-1").write_bytes(b"half")

    assert read(root)[1] is False
    assert [path.name for path in root.glob(f"{cache.FILE}*")] == [cache.FILE]


def test_registers_that_changed_since_they_were_read_are_not_kept(root: Path) -> None:
    kept = RegisterCache(root, "1")
    found = next(one for one in read_sources(find_sources(root), root, cache=kept) if one.path == REGISTER)
    kept.write([TableSource(found.path, found.quads, "another", found.lines, found.cells)])

    assert not (root / cache.FILE).exists()


def test_a_fault_in_a_row_is_reported_with_a_cache(root: Path) -> None:
    read(root)
    (root / REGISTER).write_text(ROWS.replace("2021", "in 2021"), "utf-8")

    with pytest.raises(SourceError, match=r"column year"):
        read(root)
