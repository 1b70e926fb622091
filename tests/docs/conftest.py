"""A part of the shipped tree with its release, for commands and servers that have a folder of their own."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from styrka.publish.files import dumps, tables
from styrka.release import Release
from styrka.settings import Settings


@dataclass(frozen=True)
class Planted:
    """The root of a tree, to be copied, and its release, which lies elsewhere."""

    root: Path
    release: Release


@pytest.fixture(scope="session")
def planted(little_settings: Settings, little_release: Release) -> Planted:
    """The tree and its release with the files made of it."""
    dumps.ensure_dumps(little_settings, little_release)
    tables.ensure_tables(little_settings, little_release)
    return Planted(little_settings.root, little_release)


def copy_tree(planted: Planted, folder: Path) -> Path:
    """Return the folder with a copy of the tree; the files of its release are the same ones."""
    shutil.copytree(planted.root, folder)
    releases = folder / "var/releases"
    shutil.copytree(planted.release.path, releases / planted.release.version, copy_function=os.link)
    (releases / "current").symlink_to(planted.release.version)
    return folder
