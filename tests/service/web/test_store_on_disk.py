"""A release held on disk: every question is answered as from memory, by the engine, the command and the real server."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import pytest

from styrka import release as releases
from styrka.ask import answer
from styrka.ask import question as queries
from styrka.ask.question import Query
from styrka.engine.disk.stores import claim, folder_for, opened
from styrka.engine.interface import select_rows
from styrka.engine.local import LocalEngine
from styrka.release import Release
from tests.conftest import ROOT
from tests.queries.conftest import example
from tests.service.web.conftest import start
from tests.service.web.serving.test_server import fetch, second

QUESTIONS = queries.load_questions(ROOT / "queries")


@pytest.fixture(scope="module")
def on_disk(release: Release, tmp_path_factory: pytest.TempPathFactory) -> LocalEngine:
    """The engine over the shipped release, held on disk."""
    folder = folder_for(tmp_path_factory.mktemp("stores"), release)
    claim(folder, release.dumps)
    return LocalEngine(opened(folder), release.version)


def comparable(found: list[dict[str, object]]) -> Counter[tuple[tuple[str, str], ...]]:
    """Rows as a multiset; what is put together from a group has no order (SPARQL 1.1, 18.5.1.7)."""
    return Counter(
        tuple(sorted((name, "; ".join(sorted(term.value.split("; ")))) for name, term in row.items()))  # type: ignore[attr-defined]
        for row in found
    )


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_every_question_is_answered_as_from_memory(engine: LocalEngine, on_disk: LocalEngine, question: Query) -> None:
    text = answer.prepare_query(engine, question, example(question))
    expected, found = select_rows(engine, text), select_rows(on_disk, text)
    assert comparable(found) == comparable(expected)


def test_the_command_asks_the_store_that_it_filled_before(release: Release, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "STYRKA_STORE": "disk",
        "STYRKA_STORE_PATH": str(tmp_path / "stores"),
        "PYTHONPATH": str(ROOT / "service"),
    }

    def ask() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [
                sys.executable,
                "-m",
                "styrka",
                "ask",
                "--root",
                ROOT,
                "--releases",
                release.path.parent,
                "--format",
                "csv",
                "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
            ],
            capture_output=True,
            text=True,
            check=True,
            env=environment,
        )

    first, again = ask(), ask()
    assert first.stdout == again.stdout
    assert int(first.stdout.split()[1]) > 1000
    assert "on disk" in first.stderr
    assert again.stderr == ""
    environment["STYRKA_STORE"] = "paper"
    refused = subprocess.run(
        [sys.executable, "-m", "styrka", "ask", "--root", ROOT, "--releases", release.path.parent, "ASK {}"],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert refused.returncode == 2
    assert "memory or disk" in refused.stderr


def test_the_server_takes_up_a_new_release_and_keeps_the_folder_of_the_one_before(
    release: Release, tmp_path: Path
) -> None:
    folder = tmp_path / "releases"
    shutil.copytree(release.path, folder / release.version)
    (folder / "current").symlink_to(release.version)
    stores = folder / "_stores"
    server = start(folder, tmp_path, STYRKA_STORE="disk")
    address = server.address + "/sparql?query=" + quote("ASK { ?s <http://example.org/second> ?o }")
    try:
        status, headers, body = fetch(address)
        assert status == 200
        assert b"false" in body
        assert fetch(server.address + "/doc/region/SE122", Accept="text/html")[0] == 200
        before = {path.name for path in stores.iterdir() if not path.name.startswith(".")}
        assert len(before) == 1
        newer = second(release, folder)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and b"true" not in fetch(address)[2]:
            time.sleep(0.2)
        assert b"true" in fetch(address)[2]
        after = {path.name for path in stores.iterdir() if not path.name.startswith(".")}
        assert after == before | {folder_for(stores, newer).name}
        releases.roll_back(folder, release.version)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and b"true" in fetch(address)[2]:
            time.sleep(0.2)
        assert fetch(address, If_None_Match=headers["ETag"])[0] == 304
        assert {path.name for path in stores.iterdir() if not path.name.startswith(".")} == after
        assert releases.list_releases(folder)[0].version == "second", "the stores are no releases"
    finally:
        server.stop()


def test_a_scratch_server_finds_its_store_again_after_it_was_killed(tmp_path: Path) -> None:
    variables = {
        "STYRKA_SCRATCH": "true",
        "STYRKA_SCRATCH_PATH": str(tmp_path / "scratch"),
        "STYRKA_WRITE_TOKEN": "a-token-for-this-test",
    }

    def update(address: str, text: str) -> int:
        request = urllib.request.Request(
            address + "/update",
            text.encode(),
            method="POST",
            headers={"Authorization": "Bearer a-token-for-this-test", "Content-Type": "application/sparql-update"},
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            return int(response.status)

    server = start(tmp_path, tmp_path, **variables)
    try:
        assert update(server.address, "INSERT DATA { <urn:a> <urn:b> 1 }") < 300
        refused = subprocess.run(
            [sys.executable, "-m", "styrka", "serve", "--scratch"],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            env={**os.environ, **variables, "PYTHONPATH": str(ROOT / "service")},
        )
        assert refused.returncode == 4
        assert "Another instance holds the scratch store" in refused.stderr
    finally:
        server.process.kill()
        server.process.wait()
    server = start(tmp_path, tmp_path, **variables)
    try:
        status, _, body = fetch(server.address + "/sparql?query=" + quote("ASK { <urn:a> <urn:b> 1 }"))
        assert (status, b"true" in body) == (200, True)
        assert update(server.address, "INSERT DATA { <urn:a> <urn:b> 2 }") < 300
    finally:
        server.stop()
