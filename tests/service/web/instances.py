"""Real services for the tests of writes: a scratch instance, and a governed one over a small tree."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from styrka.release import roll_back
from tests.conformance import serving
from tests.service import trees

TOKEN = "open-sesame"
AUTHORITY = {"Authorization": f"Bearer {TOKEN}"}
TURTLE = {**AUTHORITY, "Content-Type": "text/turtle"}
UPDATE = {**AUTHORITY, "Content-Type": "application/sparql-update"}
GRAPH = "https://w3id.org/styrka/graph/strategies/se122-test"
AREA = "https://w3id.org/styrka/id/area/se122-test/tillverkning"


@dataclass(frozen=True)
class Instance:
    """A running service: its address, and the tree that it is built from."""

    address: str
    root: Path

    def send(
        self, method: str, path: str, data: str | bytes = b"", headers: dict[str, str] | None = None, **options: Any
    ) -> requests.Response:
        """The response to a request."""
        body = data.encode() if isinstance(data, str) else data
        return requests.request(method, self.address + path, data=body, headers=headers, timeout=120, **options)

    def values(self, query: str) -> list[str]:
        """The first column of a query's rows, sorted."""
        found = requests.get(f"{self.address}/sparql", {"query": query, "format": "csv"}, timeout=60)
        assert found.status_code == 200, found.text
        return sorted(found.content.decode().splitlines()[1:])

    def names(self, thing: str = AREA) -> list[str]:
        """The names of a thing."""
        return self.values(f"SELECT ?name {{ <{thing}> <http://www.w3.org/2004/02/skos/core#prefLabel> ?name }}")

    def files(self) -> dict[str, bytes]:
        """Every file of the tree's data."""
        paths = (path for path in sorted((self.root / "data").rglob("*")) if path.is_file())
        return {path.as_posix(): path.read_bytes() for path in paths}

    def release(self) -> str:
        """The published version."""
        return (self.root / "var/releases/current").readlink().name

    def put_back(self, release: str, files: Mapping[str, bytes]) -> None:
        """Give the tree the files that it had, and publish their release again: a write would judge all of it anew."""
        for name in self.files().keys() - files.keys():
            Path(name).unlink()
        for name, content in files.items():
            Path(name).write_bytes(content)
        roll_back(self.root / "var/releases", release)
        while requests.get(f"{self.address}/release.json", timeout=60).json()["current"] != release:
            time.sleep(0.1)


@contextmanager
def governed(folder: Path, **environment: str) -> Iterator[Instance]:
    """A governed instance over a small tree in the folder."""
    root = trees.plant_built(folder)
    few = {"STYRKA_PUBLIC_WORKERS": "2", "STYRKA_RESERVED_WORKERS": "1"}  # each release has workers of its own
    with serving(root=root, **{**few, **environment}) as address:
        yield Instance(address, root)


@contextmanager
def scratch(folder: Path, **environment: str) -> Iterator[Instance]:
    """A scratch instance."""
    with serving("--scratch", root=folder, **{"STYRKA_WRITE_TOKEN": TOKEN, **environment}) as address:
        yield Instance(address, folder)
