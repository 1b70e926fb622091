"""Two releases of a small tree: things are added, changed, removed and replaced in between."""

from __future__ import annotations

import fcntl
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from styrka.build.pipeline import build_release
from styrka.publish.files.dumps import ensure_dumps
from styrka.publish.files.tables import ensure_tables
from styrka.release import Release, open_release
from styrka.settings import Settings
from tests.conftest import ROOT
from tests.service import trees

BASE = "https://w3id.org/styrka/"
LIST = BASE + "id/strategy/se122-test"
REMOVED = BASE + "id/area/se12-test/livsmedel"
RENAMED, NEW = BASE + "id/area/se122-test/tillverkning", BASE + "id/area/se122-test/produktion"
MOVED = "data/documents/moved.ttl"
LOST = "data/documents/extra.ttl"
LOST_GRAPH = BASE + "graph/documents/extra"


@dataclass(frozen=True)
class History:
    """The settings of the tree, and its releases."""

    settings: Settings
    old: Release
    new: Release


def grow(folder: Path) -> History:
    """A tree in the folder with two releases, more than a second apart."""
    root = trees.plant(folder)
    shutil.copy(ROOT / "data/datasets.ttl", root / "data/datasets.ttl")
    shutil.copytree(ROOT / "queries/tables", root / "queries/tables")
    trees.put(root, LOST, trees.head("documents/extra", "strategies"))
    settings = Settings(root=root)
    old = build_release(settings)
    time.sleep(1.1)  # HTTP counts in seconds
    trees.change(root, trees.OTHER, '"Sörmlandsstrategin"@sv', '"Sörmlands strategi"@sv')
    text = (root / trees.OTHER).read_text("utf-8")
    trees.put(root, trees.OTHER, text.replace(RENAMED.removeprefix(BASE), NEW.removeprefix(BASE)))
    trees.put(
        root,
        MOVED,
        trees.head("documents/moved", "strategies")
        + f"<{RENAMED.removeprefix(BASE)}> dcterms:isReplacedBy <{NEW.removeprefix(BASE)}> .\n",
    )
    trees.change(
        root, trees.STRATEGY, "<id/area/se12-test/energi>, <id/area/se12-test/livsmedel>", "<id/area/se12-test/energi>"
    )
    text = (root / trees.STRATEGY).read_text("utf-8")
    trees.put(root, trees.STRATEGY, text[: text.index("<id/area/se12-test/livsmedel> a")])
    rows = (root / trees.MAPPING).read_text("utf-8").splitlines(keepends=True)
    trees.put(root, trees.MAPPING, "".join(row for row in rows if not row.startswith("area:se12-test/livsmedel")))
    (root / LOST).unlink()
    return History(settings, old, build_release(settings))


def grow_once(folder: Path) -> History:
    """Return the history in the folder, which the first of pytest's workers grows while the others wait."""
    folder.mkdir(exist_ok=True)
    versions = folder / "versions"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not versions.exists():
            grown = grow(folder)
            versions.write_text(f"{grown.old.version} {grown.new.version}")
    return _open(folder / trees.NAME, *versions.read_text().split())


def make_files_once(grown: History, folder: Path) -> History:
    """Return a copy in the folder with the files of both releases, which the first of pytest's workers makes."""
    folder.mkdir(exist_ok=True)
    made = folder / "made"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            copied = copy(grown, folder)
            for release in (copied.old, copied.new):
                ensure_dumps(copied.settings, release)
                ensure_tables(copied.settings, release)
            made.touch()
    return _open(folder / trees.NAME, grown.old.version, grown.new.version)


def copy(grown: History, folder: Path) -> History:
    """Return the same history in a folder of its own, where files may be made and changed."""
    root = shutil.copytree(grown.settings.root, folder / trees.NAME, symlinks=True)
    return _open(root, grown.old.version, grown.new.version)


def _open(root: Path, old: str, new: str) -> History:
    settings = Settings(root=root)
    return History(settings, open_release(settings.releases_path / old), open_release(settings.releases_path / new))
