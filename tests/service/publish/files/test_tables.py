"""The table files of a release: all of them or none, with true checksums, and the same bytes each time."""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas
import pytest

from styrka.ask import tables
from styrka.engine.interface import Budget
from styrka.engine.local import open_local
from styrka.errors import Busy, NotFound, ReleaseError
from styrka.publish.catalogue.publication import Publication
from styrka.publish.files import ahead
from styrka.publish.files import tables as table_files
from styrka.publish.files.tables import TableFiles
from styrka.release import Release
from tests.conftest import ROOT
from tests.service import trees
from tests.service.history import History

NOUNS = sorted(tables.load_tables(ROOT))
SUFFIXES = ["csv", "csv-metadata.json", "xlsx", "parquet"]


@pytest.fixture
def whole(published: Publication) -> TableFiles:
    """The tables of the second release."""
    return published.sheets


def test_every_noun_is_there_in_every_format_and_language(whole: TableFiles) -> None:
    wanted = {f"{noun}.{language}.{suffix}" for noun in NOUNS for language in ("en", "sv") for suffix in SUFFIXES}
    assert set(whole.files) == wanted
    assert {path.name for path in (whole.release.path / "tables").iterdir()} == wanted | {"index.json"}


def test_each_file_has_its_size_and_digests(whole: TableFiles) -> None:
    for name, one in whole.files.items():
        content = whole.read(name)
        assert (one.bytes, one.sha256, one.sha1) == (
            len(content),
            hashlib.sha256(content).hexdigest(),
            hashlib.sha1(content).hexdigest(),
        )


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("language", ["en", "sv"])
def test_each_file_has_the_rows_that_its_table_has(whole: TableFiles, noun: str, language: str) -> None:
    engine = open_local(whole.release.dumps, whole.release.version)
    table = tables.fill_table(engine, tables.load_tables(ROOT)[noun], language)
    for suffix, read in (("csv", pandas.read_csv), ("xlsx", pandas.read_excel), ("parquet", pandas.read_parquet)):
        one = whole.files[f"{noun}.{language}.{suffix}"]
        assert (one.rows, one.columns) == (len(table.rows), len(table.columns))
        assert read(io.BytesIO(whole.read(one.name))).shape == (one.rows, one.columns)


def test_the_description_stands_where_readers_look_for_it_and_names_its_file(whole: TableFiles) -> None:
    for one in whole.files.values():
        if one.format is tables.CSV:
            said = json.loads(whole.read(one.described))
            assert one.described == f"{one.name}-metadata.json"
            assert (said["url"], said["lang"]) == (one.name, one.language)
        else:
            assert one.described == ""


def test_making_them_again_gives_the_same_bytes(grown: History, whole: TableFiles, copied: Release) -> None:
    time.sleep(2.1)  # archives count in steps of two seconds
    again = table_files.ensure_tables(grown.settings, copied)
    assert {name: one.sha256 for name, one in again.files.items()} == {
        name: one.sha256 for name, one in whole.files.items()
    }


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "index.json").write_text("{"),
        lambda folder: (folder / "index.json").write_text("[]"),
        lambda folder: (folder / "index.json").unlink(),
        lambda folder: (folder / "regions.sv.xlsx").unlink(),
        lambda folder: (folder / "regions.sv.csv").write_bytes(b"half"),
        lambda folder: shutil.rmtree(folder),
    ],
    ids=["broken index", "another index", "no index", "a file is missing", "half a file", "no folder"],
)
def test_what_is_not_whole_is_made_anew(grown: History, copied: Release, spoil: Callable[[Path], None]) -> None:
    before = table_files.ensure_tables(grown.settings, copied)
    spoil(copied.path / "tables")
    assert table_files.find_tables(copied) is None
    again = table_files.ensure_tables(grown.settings, copied)
    assert again.files == before.files
    assert not list(copied.path.glob(".tables-*"))


def test_a_file_with_other_bytes_is_not_given(grown: History, copied: Release) -> None:
    made = table_files.ensure_tables(grown.settings, copied)
    path = copied.path / "tables" / "regions.sv.csv"
    content = bytearray(path.read_bytes())
    content[20] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(ReleaseError, match=r"regions\.sv\.csv"):
        made.read("regions.sv.csv")
    with pytest.raises(NotFound):
        made.read("../manifest.json")


def test_an_engine_over_another_release_is_not_asked(grown: History, copied: Release, whole: TableFiles) -> None:
    other = open_local(grown.old.dumps, grown.old.version)
    found = table_files.ensure_tables(grown.settings, copied, other)
    assert found.files["areas.sv.csv"].sha256 == whole.files["areas.sv.csv"].sha256


def test_the_tables_of_another_release_are_its_own(grown: History, whole: TableFiles) -> None:
    old = table_files.ensure_tables(grown.settings, grown.old)
    assert old.files["areas.sv.csv"].rows > whole.files["areas.sv.csv"].rows  # an area was removed
    assert b"Livsmedel" in old.read("areas.sv.csv")
    assert b"Livsmedel" not in whole.read("areas.sv.csv")


def test_a_process_of_its_own_makes_them(grown: History, copied: Release, whole: TableFiles) -> None:
    engine = open_local(copied.dumps, copied.version)
    settings = replace(grown.settings, releases=copied.path.parent)
    dumps, found = ahead.make_dumps_and_tables(settings, copied, engine)
    assert found.files == whole.files
    assert dumps.read("styrka.nq.gz")


def test_a_release_that_may_be_too_large_for_memory_is_asked_through_its_engine(
    grown: History, copied: Release, whole: TableFiles
) -> None:
    engine = open_local(copied.dumps, copied.version)
    settings = replace(grown.settings, releases=copied.path.parent, engine="http://127.0.0.1:9/sparql")
    assert ahead.make_tables(settings, copied, engine).files == whole.files


def test_a_table_that_is_too_large_to_be_asked_for_is_left_out(
    grown: History, copied: Release, whole: TableFiles
) -> None:
    engine = open_local(copied.dumps, copied.version, Budget(10, 1 << 30, 4000))
    found = table_files.ensure_tables(grown.settings, copied, engine)
    assert found.files
    assert set(found.files) < set(whole.files)
    assert found.files == {name: one for name, one in whole.files.items() if name in found.files}


def test_what_hinders_the_process_is_reported(grown: History, copied: Release) -> None:
    engine = open_local(copied.dumps, copied.version)
    settings = replace(grown.settings, releases=copied.path.parent)
    (copied.path.parent / ".tables.lock").mkdir()
    with pytest.raises(ReleaseError, match="cannot be written: is a directory"):
        ahead.make_tables(settings, copied, engine)
    (copied.path / "data.nq").write_bytes(b"")
    with pytest.raises(ReleaseError, match="damaged"):
        ahead.make_dumps(settings, copied)


def test_those_who_wait_for_files_do_not_take_every_thread(grown: History, copied: Release) -> None:
    settings = replace(grown.settings, releases=copied.path.parent, threads=4)
    held = os.open(copied.path.parent / ".dumps.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(held, fcntl.LOCK_EX)  # as another process that makes files
    first = threading.Thread(target=ahead.make_dumps, args=(settings, copied))
    first.start()
    while not ahead._waiting.number:
        time.sleep(0.01)
    with pytest.raises(Busy) as caught:
        ahead.make_dumps(settings, copied)
    assert caught.value.evidence["retry_after"] == 10
    os.close(held)
    first.join()
    assert ahead.make_dumps(settings, copied).read("styrka.nq.gz")


def test_the_command_line_makes_them(grown: History, copied: Release, whole: TableFiles) -> None:
    done = trees.styrka(grown.settings.root, "files", copied.version, "--releases", copied.path.parent, "--json")
    assert done.returncode == 0, done.stderr
    told = {one["name"]: one["sha256"] for one in json.loads(done.stdout)["files"]}
    assert told == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("dumps", "tables")
        for path in (copied.path / folder).iterdir()
        if path.name not in ("index.json", "SHA256SUMS", "changes.json")
    }
    only = trees.styrka(
        grown.settings.root, "files", copied.version, "--releases", copied.path.parent, "--only", "tables"
    )
    assert "areas.sv.csv-metadata.json" in only.stdout
    assert "styrka.nq.gz" not in only.stdout
    assert trees.styrka(grown.settings.root, "files", "unknown").returncode == 3
