"""A part of the shipped tree with its release, for commands and servers that have a folder of their own."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from styrka.build.pipeline import build_release
from styrka.publish.files import dumps, tables
from styrka.release import Release
from styrka.settings import Settings
from tests import little


@dataclass(frozen=True)
class Planted:
    """The root of a tree, to be copied, and its release, which lies elsewhere."""

    root: Path
    release: Release


@pytest.fixture(scope="session")
def planted(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """The tree and its release with the files made of it, which the first worker builds while the others wait."""
    root = little.plant(tmp_path_factory.mktemp("little"))
    of = replace(settings, root=root, releases=settings.releases_path.with_name("little-releases"))
    release = build_release(of)
    dumps.ensure_dumps(of, release)
    tables.ensure_tables(of, release)
    return Planted(root, release)


def copy_tree(planted: Planted, folder: Path) -> Path:
    """Return the folder with a copy of the tree; the files of its release are the same ones."""
    shutil.copytree(planted.root, folder)
    releases = folder / "var/releases"
    shutil.copytree(planted.release.path, releases / planted.release.version, copy_function=os.link)
    (releases / "current").symlink_to(planted.release.version)
    return folder
