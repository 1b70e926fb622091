"""Releases that are damaged on the disk while the real server serves: nothing is served that is not whole."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.service import history
from tests.service.history import BASE, History
from tests.service.web.conftest import Server, start

pytestmark = pytest.mark.slow

LIST = history.LIST.replace(BASE + "id/", "doc/")
OLD = (
    "",
    "manifest.json",
    "report.json",
    "report.ttl",
    "changes.json",
    "SHA256SUMS",
    "styrka.nq.gz",
    "themes.ttl.gz",
    f"{LIST}.ttl",
    f"{LIST}.html",
    "graph/strategies/se122-test.nq",
)


FRESH = (f"{LIST}.nt", "doc/region/SE122.ttl", "graph/strategies/se12-test.nq")


@pytest.fixture(scope="module")
def grown(history_with_files: History, tmp_path_factory: pytest.TempPathFactory) -> History:
    """A small tree with two releases."""
    return history.copy(history_with_files, tmp_path_factory.mktemp("history"))


@dataclass(frozen=True)
class Live:
    """A server, its folder of releases, and the two of them."""

    address: str
    root: Path
    old: str
    new: str

    def get(self, path: str, **headers: str) -> requests.Response:
        return requests.get(f"{self.address}/{path}", headers=headers, timeout=120, allow_redirects=False)


@pytest.fixture(scope="module")
def served(grown: History, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Live, Path]]:
    """A server over a copy of the releases, and another copy, with the files that it has made."""
    folder = tmp_path_factory.mktemp("damage")
    root, kept = folder / "releases", folder / "kept"
    shutil.copytree(grown.settings.releases_path, root, symlinks=True)
    server: Server = start(root, folder)
    found = Live(server.address, root, grown.old.version, grown.new.version)
    try:
        for version in (found.old, found.new):
            assert found.get(f"release/{version}/").status_code == 200
        shutil.copytree(root / found.old, kept)
        yield found, kept
    finally:
        server.stop()


@pytest.fixture
def live(served: tuple[Live, Path]) -> Iterator[Live]:
    """The server, over releases that are whole; afterwards they are made whole again."""
    found, kept = served
    yield found
    shutil.rmtree(found.root / found.old)
    shutil.copytree(kept, found.root / found.old)
    for left in (*found.root.glob("2026-12-*"), *found.root.glob(".partial*")):
        shutil.rmtree(left)
    (found.root / ".next").symlink_to(found.new)
    (found.root / ".next").replace(found.root / "current")


def change(path: Path) -> None:
    """Another byte in the middle of a file, whose size stays."""
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle] = ord("x") if content[middle] != ord("x") else ord("y")
    path.write_bytes(bytes(content))


def cut(path: Path) -> None:
    """The first half of a file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


DAMAGES: dict[str, tuple[str, Callable[[Path], None]]] = {
    "a dump of which a byte was changed": ("data.nq", change),
    "a dump that was cut": ("data.nq", cut),
    "a dump that is gone": ("data.nq", Path.unlink),
    "a manifest that was cut": ("manifest.json", cut),
    "no manifest": ("manifest.json", Path.unlink),
    "a report of which a byte was changed": ("report.json", change),
    "an archive of which a byte was changed": ("dumps/styrka.nq.gz", change),
    "a change log of which a byte was changed": ("dumps/changes.json", change),
}


@pytest.mark.parametrize("kind", DAMAGES)
def test_what_is_damaged_is_not_served_and_the_rest_is(live: Live, kind: str) -> None:
    name, damage = DAMAGES[kind]
    whole = {path: live.get(f"release/{live.old}/{path}") for path in OLD}
    page = live.get(f"feed/changes/{live.old}/whole")
    damage(live.root / live.old / name)
    refused = 0
    for path, before in whole.items():
        response = live.get(f"release/{live.old}/{path}")
        assert response.status_code in (200, 503), path
        if response.status_code == 200:
            assert response.content == before.content, f"{path} is not what it was"
        else:
            refused += 1
            assert response.headers["Content-Type"] == "application/problem+json"
            assert live.old in response.json()["detail"]
    if name == "data.nq":  # what is in memory is whole; what was not asked for before is read now
        for path in FRESH:
            assert live.get(f"release/{live.old}/{path}").status_code == 503, path
            refused += 1
    assert refused, "the damage is found"
    again = live.get(f"feed/changes/{live.old}/whole")
    assert again.status_code in (200, 503)
    assert again.status_code == 503 or again.content == page.content
    for path in (
        "",
        LIST,
        f"{LIST}.ttl",
        f"release/{live.new}/",
        "catalog",
        "datasets/dcat",
        "release.json",
        "feed/changes",
        "feed/releases.atom",
        "sitemap.xml",
        f"timemap/{LIST}",
        f"feed/changes/{live.new}",
    ):
        assert live.get(path).status_code == 200, path
    moment = "Sun, 22 Nov 2015 09:00:00 GMT"
    assert live.get(LIST, **{"Accept-Datetime": moment}).status_code == 302


def test_a_damaged_release_is_not_in_the_past_and_not_in_the_stream(live: Live) -> None:
    change(live.root / live.old / "data.nq")
    response = live.get(LIST, **{"Accept-Datetime": "Sun, 22 Nov 2015 09:00:00 GMT"})
    assert response.headers["Location"] == f"/release/{live.new}/{LIST}"
    assert live.old not in live.get(f"timemap/{LIST}").text
    root = live.get("feed/changes").text
    assert f"feed/changes/{live.new}/whole" in root
    assert live.old not in root


def test_nothing_is_made_from_a_damaged_release(live: Live) -> None:
    shutil.rmtree(live.root / live.old / "dumps")
    change(live.root / live.old / "data.nq")
    for path in ("styrka.nq.gz", "SHA256SUMS", "themes.ttl.gz"):
        response = live.get(f"release/{live.old}/{path}")
        assert response.status_code == 503
        assert "data.nq is not what was written" in response.json()["detail"]
    assert not (live.root / live.old / "dumps").exists()


def test_a_half_written_release_is_not_there(live: Live) -> None:
    half = live.root / "2026-12-01-half"
    half.mkdir()
    (half / "data.nq").write_bytes(b"<x:a> <x:b> <x:c> <x:d> .\n")
    (live.root / ".partial-2026-12-02-x-1").mkdir()
    for path in ("release.json", "feed/changes", "feed/releases.atom", "sitemap/releases-1.xml", "release"):
        response = live.get(path)
        assert response.status_code == 200
        assert half.name not in response.text
    for path in ("", "data.nq", "manifest.json", LIST):
        assert live.get(f"release/{half.name}/{path}").status_code == 503
    assert live.get(f"feed/changes/{half.name}").status_code == 503
    assert live.get("release/.partial-2026-12-02-x-1/").status_code == 404


def test_a_half_written_release_that_is_pointed_to_is_not_taken_up(live: Live) -> None:
    half = live.root / "2026-12-01-half"
    half.mkdir()
    (half / "manifest.json").write_text(
        json.dumps(
            {
                "format": 1,
                "version": half.name,
                "files": {"data.nq": {"bytes": 10, "sha256": "0" * 64}},
                "created": "2026-12-01T00:00:00+00:00",
            }
        )
    )
    (live.root / ".next").symlink_to(half.name)
    (live.root / ".next").replace(live.root / "current")
    for _ in range(3):
        assert live.get(f"{LIST}.ttl").status_code == 200
        assert live.get("release.json").json()["current"] == live.new
