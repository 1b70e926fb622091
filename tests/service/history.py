"""Two releases of a small tree: things are added, changed, removed and replaced in between."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from styrka.build.pipeline import build_release
from styrka.release import Release
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
